const { availableParallelism } = require('node:os');

// Coverage must come from V8: instrumenting coverage rewrites functions, and the
// node's `outputs` expression is the text of one of ours.
const swc = {
	jsc: { parser: { syntax: 'typescript' }, target: 'es2022', keepClassNames: true },
	module: { type: 'commonjs' },
};

// tokenx is published as an ES module only; Jest loads CommonJS.
const esModules = ['tokenx'];

// Jest has to know the sources to find the tests that are related to one of them.
const folders = ['adapters', 'bench', 'credentials', 'nodes', 'router', 'scripts', 'vendor', 'test'];

// Test files run in a sandbox in which looking up a global takes half a microsecond, thousands of times as long as
// outside: arithmetic becomes ten times as slow. These are handed in. Nothing that a test may replace (Date, setTimeout).
const globals = [
	...['Array', 'BigInt', 'Error', 'Infinity', 'JSON', 'Map', 'Math', 'Number', 'Object', 'Promise', 'RegExp', 'Set', 'String', 'Symbol'],
	...['Float32Array', 'Float64Array', 'Int8Array', 'Uint8Array', 'Uint16Array', 'Uint32Array', 'WeakMap'],
];

/** @type {import('jest').Config} */
module.exports = {
	testEnvironment: 'node',
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
	transformIgnorePatterns: [`/node_modules/(?!(${esModules.join('|')})/)`],
	sandboxInjectedGlobals: globals,
	coverageProvider: 'v8',
	coverageDirectory: 'coverage',
	collectCoverageFrom: ['{router,nodes,adapters,credentials}/**/*.ts'],
	maxWorkers: Math.min(4, Math.max(2, availableParallelism())),
	// On a busy machine everything takes several times as long: a test that hangs is what this is to catch, not a slow one.
	testTimeout: 60_000,
};
