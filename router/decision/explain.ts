import type { Attempt } from '../calls/attempt';
import { FAILURE_RULES, type Failure } from '../calls/failure';
import type { Doubt } from '../execution/meterTypes';
import type { RouteOptions, RouteOutcome, RequestTrace } from '../routeTypes';
import { firstChoiceOf } from './firstChoice';
import { cheapestFirst, NANO_USD_PER_USD } from '../registry/cost';
import { requestCost } from '../selection/eligibility';
import type { GiveUpReason } from '../selection/plan';
import { failureInWords } from '../selection/failureWords';
import { keyTrouble } from './keyTrouble';
import { leftOut, nameIn, STRONGEST_SHARE_USED, whyNot } from './leftOut';

type Routed = Extract<RequestTrace, { kind: 'routed' }>;

/** What each way of giving up means, said without an item at hand. */
const GAVE_UP: Readonly<Partial<Record<GiveUpReason, string>>> = {
	quality: 'no answer was good enough',
	capacity: 'every model that could answer is down, on cooldown, or full for longer than Max Wait Time allows',
	never_fits: 'the request is larger than every rate limit',
	deadline: 'the deadline for this item has passed',
	no_model: 'no model can serve this request',
	context_too_long: 'the request is longer than every context window',
};

/**
 * One line for `llmRoute.reason`: the choice and why, who was left out, what happened on the way.
 * @param words whether to quote what providers said. Not for the ledger: providers quote prompts.
 */
export function explain(trace: RequestTrace, outcome: RouteOutcome, words: boolean): string {
	if (trace.kind !== 'routed') return words ? (trace.message ?? trace.reason) : trace.reason;
	const { attempts } = trace.execution;
	const parts = [...choiceOf(trace, words), ...attempts.flatMap((attempt) => stumble(trace, attempt, words))];
	if (attempts.length > 1 && outcome.kind === 'answered') parts.push(`${outcome.model.branch} answered`);
	if (outcome.kind === 'routed' && attempts.length > 0) parts.push(`next is ${outcome.model.branch}`);
	if (outcome.kind === 'fallback') parts.push(endOf(trace, outcome.failure) ?? 'no other model could take over', ...ruleOf(trace));
	if (outcome.kind === 'cancelled') parts.push('the execution was stopped');
	return parts.filter((part) => part !== '').join('; ');
}

/** Whether `explain` says more where it may quote. */
export function hasQuotes(trace: RequestTrace): boolean {
	if (trace.kind !== 'routed') return trace.message !== undefined;
	const wentWell = trace.execution.attempts.every(({ result }) => result.kind === 'answered' && result.gate.verdict === 'accepted');
	return !wentWell || trace.plan.ranking.quote !== undefined;
}

/** The same for an item on Fallback, about the failure alone. */
export function howItFailed(trace: Routed, reason: GiveUpReason): string {
	const stumbles = trace.execution.attempts.flatMap((attempt) => stumble(trace, attempt, true));
	const why = endOf(trace, reason) ?? failureInWords(reason);
	const out = stumbles.length > 0 ? stumbles : leftOut(trace).map(({ clause }) => clause);
	return [why, ...out, ...ruleOf(trace)].join('; ');
}

/** Said where a rule kept the item from other models. */
function ruleOf({ plan: { ranking } }: Routed): string[] {
	return ranking.kind === 'choice' && ranking.only !== undefined ? ['its rule allows no other model'] : [];
}

/** What only the user can fix: a refused key, a used-up quota, a model name nobody knows, a wrong address. */
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
	'refused three different requests in a row for an unknown reason. For one minute it is used only if no other model can serve. The reason of those items quotes what it said: check the model and its settings.';

function isWorthAHint({ kind, hint }: Failure): boolean {
	return FAILURE_RULES[kind].hint || hint === true;
}

const DOUBTED = {
	tokens: 'reports token counts that cannot be right, so the cost of its calls is estimated from the text. Check how it counts tokens.',
	cost: 'reports a cost that cannot be right, so the price list is used instead.',
} as const;

/** Whose counts of tokens or money were not believed. */
export function doubtHints(doubts: readonly Doubt[]): string[] {
	return doubts.map(({ model: { id, branch }, what }) => `${branch === id ? id : `${branch} (${id})`} ${DOUBTED[what]}`);
}

function endOf({ plan }: Routed, reason: GiveUpReason): string | undefined {
	if (reason === 'no_model' && plan.allowed !== null) return 'no model in Allowed Models can serve this request';
	if (reason !== 'budget') return GAVE_UP[reason];
	const left = plan.budgetLeftNanoUsd;
	const name = plan.budgetName?.name ?? 'the budget';
	const until = plan.budgetName?.until ? ` until ${plan.budgetName.until}` : '';
	const tooDear = plan.models.map((model) => requestCost(plan, model)).filter((cost) => left !== null && cost !== null && cost > left);
	// Money was refused, or what one more answer of the strongest model would have been.
	if (left === null || tooDear.length === 0) return plan.strongestClosed ? STRONGEST_SHARE_USED : `${name} is used up${until}`;
	const least = Math.min(...tooDear.map((cost) => cost ?? Infinity));
	return `${name} is too small: a call may cost up to ${usd(least)} USD and ${usd(left)} USD is left${until}`;
}

function usd(nanoUsd: number): string {
	return (nanoUsd / NANO_USD_PER_USD).toFixed(6);
}

/** What was chosen and why, then the other models that could not serve. */
function choiceOf(routed: Routed, words: boolean): string[] {
	const { ranking } = routed.plan;
	const first = firstChoiceOf(routed);
	const out = leftOut(routed);
	const { reason, quote } = ranking;
	const why = words && quote !== undefined ? `${reason}: ${quote}` : reason;
	if (first === null) return [why, ...out.map(({ clause }) => clause)];
	if (ranking.kind === 'choice') {
		const instead = first === ranking.modelId ? null : whyNot(routed, ranking.modelId);
		const change =
			first === ranking.modelId ? [] : [`${instead ?? `${nameIn(routed, ranking.modelId)} could not serve`}, so ${nameIn(routed, first)}`];
		return [why, ...change, ...out.filter(({ modelId }) => modelId !== ranking.modelId || instead === null).map(({ clause }) => clause)];
	}
	const decisive = decisiveAgainst(routed, first, ranking.quality, out);
	return [
		headline(routed, first, ranking.quality, decisive),
		why,
		...out.filter(({ modelId }) => !decisive.some((one) => one.modelId === modelId)).map(({ clause }) => clause),
	];
}

type Quality = ReadonlyMap<string, number>;

/** `Small 0.61 is below 0.76, so Large`: the best score that was not enough, or who would have been cheaper and could not serve. */
function headline(routed: Routed, first: string, quality: Quality, decisive: readonly { readonly clause: string }[]): string {
	const { threshold, models } = routed.plan;
	const scoreOf = (id: string) => quality.get(id) ?? 0;
	const name = nameIn(routed, first);
	const because = decisive.map(({ clause }) => clause);
	if (scoreOf(first) < threshold) {
		return `${[...because, `${name} ${shown(scoreOf(first))} is below ${String(threshold)}`].join(' and ')}, but no better model can serve`;
	}
	const rejected = models.filter(({ id }) => scoreOf(id) < threshold && routed.eligibility.get(id)?.kind === 'now');
	const [nearest] = rejected.toSorted((a, b) => scoreOf(b.id) - scoreOf(a.id));
	if (nearest !== undefined) because.unshift(`${nearest.branch} ${below(scoreOf(nearest.id), threshold)}`);
	return because.length === 0 ? `${name} ${shown(scoreOf(first))} reaches ${String(threshold)}` : `${because.join(' and ')}, so ${name}`;
}

/** Models that were good enough, cost less and could not be asked: they would have been chosen. */
function decisiveAgainst({ plan }: Routed, first: string, quality: Quality, out: ReturnType<typeof leftOut>) {
	if (out.length === 0) return [];
	const { models, threshold, needs } = plan;
	const order = cheapestFirst(models, needs).map(({ id }) => id);
	const cheaper = new Set(order.slice(0, order.indexOf(first)));
	return out.filter(({ modelId }) => cheaper.has(modelId) && (quality.get(modelId) ?? 0) >= threshold);
}

/** A score just under the threshold must not look as if it reached it. */
function below(score: number, threshold: number): string {
	const text = shown(score);
	return `${Number(text) < threshold ? text : String(Math.floor(score * 10_000) / 10_000)} is below ${String(threshold)}`;
}

function shown(score: number): string {
	return score.toFixed(2);
}

function stumble(routed: Routed, attempt: Attempt, words: boolean): string[] {
	return [...waited(routed, attempt), ...whatWentWrong(routed, attempt, words)];
}

const WORTH_SAYING_MS = 100;

function waited(routed: Routed, { modelId, queuedMs = 0 }: Attempt): string[] {
	return queuedMs < WORTH_SAYING_MS ? [] : [`waited ${(queuedMs / 1000).toFixed(1)} s for the rate limit of ${nameIn(routed, modelId)}`];
}

function whatWentWrong(routed: Routed, { modelId, result }: Attempt, words: boolean): string[] {
	const name = nameIn(routed, modelId);
	if (result.kind === 'failed') {
		const { failure } = result;
		const said = (words ? failure.message : failure.summary).replace(/\.$/, '');
		return [`${name} failed (${failureInWords(failure.kind)}): ${said}`];
	}
	if (result.kind === 'answered' && result.gate.verdict !== 'accepted') {
		const said = (words ? result.gate.quoted : result.gate.reasons).join(', ');
		return [`the answer of ${name} was ${result.gate.verdict === 'rejected' ? 'rejected' : 'not checked'}: ${said}`];
	}
	return result.kind === 'full' ? [`${name} was at its rate limit`] : [];
}
