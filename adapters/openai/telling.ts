import type { Answer, OnPart } from '../../router/calls/client';
import { MessageInPieces, type SpokenPiece } from '../../router/calls/reasoningPieces';
import type { Redactor } from '../../router/calls/redact';
import { createDataReader } from '../eventLines';

import { chunksIn, type Fragment } from './chunks';

/** Tells an answer in parts while its stream comes. */
export interface Teller {
	/** The next bytes of a stream of events. */
	take(bytes: Uint8Array): void;
	/** Whether any of an answer has come this way: what is its text and what its thoughts is settled then. */
	begun(): boolean;
	/**
	 * What of the answer has not been told yet, or all of it. Tool calls are told here alone, each as one part: only a
	 * whole call can be known to be one, and up to then another model can be asked.
	 */
	end(answer: Answer): void;
}

export function createTeller(onPart: OnPart, redactor: Redactor): Teller {
	const read = createDataReader();
	const message = new MessageInPieces();
	const clean = { text: redactor.inPieces(), reasoning: redactor.inPieces() };
	let begun = false;
	let told = 0;
	const say = (kind: 'text' | 'reasoning', text: string) => {
		if (text === '') return;
		if (kind === 'text') told += text.length;
		onPart({ kind, text });
	};
	const speak = (parts: readonly SpokenPiece[]) => parts.forEach(({ kind, text }) => say(kind, clean[kind].add(text)));
	const tell = (fragment: Fragment) => {
		begun = true;
		const { reasoning_content: deepSeeks, reasoning, thinking, content } = fragment;
		speak([{ kind: 'reasoning', text: deepSeeks || reasoning || thinking }, ...message.add(content)]);
	};
	return {
		begun: () => begun,
		take(bytes) {
			for (const { choice } of chunksIn(read(bytes))) if (choice?.fragment != null) tell(choice.fragment);
		},
		end({ text, reasoning = '', toolCalls }) {
			if (begun) speak(message.end().filter(({ kind }) => kind === 'reasoning'));
			say('reasoning', begun ? clean.reasoning.end() : reasoning);
			say('text', text.slice(told));
			toolCalls.forEach(({ id, name, arguments: given }, index) => onPart({ kind: 'tool_call', index, id, name, arguments: given }));
		},
	};
}
