const unit = require('./jest.config.js');

/** @type {import('jest').Config} */
module.exports = {
	...unit,
	roots: ['<rootDir>/test/faults'],
	globalSetup: '<rootDir>/test/stores/globalSetup.ts',
	testPathIgnorePatterns: ['/node_modules/'],
	maxWorkers: 1,
	testTimeout: 600_000,
};
