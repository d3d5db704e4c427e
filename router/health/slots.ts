import type { RateLimitHint } from '../calls/client';
import type { Limits } from '../registry/model';

import { createSlidingLog, type Free, type Load, type Slot, type SlidingLog } from './slidingLog';

export type SlotResult =
	| { readonly kind: 'taken'; readonly slot: Slot }
	/** Epoch ms; a guess where running calls are in the way. */
	| { readonly kind: 'full'; readonly freeAtMs: number }
	/** Larger than the limit itself: it never will. */
	| { readonly kind: 'never_fits' };

/**
 * Where the places of calls are kept: in this process, or in a store that several processes share. Everything
 * is told the time in epoch ms.
 */
export interface Slots {
	/** Takes a place if there is one. Resolves just before the call may leave. */
	acquire(limitsKey: string, limits: Limits, tokens: number, nowMs: number): Promise<SlotResult>;
	/** The call leaves only now: its window begins here. */
	markSent(slot: Slot, nowMs: number): void;
	/** The call is over. @param tokens what it used; `null`: not known, the reservation stands. */
	settle(slot: Slot, tokens: number | null, nowMs: number): void;
	/** The call was never sent. */
	release(slot: Slot): void;
	/** What the provider's headers say is left: only ever tightens. */
	tighten(limitsKey: string, hint: RateLimitHint, nowMs: number): void;
	/** When this load would fit, as far as is known here; `null`: now. */
	freeAt(limitsKey: string, limits: Limits, load: Load, nowMs: number): number | null;
	free(limitsKey: string, limits: Limits, nowMs: number): Free;
}

/** The places of this process. @param windowMs default 61 s; see `WINDOW_MS`. */
export function createSlots(windowMs?: number): Slots {
	const logs = new Map<string, SlidingLog>();
	const logOf = (limitsKey: string) => {
		const known = logs.get(limitsKey);
		if (known !== undefined) return known;
		const log = createSlidingLog(limitsKey, windowMs);
		logs.set(limitsKey, log);
		return log;
	};
	return {
		async acquire(limitsKey, limits, tokens, nowMs) {
			if (neverFits(limits, tokens)) return { kind: 'never_fits' };
			const log = logOf(limitsKey);
			const freeAtMs = log.freeAt(limits, { requests: 1, tokens }, nowMs);
			return freeAtMs === null ? { kind: 'taken', slot: log.acquire(limits, tokens, nowMs) } : { kind: 'full', freeAtMs };
		},
		markSent: (slot, nowMs) => logOf(slot.limitsKey).markSent(slot, nowMs),
		settle: (slot, tokens) => logOf(slot.limitsKey).settle(slot, tokens),
		release: (slot) => logOf(slot.limitsKey).release(slot),
		tighten: (limitsKey, hint, nowMs) => logOf(limitsKey).tighten(hint, nowMs),
		freeAt: (limitsKey, limits, load, nowMs) => logOf(limitsKey).freeAt(limits, load, nowMs),
		free: (limitsKey, limits, nowMs) => logOf(limitsKey).free(limits, nowMs),
	};
}

/** Whether a request is larger than what a whole minute allows. */
export function neverFits(limits: Limits, tokens: number): boolean {
	return limits.tokensPerMinute !== null && tokens > limits.tokensPerMinute;
}
