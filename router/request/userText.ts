import { askedOf, askedSpan } from './asked';
import type { ContentPart, LlmRequest, Message, Span } from './request';

/** Characters (UTF-16 code units) the signals are read from at most; longer text is read head and tail. */
export const MAX_TEXT_CHARS = 65_536;

/** User turns before the last one that are read too: a bare "and why?" says little by itself. */
const EARLIER_TURNS = 3;

export interface UserText {
	/** What the read user turns ask, oldest first, without what `askedOf` sets aside. */
	readonly text: string;
	/** Where the last user turn starts in `text`, together with the proposal it answers. */
	readonly lastTurnStart: number;
	readonly images: number;
	/** User and assistant turns before the last user turn. */
	readonly priorTurns: number;
}

/**
 * The last user turn and up to three before it, cut to `MAX_TEXT_CHARS`. The last turn comes first when room is short.
 * `lastTurn`: what to read in place of all the last turn asks.
 */
export function readUserText(request: LlmRequest, lastTurn?: string): UserText {
	const last = lastUserTurn(request.messages);
	const earlier: string[] = [];
	let images = last === -1 ? 0 : imagesOf(request.messages[last]);
	const asked = lastTurn ?? askedTurn(request, last);
	const proposal = proposalOf(request, lastTurn === undefined ? asked : undefined);
	const lastText = sampleEnds(proposal === '' ? asked : proposal + SEPARATOR + asked, MAX_TEXT_CHARS);
	let room = MAX_TEXT_CHARS - lastText.length;
	for (let i = last - 1, seen = 0; i >= 0 && seen < EARLIER_TURNS; i--) {
		const message = request.messages[i];
		if (message?.role !== 'user') continue;
		seen++;
		images += imagesOf(message);
		if (room <= SEPARATOR.length) continue;
		const text = sampleEnds(askedEarlier(textOf(message)), room - SEPARATOR.length);
		if (text === '') continue;
		room -= text.length + SEPARATOR.length;
		earlier.unshift(text, SEPARATOR);
	}
	const before = earlier.join('');
	return { text: before + lastText, lastTurnStart: before.length, images, priorTurns: countTurns(request.messages, last) };
}

/** What the last user turn asks. Each field between fixed words is read by itself: it may hold a whole mail. */
function askedTurn(request: LlmRequest, last: number): string {
	const text = analyzedText(request, last);
	return askedOf(request.fixed === undefined || request.fixed.length === 0 ? text : withAskedFields(text, request.fixed));
}

function withAskedFields(text: string, fixed: readonly Span[]): string {
	let read = '';
	let from = 0;
	for (const span of [...fixed, { from: text.length, to: text.length }]) {
		const field = text.slice(from, span.from);
		const asked = askedOf(field);
		read += (asked === field.trim() ? field : ` ${asked} `) + text.slice(span.from, span.to);
		from = span.to;
	}
	return read;
}

/** A greeting alone, some turns ago, says nothing. */
function askedEarlier(text: string): string {
	const span = askedSpan(text);
	return span === null ? '' : text.slice(span.from, span.to);
}

/** Words of a turn that may answer a proposal: "yes, do it", "the second one please". */
const REPLY_WORDS = 12;
const PROPOSAL_CHARS = 600;

/**
 * The end of the assistant's turn that a short last turn answers; '' where there is none. What tools did between is passed
 * over. `asked`: what the last turn asks,
 * where that was read already.
 */
export function proposalOf(request: LlmRequest, asked?: string): string {
	const last = lastUserTurn(request.messages);
	const before = request.messages.slice(0, Math.max(0, last)).findLast(isSaid);
	if (before?.role !== 'assistant' || !isShort(asked ?? askedTurn(request, last))) return '';
	const text = askedEarlier(textOf(before));
	if (text.length <= PROPOSAL_CHARS) return text;
	const end = text.slice(-PROPOSAL_CHARS);
	const sentence = /[.!?。！？\n]\s*(?=\S)/.exec(end.slice(0, PROPOSAL_CHARS / 2));
	return end.slice(sentence === null ? 0 : sentence.index + sentence[0].length);
}

/** What one of both sides has said: neither a tool's result nor a turn that only calls tools, which may come between. */
function isSaid(message: Message): boolean {
	if (message.role === 'user') return true;
	return message.role === 'assistant' && (message.toolCalls === undefined || message.toolCalls.length === 0 || textOf(message) !== '');
}

/** Han and kana are about two to a word. */
function isShort(text: string): boolean {
	if (text.length > REPLY_WORDS * 20) return false;
	const ideographs = text.match(/[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}]/gu)?.length ?? 0;
	return (text.match(/[\p{L}\p{N}'’]+/gu)?.length ?? 0) + ideographs / 2 <= REPLY_WORDS;
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
	return messages.slice(0, Math.max(0, last)).filter(isSaid).length;
}
