import type { Attempt, AttemptResult } from '../calls/attempt';
import { type Failure, FAILURE_RULES } from '../calls/failure';
import type { HealthView } from '../health/health';
import { likelyNanoUsd } from '../registry/cost';
import type { ModelSpec } from '../registry/model';

import { choiceOrder } from './choiceOrder';
import { availability, eligibility, larger, outputLimit, type Eligibility } from './eligibility';
import type { Situation } from './situation';
import { limitWaitLeftMs, patienceLeftMs } from './patience';
import { bestDraft, longestPartial } from './drafts';
import type { GiveUpReason, Plan, Step } from './plan';
import { withoutRests } from './rests';
import { pendingRetry, type Retry } from './retry';

/**
 * What to do next with a request (docs/architecture.md): call a model, take an answer, or give up. Pure: the same
 * plan, attempts, health and time always give the same step. Ends in at most models × (Max Retries + 1)
 * calls, calls no model twice but for retries, after a rejected answer only ever a stronger one, and nobody once part of
 * an answer was delivered.
 */
export function nextStep(plan: Plan, attempts: readonly Attempt[], health: HealthView, nowMs: number): Step {
	const situation: Situation = { plan, attempts, health, nowMs };
	const last = attempts.at(-1);
	if (last?.result.kind === 'answered' && (last.delivered || last.result.gate.verdict !== 'rejected')) {
		return { kind: 'answer', attempt: attempts.length - 1, degraded: isDegraded(plan, last.modelId) };
	}
	const failure = failureOf(last?.result);
	if (failure?.kind === 'cancelled') return giveUp(attempts, 'cancelled');
	// Some of it has been read: neither another answer nor a draft from before may follow.
	if (last?.delivered && failure !== null)
		return { kind: 'give_up', reason: failure.kind, draft: longestPartial([last]) === null ? null : attempts.length - 1 };
	if (plan.deadlineMs !== null && nowMs >= plan.deadlineMs) return giveUp(attempts, 'deadline');
	const retry = pendingRetry(situation);
	const again = retry === null ? null : retryNow(retry, situation);
	if (again !== null) return again;
	if (failure !== null && retry === null) {
		if (endsHere(plan, failure)) return giveUp(attempts, failure.kind);
		if (isRefusedByTwo(plan, attempts)) return giveUp(attempts, 'bad_request');
	}
	return anotherModel(situation, retry);
}

/** Below the threshold, or weaker than the choice: taken only because nothing better could. */
function isDegraded(plan: Plan, modelId: string): boolean {
	const { ranking } = plan;
	if (ranking.kind === 'scored') return (ranking.quality.get(modelId) ?? 0) < plan.threshold;
	return rankOf(plan, modelId) < rankOf(plan, ranking.modelId);
}

/** Where nothing but its backoff is in the way. A retry is no way around what others found out about the model meanwhile. */
function retryNow(retry: Retry, situation: Situation): Step | null {
	if (retry.lastResort) return null;
	const when = availability(retry.model, situation);
	const dueMs = Math.max(retry.dueMs, situation.nowMs);
	const free = when.kind === 'now' || (when.kind === 'later' && when.atMs <= dueMs);
	return free && fits(dueMs, situation, patienceLeftMs(situation))
		? retryStep(retry, { atMs: dueMs, forLimit: retry.forLimit }, situation)
		: null;
}

function retryStep(
	{ model, omit, outputLimit }: Retry,
	wait: { readonly atMs: number; readonly forLimit: boolean },
	situation: Situation,
): CallStep {
	const waitMs = Math.max(0, wait.atMs - situation.nowMs);
	const { forLimit } = wait;
	return {
		...call(model, { waitMs, forLimit, queueMs: Math.max(0, queueMs(situation) - waitMs) }, situation),
		why: 'retry',
		omit,
		...(outputLimit !== null && { outputLimit }),
	};
}

/** `retry`: of the model that failed last, once it is free again; another one that may serve sooner is better. */
function anotherModel(situation: Situation, retry: Retry | null): Step {
	const { plan, attempts } = situation;
	const judged = judgedInOrder(situation);
	const step = callOfOne(judged, situation, retry);
	if (step !== null) return step;
	const roused = { ...situation, health: withoutRests(situation.health) };
	const resting = callOfOne(judgedInOrder(roused), roused, retry);
	if (resting !== null) return { ...resting, resting: true };
	return giveUp(
		attempts,
		lastFailure(attempts) ??
			whyNobody(
				plan,
				judged.map(({ when }) => when),
			),
	);
}

/** Whoever may be called first, and so be it after a wait; `null`: nobody. */
function callOfOne(judged: readonly Judged[], situation: Situation, retry: Retry | null): CallStep | null {
	const now = firstNow(judged, situation);
	if (now !== undefined) return call(now, NO_WAIT, situation);
	const waits = [...judged.flatMap((one) => waitFor(one, situation)), ...retryWait(retry, situation)];
	return waits.reduce<Wait | null>((a, b) => (a !== null && a.atMs <= b.atMs ? a : b), null)?.step ?? null;
}

/** Ends with the first that can be called now, unless that one is slow: whoever is behind it makes no difference. */
function judgedInOrder(situation: Situation): Judged[] {
	const judged: Judged[] = [];
	for (const model of inOrder(situation)) {
		const when: Eligibility = dearer(model, situation) ? { kind: 'never', because: 'dearer' } : eligibility(model, situation);
		judged.push({ model, when });
		if (when.kind === 'now' && !when.slow && !judged.some(isSlow)) break;
	}
	return judged;
}

type CallStep = Extract<Step, { kind: 'call' }>;

interface Wait {
	readonly atMs: number;
	readonly step: CallStep;
}

/** None where it is not worth it, or would take too long. */
function waitFor({ model, when }: Judged, situation: Situation): Wait[] {
	if (when.kind !== 'later' || !when.worthWaiting) return [];
	const { atMs, forLimit } = when;
	if (!fits(atMs, situation, leftMs(situation, forLimit))) return [];
	// Who is full has a queue, which is fair; what is on cooldown has only its time. Nobody queues twice.
	const wait =
		when.because === 'full' && !hasQueued(model, situation)
			? { waitMs: 0, forLimit: false, queueMs: queueMs(situation) }
			: { waitMs: atMs - situation.nowMs, forLimit, queueMs: 0 };
	return [{ atMs, step: call(model, wait, situation) }];
}

function retryWait(retry: Retry | null, situation: Situation): Wait[] {
	if (retry === null) return [];
	const when = availability(retry.model, situation);
	if (when.kind === 'never' || (when.kind === 'later' && !when.worthWaiting)) return [];
	const dueMs = Math.max(retry.dueMs, situation.nowMs);
	const atMs = when.kind === 'later' ? Math.max(dueMs, when.atMs) : dueMs;
	const forLimit = when.kind === 'later' && when.atMs > dueMs ? when.forLimit : retry.forLimit;
	if (!fits(atMs, situation, leftMs(situation, forLimit))) return [];
	// For a place it queues once its backoff is over.
	const queues = when.kind === 'later' && when.because === 'full';
	const wait = queues ? { atMs: dueMs, forLimit: retry.forLimit } : { atMs, forLimit };
	return [{ atMs, step: retryStep(retry, wait, situation) }];
}

function leftMs(situation: Situation, forLimit: boolean): number {
	return forLimit ? limitWaitLeftMs(situation) : patienceLeftMs(situation);
}

interface Judged {
	readonly model: ModelSpec;
	readonly when: Eligibility;
}

/**
 * The first that can be called now. A slow one is passed over only for one that is as good a choice: quality comes
 * before speed, and where all are slow the order stands.
 */
function firstNow(judged: readonly Judged[], { plan }: Situation): ModelSpec | undefined {
	const ready = judged.flatMap(({ model, when }) => (when.kind === 'now' ? [{ model, slow: when.slow }] : []));
	const [first] = ready;
	if (first === undefined || !first.slow) return first?.model;
	const poor = isDegraded(plan, first.model.id);
	return (ready.find(({ model, slow }) => !slow && (poor || !isDegraded(plan, model.id))) ?? first).model;
}

function isSlow({ when }: Judged): boolean {
	return when.kind === 'now' && when.slow;
}

function hasQueued(model: ModelSpec, { attempts }: Situation): boolean {
	return attempts.some(({ modelId, result, queuedMs }) => modelId === model.id && result.kind === 'full' && queuedMs !== undefined);
}

/** How long a place may be waited for, within the deadline. */
function queueMs(situation: Situation): number {
	const { deadlineMs } = situation.plan;
	return Math.max(0, Math.min(limitWaitLeftMs(situation), (deadlineMs ?? Infinity) - situation.nowMs));
}

/** The models that may be next by strength and threshold, best choice first. */
function inOrder({ plan, attempts }: Situation): ModelSpec[] {
	const rejected = attempts.filter(({ result }) => isRejected(result));
	if (plan.maxSteps !== null && rejected.length >= plan.maxSteps) return [];
	if (rejected.length === 0) return choiceOrder(plan.models, plan);
	const stronger = plan.models.filter((model) => rejected.every((attempt) => mayBeat(plan, model, attempt)));
	// The last step goes to who answers best: to end a ladder halfway up would pay for drafts alone.
	if (plan.maxSteps !== null && rejected.length === plan.maxSteps - 1) return stronger.sort((a, b) => b.rank - a.rank);
	return choiceOrder(stronger, plan);
}

/** After a rejection only a strictly stronger model; after a cut-off answer it must also be able to answer longer. */
function mayBeat(plan: Plan, model: ModelSpec, { modelId, result }: Attempt): boolean {
	if (model.rank <= rankOf(plan, modelId)) return false;
	if (result.kind !== 'answered' || !result.gate.cutOff) return true;
	const rejected = plan.models.find(({ id }) => id === modelId);
	if (rejected === undefined) return false;
	if (result.answer.cutByWindow) return larger(model.contextTokens, rejected.contextTokens);
	return larger(outputLimit(plan, model), outputLimit(plan, rejected));
}

/** Never Fall Back to a Dearer Model: dearer than the first choice, by rank where a price is unknown. */
function dearer(model: ModelSpec, { plan, attempts }: Situation): boolean {
	const first = plan.models.find(({ id }) => id === attempts[0]?.modelId);
	if (!plan.neverDearer || first === undefined || why(attempts) !== 'fallback') return false;
	const [cost, limit] = [likelyNanoUsd(model, plan.needs), likelyNanoUsd(first, plan.needs)];
	return cost === null || limit === null ? model.rank > first.rank : cost > limit;
}

function why(attempts: readonly Attempt[]): 'first' | 'fallback' | 'escalation' {
	if (attempts.some(({ result }) => isRejected(result))) return 'escalation';
	return lastFailure(attempts) === null ? 'first' : 'fallback';
}

const NO_WAIT = { waitMs: 0, forLimit: false, queueMs: 0 };

function call(model: ModelSpec, wait: Pick<CallStep, 'waitMs' | 'forLimit' | 'queueMs'>, { plan, attempts }: Situation): CallStep {
	return {
		kind: 'call',
		modelId: model.id,
		why: why(attempts),
		...wait,
		degraded: isDegraded(plan, model.id),
		omit: [],
	};
}

function fits(atMs: number, { plan: { deadlineMs }, nowMs }: Situation, leftMs: number): boolean {
	return atMs - nowMs <= leftMs && (deadlineMs === null || atMs < deadlineMs);
}

function endsHere(plan: Plan, failure: Failure): boolean {
	const { others } = FAILURE_RULES[failure.kind];
	return others === 'none' || (others === 'if_allowed' && !plan.contentPolicyFallback);
}

/** What two different providers refuse is the request's own fault: it would fail everywhere. */
function isRefusedByTwo({ models }: Plan, attempts: readonly Attempt[]): boolean {
	const refusers = attempts.flatMap(({ modelId, result }) =>
		failureOf(result)?.kind === 'refused' ? models.filter(({ id }) => id === modelId).map(({ providerId }) => providerId) : [],
	);
	return new Set(refusers).size > 1;
}

/** A rejected draft in hand outweighs whatever failed after it, and one that was only to escalate is an answer. */
function giveUp(attempts: readonly Attempt[], reason: GiveUpReason): Step {
	const usable = bestDraft(attempts, ({ onlyEscalates }) => onlyEscalates);
	if (usable !== null && reason !== 'cancelled') return { kind: 'answer', attempt: usable, degraded: true };
	const draft = bestDraft(attempts);
	const keep = reason === 'cancelled' || reason === 'deadline';
	return { kind: 'give_up', reason: draft === null || keep ? reason : 'quality', draft: draft ?? longestPartial(attempts) };
}

function whyNobody(plan: Plan, whens: readonly Eligibility[]): GiveUpReason {
	if (whens.some(({ kind }) => kind === 'later')) return 'capacity';
	const reasons = whens.flatMap((when) => (when.kind === 'never' ? [when.because] : []));
	if (reasons.includes('full')) return 'capacity';
	if (reasons.includes('budget') || reasons.includes('strongest_share')) return 'budget';
	if (reasons.includes('never_fits')) return 'never_fits';
	// A model that may not be asked at all might have had a larger one.
	const all = reasons.length > 0 && reasons.length === plan.models.length;
	return all && reasons.every((reason) => reason === 'window') ? 'context_too_long' : 'no_model';
}

function lastFailure(attempts: readonly Attempt[]): Failure['kind'] | null {
	const failed = attempts.findLast(({ result }) => result.kind === 'failed');
	return failureOf(failed?.result)?.kind ?? null;
}

function failureOf(result: AttemptResult | undefined): Failure | null {
	return result?.kind === 'failed' ? result.failure : null;
}

function isRejected(result: AttemptResult): boolean {
	return result.kind === 'answered' && result.gate.verdict === 'rejected';
}

function rankOf(plan: Plan, modelId: string): number {
	return plan.models.find(({ id }) => id === modelId)?.rank ?? -1;
}
