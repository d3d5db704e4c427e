import type { RateLimitHint } from '../calls/client';
import type { Limits } from '../registry/model';

import { createSlidingLog, type Free, type Load, type Place, type SlidingLog } from './slidingLog';

export type Taken =
	| { readonly kind: 'taken'; readonly place: Place }
	/** Epoch ms; a guess where running calls are in the way. */
	| { readonly kind: 'full'; readonly freeAtMs: number }
	/** Larger than the limit itself: it never will. */
	| { readonly kind: 'never_fits' };

/**
 * Where the places of calls are kept: in this process, or in a store that several processes share. Everything
 * is told the time in epoch ms.
 */
export interface Places {
	/** Takes a place if there is one. Resolves just before the call may leave. */
	take(limitsKey: string, limits: Limits, tokens: number, nowMs: number): Promise<Taken>;
	/** The call leaves only now: its window begins here. */
	left(place: Place, nowMs: number): void;
	/** The call is over. @param tokens what it used; `null`: not known, the reservation stands. */
	settle(place: Place, tokens: number | null, nowMs: number): void;
	/** The call was never sent. */
	giveBack(place: Place): void;
	/** What the provider's headers say is left: only ever tightens. */
	tighten(limitsKey: string, hint: RateLimitHint, nowMs: number): void;
	/** When this load would fit, as far as is known here; `null`: now. */
	freeAt(limitsKey: string, limits: Limits, load: Load, nowMs: number): number | null;
	free(limitsKey: string, limits: Limits, nowMs: number): Free;
}

/** The places of this process. @param windowMs default 61 s; see `WINDOW_MS`. */
export function createPlaces(windowMs?: number): Places {
	const logs = new Map<string, SlidingLog>();
	const logOf = (limitsKey: string) => {
		const log = logs.get(limitsKey) ?? createSlidingLog(limitsKey, windowMs);
		logs.set(limitsKey, log);
		return log;
	};
	return {
		async take(limitsKey, limits, tokens, nowMs) {
			if (neverFits(limits, tokens)) return { kind: 'never_fits' };
			const log = logOf(limitsKey);
			const freeAtMs = log.freeAt(limits, { requests: 1, tokens }, nowMs);
			return freeAtMs === null ? { kind: 'taken', place: log.take(limits, tokens, nowMs) } : { kind: 'full', freeAtMs };
		},
		left: (place, nowMs) => logOf(place.limitsKey).left(place, nowMs),
		settle: (place, tokens) => logOf(place.limitsKey).settle(place, tokens),
		giveBack: (place) => logOf(place.limitsKey).giveBack(place),
		tighten: (limitsKey, hint, nowMs) => logOf(limitsKey).tighten(hint, nowMs),
		freeAt: (limitsKey, limits, load, nowMs) => logOf(limitsKey).freeAt(limits, load, nowMs),
		free: (limitsKey, limits, nowMs) => logOf(limitsKey).free(limits, nowMs),
	};
}

/** Whether a request is larger than what a whole minute allows. */
export function neverFits(limits: Limits, tokens: number): boolean {
	return limits.tokensPerMinute !== null && tokens > limits.tokensPerMinute;
}
