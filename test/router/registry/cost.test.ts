import { costNanoUsd, estimateNanoUsd } from '../../../router/registry/cost';
import type { Price } from '../../../router/registry/model';
import { modelAt, priceOf } from '../../support/routing';

const usage = (inputTokens: number, outputTokens: number, cachedInputTokens = 0) => ({ inputTokens, outputTokens, cachedInputTokens });
const tiered: Price = {
	source: 'catalogue',
	tiers: [
		{ fromInputTokens: 0, inputUsdPerMTok: 1, cachedInputUsdPerMTok: 0.1, outputUsdPerMTok: 4 },
		{ fromInputTokens: 200_000, inputUsdPerMTok: 2, cachedInputUsdPerMTok: 0.2, outputUsdPerMTok: 6 },
	],
};

describe('the cost of a call', () => {
	it('is in nano-USD: a million tokens at 1 USD is 10⁹', () => {
		expect(costNanoUsd(priceOf(1, 2), usage(1_000_000, 0))).toBe(1e9);
		expect(costNanoUsd(priceOf(1, 2), usage(10, 5))).toBe(20_000);
	});

	it('is whole: fractions of a nano-USD are rounded', () => {
		expect(costNanoUsd(priceOf(0.00016), usage(10, 0))).toBe(2);
	});

	it('is unknown where the price is', () => {
		expect(costNanoUsd(null, usage(1, 1))).toBeNull();
		expect(estimateNanoUsd(modelAt(0, { price: null }), 1, 1)).toBeNull();
	});

	it('bills cached input at its own price, which is part of the input', () => {
		expect(costNanoUsd(tiered, usage(100, 0, 60))).toBe(40 * 1_000 + 60 * 100);
		expect(costNanoUsd(tiered, usage(100, 0, 900))).toBe(100 * 100);
	});

	it('bills cached input as input where the list names no price for it', () => {
		expect(costNanoUsd(priceOf(1), usage(100, 0, 60))).toBe(100_000);
	});

	it('bills what is written to a cache at its own price, for minutes and for an hour, or as input where the list names none', () => {
		const written = { ...usage(100, 0, 10), cacheWriteTokens: 20, cacheWrite1hTokens: 30 };
		const priced = (more: object): Price => ({
			source: 'row',
			tiers: [{ fromInputTokens: 0, inputUsdPerMTok: 1, cachedInputUsdPerMTok: 0.1, outputUsdPerMTok: 4, ...more }],
		});
		const plain = 40 * 1_000 + 10 * 100;
		expect(costNanoUsd(priced({ cacheWriteUsdPerMTok: 1.25, cacheWrite1hUsdPerMTok: 2 }), written)).toBe(plain + 20 * 1_250 + 30 * 2_000);
		expect(costNanoUsd(priced({ cacheWriteUsdPerMTok: 1.25 }), written)).toBe(plain + 50 * 1_250);
		expect(costNanoUsd(priced({}), written)).toBe(plain + 50 * 1_000);
		expect(costNanoUsd(priced({}), { ...written, cacheWriteTokens: 900 })).toBe(90 * 1_000 + 10 * 100);
	});

	it('prices the whole request by the tier its input reaches', () => {
		expect(costNanoUsd(tiered, usage(199_999, 10))).toBe(199_999 * 1_000 + 10 * 4_000);
		expect(costNanoUsd(tiered, usage(200_000, 10))).toBe(200_000 * 2_000 + 10 * 6_000);
	});

	it('is estimated from prompt and room, nothing cached', () => {
		expect(estimateNanoUsd(modelAt(0, { price: tiered }), 100, 10)).toBe(140_000);
	});
});
