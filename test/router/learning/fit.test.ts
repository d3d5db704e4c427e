import { type FitExample, lossAt, plattScaling } from '../../../router/learning/fit';

const outcomes = [{ r: 0, failed: 0.3, equal: 0.2 }, { r: 0.5, failed: 0.1, equal: 0.4 }];

describe('lossAt', () => {
	it.each([-3, -0.5, 0, 2])('has the derivative that a small step measures, at %d', (logit) => {
		const step = 1e-6;
		const measured = (lossAt(logit + step, outcomes, 0.7).loss - lossAt(logit - step, outcomes, 0.7).loss) / (2 * step);
		expect(lossAt(logit, outcomes, 0.7).slope).toBeCloseTo(measured, 6);
	});

	it('is the log loss of risk × (1 − r) ^ power', () => {
		const risk = 1 / (1 + Math.exp(-0.4));
		const expected = -(0.3 * Math.log(risk) + 0.2 * Math.log(1 - risk) + 0.1 * Math.log(risk * 0.5) + 0.4 * Math.log(1 - risk * 0.5));
		expect(lossAt(0.4, outcomes, 1).loss).toBeCloseTo(expected, 12);
	});
});

describe('plattScaling', () => {
	it('brings logits that are too bold back to what was measured', () => {
		const at = (failed: number): FitExample => ({
			ngrams: new Int32Array(), ngramValue: 0, signals: new Float64Array(), outcomes: [{ r: 0, failed, equal: 1 - failed }],
		});
		const { slope, offset } = plattScaling([-4, 4], [at(0.2), at(0.8)], 1);
		expect(1 / (1 + Math.exp(-(4 * slope + offset)))).toBeCloseTo(0.8, 4);
		expect(1 / (1 + Math.exp(-(-4 * slope + offset)))).toBeCloseTo(0.2, 4);
	});
});
