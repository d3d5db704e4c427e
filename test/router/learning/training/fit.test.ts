import { type FitExample, fitting, logitOf, lossAt, plattScaling, SIZE } from '../../../../router/learning/training/fit';
import { atOnce, inSlices } from '../../../../router/learning/slices';

const outcomes = [
	{ r: 0, failed: 0.3, equal: 0.2 },
	{ r: 0.5, failed: 0.1, equal: 0.4 },
];

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
			ngrams: new Int32Array(),
			ngramValue: 0,
			signals: new Float64Array(),
			outcomes: [{ r: 0, failed, equal: 1 - failed }],
		});
		const { slope, offset } = plattScaling([-4, 4], [at(0.2), at(0.8)], 1);
		expect(1 / (1 + Math.exp(-(4 * slope + offset)))).toBeCloseTo(0.8, 4);
		expect(1 / (1 + Math.exp(-(-4 * slope + offset)))).toBeCloseTo(0.2, 4);
	});
});

describe('fitting', () => {
	const example: FitExample = {
		ngrams: Int32Array.of(7, 9),
		ngramValue: 0.7,
		signals: new Float64Array(21).fill(0.1),
		outcomes: [{ r: 0, failed: 0.9, equal: 0.1 }],
	};
	const prior = new Float64Array(SIZE).fill(0.5);
	const fitWith = (penalty: number) =>
		fitting([example], { ngramPenalty: penalty, signalPenalty: penalty, biasPenalty: penalty, rankPower: 1, prior });

	it('stays at the prior where the penalty is strong, and leaves it for what was measured where it is weak', () => {
		expect(logitOf(example, atOnce(fitWith(1e6)))).toBeCloseTo(logitOf(example, prior), 3);
		expect(1 / (1 + Math.exp(-logitOf(example, atOnce(fitWith(1e-6)))))).toBeCloseTo(0.9, 2);
	});

	it('leaves the weights of what no example holds at the prior', () => {
		const x = atOnce(fitWith(1e-6));
		expect([x[7] === 0.5, x[8] === 0.5]).toEqual([false, true]);
	});

	it('finds the same in slices, pausing in between', async () => {
		let pauses = 0;
		const sliced = await inSlices(fitWith(1e-3), async () => void pauses++);
		expect(sliced).toEqual(atOnce(fitWith(1e-3)));
		expect(pauses).toBeGreaterThan(2);
	});
});
