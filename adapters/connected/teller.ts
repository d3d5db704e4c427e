import type { Answer, OnPart, StreamPart } from '../../router/calls/client';
import type { Redactor } from '../../router/calls/redact';
import { z } from '../../vendor/zod';

import { readReplyThoughts } from './thoughts';

/** Tells an answer's parts as a Chat Model's chunks bring them. */
export interface Teller {
	/** `chunk`: whatever came. */
	hear(chunk: unknown): void;
	/** What no chunk has told: all of the answer where there was no stream. */
	rest(answer: Answer): void;
	/** The text told so far. */
	readonly text: string;
	/** Whether anything has been told. */
	readonly hasTold: boolean;
}

export function createTeller(onPart: OnPart, { answer: clean }: Redactor): Teller {
	const calls: Call[] = [];
	let text = '';
	let hasTold = false;
	const tell = (part: StreamPart) => {
		hasTold = true;
		if (part.kind === 'text') text += part.text;
		onPart(part);
	};
	const say = (kind: 'text' | 'reasoning', said: string) => {
		if (said !== '') tell({ kind, text: clean(said) });
	};
	return {
		hear(chunk) {
			const { content, tool_call_chunks: pieces } = Chunk.parse(chunk);
			say('reasoning', readReplyThoughts(chunk));
			say('text', typeof content === 'string' ? content : content.join(''));
			for (const piece of pieces) {
				const { place, isNew } = placeOf(calls, piece);
				const named = isNew ? { id: piece.id, name: piece.name } : { id: null, name: null };
				tell({ kind: 'tool_call', index: place, ...named, arguments: clean(piece.args) });
			}
		},
		rest(answer) {
			if (!hasTold) say('reasoning', answer.reasoning ?? '');
			if (answer.text.startsWith(text) && answer.text !== text) tell({ kind: 'text', text: answer.text.slice(text.length) });
			answer.toolCalls.slice(calls.length).forEach(({ id, name, arguments: args }, at) => {
				tell({ kind: 'tool_call', index: calls.length + at, id, name, arguments: args });
			});
		},
		get text() {
			return text;
		},
		get hasTold() {
			return hasTold;
		},
	};
}

type Call = Pick<Piece, 'index' | 'id'>;

/**
 * Which call a piece is of, counted from 0. Some sub-nodes count other blocks too, some give every call the same
 * number and another id, some give no number at all.
 */
function placeOf(calls: Call[], { index, id }: Piece): { place: number; isNew: boolean } {
	const known = calls.findLastIndex(
		(call) => call.index === index && (index !== null || id !== null) && (id === null || call.id === null || call.id === id),
	);
	if (known !== -1) return { place: known, isNew: false };
	calls.push({ index, id });
	return { place: calls.length - 1, isNew: true };
}

const text = z.union([
	z.string(),
	z.object({ type: z.enum(['text', 'output_text']), text: z.string() }).transform((part) => part.text),
	z.unknown().transform(() => ''),
]);

const idOf = z.string().nullish().catch(null);
const Piece = z
	.object({ index: z.union([z.number(), z.string()]).nullish().catch(null), id: idOf, name: idOf, args: z.string().catch('') })
	.transform(({ index, id, name, args }) => ({ index: index ?? null, id: id || null, name: name || null, args }));
type Piece = z.infer<typeof Piece>;

const Chunk = z
	.object({
		content: z.union([z.string(), z.array(text)]).catch(''),
		tool_call_chunks: z.array(Piece).catch([]),
	})
	.catch({ content: '', tool_call_chunks: [] });
