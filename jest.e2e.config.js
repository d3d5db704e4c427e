const unit = require('./jest.config.js');

/** @type {import('jest').Config} */
module.exports = {
	...unit,
	roots: ['<rootDir>/test/e2e'],
	globalSetup: '<rootDir>/test/e2e/globalSetup.ts',
	globalTeardown: '<rootDir>/test/e2e/globalTeardown.ts',
	testPathIgnorePatterns: ['/node_modules/'],
	// One n8n, one browser: the machine has two cores.
	maxWorkers: 1,
	testTimeout: 120_000,
};
