import { costNanoUsd } from '../registry/cost';
import type { ModelId, Price } from '../registry/model';
import { strongestOf } from '../registry/rank';

import type { AuditedRequest } from './audited';
import { chosenAt, ladderOf } from './audited';
import { readLog, thresholdGrid } from './grid';
import { weightedMean, type Interval } from './intervals';
import { estimateRisk, supportOf, type Choice } from './risk';
import { savingOf, type Saving } from './savings';

/** A way to route that the log is asked about: the cheapest model whose predicted quality reaches the threshold, else the strongest. */
export interface SimulatedPolicy {
	readonly name: string;
	readonly threshold: number;
	/** The models it may choose from; absent: all. */
	readonly models?: readonly ModelId[];
	/** By model, in place of the costs in the log; `null`: unknown. */
	readonly prices?: Readonly<Record<ModelId, Price | null>>;
}

/** What the policy would have done: known from predictions and prices alone, so of every request. */
interface Sent {
	readonly policy: SimulatedPolicy;
	/** Those that some model of the policy could have answered. */
	readonly requests: number;
	/** Per request, estimated before the call; `null`: a price is unknown. */
	readonly costNanoUsd: { readonly mean: number; readonly interval: Interval | null } | null;
	/** Against always the strongest model of the log. */
	readonly saving: Saving | null;
	readonly shares: readonly { readonly modelId: ModelId; readonly share: number }[];
}

/** A model whose answers the log knows too little of. */
export interface Missing {
	readonly modelId: ModelId;
	/** `null`: the model is not in the log at all. */
	readonly share: number | null;
	/** Effective number of comparisons that count, and how many it takes. */
	readonly comparisons: number;
	readonly needed: number;
}

export type Simulation =
	| (Sent & {
			readonly kind: 'simulated';
			/** Share of answers as good as the strongest model's, 95 % interval. */
			readonly quality: { readonly estimate: number; readonly interval: Interval };
			/** Effective number of comparisons it stands on; 0 where all goes to the strongest. */
			readonly effective: number;
	  })
	| (Sent & { readonly kind: 'unsupported'; readonly missing: readonly Missing[] });

/** Comparisons of a model that answers a tenth of the requests or more; of one that answers fewer, in proportion. */
const NEEDED = 30;
const NEEDED_FROM_SHARE = 0.1;
const NEEDED_AT_LEAST = 5;
/** A model that answers less than this share cannot move the quality by more than it. */
const NEGLIGIBLE = 0.001;

/**
 * What other thresholds, models or prices would have cost and been worth on the logged requests. Costs are of all
 * requests; quality is of the comparisons that were made with the very model the policy would choose
 * (`estimateRisk`), so it is only told where each model that would answer was compared often enough.
 */
export function simulate({ requests, policies }: { requests: readonly AuditedRequest[]; policies: readonly SimulatedPolicy[] }): Simulation[] {
	return policies.map((policy) => simulated(policy, requests.flatMap((request) => choice(request, policy) ?? [])));
}

/** Cost and quality over all thresholds worth trying, the most conservative first. */
export function costQualityCurve({ requests, thresholds }: { requests: readonly AuditedRequest[]; thresholds?: readonly number[] }): Simulation[] {
	const log = readLog(requests);
	return (thresholds ?? thresholdGrid(log)).map((threshold) => {
		const choices = log.map(({ request, ladder }) => ({ request, chosen: chosenAt(ladder, threshold), strongest: ladder.strongest }));
		return simulated({ name: String(threshold), threshold }, choices);
	});
}

function simulated(policy: SimulatedPolicy, choices: readonly Choice[]): Simulation {
	const sent = whatIsSent(policy, choices);
	const missing = missingOf(policy, choices, sent);
	const risk = missing.length > 0 || choices.length === 0 ? null : estimateRisk(choices);
	if (risk === null) return { kind: 'unsupported', ...sent, missing };
	const { estimate, interval, effective } = risk;
	return { kind: 'simulated', ...sent, quality: { estimate: 1 - estimate, interval: { from: 1 - interval.to, to: 1 - interval.from } }, effective };
}

/** `null`: no model of the policy could have answered. */
function choice(request: AuditedRequest, { threshold, models, prices }: SimulatedPolicy): Choice | null {
	const candidates = request.candidates.map((candidate) => {
		const price = prices?.[candidate.modelId];
		return price === undefined ? candidate : { ...candidate, costNanoUsd: costNanoUsd(price, request.usage) };
	});
	const allowed = candidates.filter(({ modelId }) => models === undefined || models.includes(modelId));
	if (allowed.length === 0) return null;
	return { request, chosen: chosenAt(ladderOf(allowed), threshold), strongest: strongestOf(candidates) };
}

function whatIsSent(policy: SimulatedPolicy, choices: readonly Choice[]): Sent {
	const costs = choices.flatMap(({ chosen }) => chosen.costNanoUsd ?? []);
	const cost = costs.length < choices.length ? null : weightedMean(costs, new Array<number>(costs.length).fill(1));
	const counts = new Map<ModelId, number>();
	for (const { chosen } of choices) counts.set(chosen.modelId, (counts.get(chosen.modelId) ?? 0) + 1);
	return {
		policy,
		requests: choices.length,
		costNanoUsd: cost === null ? null : { mean: cost.mean, interval: cost.interval },
		saving: savingOf(choices),
		shares: [...counts].map(([modelId, count]) => ({ modelId, share: count / choices.length })).sort((a, b) => b.share - a.share),
	};
}

function missingOf({ models = [] }: SimulatedPolicy, choices: readonly Choice[], { shares }: Sent): Missing[] {
	const logged = new Set(choices.flatMap(({ request }) => request.candidates.map(({ modelId }) => modelId)));
	const absent = models.filter((modelId) => !logged.has(modelId)).map((modelId) => ({ modelId, share: null, comparisons: 0, needed: NEEDED }));
	const support = supportOf(choices);
	const few = shares.flatMap(({ modelId, share }) => {
		const comparisons = support.get(modelId);
		const needed = Math.max(NEEDED_AT_LEAST, Math.ceil(NEEDED * Math.min(1, share / NEEDED_FROM_SHARE)));
		const enough = comparisons === undefined || Math.round(comparisons) >= needed || share < NEGLIGIBLE;
		return enough ? [] : [{ modelId, share, comparisons, needed }];
	});
	return [...absent, ...few];
}
