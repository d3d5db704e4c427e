import type { Failure, FailureKind } from '../calls/failure';
import type { ModelSpec } from '../registry/model';

/** What is known of one model's way at this moment. Times are epoch ms; `null`: nothing known against it. */
export interface ModelHealth {
	/** Left alone until then: its own, its key's or its provider's cooldown, whichever ends last. */
	readonly coolingUntilMs: number | null;
	/** What it is cooling for, for the reason. */
	readonly coolingFor: FailureKind | null;
	/** `open`: no call before `untilMs`. `half_open`: one probe is out, others wait. */
	readonly breaker:
		| { readonly kind: 'closed' }
		| { readonly kind: 'open'; readonly untilMs: number }
		| { readonly kind: 'half_open'; readonly untilMs: number };
	/** When capacity frees up, or `null` where there is some now. */
	readonly freeAtMs: number | null;
	/** Decaying 95th percentile of the answer time in ms. */
	readonly p95Ms: number | null;
}

/** What selection may read. */
export interface HealthView {
	of(model: ModelSpec): ModelHealth;
}

/**
 * What the loop reports. A request reports a model once: answered, or given up (after its retries), so
 * that one request with five retries does not count as five failures.
 */
export interface Health {
	view(nowMs: number): HealthView;
	/** Called before a call leaves: takes the probe's place where the breaker is half open. */
	started(model: ModelSpec, nowMs: number): void;
	answered(model: ModelSpec, tookMs: number, nowMs: number): void;
	gaveUp(model: ModelSpec, failure: Failure, nowMs: number): void;
	/**
	 * The call told of by `started` at that moment is over, whatever came of it: a probe that was cancelled says
	 * nothing of its provider, and must not keep the place. Where it was no probe, this changes nothing.
	 */
	released(model: ModelSpec, startedMs: number): void;
}
