// Coverage must come from V8: instrumenting coverage rewrites functions, and the
// node's `outputs` expression is the text of one of ours.
const swc = {
	jsc: { parser: { syntax: 'typescript' }, target: 'es2022', keepClassNames: true },
	module: { type: 'commonjs' },
};

// tokenx is published as an ES module only; Jest loads CommonJS.
const esModules = ['tokenx'];

/** @type {import('jest').Config} */
module.exports = {
	testEnvironment: 'node',
	roots: ['<rootDir>/test'],
	testMatch: ['**/*.test.ts'],
	testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/e2e/', '<rootDir>/test/faults/', '<rootDir>/test/stores/'],
	modulePathIgnorePatterns: ['<rootDir>/dist/package.json', '<rootDir>/.cache/'],
	transform: { '^.+\\.(ts|mjs)$': ['@swc/jest', swc] },
	transformIgnorePatterns: [`/node_modules/(?!(${esModules.join('|')})/)`],
	coverageProvider: 'v8',
	coverageDirectory: 'coverage',
	collectCoverageFrom: ['{router,nodes,adapters,credentials}/**/*.ts'],
	maxWorkers: 2,
	// Two busy cores: a test that hangs is what this is to catch, not a slow one.
	testTimeout: 30_000,
};
