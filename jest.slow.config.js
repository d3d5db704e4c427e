const unit = require('./jest.config.js');

// Tests that train, simulate or measure: `*.slow.test.ts`, beside the quick ones of the same file.
/** @type {import('jest').Config} */
module.exports = {
	...unit,
	testMatch: ['<rootDir>/test/**/*.slow.test.ts'],
	testPathIgnorePatterns: ['/node_modules/'],
	testTimeout: 600_000,
};
