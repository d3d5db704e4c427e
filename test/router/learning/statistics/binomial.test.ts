import fc from 'fast-check';

import { binomialTail } from '../../../../router/learning/statistics/binomial';

describe('binomialTail', () => {
	// scipy.stats.binom.cdf, SciPy 1.17.1.
	it.each([
		[3, 10, 0.5, 0.171875],
		[0, 59, 0.05, 0.04849452524942322],
		[2, 50, 0.2, 0.0012854149532433086],
		[12, 20, 0.3, 0.9987211203957798],
		[40, 1_000, 0.05, 0.080636573256691],
		[700, 2_000, 0.4, 2.3716285849958636e-6],
		[900, 1_000_000, 0.001, 0.0006940154622868455],
		[120, 1_000_000, 0.0003, 2.259546081081521e-32],
	])('P(X ≤ %d), %d trials of %d', (k, n, p, expected) => {
		expect(binomialTail(k, n, p) / expected).toBeCloseTo(1, 7);
	});

	it('at the ends', () => {
		expect([
			binomialTail(-1, 5, 0.5),
			binomialTail(5, 5, 0.5),
			binomialTail(2, 5, 0),
			binomialTail(2, 5, 1),
			binomialTail(0, 0, 0.5),
		]).toEqual([0, 1, 1, 0, 1]);
	});

	it('rises with k, falls with p, and is what is left of the other side', () => {
		fc.assert(
			fc.property(
				fc.integer({ min: 1, max: 3_000 }),
				fc.double({ min: 0.001, max: 0.999, noNaN: true }),
				fc.double({ min: 0, max: 1, noNaN: true }),
				(n, p, share) => {
					const k = Math.floor(share * (n - 1));
					const tail = binomialTail(k, n, p);
					expect(binomialTail(k + 1, n, p)).toBeGreaterThanOrEqual(tail);
					expect(binomialTail(k, n, Math.min(0.9995, p * 1.01))).toBeLessThanOrEqual(tail + 1e-12);
					expect(binomialTail(n - k - 1, n, 1 - p)).toBeCloseTo(1 - tail, 9);
				},
			),
		);
	});
});
