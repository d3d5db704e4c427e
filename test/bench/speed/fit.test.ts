import { fitExponent } from '../../../bench/speed/fit';

const costs = (of: (size: number) => number) => [10, 100, 1_000, 10_000].map((size) => ({ size, cost: of(size) }));

describe('the exponent of growth', () => {
	it.each<[string, number, (size: number) => number]>([
		['a cost that does not grow', 0, () => 7],
		['a linear one', 1, (size) => 3 * size],
		['a quadratic one', 2, (size) => 0.01 * size ** 2],
		['one that shrinks', -0.5, (size) => size ** -0.5],
	])('is found of %s', (_, exponent, of) => {
		const fit = fitExponent(costs(of));
		expect(fit.exponent).toBeCloseTo(exponent, 10);
		expect(fit.r2).toBeCloseTo(1, 10);
	});

	it('is less than one where a fixed cost hides the growth', () => {
		expect(fitExponent(costs((size) => size + 500)).exponent).toBeLessThan(0.7);
	});

	it('says how well the line fits', () => {
		const { exponent, r2 } = fitExponent([
			{ size: 1, cost: 1 },
			{ size: 2, cost: 8 },
			{ size: 4, cost: 4 },
		]);
		expect(exponent).toBeCloseTo(1, 10);
		expect(r2).toBeCloseTo(2 ** 2 / (2 * (14 / 3)), 10);
	});

	it('takes two sizes, and figures above zero', () => {
		expect(() => fitExponent([{ size: 5, cost: 1 }])).toThrow('two different sizes');
		expect(() => fitExponent(costs(() => 0))).toThrow('above zero');
	});
});
