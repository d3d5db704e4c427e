import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { ensureBuilt } from './build.mjs';
import { node24, root, run } from './process.mjs';

const results = path.join(root, '.cache/test-results.json');

/**
 * Build, lint, types and tests; the last line is `N passed, N failed`. Arguments go to Jest (a path, `-t`,
 * `--coverage`), and then only the tests named run, without lint and types.
 */
export async function runTests({ step, suites, unit, args }) {
	const problems = [];
	const check = async (name, work) => {
		const ok = await work().catch((error) => (process.stderr.write(`${error.message}\n`), false));
		if (!ok) problems.push(name);
		return ok;
	};
	const built = await step('Build', (progress) => check('build', () => ensureBuilt(progress).then(() => true)));
	if (built && unit && args.length === 0) {
		await check('lint', () => tool('eslint', 'node_modules/eslint/bin/eslint.js', '.', '--max-warnings', '0'));
		await check('types', () => tool('types', 'node_modules/typescript/bin/tsc', '--noEmit'));
	}
	const totals = built ? await step('Tests', () => jestAll(suites, args)) : { passed: 0, failed: 0 };
	for (const name of problems) process.stdout.write(`${name} failed, see above\n`);
	const failed = totals.failed + problems.length;
	process.stdout.write(`\n${totals.passed} passed, ${failed} failed\n`);
	return failed === 0 ? 0 : 1;
}

async function tool(name, file, ...args) {
	process.stderr.write(`      ${name}\n`);
	return (await run(node24, [file, ...args])) === 0;
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
	process.stderr.write('no test found\n');
	return { passed: 0, failed: 1 };
}

async function jest(suite, args) {
	rmSync(results, { force: true });
	const code = await run(node24, ['node_modules/jest/bin/jest.js', '--config', suite, '--json', '--outputFile', results, ...args]);
	if (!existsSync(results)) return { passed: 0, failed: code === 0 ? 0 : 1, found: 0 };
	const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites, numTotalTests } = JSON.parse(readFileSync(results, 'utf8'));
	const failed = numFailedTests + numRuntimeErrorTestSuites;
	// Jest can also fail for what no test names: no test found, a leaked error after the end.
	return { passed: numPassedTests, failed: failed === 0 && code !== 0 ? 1 : failed, found: numTotalTests };
}
