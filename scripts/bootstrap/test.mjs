import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { ensureBuilt } from './build.mjs';
import { node24, root, run, runCaptured } from './process.mjs';

const results = path.join(root, '.cache/test-results.json');
const jestFile = 'node_modules/jest/bin/jest.js';
/** What `npm test` checks in addition to the tests, one after the other: name → what Node runs. */
const checks = {
	format: ['node_modules/@biomejs/biome/bin/biome', 'ci', '.'],
	'types and lint': ['scripts/lint/check.mjs'],
};

/**
 * Build, format, lint, types and tests; the last line is `N passed, N failed`. Arguments go to Jest (a path, `-t`,
 * `--watch`, `--findRelatedTests`), and then only the tests named run, without format, lint and types.
 */
export async function runTests({ step, suites, unit, args }) {
	const built = await step('Build', (progress) => ensureBuilt(progress).then(() => true, complain));
	if (!built) return report({ passed: 0, failed: 1 });
	if (args.some((arg) => arg.startsWith('--watch'))) return await run(node24, [jestFile, '--config', suites[0], ...args]);
	// Beside the tests, because they alone do not keep two processors busy all the time.
	const checked = unit && args.length === 0 ? runChecks() : [];
	const totals = await step('Tests', () => jestAll(suites, args));
	const problems = await checked;
	for (const { name, output } of problems) process.stdout.write(`\n${output}\n${name} failed, see above\n`);
	return report({ passed: totals.passed, failed: totals.failed + problems.length });
}

function report({ passed, failed }) {
	process.stdout.write(`\n${passed} passed, ${failed} failed\n`);
	return failed === 0 ? 0 : 1;
}

function complain(error) {
	process.stderr.write(`${error.message}\n`);
	return false;
}

async function runChecks() {
	const problems = [];
	for (const [name, args] of Object.entries(checks)) {
		const { code, output } = await runCaptured(node24, args);
		process.stderr.write(`      ${name}: ${code === 0 ? 'fine' : 'failed, see the end'}\n`);
		if (code !== 0) problems.push({ name, output });
	}
	return problems;
}

// A path names tests of one suite; the others then have none, and start nothing.
async function jestAll(suites, args) {
	const several = suites.length > 1 && args.length > 0;
	const totals = { passed: 0, failed: 0, found: 0 };
	for (const suite of suites) {
		const { passed, failed, found } = await jest(suite, several ? ['--passWithNoTests', ...args] : args);
		totals.passed += passed;
		totals.failed += failed;
		totals.found += found;
	}
	if (totals.found > 0 || totals.failed > 0) return totals;
	process.stderr.write('No test found. Slow ones: npm run test:slow; those that start servers: npm run test:e2e and test:faults.\n');
	return { passed: 0, failed: 1 };
}

async function jest(suite, args) {
	rmSync(results, { force: true });
	const code = await run(node24, [jestFile, '--config', suite, '--json', '--outputFile', results, ...args]);
	if (!existsSync(results)) return { passed: 0, failed: code === 0 ? 0 : 1, found: 0 };
	const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites, numTotalTests } = JSON.parse(readFileSync(results, 'utf8'));
	const failed = numFailedTests + numRuntimeErrorTestSuites;
	// Jest can also fail for what no test names: no test found, a leaked error after the end.
	return { passed: numPassedTests, failed: failed === 0 && code !== 0 ? 1 : failed, found: numTotalTests };
}
