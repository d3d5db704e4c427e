import type { RateLimitHint } from '../calls/client';
import type { Limits } from '../registry/model';

/** What calls take of a model's limits. */
export interface Load {
	readonly requests: number;
	readonly tokens: number;
}

/** What is left of a model's limits at a moment; `null`: no limit is set. */
export interface Free {
	readonly requests: number | null;
	readonly tokens: number | null;
	readonly parallel: number | null;
}

/** One call's place in the log. */
export interface Place {
	readonly limitsKey: string;
	/** When it was taken, just before the call leaves, in epoch ms. */
	readonly atMs: number;
	/** Reserved, and after `settle` used. */
	readonly tokens: number;
}

/** All calls to one model with one key in the last window, in process. */
export interface SlidingLog {
	/** A call to a model without limits is not kept: there may be very many, and nobody asks for them. */
	take(limits: Limits, tokens: number, nowMs: number): Place;
	/** The call is over. @param tokens what it used; `null`: not known, the reservation stands. */
	settle(place: Place, tokens: number | null): void;
	/** The call was never sent. */
	giveBack(place: Place): void;
	/** What the provider itself says is left; it can only take away from what the log leaves free. */
	tighten(hint: RateLimitHint, nowMs: number): void;
	/** When this load fits, in epoch ms; `null`: now. Where only running calls are in the way, nobody knows: in 1 ms. */
	freeAt(limits: Limits, load: Load, nowMs: number): number | null;
	free(limits: Limits, nowMs: number): Free;
	/** What counts at this moment: calls and tokens of the window, calls under way. */
	used(nowMs: number): { readonly requests: number; readonly tokens: number; readonly parallel: number };
	/** The calls of the last window, oldest first. */
	calls(nowMs: number): readonly Place[];
}

/** Providers count a minute from when a call arrives, which is later than when it leaves: hence one second more. */
export const WINDOW_MS = 61_000;

interface Entry {
	limitsKey: string;
	atMs: number;
	tokens: number;
	running: boolean;
	/** No longer counted: too old, or given back. */
	gone: boolean;
}

interface Tight {
	left: number;
	untilMs: number;
}

/**
 * A sliding log: a place is free again when the call that held it is a whole window old. A window that starts
 * anew each minute would let twice the limit through around its start.
 * @param windowMs length of the window in ms.
 */
export function createSlidingLog(limitsKey: string, windowMs: number = WINDOW_MS): SlidingLog {
	const entries = new Map<Place, Entry>();
	let tokensInWindow = 0;
	let running = 0;
	let tightRequests: Tight = { left: 0, untilMs: 0 };
	let tightTokens: Tight = { left: 0, untilMs: 0 };

	const drop = (place: Place, entry: Entry) => {
		entries.delete(place);
		entry.gone = true;
		tokensInWindow -= entry.tokens;
	};
	const prune = (nowMs: number) => {
		// A map keeps its order, and places are taken in the order of time.
		for (const [place, entry] of entries) {
			if (entry.atMs + windowMs > nowMs) break;
			drop(place, entry);
		}
	};
	const end = (entry: Entry) => {
		if (entry.running) running -= 1;
		entry.running = false;
	};

	return {
		take(limits, tokens, nowMs) {
			const kept = limits.requestsPerMinute !== null || limits.tokensPerMinute !== null;
			const entry: Entry = { limitsKey, atMs: nowMs, tokens, running: true, gone: !kept };
			if (kept) {
				entries.set(entry, entry);
				tokensInWindow += tokens;
			}
			running += 1;
			tightRequests.left -= 1;
			tightTokens.left -= tokens;
			return entry;
		},
		settle(place, tokens) {
			const entry = entries.get(place) ?? asEntry(place);
			if (entry === null) return;
			end(entry);
			if (tokens === null || entry.gone) return;
			tokensInWindow += tokens - entry.tokens;
			entry.tokens = tokens;
		},
		giveBack(place) {
			const entry = entries.get(place) ?? asEntry(place);
			if (entry === null) return;
			end(entry);
			if (!entry.gone) drop(place, entry);
		},
		tighten(hint, nowMs) {
			const bounded = (left: number | null, resetMs: number | null): Tight | null =>
				left === null || resetMs === null ? null : { left: Math.max(0, left), untilMs: nowMs + Math.min(resetMs, windowMs) };
			// Calls that are under way may not be counted in what the provider said.
			const requests = bounded(hint.remainingRequests === null ? null : hint.remainingRequests - running, hint.requestsResetMs);
			tightRequests = requests ?? tightRequests;
			tightTokens = bounded(hint.remainingTokens, hint.tokensResetMs) ?? tightTokens;
		},
		freeAt(limits, load, nowMs) {
			prune(nowMs);
			const times = [
				freeByLimit({ entries, limit: limits.requestsPerMinute, load: load.requests, used: entries.size, of: () => 1, windowMs, nowMs }),
				freeByLimit({ entries, limit: limits.tokensPerMinute, load: load.tokens, used: tokensInWindow, of: ({ tokens }) => tokens, windowMs, nowMs }),
				limits.parallel !== null && running + load.requests > limits.parallel ? nowMs + 1 : nowMs,
				load.requests > tightRequests.left ? tightRequests.untilMs : nowMs,
				load.tokens > tightTokens.left ? tightTokens.untilMs : nowMs,
			];
			const atMs = Math.max(...times);
			return atMs > nowMs ? atMs : null;
		},
		free(limits, nowMs) {
			prune(nowMs);
			const left = (limit: number | null, used: number, tight: Tight) => {
				const own = limit === null ? null : Math.max(0, limit - used);
				if (tight.untilMs <= nowMs) return own;
				return Math.max(0, Math.min(own ?? tight.left, tight.left));
			};
			return {
				requests: left(limits.requestsPerMinute, entries.size, tightRequests),
				tokens: left(limits.tokensPerMinute, tokensInWindow, tightTokens),
				parallel: limits.parallel === null ? null : Math.max(0, limits.parallel - running),
			};
		},
		used(nowMs) {
			prune(nowMs);
			return { requests: entries.size, tokens: tokensInWindow, parallel: running };
		},
		calls(nowMs) {
			prune(nowMs);
			return [...entries.keys()];
		},
	};
}

interface LimitAsk {
	readonly entries: ReadonlyMap<Place, Entry>;
	readonly limit: number | null;
	readonly load: number;
	readonly used: number;
	readonly of: (entry: Entry) => number;
	readonly windowMs: number;
	readonly nowMs: number;
}

/** Oldest calls leave first; what a whole window cannot hold takes further windows. */
function freeByLimit({ entries, limit, load, used, of, windowMs, nowMs }: LimitAsk): number {
	if (limit === null) return nowMs;
	let over = used + load - limit;
	if (over <= 0) return nowMs;
	let lastMs = nowMs;
	for (const entry of entries.values()) {
		over -= of(entry);
		lastMs = entry.atMs + windowMs;
		if (over <= 0) return lastMs;
	}
	return lastMs + windowMs * Math.ceil(over / Math.max(1, limit));
}

/** A place this log gave and has since dropped: its call may still be running. */
function asEntry(place: Place): Entry | null {
	return isEntry(place) ? place : null;
}

function isEntry(place: Place): place is Entry {
	return 'running' in place && 'gone' in place;
}
