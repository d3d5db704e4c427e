import type { Attempt } from '../calls/attempt';
import { FAILURE_RULES, type Failure } from '../calls/failure';
import type { Doubt } from '../execution/meterTypes';
import type { RouteOptions, RouteOutcome, RequestTrace } from '../routeTypes';
import { firstChoiceOf } from './firstChoice';
import { NANO_USD_PER_USD } from '../registry/cost';
import { strongestOf } from '../registry/rank';
import { requestCost } from '../selection/eligibility';
import type { Eligibility } from '../selection/eligibility';
import type { Exclusion, GiveUpReason } from '../selection/plan';
import { isResting } from '../selection/rests';
import { keyTrouble } from './keyTrouble';

type Routed = Extract<RequestTrace, { kind: 'routed' }>;

const LEFT_OUT: Readonly<Record<Exclusion, string>> = {
	window: 'its context window is too small',
	output_limit: 'its output limit is below the room for the answer',
	vision: 'it cannot read images',
	tools: 'it cannot call tools',
	json_schema: 'it cannot answer by a JSON schema',
	cooling_down: 'it is on cooldown',
	breaker_open: 'its provider failed five requests in a row',
	full: 'its rate limit is used up',
	never_fits: 'the request is larger than its rate limit',
	budget: 'the budget leaves no room for it',
	strongest_share: 'the share of requests that may reach the strongest model is used up for today',
	too_slow: 'it is slower than the latency target',
	dearer: 'it is dearer than the first choice',
	below_floor: 'it is weaker than the least model allowed',
	same_key: 'it uses the key that was refused',
	failed: 'it failed before',
};

/** What each way of giving up means, said without an item at hand. */
const GAVE_UP: Readonly<Partial<Record<GiveUpReason, string>>> = {
	quality: 'no answer was good enough',
	capacity: 'every model that could answer is down, on cooldown, or full for longer than Max Wait Time allows',
	never_fits: 'the request is larger than every rate limit',
	deadline: 'the time for this item was over',
	no_model: 'no model can serve this request',
	context_too_long: 'the request is longer than every context window',
};

/**
 * One line for `llmRoute.reason`: the choice and why, who was left out, what happened on the way.
 * @param words whether to quote what providers said. Not for the ledger: providers quote prompts.
 */
export function explain(trace: RequestTrace, outcome: RouteOutcome, words: boolean): string {
	if (trace.kind !== 'routed') return trace.reason;
	const { attempts } = trace.execution;
	const { reason, quote } = trace.plan.ranking;
	const parts = [words && quote !== undefined ? `${reason}: ${quote}` : reason, choiceOf(trace), ...leftOut(trace)];
	parts.push(...attempts.flatMap((attempt) => stumble(attempt, words)));
	if (attempts.length > 1 && outcome.kind === 'answered') parts.push(`${outcome.model.id} answered`);
	if (outcome.kind === 'routed' && attempts.length > 0) parts.push(`next is ${outcome.model.id}`);
	if (outcome.kind === 'fallback') parts.push(endOf(trace, outcome.failure) ?? 'no other model could take over');
	if (outcome.kind === 'cancelled') parts.push('the execution was stopped');
	return parts.filter((part) => part !== '').join('; ');
}

/** The same for an item on Fallback, about the failure alone. */
export function howItFailed(trace: Routed, reason: GiveUpReason): string {
	const stumbles = trace.execution.attempts.flatMap((attempt) => stumble(attempt, true));
	const why = endOf(trace, reason) ?? reason.replaceAll('_', ' ');
	const out = stumbles.length > 0 ? stumbles : leftOut(trace);
	return [why, ...out].join('; ');
}

/** What only the user can mend: a refused key, a used-up quota, a model name nobody knows, a wrong address. */
export function requestHints({ models }: RouteOptions, { execution, eligibility, resting }: Routed): string[] {
	const nameOf = (modelId: string) => `${models.find(({ id }) => id === modelId)?.branch ?? modelId} (${modelId})`;
	const failed = execution.attempts.flatMap(({ modelId, result }) =>
		result.kind !== 'failed' || !isWorthAHint(result.failure) ? [] : [`${nameOf(modelId)}: ${result.failure.message}`],
	);
	const onCooldown = models.flatMap((model) => {
		const state = eligibility.get(model.id);
		const trouble = state?.kind === 'later' ? keyTrouble(model, state.coolingFor) : null;
		return trouble === null ? [] : [`${nameOf(model.id)} is on cooldown: ${trouble}.`];
	});
	const refusing = resting.map((id) => `${nameOf(id)} ${REFUSES}`);
	return [...failed, ...onCooldown, ...refusing];
}

const REFUSES =
	'refused three different requests in a row for a reason nobody recognized, and is asked for a minute only where no other model may serve. The reason of those items quotes it: check the model and its settings.';

function isWorthAHint({ kind, hint }: Failure): boolean {
	return FAILURE_RULES[kind].hint || hint === true;
}

const DOUBTED = {
	tokens: 'reports token counts that cannot be right, so what its calls cost is estimated from the texts. Check what it counts.',
	cost: 'reports a cost that cannot be right, so its calls are charged by the price list.',
} as const;

/** Whose counts of tokens or money were not believed. */
export function doubtHints(doubts: readonly Doubt[]): string[] {
	return doubts.map(({ model: { id, branch }, what }) => `${branch === id ? id : `${branch} (${id})`} ${DOUBTED[what]}`);
}

function endOf({ plan }: Routed, reason: GiveUpReason): string | undefined {
	if (reason !== 'budget') return GAVE_UP[reason];
	const left = plan.budgetLeftNanoUsd;
	const tooDear = plan.models.map((model) => requestCost(plan, model)).filter((cost) => left !== null && cost !== null && cost > left);
	// Money was refused, or what one more answer of the strongest model would have been.
	if (left === null || tooDear.length === 0) return plan.strongestClosed ? LEFT_OUT.strongest_share : 'the budget left no room';
	const least = Math.min(...tooDear.map((cost) => cost ?? Infinity));
	return `the budget leaves no room: a call may cost up to ${usd(least)} USD and ${usd(left)} USD are left`;
}

function usd(nanoUsd: number): string {
	return (nanoUsd / NANO_USD_PER_USD).toFixed(6);
}

function choiceOf(routed: Routed): string {
	const { plan } = routed;
	const first = firstChoiceOf(routed);
	if (first === null) return '';
	const { ranking } = plan;
	if (ranking.kind === 'choice') return first === ranking.modelId ? first : `${first} instead of ${ranking.modelId}`;
	const quality = ranking.quality.get(first) ?? 0;
	const against = quality >= plan.threshold ? 'reaches' : 'is below';
	return `${first} at ${quality.toFixed(2)} ${against} the threshold ${plan.threshold}`;
}

/** Who could not be the first choice, and why. */
function leftOut(routed: Routed): string[] {
	return [...leftOutAtFirst(routed), ...closedSince(routed)];
}

/** Requests that began together may have taken the last places of the strongest model's share meanwhile. */
function closedSince({ plan, eligibility }: Routed): string[] {
	const { id } = strongestOf(plan.models);
	const state = eligibility.get(id);
	return plan.strongestClosed && state?.kind === 'now' ? [`left out ${id}: ${LEFT_OUT.strongest_share}`] : [];
}

function leftOutAtFirst(routed: Routed): string[] {
	const first = firstChoiceOf(routed);
	const { floor, ranking } = routed.plan;
	// Where the floor itself was chosen, as a bypass does, nothing below it was ever in question.
	const choseFloor = ranking.kind === 'choice' && ranking.modelId === floor;
	return [...routed.eligibility].flatMap(([modelId, state]) => {
		if (state.kind === 'now') return state.slow && modelId !== first ? [`left out ${modelId}: ${LEFT_OUT.too_slow}`] : [];
		if (choseFloor && state.because === 'below_floor') return [];
		const until = state.kind === 'later' ? ` until ${new Date(state.atMs).toISOString()}` : '';
		const how = state.kind === 'later' && isResting(state) ? 'asked all the same' : 'waited for';
		return [`${modelId === first ? how : 'left out'} ${modelId}: ${LEFT_OUT[state.because]}${until}${coolingFor(routed, modelId, state)}`];
	});
}

function coolingFor({ plan }: Routed, modelId: string, state: Eligibility): string {
	if (state.kind !== 'later' || state.because !== 'cooling_down' || state.coolingFor === null) return '';
	const model = plan.models.find(({ id }) => id === modelId);
	return ` (${(model === undefined ? null : keyTrouble(model, state.coolingFor)) ?? state.coolingFor})`;
}

function stumble(attempt: Attempt, words: boolean): string[] {
	return [...waited(attempt), ...whatWentWrong(attempt, words)];
}

const WORTH_SAYING_MS = 100;

function waited({ modelId, queuedMs = 0 }: Attempt): string[] {
	return queuedMs < WORTH_SAYING_MS ? [] : [`waited ${(queuedMs / 1000).toFixed(1)} s for a place at ${modelId}`];
}

function whatWentWrong({ modelId, result }: Attempt, words: boolean): string[] {
	if (result.kind === 'failed') {
		const { failure } = result;
		return [`${modelId} failed: ${failure.kind} (${words ? failure.message : failure.summary})`];
	}
	if (result.kind === 'answered' && result.gate.verdict !== 'accepted') {
		return [`${modelId} ${result.gate.verdict}: ${(words ? result.gate.quoted : result.gate.reasons).join(', ')}`];
	}
	return result.kind === 'full' ? [`${modelId} was full`] : [];
}
