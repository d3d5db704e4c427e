import { fairSample, placeOf } from '../../../../router/learning/calibration/fairSample';
import { toLogged } from '../../../../router/learning/calibration/grid';
import { alike, audits, candidatesOf, USAGE } from '../logs';

const counted = (options: Parameters<typeof fairSample>[0]) => {
	const { thresholds, sure, blindFrom } = fairSample(options);
	return { trials: thresholds.map(({ trials }) => trials), lost: thresholds.map(({ lost }) => lost), sure, blindFrom };
};

describe('fairSample', () => {
	it('with two models and one probability: all audits, at each threshold, and the losses of those sent away', () => {
		const requests = [
			...alike({ name: 'easy', count: 100, qualities: { cheap: 0.9, strong: 1 }, audits: audits({ made: 40, worse: 3 }) }),
			...alike({ name: 'hard', count: 100, qualities: { cheap: 0.5, strong: 1 }, audits: audits({ made: 50, worse: 20 }) }),
		];
		const sample = counted({ log: toLogged(requests), grid: [0.95, 0.9, 0.7, 0.5], smallestProbability: 0.5 });
		expect(sample).toEqual({ trials: [90, 90, 90, 90], lost: [0, 3, 3, 23], sure: 0, blindFrom: 4 });
	});

	it('with three models counts a comparison only where its model would answer', () => {
		const qualities = { cheap: 0.6, middle: 0.8, strong: 1 };
		const requests = [
			...alike({ name: 'a', count: 30, qualities, audits: audits({ modelId: 'cheap', made: 30, worse: 7 }) }),
			...alike({ name: 'b', count: 30, qualities, audits: audits({ modelId: 'middle', made: 20, worse: 4 }) }),
		];
		const sample = counted({ log: toLogged(requests), grid: [0.9, 0.8, 0.6], smallestProbability: 0.5 });
		// Above all of them: those compared with the model that would be the first to answer.
		expect(sample).toEqual({ trials: [20, 20, 30], lost: [0, 4, 7], sure: 0, blindFrom: 3 });
	});

	it('keeps a comparison in proportion to the smallest probability ÷ its own', () => {
		const requests = [
			...alike({
				name: 'rare',
				count: 2_000,
				qualities: { cheap: 0.9, strong: 1 },
				audits: audits({ made: 2_000, worse: 0, probability: 0.1 }),
			}),
			...alike({
				name: 'often',
				count: 20_000,
				qualities: { cheap: 0.9, strong: 1 },
				audits: audits({ made: 20_000, worse: 20_000, probability: 0.4 }),
			}),
		];
		const { trials, lost } = counted({ log: toLogged(requests), grid: [0.9], smallestProbability: 0.1 });
		expect((trials[0] ?? 0) - (lost[0] ?? 0)).toBe(2_000);
		// A quarter of 20,000, ± four deviations of the coin.
		expect(Math.abs((lost[0] ?? 0) - 5_000)).toBeLessThan(250);
	});

	it('takes half a loss as it is, where its model answers, and as none where the strongest does', () => {
		const results = [0.5, 0.5, 0, 1].map((result) => ({ modelId: 'cheap', probability: 0.5, result }));
		const requests = alike({ name: 'half', count: 4, qualities: { cheap: 0.9, strong: 1 }, audits: results });
		expect(fairSample({ log: toLogged(requests), grid: [0.95, 0.9], smallestProbability: 0.5 }).thresholds).toEqual([
			{ trials: 4, lost: 0, losses: [{ loss: 0, times: 4 }] },
			{
				trials: 4,
				lost: 2,
				losses: expect.arrayContaining([
					{ loss: 0.5, times: 2 },
					{ loss: 1, times: 1 },
					{ loss: 0, times: 1 },
				]),
			},
		]);
	});

	it('takes requests that only the strongest can answer without an audit, in the same proportion', () => {
		const requests = [
			...alike({ name: 'only', count: 10_000, qualities: { strong: 1 }, audits: [] }),
			...alike({
				name: 'both',
				count: 100,
				qualities: { cheap: 0.9, strong: 1 },
				audits: audits({ made: 25, worse: 5, probability: 0.25 }),
			}),
		];
		const ask = { log: toLogged(requests), grid: [0.9], smallestProbability: 0.25 };
		const { trials, lost, sure } = counted(ask);
		expect(Math.abs(sure - 2_500)).toBeLessThan(175);
		expect([trials[0], lost[0]]).toEqual([25 + sure, 5]);
		// Those that chance did not choose.
		const others = requests.map((request) => ({ ...request, drawn: false }));
		expect(counted({ ...ask, log: toLogged(others) })).toMatchObject({ trials: [25], sure: 0 });
	});

	it('is blind from where a model answers that was never compared', () => {
		const requests = alike({
			name: 'x',
			count: 100,
			qualities: { cheap: 0.5, middle: 0.8, strong: 1 },
			audits: audits({ modelId: 'middle', made: 50, worse: 0 }),
		});
		expect(fairSample({ log: toLogged(requests), grid: [0.8, 0.6, 0.5, 0.4], smallestProbability: 0.5 }).blindFrom).toBe(2);
	});

	it('ignores a comparison with a model that could not have answered', () => {
		const candidates = candidatesOf({ cheap: 0.9, strong: 1 });
		const requests = [{ id: 'a', candidates, usage: USAGE, drawn: true, audit: { modelId: 'gone', result: 0, probability: 0.5 } }];
		expect(counted({ log: toLogged(requests), grid: [0.9], smallestProbability: 0.5 }).trials).toEqual([0]);
	});
});

describe('placeOf', () => {
	it('is the first threshold at or below', () => {
		const grid = [0.9, 0.5, 0.1];
		expect([Infinity, 0.9, 0.89, 0.5, 0.1, 0.05, -Infinity].map((from) => placeOf(from, grid))).toEqual([0, 0, 1, 1, 2, 3, 3]);
	});
});
