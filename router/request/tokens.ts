import { fileTokensOf } from './fileTokens';
import type { LlmRequest, Message } from './request';
import { inWords } from './responseFormat';
import { textTokens } from './textTokens';
import { analyzedText, imagesOf, lastUserTurn, textOf } from './userText';

/**
 * Tokens of one image. Providers count by size; 1,600 is what Anthropic bills for the largest image it does
 * not shrink (1,092 × 1,092 ÷ 750), above OpenAI's 765 for 1,024 × 1,024. High on purpose: an estimate that is
 * too low lets a request through to a window that cannot hold it.
 */
export const IMAGE_TOKENS = 1_600;

/** Role and separators around each message, and the opening of the answer, as OpenAI's cookbook counts them. */
export const MESSAGE_TOKENS = 4;
export const ANSWER_OPENING_TOKENS = 3;

/** Characters counted at most; the rest is extrapolated. Keeps a 5 MB request in milliseconds. */
export const MAX_COUNTED_CHARS = 32_768;

export interface TokenEstimate {
	readonly request: number;
	readonly lastTurn: number;
}

/** Counts the tokens of one text of any length. */
export type TokenCounter = (text: string, maxChars: number) => number;

/**
 * Estimated tokens (about 5 % off in the mean) of the whole request, with its tools and what they returned, and of its
 * last user turn. A format counts as its words do: who takes it apart from the messages counts it as input all the same.
 */
export function estimateTokens(request: LlmRequest, count: TokenCounter = countTokens): TokenEstimate {
	const texts = request.messages.map(sentText);
	const chars = texts.reduce((sum, text) => sum + text.length, 0);
	const share = Math.min(1, MAX_COUNTED_CHARS / Math.max(1, chars));
	const last = lastUserTurn(request.messages);
	let total = ANSWER_OPENING_TOKENS;
	if (request.responseFormat !== undefined) total += count(inWords(request.responseFormat), MAX_COUNTED_CHARS);
	if (request.tools !== undefined && request.tools.length > 0) total += count(JSON.stringify(request.tools), MAX_COUNTED_CHARS);
	let lastTurn = 0;
	texts.forEach((text, i) => {
		const attached = attachedTokens(request.messages[i]);
		const tokens = count(text, Math.ceil(text.length * share));
		total += tokens + attached + MESSAGE_TOKENS;
		if (i !== last) return;
		const read = analyzedText(request, i);
		lastTurn = attached + (read === text ? tokens : count(read, Math.ceil(read.length * share)));
	});
	return { request: total, lastTurn };
}

/** All of a turn that is sent as text: what it calls, and what its provider wants back with it, are input too. */
function sentText(message: Message): string {
	const { toolCalls = [], carried } = message;
	if (toolCalls.length === 0 && carried === undefined) return textOf(message);
	const calls = toolCalls.map((call) => `${call.name} ${call.arguments}`);
	return [textOf(message), ...calls, ...(carried === undefined ? [] : [JSON.stringify(carried.fields)])].join('\n');
}

function attachedTokens(message: Message | undefined): number {
	return message === undefined ? 0 : imagesOf(message) * IMAGE_TOKENS + fileTokensOf(message);
}

/** Counts up to `maxChars` characters, in pieces spread evenly over the text, and extrapolates. */
export function countTokens(text: string, maxChars: number): number {
	if (text.length === 0) return 0;
	if (text.length <= Math.max(maxChars, MIN_PIECE)) return textTokens(text);
	const pieces = Math.max(1, Math.min(PIECES, Math.floor(maxChars / MIN_PIECE)));
	const length = Math.max(MIN_PIECE, Math.floor(maxChars / pieces));
	const stride = pieces === 1 ? 0 : (text.length - length) / (pieces - 1);
	let counted = 0;
	for (let i = 0; i < pieces; i++) {
		const start = Math.floor(i * stride);
		counted += textTokens(text.slice(start, start + length));
	}
	return Math.ceil((counted * text.length) / (pieces * length));
}

/**
 * A counter that remembers the texts it saw last: the system prompt is the same for every item of a run.
 * One per run.
 */
export function createRememberingCounter(count: TokenCounter = countTokens): TokenCounter {
	// By length, one of each: to hash every text takes as long as to count it.
	const seen = new Map<number, { readonly text: string; readonly tokens: number }>();
	return (text, maxChars) => {
		if (text.length < REMEMBERED_FROM || text.length > maxChars) return count(text, maxChars);
		const known = seen.get(text.length);
		if (known?.text === text) return known.tokens;
		const tokens = count(text, maxChars);
		if (seen.size >= REMEMBERED_TEXTS) seen.clear();
		seen.set(text.length, { text, tokens });
		return tokens;
	};
}

const PIECES = 16;
/** Shorter pieces cost more than they save, and cut too many words in two. */
const MIN_PIECE = 64;
const REMEMBERED_FROM = 256;
const REMEMBERED_TEXTS = 32;
