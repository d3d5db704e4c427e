import { createBootstrap, quantile, type Statistic } from '../../../bench/quality/bootstrap';

const meanOf =
	(values: readonly number[]): Statistic =>
	(counts) => {
		let [sum, total] = [0, 0];
		values.forEach((value, i) => {
			sum += value * (counts[i] ?? 0);
			total += counts[i] ?? 0;
		});
		return total === 0 ? null : sum / total;
	};

describe('createBootstrap', () => {
	const values = Array.from({ length: 400 }, (_, i) => i % 2);

	it('gives the mean of 400 coins the interval that theory gives it', () => {
		const interval = createBootstrap(
			values.map(String).map((_, i) => `q${i}`),
			2_000,
		)(meanOf(values));
		const half = 1.96 * Math.sqrt(0.25 / 400);
		expect(interval?.value).toBe(0.5);
		expect(Math.abs((interval?.from ?? 0) - (0.5 - half))).toBeLessThan(0.008);
		expect(Math.abs((interval?.to ?? 0) - (0.5 + half))).toBeLessThan(0.008);
	});

	it('resamples whole questions: four copies of each answer make the interval no narrower', () => {
		const copied = Array.from({ length: 400 }, (_, i) => Math.floor(i / 4) % 2);
		const interval = createBootstrap(
			copied.map((_, i) => `q${Math.floor(i / 4)}`),
			2_000,
		)(meanOf(copied));
		const half = 1.96 * Math.sqrt(0.25 / 100);
		expect(Math.abs((interval?.to ?? 0) - (0.5 + half))).toBeLessThan(0.015);
	});

	it('draws the same twice, and something else from another seed', () => {
		const questions = values.map((_, i) => `q${i}`);
		const [a, b, c] = [1, 1, 2].map((seed) => createBootstrap(questions, 200, seed)(meanOf(values)));
		expect(b).toEqual(a);
		expect(c).not.toEqual(a);
	});

	it('says nothing of a statistic that cannot be computed', () => {
		expect(createBootstrap(['a'], 10)(() => null)).toBeNull();
	});
});

describe('quantile', () => {
	it('reads between sorted values', () => {
		expect([quantile([0, 10], 0.25), quantile([1, 2, 3], 0.5), quantile([7], 0.9), quantile([], 0.5)]).toEqual([2.5, 2, 7, undefined]);
	});
});
