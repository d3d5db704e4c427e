import { SESSION_MS, type SessionStore } from '../../router/session/sessionStore';
import { z } from '../../vendor/zod';
import { sessionStoreOf } from '../sessionStore';

import { READ_SESSION, WRITE_SESSION } from './scripts/sessions';
import type { Workers } from './workers';

interface SharedSessionsSetup {
	readonly workers: Workers;
	readonly prefix: string;
}

const reply = z.string().nullable();

/** What is known of conversations, for all workers. Without Redis nothing is, and nobody waits for it. */
export function createSharedSessions({ workers, prefix }: SharedSessionsSetup): SessionStore {
	const keyOf = (key: string) => `${prefix}:session:${key}`;
	return sessionStoreOf({
		async read(key, nowMs) {
			await workers.ready();
			return textOf(reply.parse(await workers.run(READ_SESSION, [keyOf(key)], [])), nowMs);
		},
		async write(key, text, atMs) {
			await workers.ready();
			await workers.run(WRITE_SESSION, [keyOf(key)], [Math.round(atMs), text, SESSION_MS]);
		},
	});
}

const KEPT = /^(\d+):(.*)$/s;

/** Redis counts from when it was told, a turn from when it was. */
function textOf(kept: string | null, nowMs: number): string | null {
	const [, atMs, text] = KEPT.exec(kept ?? '') ?? [];
	return text !== undefined && Number(atMs) > nowMs - SESSION_MS ? text : null;
}
