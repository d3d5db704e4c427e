import { costAtQuality, costCurve, qualityAtCost } from '../../../bench/quality/costCurve';
import { analyzePrompt } from '../../../scripts/train/examples';
import { modelAt, priceOf } from '../../support/routing';

const models = [modelAt(0, { price: priceOf(1) }), modelAt(1, { price: priceOf(10) })];
const rows = [0.2, 0.4, 0.6, 0.8].map((predicted, i) => ({
	prompt: String(i),
	request: analyzePrompt(String(i)),
	scores: [i < 2 ? 0 : 1, 1],
	predicted,
}));
const curve = costCurve(
	rows,
	models,
	({ prompt }) =>
		new Map([
			['p0/m', rows[Number(prompt)]?.predicted ?? NaN],
			['p1/m', 1],
		]),
);
const tokens = (rows[0]?.request.needs.inputTokens ?? NaN) + 300;
const [cheap, dear] = [tokens * 1_000, tokens * 10_000];

describe('a cost curve', () => {
	it('goes from always cheapest to always strongest', () => {
		expect(curve[0]).toEqual({ threshold: 0, costNanoUsd: cheap, quality: 0.5 });
		expect(curve.at(-1)).toMatchObject({ costNanoUsd: dear, quality: 1 });
		expect(curve.find(({ threshold }) => threshold === 0.5)).toMatchObject({ costNanoUsd: (cheap + dear) / 2, quality: 1 });
	});

	it('is read between its points as if both were taken in turn', () => {
		expect(qualityAtCost(curve, cheap)).toBe(0.5);
		expect(qualityAtCost(curve, cheap + (dear - cheap) / 8)).toBeCloseTo(0.625, 10);
		expect(costAtQuality(curve, 0.625)).toBeCloseTo(cheap + (dear - cheap) / 8, 6);
		expect(costAtQuality(curve, 0.1)).toBe(cheap);
		expect(costAtQuality(curve, 2)).toBe(dear);
		expect(qualityAtCost(curve, dear * 2)).toBe(1);
	});
});
