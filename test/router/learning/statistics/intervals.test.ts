import fc from 'fast-check';

import { productInterval, ratioOfMeans, weightedMean, weightedShare, wilson } from '../../../../router/learning/statistics/intervals';

const ones = (n: number) => new Array<number>(n).fill(1);

describe('wilson', () => {
	// Newcombe 1998, "Two-sided confidence intervals for the single proportion", table I, method 3.
	it.each([
		[81, 263, 0.2553, 0.3662],
		[15, 148, 0.0624, 0.1605],
		[0, 20, 0, 0.1611],
		[1, 29, 0.0061, 0.1718],
	])('%d of %d: as published', (successes, n, from, to) => {
		const interval = wilson(successes, n);
		expect(interval.from).toBeCloseTo(from, 4);
		expect(interval.to).toBeCloseTo(to, 4);
	});

	it('says nothing of no trials, and is narrower with less confidence', () => {
		expect(wilson(0, 0)).toEqual({ from: 0, to: 1 });
		expect(wilson(5, 10, 0.8).from).toBeGreaterThan(wilson(5, 10).from);
	});

	it('holds the proportion, stays within [0, 1] and mirrors', () => {
		fc.assert(
			fc.property(fc.integer({ min: 1, max: 1e6 }), fc.double({ min: 0, max: 1, noNaN: true }), (n, share) => {
				const successes = Math.round(share * n);
				const { from, to } = wilson(successes, n);
				const mirrored = wilson(n - successes, n);
				expect(from).toBeGreaterThanOrEqual(0);
				expect(to).toBeLessThanOrEqual(1);
				expect(from).toBeLessThanOrEqual(successes / n + 1e-12);
				expect(to).toBeGreaterThanOrEqual(successes / n - 1e-12);
				expect(mirrored.from).toBeCloseTo(1 - to, 9);
			}),
		);
	});
});

describe('weightedMean', () => {
	it('of equal weights is the mean with the t-interval of every textbook', () => {
		const result = weightedMean([2, 4, 4, 5, 10], [3, 3, 3, 3, 3]);
		// Mean 5, variance 9, t(0.975, 4) = 2.776445.
		expect(result?.mean).toBeCloseTo(5, 12);
		expect(result?.effective).toBeCloseTo(5, 12);
		expect(result?.interval?.to).toBeCloseTo(5 + 2.776445105 * (3 / Math.sqrt(5)), 6);
		expect(result?.interval?.from).toBeCloseTo(5 - 2.776445105 * (3 / Math.sqrt(5)), 6);
	});

	it('weighs: values, variance and effective size by hand', () => {
		const result = weightedMean([0, 1], [3, 1]);
		expect(result?.mean).toBe(0.25);
		expect(result?.effective).toBe(1.6);
		// 2 · ((3 · 0.25)² + (1 · 0.75)²) ÷ 4² = 0.140625; one degree of freedom at least: t = 12.7062.
		expect(result?.interval?.to).toBeCloseTo(0.25 + 12.7062047362 * Math.sqrt(0.140625), 6);
	});

	it('says nothing where nothing has a weight, and has no interval for one value', () => {
		expect(weightedMean([], [])).toBeNull();
		expect(weightedMean([1, 2], [0, 0])).toBeNull();
		expect(weightedMean([7, 9], [2, 0])).toEqual({ mean: 7, interval: null, effective: 1 });
	});

	it('does not change when all weights are multiplied, and moves with the values', () => {
		const pairs = fc.array(fc.tuple(fc.double({ min: -10, max: 10, noNaN: true }), fc.double({ min: 0.1, max: 10, noNaN: true })), {
			minLength: 2,
			maxLength: 30,
		});
		fc.assert(
			fc.property(pairs, fc.double({ min: 0.1, max: 100, noNaN: true }), (given, factor) => {
				const [values, weights] = [given.map(([value]) => value), given.map(([, weight]) => weight)];
				const plain = weightedMean(values, weights);
				const scaled = weightedMean(
					values,
					weights.map((weight) => weight * factor),
				);
				const moved = weightedMean(
					values.map((value) => value + 5),
					weights,
				);
				expect(scaled?.mean).toBeCloseTo(plain?.mean ?? NaN, 8);
				expect(scaled?.interval?.to).toBeCloseTo(plain?.interval?.to ?? NaN, 6);
				expect(moved?.interval?.from).toBeCloseTo((plain?.interval?.from ?? NaN) + 5, 6);
			}),
		);
	});
});

describe('weightedShare', () => {
	it('of ones and zeros of one weight is a little wider than Wilson: t instead of z', () => {
		const share = weightedShare([...ones(90), ...new Array<number>(10).fill(0)], ones(100));
		const plain = wilson(90, 100);
		expect(share?.mean).toBeCloseTo(0.9, 12);
		expect(share?.interval.from).toBeLessThan(plain.from);
		expect(share?.interval.from).toBeGreaterThan(plain.from - 0.005);
	});

	it('is not certain because all values seen are the same', () => {
		// Wilson's end for 19 of 19 with t(0.975, 19) = 2.093024: 19 ÷ (19 + t²).
		expect(weightedShare(ones(20), ones(20))?.interval.from).toBeCloseTo(19 / (19 + 2.093024 ** 2), 5);
		expect(weightedShare([0.5, 0.5, 0.5], ones(3))?.interval.from).toBeLessThan(0.2);
		// At most as sure as 400 of one and zero: t(0.975, 99) = 1.984217.
		const halves = weightedShare(new Array<number>(100).fill(0.5), ones(100));
		expect(halves?.interval.from).toBeCloseTo(0.5 - (1.984217 * 0.5) / Math.sqrt(400 + 1.984217 ** 2), 5);
	});

	it('of few failures expects that a weighty one may be among those not seen', () => {
		// One light failure of 60, a fifth of them eight times as heavy: 1 of 60 equal ones says more.
		const weights = Array.from({ length: 60 }, (_, i) => (i < 12 ? 8 : 1));
		const values = Array.from({ length: 60 }, (_, i) => (i === 59 ? 0 : 1));
		expect(weightedShare(values, weights)?.interval.from).toBeLessThan((weightedShare(values, ones(60))?.interval.from ?? 0) - 0.02);
	});

	it('is narrower for graded values than for ones and zeros of the same mean', () => {
		const halves = weightedShare([...ones(60), ...new Array<number>(40).fill(0.5)], ones(100));
		const whole = weightedShare([...ones(80), ...new Array<number>(20).fill(0)], ones(100));
		expect(halves?.mean).toBeCloseTo(whole?.mean ?? NaN, 12);
		expect(halves?.interval.from).toBeGreaterThan((whole?.interval.from ?? 1) + 0.02);
	});

	it('stays within [0, 1] and holds its mean', () => {
		const pairs = fc.array(fc.tuple(fc.constantFrom(0, 0.5, 1), fc.double({ min: 0.01, max: 100, noNaN: true })), {
			minLength: 1,
			maxLength: 40,
		});
		fc.assert(
			fc.property(pairs, (given) => {
				const share = weightedShare(
					given.map(([value]) => value),
					given.map(([, weight]) => weight),
				);
				expect(share?.interval.from).toBeGreaterThanOrEqual(0);
				expect(share?.interval.to).toBeLessThanOrEqual(1);
				expect(share?.interval.from).toBeLessThanOrEqual((share?.mean ?? -1) + 1e-9);
				expect(share?.interval.to).toBeGreaterThanOrEqual((share?.mean ?? 2) - 1e-9);
			}),
		);
	});
});

describe('ratioOfMeans', () => {
	it('by hand: sums, and residuals around them', () => {
		const ratio = ratioOfMeans([1, 2, 3], [2, 4, 9]);
		expect(ratio?.mean).toBeCloseTo(0.4, 12);
		// Residuals 0.2, 0.4, −0.6: variance √(0.56 · 3 ÷ 2) ÷ 15; t(0.975, 2) = 4.302653.
		expect(ratio?.interval?.to).toBeCloseTo(0.4 + (4.30265273 * Math.sqrt(0.84)) / 15, 6);
	});

	it('of one pair has no interval, of nothing or for nothing no value', () => {
		expect(ratioOfMeans([1], [2])).toEqual({ mean: 0.5, interval: null });
		expect(ratioOfMeans([], [])).toBeNull();
		expect(ratioOfMeans([1, 2], [0, 0])).toBeNull();
	});
});

describe('productInterval', () => {
	it('is the other interval scaled where one factor is known, and wider where it is not', () => {
		const loss = { mean: 0.1, interval: { from: 0.06, to: 0.16 } };
		const known = productInterval({ mean: 0.5, interval: { from: 0.5, to: 0.5 } }, loss);
		expect(known.from).toBeCloseTo(0.03, 12);
		expect(known.to).toBeCloseTo(0.08, 12);
		const guessed = productInterval({ mean: 0.5, interval: { from: 0.3, to: 0.7 } }, loss);
		// Above: √((0.5 · 0.06)² + (0.1 · 0.2)²).
		expect(guessed.to).toBeCloseTo(0.05 + Math.sqrt(0.0013), 12);
	});
});
