import type { Interval } from '../learning/statistics/intervals';
import type { DecisionFacts, PolicyModels, PricedFacts } from '../ledger/reportFacts';
import type { ModelId, Price } from '../registry/model';
import { NANO_USD_PER_USD } from '../registry/cost';
import { tQuantile } from '../learning/statistics/quantiles';

/** What was spent beside what one model alone would have cost, over the requests whose cost is known all through. */
export interface Saving {
	readonly requests: number;
	readonly spentUsd: number;
	readonly baselineUsd: number;
	/** (baseline − spent) ÷ baseline: negative where routing cost more. */
	readonly share: number;
	/** 95 % of it; `null`: too few requests to say. */
	readonly interval: Interval | null;
}

/** The model that would have answered everything under this policy; `null`: it has none to compare with. */
export type Baseline = (policyHash: string) => PolicyModels['models'][number] | null;

/**
 * The same answers' tokens at the price of one model: an estimate, because models differ in how they count and how
 * long they answer. What that model answered itself cost what it cost. What was spent on requests that got no
 * answer counts as spent and saves nothing; shadow calls do not count, as nobody needs them to route.
 * `null` where a price is unknown or nothing can be priced.
 */
export function savingAgainst(decisions: readonly DecisionFacts[], baseline: Baseline): Saving | null {
	const total = { requests: 0, spent: 0, spentSpent: 0, base: 0, baseBase: 0, baseSpent: 0 };
	for (const group of decisions) {
		if (group.priced.length === 0) continue;
		const model = baseline(group.policyHash);
		for (const priced of group.priced) {
			const base = group.result === 'answered' ? baseOf(priced, group.modelId, model) : NOTHING;
			if (base === null) return null;
			total.requests += priced.requests;
			total.spent += priced.spent;
			total.spentSpent += priced.spentSpent;
			total.base += base.base;
			total.baseBase += base.baseBase;
			total.baseSpent += base.baseSpent;
		}
	}
	if (total.base <= 0) return null;
	const interval = ratioInterval({
		n: total.requests,
		part: total.spent,
		whole: total.base,
		partPart: total.spentSpent,
		partWhole: total.baseSpent,
		wholeWhole: total.baseBase,
	});
	return {
		requests: total.requests,
		spentUsd: total.spent / NANO_USD_PER_USD,
		baselineUsd: total.base / NANO_USD_PER_USD,
		share: 1 - total.spent / total.base,
		interval: interval === null ? null : { from: 1 - interval.to, to: 1 - interval.from },
	};
}

interface BaseSums {
	readonly base: number;
	readonly baseBase: number;
	readonly baseSpent: number;
}

const NOTHING: BaseSums = { base: 0, baseBase: 0, baseSpent: 0 };

function baseOf(priced: PricedFacts, answeredBy: ModelId | null, model: ReturnType<Baseline>): BaseSums | null {
	if (model === null) return null;
	if (model.modelId === answeredBy) return { base: priced.answer, baseBase: priced.answerAnswer, baseSpent: priced.answerSpent };
	const rates = nanoUsdPerToken(model.price, priced.fromInputTokens);
	if (rates === null) return null;
	const { input: i, output: o } = rates;
	return {
		base: i * priced.input + o * priced.output,
		baseBase: i * i * priced.inputInput + 2 * i * o * priced.inputOutput + o * o * priced.outputOutput,
		baseSpent: i * priced.inputSpent + o * priced.outputSpent,
	};
}

/** What was cached at one model is not at another, so input counts in full. */
function nanoUsdPerToken(price: Price | null, inputTokens: number): { input: number; output: number } | null {
	const tier = price?.tiers.findLast(({ fromInputTokens }) => inputTokens >= fromInputTokens);
	const perToken = NANO_USD_PER_USD / 1e6;
	return tier === undefined ? null : { input: tier.inputUsdPerMTok * perToken, output: tier.outputUsdPerMTok * perToken };
}

/** Sums, and sums of products, over `n` pairs of a part and a whole. */
interface RatioSums {
	readonly n: number;
	readonly part: number;
	readonly whole: number;
	readonly partPart: number;
	readonly partWhole: number;
	readonly wholeWhole: number;
}

/**
 * The 95 % interval of part ÷ whole, with its linearised variance, as `ratioOfMeans` in learning/intervals.ts
 * estimates it, of sums in place of values; `null` where fewer than two pairs are known.
 */
function ratioInterval({ n, part, whole, partPart, partWhole, wholeWhole }: RatioSums, confidence = 0.95): Interval | null {
	if (n < 2) return null;
	const ratio = part / whole;
	const squares = Math.max(0, partPart - 2 * ratio * partWhole + ratio * ratio * wholeWhole);
	const half = (tQuantile((1 + confidence) / 2, n - 1) * Math.sqrt((squares * n) / (n - 1))) / whole;
	return { from: ratio - half, to: ratio + half };
}
