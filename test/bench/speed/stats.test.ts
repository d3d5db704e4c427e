import { median, percentile, ratioOf, spreadOf } from '../../../bench/speed/stats';

describe('figures of several rounds', () => {
	it('gives the middle, the least and the most', () => {
		expect(spreadOf([5, 1, 3])).toEqual({ median: 3, min: 1, max: 5, rounds: 3 });
	});

	it('takes the mean of the two in the middle of an even number', () => {
		expect(median([4, 1, 3, 2])).toBe(2.5);
	});

	it('divides round by round, so that a slow round of both sides changes nothing', () => {
		expect(ratioOf([2, 20, 2], [1, 10, 1])).toEqual({ median: 2, min: 2, max: 2, rounds: 3 });
	});

	it('does not divide rounds that do not belong together', () => {
		expect(() => ratioOf([1, 2], [1])).toThrow('2 rounds are not to be divided by 1.');
	});

	it.each([
		[0.5, 50],
		[0.99, 99],
		[1, 100],
	])('finds the value that %d of them are at most', (share, value) => {
		const values = Array.from({ length: 100 }, (_, index) => 100 - index);
		expect(percentile(values, share)).toBe(value);
	});

	it('has no percentile of nothing', () => {
		expect(percentile([], 0.5)).toBeNaN();
	});
});
