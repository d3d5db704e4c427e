import type { ModelHealth } from './health';

/** Requests in a row that a provider has to fail before it is left alone. */
export const FAILURES_TO_OPEN = 5;
export const OPEN_MS = 30_000;
/** A probe that never reports (its process died) frees the place for another after this. */
export const PROBE_MS = 150_000;

export interface Breakers {
	state(providerId: string, nowMs: number): ModelHealth['breaker'];
	started(providerId: string, nowMs: number): void;
	/** While it is open this changes nothing: the answer is to a call that left before. */
	succeeded(providerId: string, nowMs: number): void;
	failed(providerId: string, nowMs: number): void;
	/** The call that started then is over and told nothing of the provider: was it the probe, another may go. */
	released(providerId: string, startedMs: number): void;
	/** What stands; `null`: nothing against it. */
	known(providerId: string): Breaker | null;
	/** Takes what several processes know together in place of what is known here; `null`: nothing against it. */
	learn(providerId: string, breaker: Breaker | null): void;
}

export interface Breaker {
	/** In a row. */
	readonly failures: number;
	/** Epoch ms; 0: closed. */
	readonly openUntilMs: number;
	/** Epoch ms; 0: no probe is out. */
	readonly probeUntilMs: number;
}

/** One circuit breaker per provider: five failed requests in a row open it for 30 s, one probe closes it. */
export function createBreakers(): Breakers {
	const breakers = new Map<string, { -readonly [K in keyof Breaker]: Breaker[K] }>();
	return {
		state(providerId, nowMs) {
			const breaker = breakers.get(providerId);
			if (breaker === undefined || breaker.openUntilMs === 0) return { kind: 'closed' };
			if (breaker.openUntilMs > nowMs) return { kind: 'open', untilMs: breaker.openUntilMs };
			if (breaker.probeUntilMs > nowMs) return { kind: 'half_open', untilMs: breaker.probeUntilMs };
			return { kind: 'closed' };
		},
		started(providerId, nowMs) {
			const breaker = breakers.get(providerId);
			if (breaker === undefined || breaker.openUntilMs === 0) return;
			if (breaker.probeUntilMs <= nowMs) breaker.probeUntilMs = nowMs + PROBE_MS;
		},
		succeeded(providerId, nowMs) {
			if ((breakers.get(providerId)?.openUntilMs ?? 0) <= nowMs) breakers.delete(providerId);
		},
		failed(providerId, nowMs) {
			const breaker = breakers.get(providerId) ?? { failures: 0, openUntilMs: 0, probeUntilMs: 0 };
			breaker.failures += 1;
			breaker.probeUntilMs = 0;
			if (breaker.failures >= FAILURES_TO_OPEN) breaker.openUntilMs = nowMs + OPEN_MS;
			breakers.set(providerId, breaker);
		},
		released(providerId, startedMs) {
			const breaker = breakers.get(providerId);
			if (breaker?.probeUntilMs === startedMs + PROBE_MS) breaker.probeUntilMs = 0;
		},
		known: (providerId) => breakers.get(providerId) ?? null,
		learn(providerId, breaker) {
			if (breaker === null) breakers.delete(providerId);
			else breakers.set(providerId, { ...breaker });
		},
	};
}
