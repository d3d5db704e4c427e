export interface Difference {
	/** Mean by which the log loss fell; above 0 is better. */
	readonly difference: number;
	/** Of the difference, 95 %. */
	readonly interval: { readonly from: number; readonly to: number };
}

interface Gain {
	/** What belongs together counts as one observation: outcomes of one decision are not independent. */
	readonly group: string;
	readonly weight: number;
	readonly gain: number;
}

/**
 * Weighted mean of paired differences (Hájek's estimator) with the interval of its linearised variance over groups:
 * Särndal, Swensson and Wretman 1992, "Model assisted survey sampling", 5.7. Without bounds where there is one group.
 */
export function differenceOf(gains: readonly Gain[]): Difference {
	const total = gains.reduce((sum, { weight }) => sum + weight, 0);
	const difference = gains.reduce((sum, { weight, gain }) => sum + weight * gain, 0) / total;
	const residuals = new Map<string, number>();
	for (const { group, weight, gain } of gains) residuals.set(group, (residuals.get(group) ?? 0) + weight * (gain - difference));
	const squares = [...residuals.values()].reduce((sum, residual) => sum + residual * residual, 0);
	const n = residuals.size;
	const half = n < 2 ? Infinity : (Z * Math.sqrt((n / (n - 1)) * squares)) / total;
	return { difference, interval: { from: difference - half, to: difference + half } };
}

/** 0.975 quantile of the normal distribution: what is compared has hundreds of groups. */
const Z = 1.959964;
