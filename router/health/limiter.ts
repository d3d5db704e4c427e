import type { RateLimitHint, Usage } from '../calls/client';
import type { Clock } from '../clock';
import type { Limits, ModelSpec } from '../registry/model';
import { rowKeyOf } from '../registry/rows';

import { createOutputLengths } from './outputLengths';
import { neverFits, type Slots, type SlotResult } from './slots';
import type { Free, Load, Slot } from './slidingLog';

/** How large a call may become. */
export interface CallSize {
	/** Estimate of the request. */
	readonly inputTokens: number;
	/** What the answer is reserved until enough answers have been seen. */
	readonly roomTokens: number;
	/** The limit that is sent with the call; `null`: none is. */
	readonly outputLimit: number | null;
}

export interface AcquireOptions {
	readonly model: ModelSpec;
	readonly size: CallSize;
	/** How long to queue for a place, in ms; 0: not at all. */
	readonly patienceMs: number;
	readonly signal: AbortSignal;
}

export type Acquired =
	| { readonly kind: 'lease'; readonly lease: Lease }
	/** No place within the patience; epoch ms of when there may be one. */
	| { readonly kind: 'full'; readonly freeAtMs: number }
	| { readonly kind: 'never_fits' }
	| { readonly kind: 'cancelled' };

/** The right to send one call, now. Ends with `settle`. */
export interface Lease {
	readonly slot: Slot;
	readonly model: ModelSpec;
	readonly waitedMs: number;
}

/** What became of a lease. A request's place is spent once it was sent; only tokens come back. */
export type Settlement =
	| { readonly kind: 'used'; readonly usage: Usage }
	/** Sent, and nobody knows what it used: the reservation stands. */
	| { readonly kind: 'unknown' }
	/** Sent, and failed without being billed: its tokens come back. */
	| { readonly kind: 'unbilled' }
	/** Never sent. */
	| { readonly kind: 'released' };

export interface CapacityView {
	/** Epoch ms; `null`: now. Those who already wait come first. */
	readonly freeAtMs: number | null;
	/** Larger than a whole minute's limit. */
	readonly neverFits: boolean;
	readonly free: Free;
}

/**
 * Keeps the limits of each key and model: requests and tokens per minute, and calls under way. Who waits is
 * served in the order of coming, so that no item starves behind smaller or later ones.
 */
export interface Limiter {
	acquire(options: AcquireOptions): Promise<Acquired>;
	/** The call goes out: what was prepared since the lease was given does not count. */
	markSent(lease: Lease): void;
	settle(lease: Lease, used: Settlement): void;
	/** What the provider's headers say is left. */
	observe(model: ModelSpec, hint: RateLimitHint): void;
	/** How many tokens most answers of this row have at most; `null` until a few have been seen. */
	likelyAnswer(model: ModelSpec): number | null;
	/** @param size default: of any call. */
	look(model: ModelSpec, nowMs: number, size?: CallSize): CapacityView;
}

interface LimiterOptions {
	readonly slots: Slots;
	readonly clock: Clock;
	/** A store that others use too may have a place earlier than it said: how often to ask, in ms. Default: only when due. */
	readonly askAgainMs?: number;
}

interface Waiter {
	readonly ask: AcquireOptions;
	readonly tokens: number;
	readonly limits: Limits;
	readonly sinceMs: number;
	readonly end: (acquired: Acquired) => void;
	ended: boolean;
}

interface Queue {
	readonly waiters: Waiter[];
	/** A place may have become free since the last look, or while it was taken. */
	changed: boolean;
	/** Ends the sleep until a place is due; `null`: nobody sleeps. */
	nap: AbortController | null;
}

export function createLimiter(options: LimiterOptions): Limiter {
	return new FairLimiter({ askAgainMs: Infinity, ...options });
}

class FairLimiter implements Limiter {
	private readonly lengths = createOutputLengths();
	private readonly queues = new Map<string, Queue>();

	constructor(private readonly options: Required<LimiterOptions>) {}

	async acquire(ask: AcquireOptions): Promise<Acquired> {
		const { model, patienceMs, signal } = ask;
		const sinceMs = this.options.clock.now();
		const tokens = this.tokensOf(model, ask.size);
		const limits = this.limitsFor(model, tokens);
		if (signal.aborted) return { kind: 'cancelled' };
		const first = await this.tryOnce(model.limitsKey, limits, tokens, sinceMs);
		if (first.kind === 'taken') return { kind: 'lease', lease: { slot: first.slot, model, waitedMs: 0 } };
		if (first.kind === 'never_fits' || patienceMs <= 0 || first.freeAtMs - sinceMs > patienceMs) return first;
		return await join({ ...this.options, queues: this.queues }, { ask, tokens, limits, sinceMs });
	}

	markSent({ slot }: Lease): void {
		this.options.slots.markSent(slot, this.options.clock.now());
	}

	settle({ slot, model }: Lease, used: Settlement): void {
		const { slots, clock } = this.options;
		if (used.kind === 'released') slots.release(slot);
		else slots.settle(slot, usedTokens(used), clock.now());
		if (used.kind === 'used') this.lengths.add(rowKeyOf(model), used.usage.outputTokens);
		wake(this.queues.get(model.limitsKey));
	}

	observe({ limitsKey }: ModelSpec, hint: RateLimitHint): void {
		this.options.slots.tighten(limitsKey, hint, this.options.clock.now());
		wake(this.queues.get(limitsKey));
	}

	likelyAnswer(model: ModelSpec): number | null {
		return this.lengths.likelyMost(rowKeyOf(model));
	}

	look(model: ModelSpec, nowMs: number, size?: CallSize): CapacityView {
		const { slots } = this.options;
		const { limitsKey, limits } = model;
		const tokens = size === undefined ? 0 : this.tokensOf(model, size);
		const queue = this.queues.get(limitsKey);
		const freeAtMs = slots.freeAt(limitsKey, this.limitsFor(model, tokens), loadOf(queue, tokens), nowMs);
		return {
			freeAtMs: queue === undefined ? freeAtMs : (freeAtMs ?? nowMs + 1),
			neverFits: neverFits(limits, tokens),
			free: slots.free(limitsKey, limits, nowMs),
		};
	}

	/** Whoever already waits comes first. */
	private async tryOnce(limitsKey: string, limits: Limits, tokens: number, nowMs: number): Promise<SlotResult> {
		const { slots } = this.options;
		const queue = this.queues.get(limitsKey);
		if (queue === undefined) return await slots.acquire(limitsKey, limits, tokens, nowMs);
		if (neverFits(limits, tokens)) return { kind: 'never_fits' };
		return { kind: 'full', freeAtMs: slots.freeAt(limitsKey, limits, loadOf(queue, tokens), nowMs) ?? nowMs + 1 };
	}

	/**
	 * A reservation is what most answers stay within, and most need less, so that many calls together stay within
	 * theirs. The last few of a window have nobody to make up for them: what the longest answers came to beyond it is kept free.
	 */
	private limitsFor(model: ModelSpec, tokens: number): Limits {
		const { limits } = model;
		const { tokensPerMinute } = limits;
		if (tokensPerMinute === null) return limits;
		const kept = Math.min(EXCESSES_KEPT * this.lengths.excess(rowKeyOf(model)), MOST_KEPT * tokensPerMinute);
		// A request that fits must fit some time.
		return {
			...limits,
			tokensPerMinute: tokens > tokensPerMinute ? tokensPerMinute : Math.max(tokens, Math.floor(tokensPerMinute - kept)),
		};
	}

	private tokensOf(model: ModelSpec, { inputTokens, roomTokens, outputLimit }: CallSize): number {
		return inputTokens + Math.min(outputLimit ?? Infinity, this.lengths.likelyMost(rowKeyOf(model)) ?? roomTokens);
	}
}

const EXCESSES_KEPT = 3;
/** Share of the limit: one answer without end must not close a model. */
const MOST_KEPT = 0.05;

function usedTokens(used: Exclude<Settlement, { kind: 'released' }>): number | null {
	if (used.kind === 'used') return used.usage.inputTokens + used.usage.outputTokens;
	return used.kind === 'unbilled' ? 0 : null;
}

/** One call and all who wait before it. */
function loadOf(queue: Queue | undefined, tokens: number): Load {
	if (queue === undefined) return { requests: 1, tokens };
	const { waiters } = queue;
	return { requests: waiters.length + 1, tokens: waiters.reduce((sum, waiter) => sum + waiter.tokens, tokens) };
}

interface Waiting extends Required<LimiterOptions> {
	readonly queues: Map<string, Queue>;
}

function join(
	waiting: Waiting,
	{ ask, tokens, limits, sinceMs }: Pick<Waiter, 'ask' | 'tokens' | 'limits' | 'sinceMs'>,
): Promise<Acquired> {
	const { queues } = waiting;
	const { limitsKey } = ask.model;
	return new Promise((resolve) => {
		const known = queues.get(limitsKey);
		const queue: Queue = known ?? { waiters: [], changed: false, nap: null };
		const cancel = () => waiter.end({ kind: 'cancelled' });
		const waiter: Waiter = {
			ask,
			tokens,
			limits,
			sinceMs,
			ended: false,
			end(acquired) {
				if (waiter.ended) return;
				waiter.ended = true;
				ask.signal.removeEventListener('abort', cancel);
				queue.waiters.splice(queue.waiters.indexOf(waiter), 1);
				resolve(acquired);
				wake(queue);
			},
		};
		queue.waiters.push(waiter);
		ask.signal.addEventListener('abort', cancel, { once: true });
		if (known !== undefined) return;
		queues.set(limitsKey, queue);
		void serve(waiting, queue, limitsKey);
	});
}

/** Serves a queue from its head until it is empty. */
async function serve({ queues, slots, clock, askAgainMs }: Waiting, queue: Queue, limitsKey: string): Promise<void> {
	for (let head = queue.waiters[0]; head !== undefined; head = queue.waiters[0]) {
		const { model } = head.ask;
		queue.changed = false;
		const taken = await slots.acquire(limitsKey, head.limits, head.tokens, clock.now());
		if (head.ended) {
			if (taken.kind === 'taken') slots.release(taken.slot);
			continue;
		}
		const nowMs = clock.now();
		if (taken.kind === 'taken') {
			head.end({ kind: 'lease', lease: { slot: taken.slot, model, waitedMs: nowMs - head.sinceMs } });
			continue;
		}
		if (taken.kind === 'never_fits') {
			head.end(taken);
			continue;
		}
		expire(queue, nowMs, taken.freeAtMs);
		const dueMs = Math.max(LEAST_NAP_MS, taken.freeAtMs - nowMs);
		if (queue.waiters.length > 0) await nap(queue, clock, Math.min(dueMs, firstEnd(queue) - nowMs, askAgainMs));
	}
	queues.delete(limitsKey);
}

function expire(queue: Queue, nowMs: number, freeAtMs: number): void {
	for (const waiter of [...queue.waiters]) {
		if (endOf(waiter) <= nowMs) waiter.end({ kind: 'full', freeAtMs });
	}
}

function firstEnd(queue: Queue): number {
	return Math.min(...queue.waiters.map(endOf));
}

function endOf({ sinceMs, ask }: Waiter): number {
	return sinceMs + ask.patienceMs;
}

/** While nobody knows when a running call ends: its end wakes the queue, so looking more often would only keep the process busy. */
const LEAST_NAP_MS = 20;

/** Until the time is over or something has changed, also since the last look. */
async function nap(queue: Queue, clock: Clock, ms: number): Promise<void> {
	if (queue.changed) return;
	queue.nap = new AbortController();
	await clock.sleep(Math.max(1, ms), queue.nap.signal);
	queue.nap = null;
}

function wake(queue: Queue | undefined): void {
	if (queue === undefined) return;
	queue.changed = true;
	queue.nap?.abort();
}
