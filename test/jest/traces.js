/** What packages and Node's own fetch put on globalThis and `process` when first used stays: they are loaded once. */
const kept = { keys: new Set(), listeners: new WeakSet() };
const ofNode = /^Symbol\(undici\./;

/** What a test file leaves behind outside its own modules. */
exports.Traces = class {
	globals = Object.getOwnPropertyDescriptors(globalThis);
	env = process.env;
	variables = { ...process.env };
	exit = process.exit;
	folder = process.cwd();
	listeners = listenersOfProcess();

	remove() {
		// Some clean up at the end of the process, which here is the end of the file.
		for (const [event, listener] of this.newListeners()) {
			process.off(event, listener);
			if (event === 'exit') (listener.listener ?? listener).call(process, 0);
		}
		for (const key of Reflect.ownKeys(globalThis)) {
			if (!(key in this.globals) && !kept.keys.has(key) && !ofNode.test(String(key))) Reflect.deleteProperty(globalThis, key);
		}
		for (const key of Reflect.ownKeys(this.globals)) restore(key, this.globals[key]);
		process.env = this.env;
		for (const name of Object.keys(process.env)) if (!(name in this.variables)) delete process.env[name];
		Object.assign(process.env, this.variables);
		process.exit = this.exit;
		if (process.cwd() !== this.folder) process.chdir(this.folder);
	}

	newListeners() {
		return [...listenersOfProcess()].flatMap(([event, listeners]) => {
			const before = this.listeners.get(event) ?? [];
			return listeners.filter((one) => !before.includes(one) && !kept.listeners.has(one)).map((one) => [event, one]);
		});
	}
};

/** Does what loads a package, and keeps what that leaves behind. */
exports.keeping = (load) => {
	const keys = new Set(Reflect.ownKeys(globalThis));
	const listeners = new Set([...listenersOfProcess().values()].flat());
	try {
		return load();
	} finally {
		for (const key of Reflect.ownKeys(globalThis)) if (!keys.has(key)) kept.keys.add(key);
		for (const one of [...listenersOfProcess().values()].flat()) if (!listeners.has(one)) kept.listeners.add(one);
	}
};

function restore(key, before) {
	const now = Object.getOwnPropertyDescriptor(globalThis, key);
	if (now?.value === before.value && now?.get === before.get && now?.set === before.set) return;
	Object.defineProperty(globalThis, key, before);
}

function listenersOfProcess() {
	return new Map(process.eventNames().map((event) => [event, process.rawListeners(event)]));
}
