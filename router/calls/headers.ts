import type { RateLimitHint } from './client';

/** Response headers by lower-case name. */
export type HeaderMap = Readonly<Record<string, string>>;

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** No wait a provider asks for counts for more: what is down longer is found out by asking again. */
const LONGEST_WAIT_MS = 10 * MINUTE;
const MOST_REMAINING = 1e12;

/**
 * What Retry-After asks for, in ms from `nowMs`, clamped to [0, 10 min]; `null` if absent or unreadable.
 * Reads `retry-after-ms` (OpenAI, Azure; the finer one wins) and RFC 9110's seconds or HTTP date.
 */
export function retryAfterMs(headers: HeaderMap, nowMs: number): number | null {
	const ms = plainNumber(headers['retry-after-ms'] ?? headers['x-ms-retry-after-ms']);
	if (ms !== null) return clampWait(ms);
	const seconds = plainNumber(headers['retry-after']);
	if (seconds !== null) return clampWait(seconds * SECOND);
	const at = dateMs(headers['retry-after']);
	return at === null ? null : clampWait(at - nowMs);
}

/**
 * Limits as `x-ratelimit-*` (OpenAI and most others) or `anthropic-ratelimit-*` state them; resets are ms
 * from `nowMs`, clamped to [0, 10 min]. `null` where no header says anything readable.
 */
export function rateLimitHint(headers: HeaderMap, nowMs: number): RateLimitHint | null {
	const read = (what: string) => headers[`x-ratelimit-${what}`];
	const anthropic = (what: string) => headers[`anthropic-ratelimit-${what}`];
	const hint: RateLimitHint = {
		remainingRequests: remaining(read('remaining-requests') ?? anthropic('requests-remaining')),
		remainingTokens: remaining(read('remaining-tokens') ?? anthropic('tokens-remaining')),
		requestsResetMs: resetMs(read('reset-requests') ?? anthropic('requests-reset'), nowMs),
		tokensResetMs: resetMs(read('reset-tokens') ?? anthropic('tokens-reset'), nowMs),
	};
	return Object.values(hint).every((value) => value === null) ? null : hint;
}

/** A Go duration (`1m2.5s`, `6ms`) in ms; `null` if it is none. */
export function goDurationMs(text: string): number | null {
	const units: Readonly<Record<string, number>> = { h: HOUR, m: MINUTE, s: SECOND, ms: 1, us: 1e-3, µs: 1e-3, ns: 1e-6, d: DAY };
	const part = /(\d+(?:\.\d+)?)(ms|us|µs|ns|d|h|m|s)/gy;
	let total = 0;
	let read = 0;
	for (let match = part.exec(text); match !== null; match = part.exec(text)) {
		total += Number(match[1]) * (units[match[2] ?? ''] ?? 0);
		read = part.lastIndex;
	}
	return text.length > 0 && read === text.length ? total : null;
}

function remaining(text: string | undefined): number | null {
	const value = plainNumber(text);
	return value === null || value < 0 || value > MOST_REMAINING ? null : Math.floor(value);
}

function resetMs(text: string | undefined, nowMs: number): number | null {
	if (text === undefined || text.length > 64) return null;
	const seconds = plainNumber(text);
	if (seconds !== null) return seconds < 0 ? null : clampWait(seconds * SECOND);
	const duration = goDurationMs(text.trim());
	if (duration !== null) return clampWait(duration);
	const at = dateMs(text);
	return at === null ? null : clampWait(at - nowMs);
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
