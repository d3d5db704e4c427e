import type { Attempt, AttemptResult } from '../calls/attempt';
import { type Failure, FAILURE_RULES } from '../calls/failure';

import { callSize, overBudget } from './eligibility';
import type { Situation } from './situation';
import { isCall, patienceLeftMs } from './patience';
import type { Step } from './plan';

type CallStep = Extract<Step, { kind: 'call' }>;

const FIRST_BACKOFF_MS = 500;
const LONGEST_BACKOFF_MS = 8000;

/** What a request can do without: the answer is the same, only less controlled. */
const OPTIONAL_PARAMETERS: ReadonlySet<string> = new Set([
	'temperature',
	'top_p',
	'max_tokens',
	'max_completion_tokens',
	'seed',
	'logprobs',
	'top_logprobs',
]);

/**
 * The same model again after its last failure, where the failure table allows it, Max Retries is not used
 * up, and the wait fits what is left of the patience. `null`: no.
 */
export function retryStep(last: Attempt, failure: Failure, situation: Situation): CallStep | null {
	const { plan, attempts, health, nowMs } = situation;
	const model = plan.models.find(({ id }) => id === last.modelId);
	if (model === undefined || !failure.retryable || overBudget(model, plan)) return null;
	const here = attempts.filter((attempt) => attempt.modelId === model.id && isCall(attempt));
	const tries = here.filter(({ result }) => !asksForLess(result)).length;
	if (tries > plan.maxRetries || !tableAllows(failure, here, last.omitted)) return null;

	const waitMs = backoffMs(failure, tries, plan.jitter);
	if (waitMs > patienceLeftMs(situation)) return null;
	if (plan.deadlineMs !== null && nowMs + waitMs >= plan.deadlineMs) return null;
	// Another request may have given this model up meanwhile: a retry is no way around its cooldown.
	const state = health.of(model, callSize(plan));
	if (state.coolingUntilMs !== null && state.coolingUntilMs > nowMs + waitMs) return null;
	if (state.breaker.kind !== 'closed' && state.breaker.untilMs > nowMs + waitMs) return null;
	return {
		kind: 'call',
		modelId: model.id,
		why: 'retry',
		waitMs,
		queueMs: Math.max(0, Math.min(patienceLeftMs(situation) - waitMs, (plan.deadlineMs ?? Infinity) - nowMs - waitMs)),
		degraded: false,
		omit: omitNext(failure, here, last.omitted),
		...outputLimitOf(here),
	};
}

/** What follows is no retry of the same call but another call, which Max Retries does not count. */
function asksForLess(result: AttemptResult): boolean {
	return result.kind === 'failed' && FAILURE_RULES[result.failure.kind].again.kind === 'without_parameter';
}

function tableAllows(failure: Failure, here: readonly Attempt[], omitted: readonly string[]): boolean {
	const ofThisKind = here.filter(({ result }) => result.kind === 'failed' && result.failure.kind === failure.kind).length;
	switch (FAILURE_RULES[failure.kind].again.kind) {
		case 'no':
			return false;
		case 'retry_after':
			return failure.retryAfterMs !== null;
		case 'once':
			return ofThisKind <= 1;
		case 'max_retries':
			return true;
		case 'without_parameter':
			if (isNewLimit(failure, here)) return true;
			return failure.parameter !== null && OPTIONAL_PARAMETERS.has(failure.parameter) && !omitted.includes(failure.parameter);
	}
}

/** The first limit a model names is kept to; one that refuses that too is asked without any. */
function isNewLimit({ outputLimit }: Failure, here: readonly Attempt[]): boolean {
	return outputLimit !== undefined && limitsOf(here).length === 1;
}

function limitsOf(here: readonly Attempt[]): number[] {
	return here.flatMap(({ result }) => (result.kind === 'failed' && result.failure.outputLimit ? [result.failure.outputLimit.tokens] : []));
}

function outputLimitOf(here: readonly Attempt[]): { outputLimit?: number } {
	const limits = limitsOf(here);
	return limits.length === 0 ? {} : { outputLimit: Math.min(...limits) };
}

/** Retry-After; where that is now or in the past, as where it is absent, doubling from 0.5 s to 8 s, of which the lower half is spread. */
function backoffMs(failure: Failure, calls: number, jitter: number): number {
	const again = FAILURE_RULES[failure.kind].again.kind;
	if (again === 'without_parameter') return 0;
	if (again === 'retry_after' && (failure.retryAfterMs ?? 0) > 0) return failure.retryAfterMs ?? 0;
	const full = Math.min(LONGEST_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** (calls - 1));
	return Math.max(Math.round(full * (0.5 + jitter / 2)), failure.retryAfterMs ?? 0);
}

function omitNext(failure: Failure, here: readonly Attempt[], omitted: readonly string[]): readonly string[] {
	if (failure.kind !== 'unsupported' || failure.parameter === null || isNewLimit(failure, here)) return omitted;
	return [...omitted, failure.parameter];
}
