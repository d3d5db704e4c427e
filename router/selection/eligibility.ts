import { FAILURE_RULES, type FailureKind } from '../calls/failure';
import type { ModelHealth } from '../health/health';
import type { CallSize } from '../health/limiter';
import { allowedOf, isAllowed } from '../registry/allowed';
import { cheapestFirst, estimateNanoUsd } from '../registry/cost';
import type { ModelSpec } from '../registry/model';
import { strongestOf } from '../registry/rank';
import { roomIn, sentOutputLimit } from '../registry/rows';
import type { Needs } from '../request/request';

import { limitWaitLeftMs } from './patience';
import type { Exclusion, Plan } from './plan';
import type { Situation } from './situation';

/** Whether a model may be called for this request, and if not now, then when. */
export type Eligibility =
	/** `slow`: above the latency target, and not due for another try. */
	| { readonly kind: 'now'; readonly slow: boolean }
	/** `worthWaiting`: it may well be free then; what needs somebody's hand, such as a refused key, will not pass by itself. */
	| {
			readonly kind: 'later';
			readonly atMs: number;
			readonly because: Exclusion;
			readonly worthWaiting: boolean;
			/** For `cooling_down`: what for. */
			readonly coolingFor: FailureKind | null;
			/** It waits for a rate limit, ours or the provider's. */
			readonly forLimit: boolean;
	  }
	| { readonly kind: 'never'; readonly because: Exclusion };

/** A model that said it was full is not asked again sooner than this, so that a wrong "free now" cannot spin. */
const FULL_PAUSE_MS = 50;

/** How soon to look again whether another request's probe is over: nobody knows how long its call takes. */
const PROBE_LOOK_MS = 250;

/** Judges one model against the request's needs, its money, what already failed, and the model's health. */
export function eligibility(model: ModelSpec, situation: Situation): Eligibility {
	const because = unfit(model, situation.plan) ?? spent(model, situation);
	if (because !== null) return { kind: 'never', because };
	const wasFull = situation.attempts.some(({ modelId, result }) => modelId === model.id && result.kind === 'full');
	// Full models that take turns in being free would else be asked for ever without any waiting.
	if (wasFull && limitWaitLeftMs(situation) < 0) return { kind: 'never', because: 'full' };
	return availability(model, situation);
}

/** What this request would cost at this model, room for the answer used up; `null` where unknown. */
export function requestCost(plan: Plan, model: ModelSpec): number | null {
	return estimateNanoUsd(model, plan.needs.inputTokens, roomIn(plan.needs.roomTokens, model));
}

/** The most tokens an answer of this model can have in this request; `null`: not known. */
export function outputLimit(plan: Plan, model: ModelSpec): number | null {
	const sent = sentOutputLimit(plan.maxOutputTokens, model);
	return sent === null ? model.maxOutputTokens : Math.min(sent, model.maxOutputTokens ?? sent);
}

function unfit(model: ModelSpec, plan: Plan): Exclusion | null {
	const { needs, ranking } = plan;
	if (!isAllowed(plan.allowed, model)) return 'not_allowed';
	if (ranking.kind === 'choice' && ranking.only?.includes(model.id) === false) return 'rule';
	const floor = plan.models.find(({ id }) => id === plan.floor);
	if (floor !== undefined && model.rank < floor.rank) return 'below_floor';
	return lacks(model, needs) ?? (overBudget(model, plan) ? 'budget' : null);
}

/** What the request needs and the model is known not to have; `null`: nothing. */
export function lacks(model: ModelSpec, needs: Needs): Exclusion | null {
	const can = model.capabilities;
	const roomTokens = roomIn(needs.roomTokens, model);
	if (model.contextTokens !== null && needs.inputTokens + roomTokens > model.contextTokens) {
		return 'window';
	}
	if (model.maxOutputTokens !== null && roomTokens > model.maxOutputTokens) {
		return 'output_limit';
	}
	if (needs.vision && can !== null && !can.has('vision')) return 'vision';
	if (needs.tools && can !== null && !can.has('tools')) return 'tools';
	if (needs.jsonSchema && can !== null && !can.has('json_schema')) return 'json_schema';
	return null;
}

/** How much of a model's capacity a call of this request takes. */
export function callSize({ needs, maxOutputTokens }: Plan, model: ModelSpec): CallSize {
	return {
		inputTokens: needs.inputTokens,
		roomTokens: roomIn(needs.roomTokens, model),
		outputLimit: sentOutputLimit(maxOutputTokens, model),
	};
}

/** By the user's choice, the cheapest model goes on answering when the budget is used up. */
export function mayOverdraw(model: ModelSpec, { allowed, whenSpent, models, needs }: Plan): boolean {
	return whenSpent === 'cheapest' && cheapestFirst(allowedOf(models, allowed), needs)[0]?.id === model.id;
}

/** Under a cap an unknown price may not be spent: nobody could say whether it still fits. */
export function overBudget(model: ModelSpec, plan: Plan): boolean {
	if (plan.budgetLeftNanoUsd === null || mayOverdraw(model, plan)) return false;
	const cost = requestCost(plan, model);
	return cost === null || cost > plan.budgetLeftNanoUsd;
}

/** What this request has already learned against the model. */
function spent(model: ModelSpec, { plan, attempts }: Situation): Exclusion | null {
	if (plan.strongestClosed && model.id === strongestOf(plan.models).id) return 'strongest_share';
	for (const attempt of attempts) {
		const { result } = attempt;
		const tried = plan.models.find(({ id }) => id === attempt.modelId);
		if (attempt.modelId === model.id && result.kind === 'never_fits') return 'never_fits';
		if (attempt.modelId === model.id && result.kind !== 'full') return 'failed';
		if (tried === undefined || result.kind !== 'failed') continue;
		const { others } = FAILURE_RULES[result.failure.kind];
		if (others === 'other_keys' && tried.keyId === model.keyId) return 'same_key';
		if (others === 'larger_window' && !larger(model.contextTokens, tried.contextTokens)) return 'window';
		if (others === 'larger_output' && !larger(outputLimit(plan, model), outputLimit(plan, tried))) {
			return 'output_limit';
		}
	}
	return null;
}

/** Known to be larger, or known where the other is not. */
export function larger(candidate: number | null, failed: number | null): boolean {
	return candidate !== null && (failed === null || candidate > failed);
}

/** Whether the model is free, whatever this request has already learned against it. */
export function availability(model: ModelSpec, situation: Situation): Exclude<Eligibility, { kind: 'never' }> | NeverFits {
	const { plan, health, nowMs } = situation;
	const state = health.of(model, callSize(plan, model));
	if (state.neverFits) return { kind: 'never', because: 'never_fits' };
	const ahead = waitsFor(model, state, situation).filter(({ atMs }) => atMs > nowMs);
	const last = ahead.reduce<Wait | null>((a, b) => (a !== null && a.atMs >= b.atMs ? a : b), null);
	const { latencyTargetMs } = plan;
	const { p95Ms, tryAgainAtMs, coolingFor } = state;
	const slow = latencyTargetMs !== null && p95Ms !== null && p95Ms > latencyTargetMs && nowMs < tryAgainAtMs;
	if (last === null) return { kind: 'now', slow };
	const { atMs, because } = last;
	const forLimit = because === 'full' || (because === 'cooling_down' && coolingFor === 'rate_limited');
	return { kind: 'later', atMs, because, coolingFor, forLimit, worthWaiting: ahead.every(({ worth }) => worth) };
}

type NeverFits = { readonly kind: 'never'; readonly because: 'never_fits' };

interface Wait {
	readonly because: Exclusion;
	readonly atMs: number;
	readonly worth: boolean;
}

function waitsFor(model: ModelSpec, { coolingUntilMs, coolingFor, breaker, freeAtMs }: ModelHealth, situation: Situation): Wait[] {
	const { attempts, nowMs } = situation;
	const waits: Wait[] = [];
	const passes = coolingFor !== null && FAILURE_RULES[coolingFor].passes;
	if (coolingUntilMs !== null) waits.push({ because: 'cooling_down', atMs: coolingUntilMs, worth: passes });
	if (breaker.kind === 'open') waits.push({ because: 'breaker_open', atMs: breaker.untilMs, worth: true });
	if (breaker.kind === 'half_open') {
		waits.push({ because: 'breaker_open', atMs: Math.min(breaker.untilMs, nowMs + PROBE_LOOK_MS), worth: true });
	}
	if (freeAtMs !== null) waits.push({ because: 'full', atMs: freeAtMs, worth: true });
	const full = attempts.findLast(({ modelId }) => modelId === model.id);
	if (full?.result.kind === 'full') {
		waits.push({ because: 'full', atMs: Math.max(full.result.freeAtMs, full.endedMs + FULL_PAUSE_MS), worth: true });
	}
	return waits;
}
