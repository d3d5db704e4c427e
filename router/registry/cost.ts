import type { Usage } from '../calls/client';

import type { ModelSpec, Price, PriceTier } from './model';

const NANO_USD_PER_MICRO_USD = 1000;

/** What this usage costs at this price, in whole nano-USD; `null` where the price is unknown. */
export function costNanoUsd(price: Price | null, usage: Usage): number | null {
	const tier = tierFor(price, usage.inputTokens);
	if (tier === null) return null;
	const cached = Math.min(usage.cachedInputTokens, usage.inputTokens);
	const usdPerMillion =
		(usage.inputTokens - cached) * tier.inputUsdPerMTok +
		cached * (tier.cachedInputUsdPerMTok ?? tier.inputUsdPerMTok) +
		usage.outputTokens * tier.outputUsdPerMTok;
	return Math.round(usdPerMillion * NANO_USD_PER_MICRO_USD);
}

/** What a request of this size would cost here before it is sent, in nano-USD; `null` where unknown. */
export function estimateNanoUsd(
	model: ModelSpec,
	inputTokens: number,
	outputTokens: number,
): number | null {
	return costNanoUsd(model.price, { inputTokens, outputTokens, cachedInputTokens: 0 });
}

function tierFor(price: Price | null, inputTokens: number): PriceTier | null {
	return price?.tiers.findLast((tier) => inputTokens >= tier.fromInputTokens) ?? null;
}
