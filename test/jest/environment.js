const { LegacyFakeTimers, ModernFakeTimers } = require('@jest/fake-timers');
const { ModuleMocker } = require('jest-mock');
const { freshN8n } = require('./n8n');
const { Traces } = require('./traces');

/**
 * Tests run in Node itself. In Jest's own environment each file has a JavaScript context of its own, and so evaluates all
 * of n8n-core anew, looks up every global slowly, and meets errors of Node's that are no instance of its Error. Our code
 * is still loaded anew for each file (see runtime.js), and what a file leaves on globalThis, on `process` and in the
 * variables of the environment is taken back when it ends.
 */
module.exports = class NodeItself {
	global = globalThis;
	traces = new Traces();
	leaveN8n = freshN8n();
	moduleMocker = new ModuleMocker(globalThis);

	constructor({ projectConfig }) {
		globalThis.global = globalThis;
		Object.assign(globalThis, projectConfig.globals);
		const { global, moduleMocker } = this;
		const timerConfig = { idToRef: (id) => id, refToId: (timer) => timer };
		this.fakeTimers = new LegacyFakeTimers({ config: projectConfig, global, moduleMocker, timerConfig });
		this.fakeTimersModern = new ModernFakeTimers({ config: projectConfig, global });
	}

	async setup() {}

	async teardown() {
		this.fakeTimers.dispose();
		this.fakeTimersModern.dispose();
		this.traces.remove();
		this.leaveN8n();
	}

	exportConditions() {
		return ['node', 'node-addons'];
	}

	/** The runtime asks for one, and compiles in no other than Node's. */
	getVmContext() {
		return globalThis;
	}
};
