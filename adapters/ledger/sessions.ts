import { SESSION_MS } from '../../router/session/sessionStore';
import { z } from '../../vendor/zod';
import type { SessionTexts } from '../sessionStore';

import { rows, type Steps } from './feedback/steps';

/** What is asked of a ledger about conversations; each is one transaction. */
export type SessionRequest =
	| { readonly kind: 'read'; readonly key: string; readonly nowMs: number }
	| { readonly kind: 'write'; readonly key: string; readonly text: string; readonly atMs: number };

/** The states of conversations in a ledger, however it answers. @param perform what was read, `null` for a write. */
export function sessionTexts(perform: (ask: SessionRequest) => Promise<string | null>): SessionTexts {
	return {
		read: (key, nowMs) => perform({ kind: 'read', key, nowMs }),
		write: async (key, text, atMs) => void (await perform({ kind: 'write', key, text, atMs })),
	};
}

/** The statements that answer it. */
export function* sessionSteps(asked: SessionRequest): Steps<string | null> {
	if (asked.kind === 'read') return yield* readState(asked.key, Math.floor(asked.nowMs));
	yield* rows(UPSERT, [asked.key, Math.round(asked.atMs), asked.text]);
	return null;
}

const UPSERT = `
	INSERT INTO sessions (key, at_ms, state) VALUES ($1, $2, $3)
	ON CONFLICT (key) DO UPDATE SET at_ms = excluded.at_ms, state = excluded.state WHERE excluded.at_ms >= sessions.at_ms`;

const stateSchema = z.object({ state: z.string() });

function* readState(key: string, nowMs: number): Steps<string | null> {
	const [row] = yield* rows('SELECT state FROM sessions WHERE key = $1 AND at_ms > $2', [key, nowMs - SESSION_MS]);
	return row === undefined ? null : stateSchema.parse(row).state;
}

/** Forgets conversations past their time, `limit` of them at most; says how many there were. */
export function* expireSessions(nowMs: number, limit: number): Steps<number> {
	const expired = yield* rows(
		'DELETE FROM sessions WHERE key IN (SELECT key FROM sessions WHERE at_ms <= $1 ORDER BY at_ms LIMIT $2) RETURNING key',
		[Math.floor(nowMs) - SESSION_MS, limit],
	);
	return expired.length;
}
