import { weightedShare } from '../../../router/learning/statistics/intervals';
import { addSums, exactly, mapped, hajekMean, type WeightedSums } from '../../../router/report/weightedSums';
import { seeded } from '../../../scripts/lib/seeded';

function sumsOf(values: readonly number[], weights: readonly number[]): WeightedSums {
	return addSums(
		values.map((y, index) => {
			const w = weights[index] ?? 0;
			return { count: 1, w, ww: w * w, wy: w * y, wwy: w * w * y, wwyy: w * w * y * y };
		}),
	);
}

describe('shareOf', () => {
	it.each([
		['of mixed weights', 200, () => [1, 4, 20]],
		['of one weight', 50, () => [3]],
	])('says what weightedShare says of the values themselves, %s', (_, n, choices) => {
		const random = seeded(3);
		const values = Array.from({ length: n }, () => [0, 0.5, 1, 1, 1][Math.floor(random() * 5)] ?? 0);
		const weights = values.map(() => choices()[Math.floor(random() * choices().length)] ?? 1);
		const [ours, theirs] = [hajekMean(sumsOf(values, weights)), weightedShare(values, weights)];
		expect(ours?.value).toBeCloseTo(theirs?.mean ?? NaN, 10);
		expect(ours?.interval.from).toBeCloseTo(theirs?.interval.from ?? NaN, 8);
		expect(ours?.interval.to).toBeCloseTo(theirs?.interval.to ?? NaN, 8);
		expect(ours?.audits).toBe(n);
	});

	it('is not sure of anything because a few are all alike, whatever is left over by rounding', () => {
		const found = hajekMean(sumsOf([0.9, 0.9, 0.9, 0.9], [1.1, 7.3, 0.7, 3.3]));
		expect(found?.value).toBeCloseTo(0.9);
		expect(found?.interval.from).toBeLessThan(0.6);
	});

	it('is nothing of nothing', () => {
		expect(hajekMean(addSums([]))).toBeNull();
	});
});

describe('mapped', () => {
	it('turns the ends round where the slope falls', () => {
		expect(mapped({ value: 0.75, interval: { from: 0.5, to: 1 }, audits: 9 }, 0.5, -0.5)).toEqual({
			value: 0.125,
			interval: { from: 0, to: 0.25 },
			audits: 9,
		});
	});

	it('leaves what holds by definition without audits', () => {
		expect(exactly(1)).toEqual({ value: 1, interval: { from: 1, to: 1 }, audits: 0 });
	});
});
