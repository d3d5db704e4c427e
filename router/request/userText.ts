import type { ContentPart, LlmRequest, Message } from './request';

/** Characters (UTF-16 code units) the signals are read from at most; longer text is read head and tail. */
export const MAX_TEXT_CHARS = 65_536;

/** User turns before the last one that are read too: a bare "and why?" says little by itself. */
const EARLIER_TURNS = 3;

export interface UserText {
	/** The read user turns, oldest first. */
	readonly text: string;
	/** Where the last user turn starts in `text`. */
	readonly lastTurnStart: number;
	readonly images: number;
	/** User and assistant turns before the last user turn. */
	readonly priorTurns: number;
}

/** The last user turn and up to three before it, cut to `MAX_TEXT_CHARS`. The last turn comes first when room is short. */
export function readUserText(request: LlmRequest): UserText {
	const last = lastUserTurn(request.messages);
	const earlier: string[] = [];
	let images = last === -1 ? 0 : imagesOf(request.messages[last]);
	const lastText = sampleEnds(analyzedText(request, last), MAX_TEXT_CHARS);
	let room = MAX_TEXT_CHARS - lastText.length;
	for (let i = last - 1, seen = 0; i >= 0 && seen < EARLIER_TURNS; i--) {
		const message = request.messages[i];
		if (message?.role !== 'user') continue;
		seen++;
		images += imagesOf(message);
		if (room <= SEPARATOR.length) continue;
		const text = sampleEnds(textOf(message), room - SEPARATOR.length);
		room -= text.length + SEPARATOR.length;
		earlier.unshift(text, SEPARATOR);
	}
	const before = earlier.join('');
	return { text: before + lastText, lastTurnStart: before.length, images, priorTurns: countTurns(request.messages, last) };
}

/** What is read of a turn to tell what is asked: of the last user turn that may be less than is sent. */
export function analyzedText({ messages, analyzed }: LlmRequest, index: number): string {
	const isLast = analyzed !== undefined && index === lastUserTurn(messages);
	return isLast ? analyzed : textOf(messages[index]);
}

/** All text of one message, its parts on lines of their own. */
export function textOf(message: Message | undefined): string {
	if (!message) return '';
	if (typeof message.content === 'string') return message.content;
	return message.content
		.filter(isText)
		.map((part) => part.text)
		.join('\n');
}

export function imagesOf(message: Message | undefined): number {
	if (!message || typeof message.content === 'string') return 0;
	return message.content.filter((part) => part.kind === 'image').length;
}

/** Index of the last user turn, or -1. */
export function lastUserTurn(messages: readonly Message[]): number {
	return messages.findLastIndex((message) => message.role === 'user');
}

const SEPARATOR = '\n\n';

/** A text that is too long, without its middle. */
export function sampleEnds(text: string, room: number): string {
	if (text.length <= room) return text;
	const half = Math.max(0, Math.floor((room - 1) / 2));
	return `${text.slice(0, half)}\n${text.slice(text.length - half)}`;
}

function isText(part: ContentPart): part is Extract<ContentPart, { kind: 'text' }> {
	return part.kind === 'text';
}

function countTurns(messages: readonly Message[], last: number): number {
	let turns = 0;
	for (let i = 0; i < last; i++) if (messages[i]?.role !== 'system') turns++;
	return turns;
}
