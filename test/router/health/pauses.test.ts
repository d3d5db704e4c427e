import { pauseAfter, pausesFor } from '../../../router/health/pauses';

const seconds = (firstMs: number, longestMs: number) => pausesFor({ firstMs, longestMs }).map((ms) => ms / 1_000);
const nine = Array.from({ length: 9 }, () => 30);

describe('pauses for what goes on failing', () => {
	it('double, but an item can wait each of them out until the trouble has lasted five minutes; then they double up to the longest', () => {
		expect(seconds(10_000, 600_000)).toEqual([10, 20, ...nine, 60, 120, 240, 480, 600]);
		expect(seconds(5_000, 60_000)).toEqual([5, 10, 20, ...nine, 60]);
	});

	it('of which the last one repeats', () => {
		expect([0, 1, 2, 9].map((before) => pauseAfter([1, 2, 3], before))).toEqual([1, 2, 3, 3]);
	});
});
