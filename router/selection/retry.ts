import type { Attempt, AttemptResult } from '../calls/attempt';
import { type Failure, FAILURE_RULES } from '../calls/failure';
import { SETTING_PARAMETERS } from '../calls/sentParameters';
import type { ModelSpec } from '../registry/model';

import { overBudget } from './eligibility';
import type { Situation } from './situation';
import { isCall } from './patience';

const FIRST_BACKOFF_MS = 500;
const LONGEST_BACKOFF_MS = 8000;

/** What a request can do without: the answer is the same, only less controlled. */
const OPTIONAL_PARAMETERS: ReadonlySet<string> = new Set([
	'temperature',
	'max_tokens',
	'max_completion_tokens',
	'seed',
	'logprobs',
	'top_logprobs',
	// Without it the format is asked for in words, and the answer is checked in any case.
	'response_format',
	// All comes at the end then. Tools are none of these: an answer without them is another answer.
	'stream',
	'stream_options',
	'tool_choice',
	'parallel_tool_calls',
	...SETTING_PARAMETERS,
]);

/** What the row adds to the body is its own to leave out. */
function isOptional(parameter: string, { settings }: ModelSpec): boolean {
	return OPTIONAL_PARAMETERS.has(parameter) || Object.hasOwn(settings?.extraBody ?? {}, parameter);
}

/** Another call to the model that failed last. */
export interface Retry {
	readonly model: ModelSpec;
	/** Not before: its backoff, counted from the failure. */
	readonly dueMs: number;
	/** Only where nobody else may serve: nothing says that the same model would go better so soon. */
	readonly lastResort: boolean;
	/** Its backoff is what a rate limit asked for. */
	readonly forLimit: boolean;
	readonly omit: readonly string[];
	/** The most output tokens the model has named; `null`: none. */
	readonly outputLimit: number | null;
}

/**
 * The retry that is open to a request after its last call: the failure table allows it, Max Retries is not used up, and
 * neither is the budget. Whether the model is free then, and the wait not too long, is another matter. `null`: none is.
 */
export function pendingRetry({ plan, attempts }: Pick<Situation, 'plan' | 'attempts'>): Retry | null {
	const last = attempts.findLast(isCall);
	if (last?.result.kind !== 'failed') return null;
	const { failure } = last.result;
	const model = plan.models.find(({ id }) => id === last.modelId);
	if (model === undefined || !failure.retryable || overBudget(model, plan)) return null;
	const turns = attempts.filter(({ modelId }) => modelId === model.id);
	if (turns.some(({ result }) => result.kind === 'never_fits')) return null;
	const here = turns.filter(isCall);
	const tries = here.filter(({ result }) => !asksForLess(result)).length;
	if (tries > plan.maxRetries || !tableAllows(failure, here, last.omitted, model)) return null;
	return {
		model,
		dueMs: last.endedMs + backoffMs(failure, tries, plan.jitter),
		lastResort: isLastResort(failure),
		forLimit: failure.kind === 'rate_limited',
		omit: omitNext(failure, here, last.omitted),
		outputLimit: outputLimitOf(here),
	};
}

/** Whether the request gives the model up for now: its cooldown begins at once, and who comes back to it waits that out. */
export function givesUpAtOnce(asked: Pick<Situation, 'plan' | 'attempts'>): boolean {
	return pendingRetry(asked)?.lastResort ?? true;
}

/** What follows is no retry of the same call but another call, which Max Retries does not count. */
function asksForLess(result: AttemptResult): boolean {
	return result.kind === 'failed' && FAILURE_RULES[result.failure.kind].again.kind === 'without_parameter';
}

function tableAllows(failure: Failure, here: readonly Attempt[], omitted: readonly string[], model: ModelSpec): boolean {
	const ofThisKind = here.filter(({ result }) => result.kind === 'failed' && result.failure.kind === failure.kind).length;
	switch (FAILURE_RULES[failure.kind].again.kind) {
		case 'no':
			return false;
		case 'retry_after':
			return true;
		case 'once':
			return ofThisKind <= 1;
		case 'max_retries':
			return true;
		case 'without_parameter':
			if (isNewLimit(failure, here)) return true;
			return failure.parameter !== null && isOptional(failure.parameter, model) && !omitted.includes(failure.parameter);
	}
}

/** It did not say for how long it refuses. */
function isLastResort({ kind, retryAfterMs }: Failure): boolean {
	return FAILURE_RULES[kind].again.kind === 'retry_after' && retryAfterMs === null;
}

/** The first limit a model names is kept to; one that refuses that too is asked without any. */
function isNewLimit({ outputLimit }: Failure, here: readonly Attempt[]): boolean {
	return outputLimit !== undefined && limitsOf(here).length === 1;
}

function limitsOf(here: readonly Attempt[]): number[] {
	return here.flatMap(({ result }) => (result.kind === 'failed' && result.failure.outputLimit ? [result.failure.outputLimit.tokens] : []));
}

function outputLimitOf(here: readonly Attempt[]): number | null {
	const limits = limitsOf(here);
	return limits.length === 0 ? null : Math.min(...limits);
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
