import { calibrate, lossAt } from '../../../scripts/train/fit';
import { analyzePrompt, type Example, fellShort, toExample } from '../../../scripts/train/examples';

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

describe('calibrate', () => {
	it('brings logits that are too bold back to what was measured', () => {
		const at = (failed: number): Example => ({
			request: analyzePrompt('x'), ngrams: new Int32Array(), ngramValue: 0, signals: new Float64Array(), outcomes: [{ r: 0, failed, equal: 1 - failed }],
		});
		const { slope, offset } = calibrate([-4, 4], [at(0.2), at(0.8)], 1);
		expect(1 / (1 + Math.exp(-(4 * slope + offset)))).toBeCloseTo(0.8, 4);
		expect(1 / (1 + Math.exp(-(-4 * slope + offset)))).toBeCloseTo(0.2, 4);
	});
});

describe('toExample', () => {
	const row = { source: 's', id: '1', prompt: 'Why?', scores: new Map([['a', 0], ['b', 1], ['c', 1]]) };

	it('puts each rung at its rank and lets the outcomes of a question weigh 1 together', () => {
		const found = toExample(row, [['a', 'b', 'c'], ['a', 'c']])?.outcomes;
		expect(found?.map(({ r, failed, equal }) => [r, failed.toFixed(4), equal.toFixed(4)])).toEqual([[0, '0.6667', '0.0000'], [0.5, '0.0000', '0.3333']]);
	});

	it('leaves out ladders whose strongest did not answer', () => {
		expect(toExample(row, [['a', 'missing']])).toBeNull();
	});

	it('calls both wrong, a tie and a near tie equally good', () => {
		expect([fellShort(0, 0), fellShort(1, 1), fellShort(0.6, 0.65), fellShort(1, 0)]).toEqual([false, false, false, false]);
		expect(fellShort(0, 1)).toBe(true);
	});
});
