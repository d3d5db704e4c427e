const { createRequire } = require('node:module');
const path = require('node:path');
const { compileFunction } = require('node:vm');
const { default: Runtime } = require('jest-runtime');
const { keeping } = require('./traces');

const PACKAGES = `${path.sep}node_modules${path.sep}`;
const nodes = createRequire(__filename);

/**
 * Loads our code anew for each test file, as Jest does, and packages once for all files of a worker, as Node does. A
 * package that a file mocks is mocked for that file, where our code asks for it.
 */
module.exports = class extends Runtime {
	constructor(...args) {
		super(...args);
		const { executor } = this;
		executor.compile = (source, filename) => compileFunction(source, executor.injectedModuleParameters, { filename });
	}

	requireModule(from, name, options, isActual) {
		const file = options?.isInternalModule ? null : this.packageFile(from, name);
		return file === null ? super.requireModule(from, name, options, isActual) : loadPackage(file);
	}

	packageFile(from, name) {
		if (!name || this._resolution.isCoreModule(name)) return null;
		const file = this._resolution.resolveCjs(from, name);
		return file.includes(PACKAGES) ? file : null;
	}

	/** It would put a function of this file's on the `process` of all. */
	installGetBuiltinModule() {}
};

const loaded = new Map();

function loadPackage(file) {
	if (!loaded.has(file))
		loaded.set(
			file,
			keeping(() => nodes(file)),
		);
	return loaded.get(file);
}
