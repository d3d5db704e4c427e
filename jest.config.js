const { availableParallelism } = require('node:os');

// Coverage must come from V8: instrumenting coverage rewrites functions, and the
// node's `outputs` expression is the text of one of ours.
const swc = {
	jsc: { parser: { syntax: 'typescript' }, target: 'es2022', keepClassNames: true },
	module: { type: 'commonjs' },
};

// Jest has to know the sources to find the tests that are related to one of them.
const folders = ['adapters', 'bench', 'credentials', 'nodes', 'router', 'scripts', 'vendor', 'test'];

/** @type {import('jest').Config} */
module.exports = {
	// Half the time of a run went into evaluating the packages again for each file. Stryker knows no <rootDir> here.
	testEnvironment: require.resolve('./test/jest/environment.js'),
	runtime: require.resolve('./test/jest/runtime.js'),
	roots: folders.map((folder) => `<rootDir>/${folder}`),
	testMatch: ['**/*.test.ts'],
	testPathIgnorePatterns: [
		'/node_modules/',
		// Each of them is a suite of its own, see jest.*.config.js.
		'<rootDir>/test/e2e/',
		'<rootDir>/test/faults/',
		'<rootDir>/test/stores/',
		'\\.slow\\.test\\.ts$',
	],
	modulePathIgnorePatterns: ['<rootDir>/dist/package.json', '<rootDir>/.cache/'],
	transform: { '^.+\\.(ts|mjs)$': ['@swc/jest', swc] },
	coverageProvider: 'v8',
	coverageDirectory: 'coverage',
	collectCoverageFrom: ['{router,nodes,adapters,credentials}/**/*.ts'],
	maxWorkers: Math.min(4, Math.max(2, availableParallelism())),
	// On a busy machine everything takes several times as long: a test that hangs is what this is to catch, not a slow one.
	testTimeout: 60_000,
};
