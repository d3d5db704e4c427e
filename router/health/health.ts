import type { Failure, FailureKind } from '../calls/failure';
import type { ModelSpec } from '../registry/model';

import type { CallSize, CapacityView } from './limiter';

/** What is known of one model's way at this moment. Times are epoch ms; `null`: nothing known against it. */
export interface ModelHealth extends CapacityView {
	/** Left alone until then: its own, its key's or its provider's cooldown, whichever ends last. */
	readonly coolingUntilMs: number | null;
	/** What it is cooling for, for the reason. */
	readonly coolingFor: FailureKind | null;
	/** `open`: no call before `untilMs`. `half_open`: one probe is out, others wait. */
	readonly breaker:
		| { readonly kind: 'closed' }
		| { readonly kind: 'open'; readonly untilMs: number }
		| { readonly kind: 'half_open'; readonly untilMs: number };
	/** Decaying median and 95th percentile of the answer time in ms. */
	readonly p50Ms: number | null;
	readonly p95Ms: number | null;
	/** From then on a model that was too slow is due another try. */
	readonly tryAgainAtMs: number;
}

/** What selection may read. */
export interface HealthView {
	/** @param size of the call that is thought of; default: of any. */
	of(model: ModelSpec, size?: CallSize): ModelHealth;
}

/**
 * What the loop reports. A request reports a model once: answered, or given up (after its retries), so
 * that one request with five retries does not count as five failures.
 */
export interface Health {
	/** Brings what other processes know of these models up to date; at once where none share it. */
	refresh(models: readonly ModelSpec[]): Promise<void>;
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
