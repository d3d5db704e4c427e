import { normalQuantile, tQuantile } from './quantiles';

/** Both ends belong to it. */
export interface Interval {
	readonly from: number;
	readonly to: number;
}

interface WeightedMean {
	readonly mean: number;
	/** `null`: one value says nothing of how much they differ. */
	readonly interval: Interval | null;
	/** Kish's effective sample size, (Σw)² ÷ Σw²: as many values of one weight would say about as much. */
	readonly effective: number;
}

/** A weighted mean of values in [0, 1]. */
interface WeightedShare extends WeightedMean {
	readonly interval: Interval;
}

const CONFIDENCE = 0.95;
/** However alike a few values are, the rest of their kind may differ: they never count for more than this many times themselves. */
const MOST_GAIN = 4;

/**
 * Interval for a proportion, `successes` of `n` independent trials (whole numbers or weighted ones); [0, 1] where
 * there were none. Two-sided, `confidence` 0.95 unless given.
 * Wilson 1927, "Probable inference, the law of succession, and statistical inference".
 */
export function wilson(successes: number, n: number, confidence = CONFIDENCE): Interval {
	if (n <= 0) return { from: 0, to: 1 };
	return scoreInterval(successes / n, n, normalQuantile((1 + confidence) / 2));
}

/**
 * Hájek's estimator Σwy ÷ Σw of the mean of a population from which value i was drawn with a probability in
 * proportion to 1 ÷ wᵢ, with the interval of its linearised variance n ÷ (n − 1) · Σ(w(y − mean))² ÷ (Σw)² and
 * the t-quantile at effective size − 1 degrees of freedom. `null` where nothing has a weight above 0.
 * Hájek 1971; Särndal, Swensson and Wretman 1992, "Model assisted survey sampling", 5.5 to 5.7.
 */
export function weightedMean(values: ArrayLike<number>, weights: ArrayLike<number>, confidence = CONFIDENCE): WeightedMean | null {
	const moments = momentsOf(values, weights);
	if (moments === null) return null;
	const { mean, variance, effective } = moments;
	if (variance === null) return { mean, interval: null, effective };
	const half = studentQuantile(confidence, effective) * Math.sqrt(variance);
	return { mean, interval: { from: mean - half, to: mean + half }, effective };
}

/**
 * The same for values in [0, 1], with an interval that stays within [0, 1] and holds where nearly all values are
 * alike (good answers mostly are): Wilson's, at the sample size that a proportion would need for the same variance,
 * and the t-quantile. Intervals of that kind are compared in Dean and Pagano 2015,
 * "Evaluating confidence interval methods for binomial proportions in clustered surveys"; the method: Kott and
 * Carr 1997, "Developing an estimation strategy for a pesticide data program". One value is enough.
 */
export function weightedShare(values: readonly number[], weights: readonly number[], confidence = CONFIDENCE): WeightedShare | null {
	const moments = momentsOf(values, weights);
	if (moments === null) return null;
	const weight = weightOfAdded(moments);
	return shareOfMoments(moments, momentsOf([...values, 0, 1], [...weights, weight, weight]), confidence);
}

/**
 * Mean of `parts` ÷ mean of `wholes`, pairs drawn independently, with the interval of its linearised variance
 * (Särndal, Swensson and Wretman 1992, 5.6). `null` where the wholes come to 0.
 */
export function ratioOfMeans(
	parts: ArrayLike<number>,
	wholes: ArrayLike<number>,
	confidence = CONFIDENCE,
): Omit<WeightedMean, 'effective'> | null {
	const n = wholes.length;
	const whole = sum(wholes);
	if (!(whole > 0)) return null;
	const mean = sum(parts) / whole;
	if (n < 2) return { mean, interval: null };
	let squares = 0;
	for (let i = 0; i < n; i++) squares += ((parts[i] ?? 0) - mean * (wholes[i] ?? 0)) ** 2;
	const half = studentQuantile(confidence, n) * (Math.sqrt((squares * n) / (n - 1)) / whole);
	return { mean, interval: { from: mean - half, to: mean + half } };
}

/**
 * The interval of a product of two independent positive estimates from theirs: their distances to either end, each
 * times the other estimate, squared and added. Zou and Donner 2008, "Construction of confidence limits about
 * effect measures: a general approach" (MOVER), with the square root of a sum to first order.
 */
export function productInterval(a: { mean: number; interval: Interval }, b: { mean: number; interval: Interval }): Interval {
	const value = a.mean * b.mean;
	const below = Math.hypot(b.mean * (a.mean - a.interval.from), a.mean * (b.mean - b.interval.from));
	const above = Math.hypot(b.mean * (a.interval.to - a.mean), a.mean * (b.interval.to - b.mean));
	return { from: value - below, to: value + above };
}

/**
 * One success and one failure of this weight are added to see how far a share may be off: of few failures the
 * variance hangs on whether one of great weight happens to be among them (Agresti and Coull 1998 do so for the
 * proportion itself).
 */
export function weightOfAdded({ total, effective }: Pick<Moments, 'total' | 'effective'>): number {
	return total / effective;
}

/**
 * The same as `weightedShare` where the values are known by their moments alone.
 * @param added the moments with one success and one failure of `weightOfAdded` more.
 */
export function shareOfMoments(moments: Moments, added: Moments | null, confidence = CONFIDENCE): WeightedShare {
	const { effective } = moments;
	const mean = Math.min(1, Math.max(0, moments.mean));
	const size = Math.min(sizeOfProportion(added, effective), MOST_GAIN * effective);
	return { mean, interval: scoreInterval(mean, size, studentQuantile(confidence, effective)), effective };
}

/** The sample size at which a proportion would have the variance seen here. */
function sizeOfProportion(added: Moments | null, effective: number): number {
	if (added === null || added.variance === null) return effective;
	return Math.max(1, (added.mean * (1 - added.mean)) / added.variance - 2);
}

/** What a weighted mean stands on. */
export interface Moments {
	readonly mean: number;
	/** Of the mean; `null` where fewer than two values have a weight. */
	readonly variance: number | null;
	readonly effective: number;
	/** Sum of the weights. */
	readonly total: number;
}

function momentsOf(values: ArrayLike<number>, weights: ArrayLike<number>): Moments | null {
	let [total, squared, weighted, n] = [0, 0, 0, 0];
	for (let i = 0; i < values.length; i++) {
		const weight = weights[i] ?? 0;
		if (weight <= 0) continue;
		total += weight;
		squared += weight * weight;
		weighted += weight * (values[i] ?? 0);
		n++;
	}
	if (n === 0) return null;
	const mean = weighted / total;
	const effective = (total * total) / squared;
	if (n === 1) return { mean, variance: null, effective, total };
	let squares = 0;
	for (let i = 0; i < values.length; i++) squares += (Math.max(0, weights[i] ?? 0) * ((values[i] ?? 0) - mean)) ** 2;
	return { mean, variance: ((n / (n - 1)) * squares) / (total * total), effective, total };
}

function scoreInterval(share: number, n: number, z: number): Interval {
	const middle = share + (z * z) / (2 * n);
	const half = z * Math.sqrt((share * (1 - share)) / n + (z * z) / (4 * n * n));
	const scale = 1 + (z * z) / n;
	return { from: Math.max(0, (middle - half) / scale), to: Math.min(1, (middle + half) / scale) };
}

function studentQuantile(confidence: number, effective: number): number {
	return tQuantile((1 + confidence) / 2, Math.max(1, effective - 1));
}

function sum(values: ArrayLike<number>): number {
	let total = 0;
	for (let i = 0; i < values.length; i++) total += values[i] ?? 0;
	return total;
}
