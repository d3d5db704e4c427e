import type { Usage } from '../calls/client';

import type { Needs } from '../request/request';

import type { ModelSpec, Price, PriceTier } from './model';
import { roomIn } from './rows';

const NANO_USD_PER_MICRO_USD = 1000;
export const NANO_USD_PER_USD = 1e9;

/** What this usage costs at this price, in whole nano-USD; `null` where the price is unknown. */
export function costNanoUsd(price: Price | null, usage: Usage): number | null {
	const tier = tierFor(price, usage.inputTokens);
	if (tier === null) return null;
	const { inputTokens, outputTokens, cacheWriteTokens = 0, cacheWrite1hTokens = 0 } = usage;
	const cached = Math.min(usage.cachedInputTokens, inputTokens);
	const written = Math.min(cacheWriteTokens, inputTokens - cached);
	const written1h = Math.min(cacheWrite1hTokens, inputTokens - cached - written);
	const { inputUsdPerMTok, cachedInputUsdPerMTok, outputUsdPerMTok } = tier;
	const writeUsdPerMTok = tier.cacheWriteUsdPerMTok ?? inputUsdPerMTok;
	const usdPerMillion =
		(inputTokens - cached - written - written1h) * inputUsdPerMTok +
		cached * (cachedInputUsdPerMTok ?? inputUsdPerMTok) +
		written * writeUsdPerMTok +
		written1h * (tier.cacheWrite1hUsdPerMTok ?? writeUsdPerMTok) +
		outputTokens * outputUsdPerMTok;
	return Math.round(usdPerMillion * NANO_USD_PER_MICRO_USD);
}

/** The sum of what may be unknown: `null` where any part of it is. */
export function totalOf(amounts: readonly (number | null)[]): number | null {
	return amounts.reduce<number | null>((sum, amount) => (sum === null || amount === null ? null : sum + amount), 0);
}

/** What a request of this size would cost here before it is sent, in nano-USD; `null` where unknown. */
export function estimateNanoUsd(model: ModelSpec, inputTokens: number, outputTokens: number): number | null {
	return costNanoUsd(model.price, { inputTokens, outputTokens, cachedInputTokens: 0 });
}

/** Cheapest for this request first; by rank where any price is unknown, because a guess would be an invented price. */
export function cheapestFirst(models: readonly ModelSpec[], needs: Needs): ModelSpec[] {
	if (models.length < 2) return [...models];
	return inCostOrder(models.map((model) => ({ model, rank: model.rank, costNanoUsd: likelyNanoUsd(model, needs) }))).map(
		({ model }) => model,
	);
}

/** What this request would cost here by the usual length of answers, in nano-USD; `null` where unknown. For comparing, not for budgets. */
export function likelyNanoUsd(model: ModelSpec, needs: Needs): number | null {
	return estimateNanoUsd(model, needs.inputTokens, needs.answerTokens?.get(model.id) ?? roomIn(needs.roomTokens, model));
}

/** The order itself, for whoever already knows what the request costs at each. */
export function inCostOrder<T extends { readonly rank: number; readonly costNanoUsd: number | null }>(models: readonly T[]): T[] {
	const known = models.every(({ costNanoUsd: cost }) => cost !== null);
	return [...models].sort((a, b) => (known ? (a.costNanoUsd ?? 0) - (b.costNanoUsd ?? 0) : 0) || a.rank - b.rank);
}

function tierFor(price: Price | null, inputTokens: number): PriceTier | null {
	return price?.tiers.findLast((tier) => inputTokens >= tier.fromInputTokens) ?? null;
}
