import type { Attempt, AttemptResult } from '../calls/attempt';
import { FAILURE_RULES } from '../calls/failure';
import type { Clock } from '../clock';
import type { Health } from '../health/health';
import type { Policy } from '../policy';
import type { Check } from '../quality/check';
import { runGate } from '../quality/gate';
import type { ModelSpec } from '../registry/model';
import { strongestOf } from '../registry/rank';
import type { AnalyzedRequest } from '../request/request';
import { nextStep } from '../selection/nextStep';
import type { Plan, Step } from '../selection/plan';

import type { Budget } from './budget';
import type { Meter } from './meter';

export interface ExecuteAsk {
	/** Its `budgetLeftNanoUsd` is refreshed from `budget` before each step. */
	readonly plan: Plan;
	readonly request: AnalyzedRequest;
	readonly checks: readonly Check[];
	readonly policy: Policy;
	readonly meter: Meter;
	readonly budget: Budget;
	readonly health: Health;
	readonly clock: Clock;
	readonly signal: AbortSignal;
}

export interface Execution {
	readonly attempts: readonly Attempt[];
	/** Given up as `cancelled` where the execution was stopped while this request waited or called. */
	readonly end: Exclude<Step, { kind: 'call' }>;
}

type CallStep = Extract<Step, { kind: 'call' }>;

const CANCELLED: Execution['end'] = { kind: 'give_up', reason: 'cancelled', draft: null };

/** Carries a plan out: calls, checks, waits and moves on as `nextStep` says, until it says to stop. */
export async function execute(ask: ExecuteAsk): Promise<Execution> {
	const { clock, health, signal } = ask;
	const attempts: Attempt[] = [];
	const reported = new Set<string>();
	let unreported: Attempt | null = null;
	for (;;) {
		const nowMs = clock.now();
		const plan: Plan = { ...ask.plan, budgetLeftNanoUsd: ask.budget.unspent() };
		const step = nextStep(plan, attempts, health.view(nowMs), nowMs);
		if (step.kind === 'answer') return { attempts, end: step };
		if (signal.aborted) return { attempts, end: CANCELLED };
		if (step.kind === 'give_up' || step.why !== 'retry') {
			reportGivenUp(ask, unreported, reported, nowMs);
			unreported = null;
		}
		if (step.kind === 'give_up') return { attempts, end: step };
		if (step.waitMs > 0) {
			await clock.sleep(step.waitMs, signal);
			if (signal.aborted) return { attempts, end: CANCELLED };
			// Many may have waited for the same place, or given the model up meanwhile: who comes late asks again.
			if (step.why !== 'retry' || !isFree(ask, step)) continue;
		}
		const attempt = await attemptCall(ask, step, attempts.length);
		if (attempt === null) {
			await ask.budget.settled(signal);
			continue;
		}
		attempts.push(attempt);
		unreported = attempt;
	}
}

/** `null`: calls in flight hold the money this one needs; most of it comes back when they are settled. */
async function attemptCall(ask: ExecuteAsk, step: CallStep, index: number): Promise<Attempt | null> {
	const { clock, health, meter, plan, policy, request } = ask;
	const model = modelOf(plan, step);
	const startedMs = clock.now();
	const sent = await meter.complete(
		{
			model,
			messages: request.request.messages,
			maxOutputTokens: policy.maxOutputTokens,
			temperature: null,
			responseFormat: null,
			logProbs: ask.checks.some(({ needsLogProbs }) => needsLogProbs),
			omit: step.omit,
			timeoutMs: policy.timeoutMs,
			firstByteMs: null,
		},
		request.needs.inputTokens,
		request.needs.roomTokens,
		() => health.started(model, startedMs),
	);
	if (sent.kind === 'over_budget') return null;
	const endedMs = clock.now();
	const result = await judge(ask, model, sent.result);
	if (result.kind === 'answered') health.answered(model, endedMs - startedMs, endedMs);
	meter.charge(model, sent.bill, purposeOf(result), index);
	return { modelId: model.id, why: step.why, startedMs, endedMs, checkedMs: clock.now(), omitted: step.omit, result };
}

async function judge(
	{ checks, meter, plan, policy, request }: ExecuteAsk,
	model: ModelSpec,
	called: Extract<Awaited<ReturnType<Meter['complete']>>, { kind: 'sent' }>['result'],
): Promise<AttemptResult> {
	if (!called.ok) return { kind: 'failed', failure: called.failure };
	const { answer } = called;
	const gate = await runGate(checks, { request, model, answer, call: meter.call, isStrongest: strongestOf(plan.models).id === model.id, timeoutMs: policy.timeoutMs }, policy.acceptFrom);
	return { kind: 'answered', answer, gate };
}

function purposeOf(result: AttemptResult): 'answer' | 'draft' | 'failed' {
	if (result.kind !== 'answered') return 'failed';
	return result.gate.verdict === 'rejected' ? 'draft' : 'answer';
}

/**
 * A cooldown starts when the request gives a model up, not at each retry. The breaker counts requests: two
 * models that fail at one provider are one failure of it.
 */
function reportGivenUp(
	{ health, plan }: ExecuteAsk,
	last: Attempt | null,
	reported: Set<string>,
	nowMs: number,
): void {
	if (last?.result.kind !== 'failed') return;
	const { failure } = last.result;
	const model = plan.models.find(({ id }) => id === last.modelId);
	if (model === undefined) return;
	const countsForBreaker = FAILURE_RULES[failure.kind].cooldown.kind === 'breaker';
	if (countsForBreaker && reported.has(model.providerId)) return;
	if (countsForBreaker) reported.add(model.providerId);
	health.gaveUp(model, failure, nowMs);
}

function isFree({ clock, health, plan }: ExecuteAsk, step: CallStep): boolean {
	const nowMs = clock.now();
	const { breaker, coolingUntilMs } = health.view(nowMs).of(modelOf(plan, step));
	return breaker.kind === 'closed' && (coolingUntilMs ?? 0) <= nowMs;
}

function modelOf(plan: Plan, step: CallStep): ModelSpec {
	const model = plan.models.find(({ id }) => id === step.modelId);
	if (model === undefined) throw new Error(`nextStep named ${step.modelId}, which is not in the plan`);
	return model;
}
