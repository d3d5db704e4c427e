import type { Answer, OnPart } from '../../router/calls/client';
import type { Redactor } from '../../router/calls/redact';
import type { CleanPieces } from '../../router/calls/redactPieces';

import type { Event } from './event';

interface Telling {
	readonly onPart: OnPart;
	readonly redactor: Redactor;
	/** Those a model may call, by name: no call of another is told. */
	readonly tools: ReadonlySet<string>;
}

/** Tells the parts of a message as they come, without a key in any of them. */
export interface PartTeller {
	take(event: Event): void;
	/** Tells what was held back. */
	finish(): void;
}

export function createPartTeller({ onPart, redactor, tools }: Telling): PartTeller {
	const text = redactor.inPieces();
	const reasoning = redactor.inPieces();
	const calls = new Map<number, OpenCall>();
	const tell = (kind: 'text' | 'reasoning', piece: string) => {
		if (piece !== '') onPart({ kind, text: piece });
	};
	const tellCall = ({ index }: OpenCall, piece: string) => {
		if (piece !== '') onPart({ kind: 'tool_call', index, id: null, name: null, arguments: piece });
	};
	return {
		take(event) {
			if (event.type === 'content_block_start') {
				const { type, text: begun, id, name, input } = event.content_block;
				if (type === 'text' && typeof begun === 'string') tell('text', text.add(begun));
				if (type !== 'tool_use' || typeof name !== 'string' || !tools.has(name)) return;
				const call = { index: calls.size, input, hasPieces: false, pieces: redactor.inPieces() };
				calls.set(event.index, call);
				onPart({ kind: 'tool_call', index: call.index, id: typeof id === 'string' ? id : null, name, arguments: '' });
			} else if (event.type === 'content_block_delta') {
				const { delta } = event;
				if (delta.type === 'text_delta') tell('text', text.add(delta.text));
				if (delta.type === 'thinking_delta') tell('reasoning', reasoning.add(delta.thinking));
				const call = calls.get(event.index);
				if (delta.type === 'input_json_delta' && call !== undefined) tellCall(call, pushed(call, delta.partial_json));
			} else if (event.type === 'content_block_stop') {
				tell('reasoning', reasoning.end());
				const call = calls.get(event.index);
				if (call !== undefined) tellCall(call, ended(call, redactor.answer));
			}
		},
		finish() {
			tell('reasoning', reasoning.end());
			tell('text', text.end());
		},
	};
}

interface OpenCall {
	readonly index: number;
	/** As the call began: all of it, where no pieces follow. */
	readonly input: unknown;
	hasPieces: boolean;
	readonly pieces: CleanPieces;
}

function pushed(call: OpenCall, piece: string): string {
	call.hasPieces ||= piece !== '';
	return call.pieces.add(piece);
}

function ended({ input, hasPieces, pieces }: OpenCall, clean: (text: string) => string): string {
	return hasPieces ? pieces.end() : clean(JSON.stringify(input ?? {}));
}

/** Tells a whole answer that did not come in parts. */
export function tellWhole({ text, reasoning = '', toolCalls }: Answer, onPart: OnPart): void {
	if (reasoning !== '') onPart({ kind: 'reasoning', text: reasoning });
	if (text !== '') onPart({ kind: 'text', text });
	toolCalls.forEach((call, index) => onPart({ kind: 'tool_call', index, id: call.id, name: call.name, arguments: call.arguments }));
}
