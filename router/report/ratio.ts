import type { Interval } from '../learning/statistics/intervals';
import { tQuantile } from '../learning/statistics/quantiles';

/** Sums, and sums of products, over `n` pairs of a part and a whole. */
export interface RatioSums {
	readonly n: number;
	readonly part: number;
	readonly whole: number;
	readonly partPart: number;
	readonly partWhole: number;
	readonly wholeWhole: number;
}

/**
 * The 95 % interval of part ÷ whole, with its linearised variance, as `ratioOfMeans` in learning/intervals.ts
 * estimates it, of sums in place of values; `null` where fewer than two pairs are known.
 */
export function ratioInterval({ n, part, whole, partPart, partWhole, wholeWhole }: RatioSums, confidence = 0.95): Interval | null {
	if (n < 2) return null;
	const ratio = part / whole;
	const squares = Math.max(0, partPart - 2 * ratio * partWhole + ratio * ratio * wholeWhole);
	const half = (tQuantile((1 + confidence) / 2, n - 1) * Math.sqrt((squares * n) / (n - 1))) / whole;
	return { from: ratio - half, to: ratio + half };
}
