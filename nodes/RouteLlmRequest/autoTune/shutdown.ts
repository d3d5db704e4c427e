const SHARED = Symbol.for('n8n-nodes-llm-router/shutdown');

/** Whether this process was asked to end. */
export function shuttingDown(): boolean {
	return watched().asked;
}

/** From now on it is known when it is. */
export function watchShutdown(): void {
	watched();
}

interface Watched {
	asked: boolean;
}

// On globalThis, because n8n may load our package twice.
const holder: typeof globalThis & { [SHARED]?: Watched } = globalThis;

function watched(): Watched {
	return (holder[SHARED] ??= watch());
}

function watch(): Watched {
	const state: Watched = { asked: false };
	for (const signal of ['SIGTERM', 'SIGINT'] as const) {
		// Who listens first takes over from Node, which would end the process at once: n8n does, and nobody else should.
		if (process.listenerCount(signal) > 0) process.once(signal, () => void (state.asked = true));
	}
	return state;
}
