import { createStickyStrategy } from '../../router/session/sticky';
import { nextState } from '../../router/session/nextState';
import { readSessionState } from '../../router/session/sessionState';
import type { SessionStore } from '../../router/session/sessionStore';
import type { Stuck } from '../../router/session/stick';
import type { AnalyzedRequest, LlmRequest } from '../../router/request/request';
import { textOf } from '../../router/request/userText';
import type { RouteResult } from '../../router/routeTypes';
import type { Strategy } from '../../router/strategies/strategy';
import { z } from '../../vendor/zod';
import { fieldOf } from '../RouteLlmRequest/parameters/panel';
import { machineTime } from '../shared/time';
import { sessionKeyHash } from '../shared/sessionKey';

import { hashOf } from './memory';
import type { RouterRun } from './run';

/** A conversation that stays with its model. */
export interface Session {
	/** A keyed hash. */
	readonly key: string;
	/** The strategy with the conversation's memory, for one call. */
	sticky(inner: Strategy): Strategy;
	/** Keeps how it went. */
	end(result: RouteResult): Promise<void>;
}

/** @param item of the consumer that is asked about; `null`: nobody knows. */
export async function openSession(run: RouterRun, store: SessionStore, item: number | null, request: LlmRequest): Promise<Session> {
	const { ctx, memory, routerId, prepared } = run;
	const { id, lasts } = sessionIdOf(run, item, request);
	const key = sessionKeyHash(ctx, routerId, id);
	// Within the execution n8n keeps it, across workers and waits; it is the newer one.
	const kept = readSessionState(memory.session(key));
	const state = kept ?? (lasts ? readSessionState(await store.read(key, machineTime.wall())) : null);
	const course: { stuck: Stuck | null; request: AnalyzedRequest | null } = { stuck: null, request: null };
	return {
		key,
		sticky(inner) {
			const onStuck = (stuck: Stuck) => void (course.stuck = stuck);
			const strategy = createStickyStrategy({ inner, state, wallMs: () => machineTime.wall(), onStuck });
			return {
				...strategy,
				async rank(options) {
					course.request = options.request;
					return await strategy.rank(options);
				},
			};
		},
		async end({ attempts, answer }) {
			const { stuck, request: analyzed } = course;
			if (stuck === null || analyzed === null) return;
			const { models } = prepared.resolved;
			const next = nextState({ stuck, request: analyzed, models, attempts, answer, nowMs: machineTime.wall() });
			if (next === null) return;
			memory.keepSession(key, next);
			if (lasts) await store.write(key, next, next.atMs);
		},
	};
}

interface SessionId {
	readonly id: string;
	/** Beyond this execution. */
	readonly lasts: boolean;
}

/** The node's own field, else the Chat Trigger's session, else the execution. */
function sessionIdOf(run: RouterRun, item: number | null, { messages }: LlmRequest): SessionId {
	const { ctx, memory, consumer } = run;
	const own = item === null ? sharedByAll(run) : ownId(run, item);
	if (own !== '') return { id: own, lasts: true };
	const chat = consumer.items === 1 ? idSchema.parse(readCustomData(ctx)) : '';
	if (chat !== '') return { id: chat, lasts: true };
	// Several items of one execution are conversations of their own: told apart by how they begin.
	const begun = hashOf(textOf(messages.find(({ role }) => role === 'user')));
	return { id: `${memory.executionId}:${consumer.name}:${begun}`, lasts: false };
}

/** Where nobody knows the item, an id counts only if all items have it. */
function sharedByAll(run: RouterRun): string {
	const ids = new Set(Array.from({ length: run.consumer.items }, (_, item) => ownId(run, item)));
	const [id] = ids;
	return ids.size === 1 && id !== undefined ? id : '';
}

/** An expression that fails names no session. */
function ownId({ ctx }: RouterRun, item: number): string {
	try {
		return idSchema.parse(fieldOf(ctx, 'sessionId', item));
	} catch {
		return '';
	}
}

const idSchema = z
	.union([z.string(), z.number().transform(String)])
	.transform((id) => id.trim())
	.catch('');

function readCustomData({ customData }: RouterRun['ctx']): unknown {
	try {
		return customData.get('session_id');
	} catch {
		return null;
	}
}
