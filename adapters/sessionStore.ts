import { setTimeout as sleep } from 'node:timers/promises';

import type { SessionStore } from '../router/session/sessionStore';

/** Where the states of conversations are kept as texts. Both may reject, and take their time. */
export interface SessionTexts {
	/** `null`: there is none, or it is past its time. */
	read(key: string, nowMs: number): Promise<string | null>;
	/** Where none is newer. */
	write(key: string, text: string, atMs: number): Promise<void>;
}

/** A request does not wait longer than this for a disk or server that hangs: without its session it is answered as well. */
const PATIENCE_MS = 2_000;

/** Keeps states in texts; whatever goes wrong there is a session forgotten. */
export function sessionStoreOf(texts: SessionTexts, patienceMs = PATIENCE_MS): SessionStore {
	return {
		async read(key, nowMs) {
			return await orNull(async (): Promise<unknown> => {
				const text = await within(patienceMs, texts.read(key, nowMs));
				return text === null ? null : JSON.parse(text);
			});
		},
		async write(key, state, atMs) {
			await orNull(() => within(patienceMs, texts.write(key, JSON.stringify(state), atMs)));
		},
	};
}

async function orNull<T>(work: () => Promise<T>): Promise<T | null> {
	try {
		return await work();
	} catch {
		return null;
	}
}

/** `null` where it takes longer. */
async function within<T>(ms: number, work: Promise<T>): Promise<T | null> {
	const done = new AbortController();
	const late = sleep(ms, null, { signal: done.signal }).catch(() => null);
	try {
		return await Promise.race([work, late]);
	} finally {
		done.abort();
	}
}
