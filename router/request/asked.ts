import { beforePoliteness } from './asked/back';
import { afterPoliteness } from './asked/front';
import { afterHeaders, beforeFooters } from './asked/headers';
import { beforeHistory } from './asked/history';
import { trimEnd, trimStart } from './asked/marks';
import type { Span } from './request';

/**
 * What is really asked: a text without the politeness, greetings, signatures, disclaimers, quoted history and headers
 * around it, in the twelve languages of `asked/`. All of it where nothing else is in it. For reading alone, never for
 * what is sent. Looks at both ends, and for quoted history at the last 64 Ki characters.
 */
export function askedOf(text: string): string {
	const span = askedSpan(text);
	return span === null ? text : text.slice(span.from, span.to);
}

/** The stretch of a text that `askedOf` reads; `null` where it is politeness alone. */
export function askedSpan(text: string): Span | null {
	let from = trimStart(text, 0, text.length);
	let to = trimEnd(text, from, text.length);
	const start = from;
	for (let round = 0; round < MAX_ROUNDS; round++) {
		const headers = afterHeaders(text, from, to);
		const next = headers > from ? headers : afterPoliteness(text, from, to);
		if (next === from) break;
		from = trimStart(text, next, to);
	}
	to = beforeHistory(text, from, to);
	for (let round = 0; round < MAX_ROUNDS; round++) {
		const footers = beforeFooters(text, from, to, from > start);
		const next = footers < to ? footers : beforePoliteness(text, from, to);
		if (next === to) break;
		to = trimEnd(text, from, next);
	}
	return hasWords(text, from, to) ? { from, to } : null;
}

/** Greetings, thanks and headers in a row at most. */
const MAX_ROUNDS = 24;

function hasWords(text: string, from: number, to: number): boolean {
	return /[\p{L}\p{N}]/u.test(text.slice(from, to));
}
