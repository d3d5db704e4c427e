import unit from './jest.config.js';

/** Which folder of router/ is changed: `npm run test:mutation` sets it, one after the other. */
const room = process.env.MUTATION_ROOM ?? 'selection';

/** @type {import('@stryker-mutator/api/core').PartialStrykerOptions} */
export default {
	testRunner: 'jest',
	mutate: [`router/${room}/**/*.ts`],
	// Only the tests of the same folder: what others notice by chance is not tested where it is written.
	jest: {
		enableFindRelatedTests: false,
		config: {
			...unit,
			roots: [`<rootDir>/test/router/${room}`],
			// They try thousands of cases for each change.
			testPathIgnorePatterns: [...unit.testPathIgnorePatterns, '\\.property\\.test\\.ts$'],
		},
	},
	coverageAnalysis: 'perTest',
	// A change can make a loop without end.
	timeoutMS: 20_000,
	concurrency: 1,
	thresholds: { high: 95, low: 85, break: 85 },
	reporters: ['clear-text', 'progress-append-only', 'json'],
	clearTextReporter: { allowColor: false, allowEmojis: false, logTests: false, reportTests: false },
	jsonReporter: { fileName: `.cache/mutation/${room}.json` },
	tempDirName: '.cache/stryker',
	ignorePatterns: ['/dist', '/coverage', '/bench', '/docs', '/examples', '/test/e2e', '/test/faults', '/test/stores', '/test/nodes'],
};
