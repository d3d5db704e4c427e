import type { Answer, OnPart } from '../../router/calls/client';
import { MessageInPieces, type SpokenPiece } from '../../router/calls/reasoningPieces';
import type { Redactor } from '../../router/calls/redact';
import { z } from '../../vendor/zod';

import { readReplyThoughts } from './thoughts';

/** Tells an answer's parts as a Chat Model's chunks bring them. */
export interface Teller {
	/** `chunk`: whatever came. */
	hear(chunk: unknown): void;
	/** Whether any of an answer has come this way. */
	begun(): boolean;
	/** The text told so far. */
	text(): string;
	/**
	 * What of the answer has not been told, or all of it where there was no stream. Tool calls are told here alone, each
	 * as one part: up to then another model can be asked.
	 */
	end(answer: Answer): void;
}

export function createTeller(onPart: OnPart, redactor: Redactor): Teller {
	const message = new MessageInPieces();
	const clean = { text: redactor.inPieces(), reasoning: redactor.inPieces() };
	let begun = false;
	let told = '';
	const say = (kind: 'text' | 'reasoning', text: string) => {
		if (text === '') return;
		if (kind === 'text') told += text;
		onPart({ kind, text });
	};
	const speak = (parts: readonly SpokenPiece[]) => parts.forEach(({ kind, text }) => say(kind, clean[kind].add(text)));
	return {
		begun: () => begun,
		text: () => told,
		hear(chunk) {
			const { content, tool_call_chunks: pieces } = Chunk.parse(chunk);
			const text = typeof content === 'string' ? content : content.join('');
			const thoughts = readReplyThoughts(chunk);
			begun ||= text !== '' || thoughts !== '' || pieces.length > 0;
			speak([{ kind: 'reasoning', text: thoughts }, ...message.add(text)]);
		},
		end({ text, reasoning = '', toolCalls }) {
			if (begun) speak(message.end().filter(({ kind }) => kind === 'reasoning'));
			say('reasoning', begun ? clean.reasoning.end() : reasoning);
			say('text', text.slice(told.length));
			toolCalls.forEach(({ id, name, arguments: given }, index) => onPart({ kind: 'tool_call', index, id, name, arguments: given }));
		},
	};
}

const Text = z.union([
	z.string(),
	z.object({ type: z.literal('text'), text: z.string() }).transform(({ text }) => text),
	z.unknown().transform(() => ''),
]);

const Chunk = z
	.object({ content: z.union([z.string(), z.array(Text)]).catch(''), tool_call_chunks: z.array(z.unknown()).catch([]) })
	.catch({ content: '', tool_call_chunks: [] });
