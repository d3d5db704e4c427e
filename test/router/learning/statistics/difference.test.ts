import { differenceOf } from '../../../../router/learning/statistics/difference';
import { seeded } from '../../../../scripts/lib/seeded';

const plain = (gains: readonly number[]) => gains.map((gain, i) => ({ group: String(i), weight: 1, gain }));

describe('differenceOf', () => {
	it('is the mean with the standard error of a mean where all weigh the same', () => {
		const { difference, interval } = differenceOf(plain([1, 2, 3, 4]));
		// Standard deviation √(5 ÷ 3), over √4.
		expect(difference).toBe(2.5);
		expect(interval.to - difference).toBeCloseTo(1.959964 * Math.sqrt(5 / 3 / 4), 10);
	});

	it('counts outcomes of one decision as one observation', () => {
		const twice = [1, 2, 3, 4].flatMap((gain, i) => [
			{ group: String(i), weight: 1, gain },
			{ group: String(i), weight: 1, gain },
		]);
		expect(differenceOf(twice).interval).toEqual(differenceOf(plain([1, 2, 3, 4])).interval);
	});

	it('weighs', () => {
		expect(
			differenceOf([
				{ group: 'a', weight: 3, gain: 1 },
				{ group: 'b', weight: 1, gain: -1 },
			]).difference,
		).toBe(0.5);
	});

	it('knows no bounds from one decision', () => {
		expect(differenceOf(plain([1])).interval).toEqual({ from: -Infinity, to: Infinity });
	});

	it('holds the truth about 95 times in 100, with uneven weights too', () => {
		const random = seeded(5);
		let held = 0;
		for (let run = 0; run < 400; run++) {
			const gains = Array.from({ length: 300 }, (_, i) => ({ group: String(i), weight: random() < 0.1 ? 10 : 1, gain: random() - 0.3 }));
			const { interval } = differenceOf(gains);
			if (interval.from <= 0.2 && interval.to >= 0.2) held++;
		}
		expect(held / 400).toBeGreaterThan(0.92);
		expect(held / 400).toBeLessThan(0.98);
	});
});
