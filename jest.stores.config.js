const unit = require('./jest.config.js');

/** @type {import('jest').Config} */
module.exports = {
	...unit,
	roots: ['<rootDir>/test/stores'],
	globalSetup: '<rootDir>/test/stores/globalSetup.ts',
	testPathIgnorePatterns: ['/node_modules/'],
	// Each file has servers of its own, and the machine two cores.
	maxWorkers: 1,
	testTimeout: 60_000,
};
