import type { Answer } from '../../router/calls/client';
import type { Message, ToolCall } from '../../router/request/request';

/** An assistant's turn with tool calls, as it was given; plain JSON. */
export type KeptTurn = Message & { readonly toolCalls: readonly ToolCall[] };

/** What to keep of an answer whose calls have ids; `null`: it calls no tool, so nothing comes back in pieces. */
export function keptTurn({ text, toolCalls, carried }: Pick<Answer, 'text' | 'toolCalls' | 'carried'>): KeptTurn | null {
	return toolCalls.length === 0 ? null : { role: 'assistant', content: text, toolCalls, ...(carried !== undefined && { carried }) };
}

/**
 * The messages with assistant's turns as they were given. n8n's Agent makes them anew at each tool step: one turn for
 * each call, without the text before it, with more in its arguments, and without what the provider wants back. Calls
 * that have no result are left out, because no provider takes one without the other.
 */
export function withKeptTurns(messages: readonly Message[], kept: readonly KeptTurn[]): readonly Message[] {
	if (kept.length === 0) return messages;
	const results = new Set(messages.flatMap(({ toolCallId }) => (toolCallId === undefined ? [] : [toolCallId])));
	const done = new Set<KeptTurn>();
	return messages.flatMap((message): Message[] => {
		const turn = turnOf(message, kept);
		if (turn === undefined) return [message];
		if (done.has(turn)) return [];
		done.add(turn);
		return [{ ...turn, toolCalls: turn.toolCalls.filter(({ id }) => id !== null && results.has(id)) }];
	});
}

function turnOf({ role, toolCalls = [] }: Message, kept: readonly KeptTurn[]): KeptTurn | undefined {
	const [first] = toolCalls;
	if (role !== 'assistant' || first?.id == null) return undefined;
	return kept.findLast((turn) => turn.toolCalls.some(({ id }) => id === first.id));
}
