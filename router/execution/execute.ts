import type { Attempt, AttemptResult } from '../calls/attempt';
import { isSeen, type CallResult, type ModelRequest, type Purpose, type StreamPart } from '../calls/client';
import { FAILURE_RULES, type Failure } from '../calls/failure';
import type { Clock } from '../clock';
import type { Reporter } from '../health/cooldowns';
import type { Health } from '../health/health';
import type { Policy } from '../policy';
import type { Check } from '../quality/check';
import { runGate } from '../quality/gate';
import type { ModelSpec } from '../registry/model';
import { allowedOf } from '../registry/allowed';
import { strongestOf } from '../registry/rank';
import { sentOutputLimit } from '../registry/rows';
import type { AnalyzedRequest } from '../request/request';
import { callSize, mayOverdraw } from '../selection/eligibility';
import { nextStep } from '../selection/nextStep';
import { isResting } from '../selection/rests';
import { patienceLeftMs } from '../selection/patience';
import type { Plan, Step } from '../selection/plan';
import { givesUpAtOnce } from '../selection/retry';

import type { Budget } from './budgets/budget';
import type { Meter } from './meterTypes';
import { notSent } from './sideCalls';
import type { StrongestQuota } from './budgets/strongestQuota';
import { endedByDeadline, withDeadline } from './withDeadline';

export interface ExecuteOptions {
	/** What is left of its budget and of the strongest model's share is refreshed before each step. */
	readonly plan: Plan;
	readonly request: AnalyzedRequest;
	readonly checks: readonly Check[];
	readonly policy: Policy;
	readonly meter: Meter;
	readonly budget: Budget;
	readonly strongest: StrongestQuota;
	readonly by: Reporter;
	readonly health: Health;
	readonly clock: Clock;
	readonly signal: AbortSignal;
	/** Told of the pieces of the answer while they come; what was told cannot be taken back. Default: nobody is. */
	readonly onPart?: OnModelPart | undefined;
}

export type OnModelPart = (part: StreamPart, model: ModelSpec) => void;

export interface Execution {
	readonly attempts: readonly Attempt[];
	/** Given up as `cancelled` where the execution was stopped while this request waited or called. */
	readonly end: Exclude<Step, { kind: 'call' }>;
}

type CallStep = Extract<Step, { kind: 'call' }>;

export const CANCELLED: Execution['end'] = { kind: 'give_up', reason: 'cancelled', draft: null };

/** Carries a plan out: calls, checks, waits and moves on as `nextStep` says, until it says to stop. */
export async function execute(options: ExecuteOptions): Promise<Execution> {
	const execution = await carryOut(options);
	for (const { modelId, startedMs } of execution.attempts) options.health.released(modelOf(options.plan, { modelId }), startedMs);
	// What two providers refuse is the request's own fault, and says nothing of either.
	const isOwnFault = execution.end.kind === 'give_up' && execution.end.reason === 'bad_request';
	if (!isOwnFault) for (const attempt of execution.attempts) if (countsInARow(attempt)) report(options, attempt);
	return execution;
}

async function carryOut(options: ExecuteOptions): Promise<Execution> {
	const { budget, by, clock, health, plan, signal, strongest } = options;
	const attempts: Attempt[] = [];
	let unreported: Attempt | null = null;
	let limitWaitedMs = 0;
	for (;;) {
		await health.refresh(plan.models, by.routerId);
		if (unreported !== null && givesUpAtOnce({ plan, attempts })) unreported = reportGivenUp(options, unreported);
		const nowMs = clock.now();
		const step = nextStep(
			currentPlan({ plan: waited(plan, limitWaitedMs), budget, strongest }, attempts, nowMs),
			attempts,
			health.view(nowMs, by.routerId),
			nowMs,
		);
		if (step.kind === 'answer') return { attempts, end: step };
		if (signal.aborted) return { attempts, end: CANCELLED };
		if (unreported !== null && (step.kind === 'give_up' || step.why !== 'retry')) unreported = reportGivenUp(options, unreported);
		if (step.kind === 'give_up') return { attempts, end: step };
		if (step.waitMs > 0) {
			await clock.sleep(step.waitMs, signal);
			if (signal.aborted) return { attempts, end: CANCELLED };
			if (step.forLimit) limitWaitedMs += clock.now() - nowMs;
			// Many may have waited for the same place, or given the model up meanwhile: who comes late asks again.
			if (step.why !== 'retry' || !isFree(options, step)) continue;
		}
		const attempt = await attemptCall(options, step, attempts);
		if (attempt === null) continue;
		attempts.push(attempt);
		if (attempt.result.kind === 'failed') unreported = attempt;
		if (attempt.result.kind === 'answered') unreported = null;
	}
}

/** The plan with what is left at this moment: others spend too. */
export function currentPlan(
	{ plan, budget, strongest }: Pick<ExecuteOptions, 'plan' | 'budget' | 'strongest'>,
	attempts: readonly Attempt[],
	nowMs: number,
): Plan {
	const impatient = patienceLeftMs({ plan, attempts, nowMs }) < 0;
	const budgetLeftNanoUsd = budget.unspent(impatient);
	const budgetName = budget.named?.() ?? null;
	const strongestClosed = strongest.closed();
	const isSame = budgetLeftNanoUsd === plan.budgetLeftNanoUsd && budgetName === plan.budgetName && strongestClosed === plan.strongestClosed;
	return isSame ? plan : { ...plan, budgetLeftNanoUsd, budgetName, strongestClosed };
}

/** The plan of a request that has waited so long for rate limits. */
export function waited(plan: Plan, limitWaitedMs: number): Plan {
	return limitWaitedMs === plan.limitWaitedMs ? plan : { ...plan, limitWaitedMs };
}

/** `null`: it did not leave, and another look may find the way open. */
async function attemptCall(options: ExecuteOptions, step: CallStep, attempts: readonly Attempt[]): Promise<Attempt | null> {
	const { budget, clock, health, meter, plan } = options;
	const model = modelOf(plan, step);
	if (!(await mayReach(options, model))) return null;
	const askedMs = clock.now();
	let startedMs = askedMs;
	const shown: { delivered?: true } = {};
	const sent = await meter.complete(requestOf(options, model, step), {
		size: callSize(plan, model),
		queueMs: step.queueMs,
		overdraw: budget.unspent() !== null && mayOverdraw(model, plan),
		onSend() {
			startedMs = clock.now();
			// Others may have given the model up while this one was on its way, or taken the probe's place.
			if (!isFree(options, step)) return false;
			health.started(model, startedMs);
			return true;
		},
		...watching(options, model, shown),
	});
	const attempt = { modelId: model.id, why: step.why, omitted: step.omit };
	if (sent.kind === 'full' || sent.kind === 'never_fits') {
		const endedMs = clock.now();
		return { ...attempt, startedMs: askedMs, endedMs, ...(step.queueMs > 0 && { queuedMs: endedMs - askedMs }), result: sent };
	}
	if (sent.kind === 'over_budget') await withDeadline({ ...options, deadlineMs: plan.deadlineMs }, sent.settled);
	if (sent.kind === 'not_allowed') return notAllowed({ ...attempt, startedMs: askedMs, endedMs: clock.now() });
	if (sent.kind !== 'sent') return null;
	const endedMs = clock.now();
	// Before the checks: while they take their time, others may call a model that has just shown to be well.
	if (sent.result.ok) health.answered(model, endedMs - startedMs, endedMs);
	else if (!isOurs(options, sent.result.failure, endedMs)) health.failed(model, sent.result.failure, endedMs, options.by);
	const result = await judge(options, model, sent.result);
	meter.charge(model, sent.bill, purposeOf(result), attempts.length);
	const times = { startedMs, endedMs, checkedMs: clock.now(), queuedMs: sent.queuedMs };
	return { ...attempt, omitted: sent.omitted, ...times, ...shown, result };
}

/** Notes once some of the answer has been seen. */
function watching({ onPart }: ExecuteOptions, model: ModelSpec, shown: { delivered?: true }) {
	if (onPart === undefined) return {};
	return {
		onPart(part: StreamPart) {
			if (isSeen(part)) shown.delivered = true;
			onPart(part, model);
		},
	};
}

/** A plan that leads there is a bug, and asking again would lead there again. */
function notAllowed(attempt: Omit<Attempt, 'result'>): Attempt {
	return { ...attempt, result: { kind: 'failed', failure: notSent({ kind: 'not_allowed' }) } };
}

function requestOf({ checks, policy, request }: ExecuteOptions, model: ModelSpec, { omit, outputLimit }: CallStep): ModelRequest {
	const limit = sentOutputLimit(policy.maxOutputTokens, model);
	const { messages, tools, toolChoice, stop, original } = request.request;
	return {
		model,
		messages,
		...(tools && { tools }),
		...(toolChoice && { toolChoice }),
		...(stop && { stop }),
		...(original !== undefined && { original }),
		maxOutputTokens: limit === null ? (outputLimit ?? null) : Math.min(limit, outputLimit ?? Infinity),
		temperature: model.settings?.temperature ?? null,
		settings: model.settings,
		responseFormat: request.request.responseFormat ?? null,
		logProbs: checks.some(({ needsLogProbs }) => needsLogProbs),
		omit,
		timeoutMs: policy.timeoutMs,
		firstByteMs: policy.firstByteMs,
	};
}

/** The strongest model asks for a place in its share. */
export async function mayReach({ plan, strongest }: Pick<ExecuteOptions, 'plan' | 'strongest'>, model: ModelSpec): Promise<boolean> {
	return model.id !== strongestOf(plan.models).id || (await strongest.reach());
}

/** Ended by the user or by the item's deadline: it says nothing of the model. */
function isOurs({ plan, signal }: ExecuteOptions, failure: Failure, endedMs: number): boolean {
	return signal.aborted || failure.kind === 'cancelled' || endedByDeadline(failure, endedMs, plan.deadlineMs);
}

async function judge(
	{ checks, meter, plan, policy, request }: ExecuteOptions,
	model: ModelSpec,
	called: CallResult,
): Promise<AttemptResult> {
	if (!called.ok) return { kind: 'failed', failure: called.failure, ...(called.partial && { partial: called.partial }) };
	const { answer } = called;
	const gate = await runGate(
		// A step that calls tools is no answer yet: there is no text to judge.
		answer.toolCalls.length > 0 ? [] : checks,
		{
			request,
			model,
			answer,
			call: meter.call,
			isStrongest: strongestOf(allowedOf(plan.models, plan.allowed)).id === model.id,
			timeoutMs: policy.timeoutMs,
		},
		policy.acceptFrom,
	);
	return { kind: 'answered', answer, gate };
}

function purposeOf(result: AttemptResult): Purpose {
	if (result.kind !== 'answered') return 'failed';
	return result.gate.verdict === 'rejected' ? 'draft' : 'answer';
}

/** A cooldown starts when the request gives a model up, not at each retry. What counts in a row is told at its end. */
function reportGivenUp(options: ExecuteOptions, attempt: Attempt): null {
	if (!countsInARow(attempt)) report(options, attempt);
	return null;
}

function countsInARow({ result }: Attempt): boolean {
	return result.kind === 'failed' && FAILURE_RULES[result.failure.kind].cooldown.kind === 'in_a_row';
}

function report(options: ExecuteOptions, { modelId, result, endedMs }: Attempt): void {
	if (result.kind !== 'failed' || isOurs(options, result.failure, endedMs)) return;
	options.health.gaveUp(modelOf(options.plan, { modelId }), result.failure, options.clock.now(), options.by);
}

function isFree({ by, clock, health, plan }: ExecuteOptions, step: CallStep): boolean {
	const nowMs = clock.now();
	const state = health.view(nowMs, by.routerId).of(modelOf(plan, step));
	const cooling = (state.coolingUntilMs ?? 0) > nowMs && !(step.resting === true && isResting(state));
	return state.breaker.kind === 'closed' && !cooling;
}

export function modelOf(plan: Plan, step: Pick<CallStep, 'modelId'>): ModelSpec {
	const model = plan.models.find(({ id }) => id === step.modelId);
	if (model === undefined) throw new Error(`nextStep named ${step.modelId}, which is not in the plan`);
	return model;
}
