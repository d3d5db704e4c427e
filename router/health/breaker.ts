import type { ModelHealth } from './health';
import { pauseAfter, pausesFor } from './pauses';

/** Different requests in a row that a provider has to fail, no call being answered between, before it is left alone. */
export const FAILURES_TO_OPEN = 5;
/** Its last calls: while most of them were answered it is never left alone. */
export const LAST_CALLS = 20;
/** How long, in ms: a hiccup is over after the first of them; one longer after each probe that failed. The last one repeats. */
export const OPEN_MS = pausesFor({ firstMs: 5_000, longestMs: 60_000 });
/** A probe that never reports (its process died) frees the place for another after this. */
export const PROBE_MS = 150_000;

/** What stands of one provider. Times are by `Clock.now`; 0: none. */
export interface Breaker {
	/** The different requests that failed since the last answer; no more of them than open it. */
	readonly row: readonly string[];
	/** Whether each of the last calls was answered, oldest first. */
	readonly last: readonly boolean[];
	/** How often it has opened since it was last closed. */
	readonly opened: number;
	readonly openUntilMs: number;
	readonly probeUntilMs: number;
}

/** Nothing against it, and nothing known. */
export const UNKNOWN: Breaker = { row: [], last: [], opened: 0, openUntilMs: 0, probeUntilMs: 0 };

export function stateOf({ openUntilMs, probeUntilMs }: Breaker, nowMs: number): ModelHealth['breaker'] {
	if (openUntilMs === 0) return CLOSED;
	if (openUntilMs > nowMs) return { kind: 'open', untilMs: openUntilMs };
	return probeUntilMs > nowMs ? { kind: 'half_open', untilMs: probeUntilMs } : CLOSED;
}

const CLOSED: ModelHealth['breaker'] = { kind: 'closed' };

/** A call leaves: the first one after the time is over is the probe. */
export function afterStart(breaker: Breaker, nowMs: number): Breaker {
	const isProbe = breaker.openUntilMs !== 0 && breaker.openUntilMs <= nowMs && breaker.probeUntilMs <= nowMs;
	return isProbe ? { ...breaker, probeUntilMs: nowMs + PROBE_MS } : breaker;
}

/** A call was answered. While it is open this changes nothing: that call left before. */
export function afterAnswer(breaker: Breaker, nowMs: number): Breaker {
	if (breaker.openUntilMs > nowMs) return breaker;
	if (breaker.openUntilMs !== 0) return UNKNOWN;
	return { ...breaker, row: [], last: lastCalls(breaker, true) };
}

/** A call of this request failed. While it is open this changes nothing, as above. */
export function afterFailure(breaker: Breaker, itemId: string, nowMs: number): Breaker {
	if (breaker.openUntilMs > nowMs) return breaker;
	const row = breaker.row.includes(itemId) ? breaker.row : [...breaker.row, itemId].slice(-FAILURES_TO_OPEN);
	const last = lastCalls(breaker, false);
	const opens = breaker.openUntilMs !== 0 || (row.length >= FAILURES_TO_OPEN && !mostAnswered(last));
	if (!opens) return { ...breaker, row, last };
	return { row, last, opened: breaker.opened + 1, openUntilMs: nowMs + pauseAfter(OPEN_MS, breaker.opened), probeUntilMs: 0 };
}

/** The call that left then is over and told nothing of the provider: was it the probe, another may go. */
export function afterRelease(breaker: Breaker, startedMs: number): Breaker {
	return breaker.probeUntilMs === startedMs + PROBE_MS ? { ...breaker, probeUntilMs: 0 } : breaker;
}

function lastCalls({ last }: Breaker, answered: boolean): readonly boolean[] {
	return [...last, answered].slice(-LAST_CALLS);
}

function mostAnswered(last: readonly boolean[]): boolean {
	return 2 * last.filter((answered) => answered).length > last.length;
}

/** One circuit breaker per provider. */
export interface Breakers {
	of(providerId: string): Breaker;
	/** Puts what has become of it, or what several processes know together, in place of what is known. */
	set(providerId: string, breaker: Breaker): void;
}

export function createBreakers(): Breakers {
	const breakers = new Map<string, Breaker>();
	return {
		of: (providerId) => breakers.get(providerId) ?? UNKNOWN,
		set(providerId, breaker) {
			if (breaker === UNKNOWN) breakers.delete(providerId);
			else breakers.set(providerId, breaker);
		},
	};
}
