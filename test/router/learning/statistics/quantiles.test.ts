import fc from 'fast-check';

import { logGamma, normalCdf, normalQuantile, tCdf, tQuantile } from '../../../../router/learning/statistics/quantiles';

describe('quantiles, as SciPy 1.17.1 has them', () => {
	it.each([
		[0.975, 1.959963984540054],
		[0.95, 1.6448536269514722],
		[0.0001, -3.7190164854556804],
	])('normal, %d', (p, expected) => {
		expect(normalQuantile(p)).toBeCloseTo(expected, 9);
	});

	it.each([
		[0.975, 1, 12.706204736174694],
		[0.975, 2.5, 3.5746548420036817],
		[0.975, 9, 2.262157162798205],
		[0.95, 30, 1.697260886593957],
		[0.995, 99.5, 2.6261466720631477],
		[0.975, 100, 1.9839715185235518],
		[0.975, 2_000, 1.9611508260994377],
		[0.0005, 3, -12.923978636687481],
	])('t, %d with %d degrees of freedom', (p, df, expected) => {
		expect(tQuantile(p, df)).toBeCloseTo(expected, 8);
	});

	it('and their distributions find the way back', () => {
		fc.assert(
			fc.property(fc.double({ min: 0.001, max: 0.999, noNaN: true }), fc.double({ min: 1, max: 99, noNaN: true }), (p, df) => {
				expect(normalCdf(normalQuantile(p))).toBeCloseTo(p, 10);
				expect(tCdf(tQuantile(p, df), df)).toBeCloseTo(p, 9);
				expect(tQuantile(1 - p, df)).toBeCloseTo(-tQuantile(p, df), 5);
			}),
		);
	});
});

describe('logGamma', () => {
	it('of whole numbers is the logarithm of a factorial', () => {
		let factorial = 1;
		for (let n = 1; n <= 20; n++) {
			expect(logGamma(n)).toBeCloseTo(Math.log(factorial), 11);
			factorial *= n;
		}
		expect(logGamma(0.5)).toBeCloseTo(Math.log(Math.PI) / 2, 12);
	});
});
