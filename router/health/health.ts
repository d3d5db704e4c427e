import type { Failure, FailureKind } from '../calls/failure';
import type { ModelSpec } from '../registry/model';

import type { Reporter } from './cooldowns';
import type { CallSize, CapacityView } from './limiter';

/** What is known of one model's way at this moment. Times are by `Clock.now`; `null`: nothing known against it. */
export interface ModelHealth extends CapacityView {
	/** On cooldown until then: its own, its key's or this router's with it, whichever ends last. */
	readonly coolingUntilMs: number | null;
	/** What for, for the reason. */
	readonly coolingFor: FailureKind | null;
	/** `open`: no call before `untilMs`. `half_open`: one probe is out, and others wait for it, until then at most. */
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

/** What the loop reports of a request, call by call, in the order in which calls end. */
export interface Health {
	/** Brings what other processes know of these models up to date; at once where none share it. */
	refresh(models: readonly ModelSpec[], routerId: string | null): Promise<void>;
	/** @param routerId whose own cooldowns count too; `null`: nobody's. */
	view(nowMs: number, routerId: string | null): HealthView;
	/** Called before a call leaves: takes the probe's place where the breaker is half open. */
	started(model: ModelSpec, nowMs: number): void;
	/** A call was answered. */
	answered(model: ModelSpec, tookMs: number, nowMs: number): void;
	/** A call failed: what the breaker counts, however often the request goes on to ask. */
	failed(model: ModelSpec, failure: Failure, nowMs: number, by: Reporter): void;
	/** The request will not ask the model again, or not before its cooldown is over, which begins here. Once per model. */
	gaveUp(model: ModelSpec, failure: Failure, nowMs: number, by: Reporter): void;
	/** Route Only: the item leaves for a call that nobody here sees; `gaveUp` with the same `by` where it comes back. */
	sent(model: ModelSpec, by: Reporter): void;
	/**
	 * The call told of by `started` at that moment is over, whatever came of it: a probe that was cancelled says
	 * nothing of its provider, and must not keep the place. Where it was no probe, this changes nothing.
	 */
	released(model: ModelSpec, startedMs: number): void;
	/** The keys were seen to work: ends what cooldown they have, for all processes. Resolves once those can know. */
	lifted(keyIds: readonly string[], nowMs: number): Promise<void>;
}
