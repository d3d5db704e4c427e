import { shareOfMoments, weightOfAdded, type Interval, type Moments } from '../learning/statistics/intervals';

/** Sums over values y in [0, 1] drawn with known probabilities, w = 1 ÷ that probability. */
export interface WeightedSums {
	readonly count: number;
	readonly w: number;
	readonly ww: number;
	readonly wy: number;
	readonly wwy: number;
	readonly wwyy: number;
}

/** An estimate and how far chance may have moved it. */
export interface Measured {
	readonly value: number;
	readonly interval: Interval;
	/** How many audits it stands on; 0: it holds by definition. */
	readonly audits: number;
}

/** What holds by definition: nothing was estimated. */
export function exactly(value: number): Measured {
	return { value, interval: { from: value, to: value }, audits: 0 };
}

/**
 * The mean of all from those drawn (Hájek), as `weightedShare` in learning/intervals.ts estimates it, of sums in
 * place of values; `null` where none was drawn.
 */
export function hajekMean(sums: WeightedSums, confidence = 0.95): Measured | null {
	if (sums.count === 0 || sums.w <= 0) return null;
	const moments = momentsOf(sums);
	const weight = weightOfAdded(moments);
	const square = weight * weight;
	const added = { count: 2, w: 2 * weight, ww: 2 * square, wy: weight, wwy: square, wwyy: square };
	const share = shareOfMoments(moments, momentsOf(addSums([sums, added])), confidence);
	return { value: share.mean, interval: share.interval, audits: sums.count };
}

function momentsOf({ count, w, ww, wy, wwy, wwyy }: WeightedSums): Moments {
	const mean = wy / w;
	const squares = wwyy - 2 * mean * wwy + mean * mean * ww;
	const variance = count < 2 ? null : ((count / (count - 1)) * (squares > TINY * ww ? squares : 0)) / (w * w);
	return { mean, variance, effective: (w * w) / ww, total: w };
}

/** Where all values are alike, what is left of the variance is rounding. */
const TINY = 1e-12;

export function addSums(parts: readonly WeightedSums[]): WeightedSums {
	const total = { count: 0, w: 0, ww: 0, wy: 0, wwy: 0, wwyy: 0 };
	for (const part of parts) {
		total.count += part.count;
		total.w += part.w;
		total.ww += part.ww;
		total.wy += part.wy;
		total.wwy += part.wwy;
		total.wwyy += part.wwyy;
	}
	return total;
}

/** The same estimate of `offset + slope · y`. */
export function mapped({ value, interval, audits }: Measured, offset: number, slope: number): Measured {
	const ends = [offset + slope * interval.from, offset + slope * interval.to];
	return { value: offset + slope * value, interval: { from: Math.min(...ends), to: Math.max(...ends) }, audits };
}
