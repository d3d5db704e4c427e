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
export interface Slot {
	readonly limitsKey: string;
	/** When it was taken, and once the call has left, when it left, in epoch ms. */
	readonly atMs: number;
	/** Reserved, and after `settle` used. */
	readonly tokens: number;
}

/** All calls to one model with one key in the last window, in process. */
export interface SlidingLog {
	/** A call to a model without limits is not kept: there may be very many, and nobody asks for them. */
	acquire(limits: Limits, tokens: number, nowMs: number): Slot;
	/** The call leaves only now: its window begins here. */
	markSent(slot: Slot, nowMs: number): void;
	/** The call is over. @param tokens what it used; `null`: not known, the reservation stands. */
	settle(slot: Slot, tokens: number | null): void;
	/** The call was never sent. */
	release(slot: Slot): void;
	/** What the provider itself says is left; it can only take away from what the log leaves free. */
	tighten(hint: RateLimitHint, nowMs: number): void;
	/**
	 * When this load may fit, in epoch ms; `null`: now. Where only running calls are in the way, nobody knows: in
	 * 1 ms. The tokens they hold may come back too, since most answers are shorter than was reserved.
	 */
	freeAt(limits: Limits, load: Load, nowMs: number): number | null;
	free(limits: Limits, nowMs: number): Free;
	/** What counts at this moment: calls and tokens of the window, calls under way. */
	used(nowMs: number): { readonly requests: number; readonly tokens: number; readonly parallel: number };
	/** The calls of the last window, oldest first. */
	calls(nowMs: number): readonly Slot[];
}

/** Providers count a minute from when a call arrives, which is later than when it leaves: hence one second more. */
export const WINDOW_MS = 61_000;

interface Entry {
	limitsKey: string;
	atMs: number;
	tokens: number;
	running: boolean;
	/** How often the provider had told of its limits when it was taken. */
	readonly told: number;
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
	return new Log(limitsKey, windowMs);
}

class Log implements SlidingLog {
	/** In the order of time, which a map keeps. */
	private readonly entries = new Map<Slot, Entry>();
	private tokensInWindow = 0;
	/** Of these, those that running calls hold. */
	private tokensHeld = 0;
	private running = 0;
	private tightRequests: Tight = { left: 0, untilMs: 0 };
	private tightTokens: Tight = { left: 0, untilMs: 0 };
	private told = 0;

	constructor(
		private readonly limitsKey: string,
		private readonly windowMs: number,
	) {}

	acquire(limits: Limits, tokens: number, nowMs: number): Slot {
		const kept = limits.requestsPerMinute !== null || limits.tokensPerMinute !== null;
		const entry: Entry = { limitsKey: this.limitsKey, atMs: nowMs, tokens, running: true, told: this.told, gone: !kept };
		if (kept) {
			this.entries.set(entry, entry);
			this.tokensInWindow += tokens;
			this.tokensHeld += tokens;
		}
		this.running += 1;
		this.tightRequests.left -= 1;
		this.tightTokens.left -= tokens;
		return entry;
	}

	markSent(slot: Slot, nowMs: number): void {
		const entry = this.entries.get(slot);
		if (entry === undefined) return;
		entry.atMs = nowMs;
		// To its new place in the order of time.
		this.entries.delete(slot);
		this.entries.set(slot, entry);
	}

	settle(slot: Slot, tokens: number | null): void {
		const entry = this.entries.get(slot) ?? asEntry(slot);
		if (entry === null) return;
		this.end(entry);
		if (tokens === null || entry.gone) return;
		this.tokensInWindow += tokens - entry.tokens;
		entry.tokens = tokens;
	}

	release(slot: Slot): void {
		const entry = this.entries.get(slot) ?? asEntry(slot);
		if (entry === null || !entry.running) return;
		this.tightRequests.left += 1;
		// What the provider has said since knows nothing of this call's tokens, so none were taken off.
		if (entry.told === this.told) this.tightTokens.left += entry.tokens;
		this.end(entry);
		if (!entry.gone) this.drop(slot, entry);
	}

	tighten({ remainingRequests, remainingTokens, requestsResetMs, tokensResetMs }: RateLimitHint, nowMs: number): void {
		const bounded = (left: number | null, resetMs: number | null): Tight | null =>
			left === null || resetMs === null ? null : { left: Math.max(0, left), untilMs: nowMs + Math.min(resetMs, this.windowMs) };
		this.told += 1;
		// Calls that are under way may not be counted in what the provider said.
		const requests = remainingRequests === null ? null : remainingRequests - this.running;
		this.tightRequests = bounded(requests, requestsResetMs) ?? this.tightRequests;
		this.tightTokens = bounded(remainingTokens, tokensResetMs) ?? this.tightTokens;
	}

	freeAt(limits: Limits, load: Load, nowMs: number): number | null {
		this.prune(nowMs);
		const { tightRequests, tightTokens } = this;
		const atMs = Math.max(
			this.freeByRequests(limits, load, nowMs),
			this.freeByTokens(limits, load, nowMs),
			limits.parallel !== null && this.running + load.requests > limits.parallel ? nowMs + 1 : nowMs,
			load.requests > tightRequests.left ? tightRequests.untilMs : nowMs,
			load.tokens > tightTokens.left ? tightTokens.untilMs : nowMs,
		);
		return atMs > nowMs ? atMs : null;
	}

	free(limits: Limits, nowMs: number): Free {
		this.prune(nowMs);
		const left = (limit: number | null, used: number, tight: Tight) => {
			const own = limit === null ? null : Math.max(0, limit - used);
			return tight.untilMs <= nowMs ? own : Math.max(0, Math.min(own ?? tight.left, tight.left));
		};
		return {
			requests: left(limits.requestsPerMinute, this.entries.size, this.tightRequests),
			tokens: left(limits.tokensPerMinute, this.tokensInWindow, this.tightTokens),
			parallel: limits.parallel === null ? null : Math.max(0, limits.parallel - this.running),
		};
	}

	used(nowMs: number): ReturnType<SlidingLog['used']> {
		this.prune(nowMs);
		return { requests: this.entries.size, tokens: this.tokensInWindow, parallel: this.running };
	}

	calls(nowMs: number): readonly Slot[] {
		this.prune(nowMs);
		return [...this.entries.keys()];
	}

	private freeByRequests({ requestsPerMinute: limit }: Limits, { requests: load }: Load, nowMs: number): number {
		const { entries, windowMs } = this;
		return limit === null ? nowMs : freeByLimit({ entries, windowMs, nowMs, limit, load, used: entries.size, of: () => 1 });
	}

	private freeByTokens({ tokensPerMinute: limit }: Limits, { tokens: load }: Load, nowMs: number): number {
		if (limit === null || this.tokensInWindow + load <= limit) return nowMs;
		const { entries, windowMs, tokensInWindow, tokensHeld } = this;
		const of = ({ running, tokens }: Entry) => (running ? 0 : tokens);
		return Math.max(nowMs + 1, freeByLimit({ entries, windowMs, nowMs, limit, load, used: tokensInWindow - tokensHeld, of }));
	}

	private prune(nowMs: number): void {
		// Where nothing is limited, nothing is kept.
		if (this.entries.size === 0) return;
		for (const [slot, entry] of this.entries) {
			if (entry.atMs + this.windowMs > nowMs) break;
			this.drop(slot, entry);
		}
	}

	private drop(slot: Slot, entry: Entry): void {
		this.entries.delete(slot);
		entry.gone = true;
		this.tokensInWindow -= entry.tokens;
		if (entry.running) this.tokensHeld -= entry.tokens;
	}

	private end(entry: Entry): void {
		if (!entry.running) return;
		this.running -= 1;
		if (!entry.gone) this.tokensHeld -= entry.tokens;
		entry.running = false;
	}
}

interface LimitOptions {
	readonly entries: ReadonlyMap<Slot, Entry>;
	readonly limit: number;
	readonly load: number;
	readonly used: number;
	readonly of: (entry: Entry) => number;
	readonly windowMs: number;
	readonly nowMs: number;
}

/** Oldest calls leave first; what a whole window cannot hold takes further windows. */
function freeByLimit({ entries, limit, load, used, of, windowMs, nowMs }: LimitOptions): number {
	let over = used + load - limit;
	if (over <= 0) return nowMs;
	let lastMs = nowMs;
	for (const entry of entries.values()) {
		if (of(entry) === 0) continue;
		over -= of(entry);
		lastMs = entry.atMs + windowMs;
		if (over <= 0) return lastMs;
	}
	return lastMs + windowMs * Math.ceil(over / Math.max(1, limit));
}

/** A place this log gave and has since dropped: its call may still be running. */
function asEntry(slot: Slot): Entry | null {
	return isEntry(slot) ? slot : null;
}

function isEntry(slot: Slot): slot is Entry {
	return 'running' in slot && 'gone' in slot;
}
