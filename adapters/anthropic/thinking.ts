import type { ModelSpec } from '../../router/registry/model';
import type { Carried } from '../../router/request/request';
import { z } from '../../vendor/zod';

import type { Block, Turn } from './block';

/** A block of thoughts as it came: its signature holds for nothing but all of it. */
const Thought = z.union([
	z.object({ type: z.literal('thinking'), thinking: z.string(), signature: z.string().min(1) }),
	z.object({ type: z.literal('redacted_thinking'), data: z.string().min(1) }),
]);

const Carriage = z.object({ content: z.array(Thought) });

/** The blocks among these that the model wants back with its tool calls; `undefined`: none. */
export function carriedOf(blocks: readonly unknown[], { providerId, apiModel }: ModelSpec): Carried | undefined {
	const content = blocks.flatMap((block) => Thought.safeParse(block).data ?? []);
	return content.length === 0 ? undefined : { providerId, apiModel, fields: { content } };
}

/** The blocks a model is given back; none where another one wrote them, whose signatures it would refuse. */
export function handedBack(carried: Carried | undefined, { providerId, apiModel }: ModelSpec): Block[] {
	if (carried?.providerId !== providerId || carried.apiModel !== apiModel) return [];
	return Carriage.safeParse(carried.fields).data?.content ?? [];
}

/**
 * Whether a model may be told to think here. A tool's result is answered with thoughts only where the call has its own
 * before it, which a call of another model has not; and a call that is forced leaves nothing to think about.
 */
export function mayThink(turns: readonly Turn[], isForced: boolean): boolean {
	if (isForced) return false;
	const isToolStep = turns.at(-1)?.content.some(({ type }) => type === 'tool_result') === true;
	if (!isToolStep) return true;
	const first = turns.findLast(({ role }) => role === 'assistant')?.content[0]?.type;
	return first === 'thinking' || first === 'redacted_thinking';
}
