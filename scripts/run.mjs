// Where every npm command begins. Runs on Debian's own Node 20 with nothing installed:
// installs what is missing, builds what is stale, and hands over to Node 24.
import { ensureBuilt } from './bootstrap/build.mjs';
import { ensureInstalled, ensureNode24 } from './bootstrap/install.mjs';
import { runMutations } from './bootstrap/mutation.mjs';
import { node24, run } from './bootstrap/process.mjs';
import { bundleScript } from './bootstrap/script.mjs';
import { steps } from './bootstrap/steps.mjs';
import { runTests } from './bootstrap/test.mjs';

/** Command → the TypeScript it runs, and whether that needs the built package. */
const scripts = {
	start: { file: 'scripts/start.ts', built: true },
	editor: { file: 'scripts/editor.ts', built: true },
	train: { file: 'scripts/train.ts', built: false },
	'train:scorer': { file: 'scripts/trainScorer.ts', built: false },
	'train:words': { file: 'scripts/trainWords.ts', built: false },
	'bench:speed': { file: 'bench/speed.ts', built: true },
	'bench:log': { file: 'bench/log.ts', built: true },
	'bench:calibration': { file: 'bench/calibration.ts', built: false },
	'bench:quality': { file: 'bench/quality.ts', built: true },
	'bench:sessions': { file: 'bench/sessions.ts', built: false },
	'bench:chat': { file: 'bench/chat.ts', built: true },
	'bench:autotune': { file: 'bench/autotune.ts', built: false },
	soak: { file: 'scripts/soak.ts', built: true },
};
/** Command → the suites of tests it runs, one after the other. */
const suites = {
	test: ['jest.config.js'],
	'test:slow': ['jest.slow.config.js'],
	'test:e2e': ['jest.stores.config.js', 'jest.e2e.config.js'],
	'test:faults': ['jest.faults.config.js'],
};

/** Long, and for people who change the rooms it is about: no part of CI. */
const MUTATION = 'test:mutation';

const [command, ...args] = process.argv.slice(2);
process.exitCode = await main().catch((error) => {
	process.stderr.write(`\n${error.message}\n`);
	return 1;
});

async function main() {
	const script = scripts[command];
	const tests = suites[command];
	const known = [...Object.keys(scripts), ...Object.keys(suites), MUTATION];
	if (!known.includes(command)) throw new Error(`Unknown command "${command}". Known: ${known.join(', ')}.`);
	const step = steps(4);
	await step('Dependencies', ensureInstalled);
	await step('Node 24', ensureNode24);
	if (command === MUTATION) return await runMutations({ step, args });
	if (tests) return await runTests({ step, suites: tests, unit: command === 'test', args: withoutUpdate(args) });
	await step('Build', (progress) => (script.built ? ensureBuilt(progress) : 'not needed'));
	const file = await step(`Run ${command}`, () => bundleScript(script.file));
	return await run(node24, ['--enable-source-maps', file, ...args]);
}

/** `--update`: pages that a suite writes are written anew. Jest does not know the word, so the tests are told by the environment. */
function withoutUpdate(all) {
	if (all.includes('--update')) process.env.UPDATE_PAGES = '1';
	return all.filter((arg) => arg !== '--update');
}
