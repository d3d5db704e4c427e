import { costNanoUsd } from '../../registry/cost';
import type { ModelId, Price } from '../../registry/model';
import { strongestOf } from '../../registry/rank';

import { type AuditedRequest, ladderOf } from '../log/audited';
import { choosingGrid } from '../calibration/grid';
import { weightedMean, type Interval } from '../statistics/intervals';
import { type Observed, observe, type Possible } from '../calibration/observe';
import { estimateRisk, supportOf } from '../calibration/risk';
import { savingOf, type SavingShare } from '../calibration/savings';
import { atOnce, mapInSlices, type Sliced } from '../slices';

/** A way to route that the log is asked about: the cheapest model whose predicted quality reaches the threshold, else the strongest. */
interface SimulatedPolicy extends Choosing {
	readonly name: string;
	readonly threshold: number;
}

/** From which models, at which prices. */
export interface Choosing {
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
	readonly saving: SavingShare | null;
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
export function simulate(options: SimulateOptions): Simulation[] {
	return atOnce(simulation(options));
}

interface SimulateOptions {
	readonly requests: readonly AuditedRequest[];
	readonly policies: readonly SimulatedPolicy[];
}

/** The same in pieces. */
export function* simulation({ requests, policies }: SimulateOptions): Sliced<Simulation[]> {
	const found: Simulation[] = [];
	for (const policy of policies) found.push(yield* simulating(policy, yield* ladders(requests, policy)));
	return found;
}

interface CurveOptions extends Choosing {
	readonly requests: readonly AuditedRequest[];
	/** Default: about `steps` of those at which requests change their model. */
	readonly thresholds?: readonly number[];
	/** Default: 100. */
	readonly steps?: number;
}

/** Cost and quality over all thresholds worth trying, the most conservative first. */
export function costQualityCurve(options: CurveOptions): Simulation[] {
	return atOnce(curve(options));
}

/** The same in pieces. */
export function* curve({ requests, thresholds, steps, ...choosing }: CurveOptions): Sliced<Simulation[]> {
	const log = yield* ladders(requests, choosing);
	const found: Simulation[] = [];
	for (const threshold of thresholds ?? (yield* choosingGrid(log, steps))) {
		found.push(yield* simulating({ name: String(threshold), threshold, ...choosing }, log));
	}
	return found;
}

/** Without those that no model of the policy could have answered. */
function* ladders(requests: readonly AuditedRequest[], choosing: Choosing): Sliced<Possible[]> {
	const possible = yield* mapInSlices(requests, (request) => possibleOf(request, choosing));
	return possible.filter((one) => one !== null);
}

function possibleOf(request: AuditedRequest, { models, prices }: Choosing): Possible | null {
	const candidates = request.candidates.map((candidate) => {
		const price = prices?.[candidate.modelId];
		return price === undefined ? candidate : { ...candidate, costNanoUsd: costNanoUsd(price, request.usage) };
	});
	const allowed = models === undefined ? candidates : candidates.filter(({ modelId }) => models.includes(modelId));
	return allowed.length === 0 ? null : { request, ladder: ladderOf(allowed), strongest: strongestOf(candidates) };
}

function* simulating(policy: SimulatedPolicy, log: readonly Possible[]): Sliced<Simulation> {
	const observed = yield* observe(log, policy.threshold);
	const sent = whatIsSent(policy, observed);
	const missing = [...(yield* absentFrom(log, policy)), ...tooFew(observed, sent)];
	const risk = missing.length > 0 || log.length === 0 ? null : estimateRisk(observed);
	yield;
	if (risk === null) return { kind: 'unsupported', ...sent, missing };
	const { estimate, interval, effective } = risk;
	return {
		kind: 'simulated',
		...sent,
		quality: { estimate: 1 - estimate, interval: { from: 1 - interval.to, to: 1 - interval.from } },
		effective,
	};
}

function whatIsSent(policy: SimulatedPolicy, observed: Observed): Sent {
	const { requests, counts, costs } = observed;
	const cost = costs === null ? null : weightedMean(costs, new Float64Array(requests).fill(1));
	return {
		policy,
		requests,
		costNanoUsd: cost === null ? null : { mean: cost.mean, interval: cost.interval },
		saving: savingOf(observed),
		shares: [...counts].map(([modelId, count]) => ({ modelId, share: count / requests })).sort((a, b) => b.share - a.share),
	};
}

function* absentFrom(log: readonly Possible[], { models = [] }: SimulatedPolicy): Sliced<Missing[]> {
	const sought = new Set(models);
	// Most are found in the first request.
	for (const { request } of log) {
		for (const { modelId } of request.candidates) sought.delete(modelId);
		if (sought.size === 0) break;
	}
	yield;
	return [...sought].map((modelId) => ({ modelId, share: null, comparisons: 0, needed: NEEDED }));
}

function tooFew(observed: Observed, { shares }: Sent): Missing[] {
	const support = supportOf(observed);
	return shares.flatMap(({ modelId, share }) => {
		const comparisons = support.get(modelId);
		const needed = Math.max(NEEDED_AT_LEAST, Math.ceil(NEEDED * Math.min(1, share / NEEDED_FROM_SHARE)));
		const enough = comparisons === undefined || Math.round(comparisons) >= needed || share < NEGLIGIBLE;
		return enough ? [] : [{ modelId, share, comparisons, needed }];
	});
}
