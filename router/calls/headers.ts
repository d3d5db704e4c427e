import type { RateLimitHint } from './client';

/** Response headers by lower-case name. */
export type HeaderMap = Readonly<Record<string, string>>;

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** No wait a provider asks for counts for more: what is down longer is found out by asking again. */
export const LONGEST_WAIT_MS = 10 * MINUTE;
const MOST_REMAINING = 1e12;

/**
 * What Retry-After asks for, in ms from `nowMs`, clamped to [0, 10 min]; `null` if absent or unreadable.
 * Reads `retry-after-ms` (OpenAI, Azure; the finer one wins) and RFC 9110's seconds or HTTP date, and what servers
 * write there besides: a duration with its unit (`1s`) or an epoch.
 */
export function retryAfterMs(headers: HeaderMap, nowMs: number): number | null {
	const ms = plainNumber(headers['retry-after-ms'] ?? headers['x-ms-retry-after-ms']);
	return ms === null ? waitMs(headers['retry-after'], nowMs) : clampWait(ms);
}

/** How long until a limit that is used up is free again, as its headers say; `null` where they say nothing of it. */
export function exhaustedMs(headers: HeaderMap, nowMs: number): number | null {
	const hint = rateLimitHint(headers, nowMs);
	const waits = [
		hint?.remainingRequests === 0 ? hint.requestsResetMs : null,
		hint?.remainingTokens === 0 ? hint.tokensResetMs : null,
	].filter((wait) => wait !== null);
	return waits.length === 0 ? null : Math.max(...waits);
}

/**
 * Limits as `x-ratelimit-*` (OpenAI and most others) or `anthropic-ratelimit-*` state them; resets are ms
 * from `nowMs`, clamped to [0, 10 min]. `null` where no header says anything readable.
 */
export function rateLimitHint(headers: HeaderMap, nowMs: number): RateLimitHint | null {
	const read = (what: string) => headers[`x-ratelimit-${what}`];
	const anthropic = (what: string) => headers[`anthropic-ratelimit-${what}`];
	const hint: RateLimitHint = {
		remainingRequests: remaining(read('remaining-requests') ?? anthropic('requests-remaining') ?? read('remaining')),
		remainingTokens: remaining(read('remaining-tokens') ?? anthropic('tokens-remaining')),
		requestsResetMs: resetMs(read('reset-requests') ?? anthropic('requests-reset') ?? read('reset'), nowMs),
		tokensResetMs: resetMs(read('reset-tokens') ?? anthropic('tokens-reset'), nowMs),
	};
	return Object.values(hint).every((value) => value === null) ? null : hint;
}

/** Seconds since 1970 are above it, a wait in seconds never is. */
const LEAST_EPOCH_SECONDS = 1e9;
const LEAST_EPOCH_MS = 1e12;

/**
 * A wait as servers write it, in ms from `nowMs`, clamped to [0, 10 min]: seconds, a duration with units, an epoch
 * in seconds or ms, or a date. `null` if it is none of them.
 */
export function waitMs(text: string | undefined, nowMs: number): number | null {
	const trimmed = text?.trim() ?? '';
	if (trimmed.length > MOST_WAIT_CHARS) return null;
	const number = plainNumber(trimmed);
	if (number !== null && number >= LEAST_EPOCH_MS) return clampWait(number - nowMs);
	if (number !== null && number >= LEAST_EPOCH_SECONDS) return clampWait(number * SECOND - nowMs);
	if (number !== null) return clampWait(number * SECOND);
	const duration = durationMs(trimmed);
	if (duration !== null) return clampWait(duration);
	const at = dateMs(trimmed);
	return at === null ? null : clampWait(at - nowMs);
}

const MOST_WAIT_CHARS = 64;

/** What leads up to a wait in words: "try again in 300ms", "Please retry after 20 seconds", "resets in 1m". */
const WAIT_WORDS = /\b(?:try(?:ing)? again|retry(?:ing)?|wait(?:ing)?|resets?)\b[^\d\n]{0,30}(?=\d)/gi;

/** The wait a provider's words ask for, in ms, clamped to [0, 10 min]; `null` where they name none. */
export function waitInWords(words: string): number | null {
	for (const { index, 0: lead } of words.matchAll(WAIT_WORDS)) {
		const ms = leadingDurationMs(words.slice(index + lead.length, index + lead.length + MOST_WAIT_CHARS))?.ms;
		if (ms !== undefined) return clampWait(ms);
	}
	return null;
}

/** A duration with units (`1m2.5s`, `6ms`, `20 seconds`) in ms; `null` if the text is anything else. */
export function durationMs(text: string): number | null {
	const found = leadingDurationMs(text);
	return found !== null && found.length === text.length ? found.ms : null;
}

const UNITS: Readonly<Record<string, number>> = { d: DAY, h: HOUR, m: MINUTE, s: SECOND, ms: 1, us: 1e-3, µs: 1e-3, ns: 1e-6 };
const PART =
	/(\d{1,15}(?:\.\d{1,15})?) ?(milliseconds?|msecs?|ms|us|µs|ns|seconds?|secs?|s|minutes?|mins?|m|hours?|hrs?|h|days?|d)(?![a-z])/iy;
const BETWEEN = /(?:,? and |, ?| )(?=\d)/y;

/** The duration a text begins with, and how many characters it takes. */
function leadingDurationMs(text: string): { readonly ms: number; readonly length: number } | null {
	let ms = 0;
	let length = 0;
	for (let at = 0; ; ) {
		PART.lastIndex = at;
		const part = PART.exec(text);
		if (part === null) return length === 0 ? null : { ms, length };
		ms += Number(part[1]) * unitMs(part[2] ?? '');
		length = PART.lastIndex;
		BETWEEN.lastIndex = length;
		at = BETWEEN.test(text) ? BETWEEN.lastIndex : length;
	}
}

function unitMs(name: string): number {
	const unit = name.toLowerCase();
	if (/^(millis|msec)/.test(unit)) return 1;
	return UNITS[unit] ?? UNITS[unit.charAt(0)] ?? 0;
}

/** A reset below zero says nothing; a Retry-After below zero says: now. */
function resetMs(text: string | undefined, nowMs: number): number | null {
	return (plainNumber(text) ?? 0) < 0 ? null : waitMs(text, nowMs);
}

function remaining(text: string | undefined): number | null {
	const value = plainNumber(text);
	return value === null || value < 0 || value > MOST_REMAINING ? null : Math.floor(value);
}

function plainNumber(text: string | undefined): number | null {
	const trimmed = text?.trim() ?? '';
	return /^[+-]?\d{1,30}(\.\d{1,30})?$/.test(trimmed) ? Number(trimmed) : null;
}

/** Only full HTTP or ISO dates: `Date.parse` also makes dates of words like "soon 1". */
function dateMs(text: string | undefined): number | null {
	const trimmed = text?.trim() ?? '';
	if (!/^([A-Z][a-z]{2,8}, .{10,30} GMT|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d))$/.test(trimmed)) return null;
	const at = Date.parse(trimmed);
	return Number.isNaN(at) ? null : at;
}

/** To [0, 10 min]. */
export function clampWait(ms: number): number {
	return Math.min(LONGEST_WAIT_MS, Math.max(0, Math.round(ms)));
}
