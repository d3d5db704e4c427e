import type { Answer } from '../../router/calls/client';
import type { Carried, ToolCall } from '../../router/request/request';
import { z } from '../../vendor/zod';

/** Where an assistant's message keeps what its provider wants back, in `additional_kwargs`. */
const KEY = 'llm_router_carried';

/** What is to be carried with one turn. */
export interface Kept {
	readonly turn?: Carried | undefined;
	/** By the call's id. */
	readonly calls: readonly { readonly id: string; readonly carried: Carried }[];
}

/** For `additional_kwargs`; empty where nothing is carried. On one chunk of a stream alone: LangChain adds up what is on several. */
export function withCarried({ carried, toolCalls }: Pick<Answer, 'carried' | 'toolCalls'>): Record<string, Kept> {
	const calls = toolCalls.flatMap(({ id, carried: own }) => (own === undefined || id === null ? [] : [{ id, carried: own }]));
	return carried === undefined && calls.length === 0 ? {} : { [KEY]: { ...(carried !== undefined && { turn: carried }), calls } };
}

/** What was put there; nothing where somebody else wrote the message. */
export function carriedIn(additionalKwargs: Readonly<Record<string, unknown>>): Kept {
	return Kept.parse(additionalKwargs[KEY]);
}

/** The call with what goes with it. */
export function withOwn(call: ToolCall, { calls }: Kept): ToolCall {
	const carried = calls.find(({ id }) => id === call.id)?.carried;
	return carried === undefined ? call : { ...call, carried };
}

const Carried = z.object({ providerId: z.string(), apiModel: z.string(), fields: z.record(z.unknown()) });
const Kept = z
	.object({ turn: Carried.optional().catch(undefined), calls: z.array(z.object({ id: z.string(), carried: Carried })).catch([]) })
	.catch({ calls: [] });
