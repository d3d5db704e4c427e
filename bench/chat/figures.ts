/** Several measurements of the same. */
export interface Figures {
	readonly median: number;
	/** Nine of ten are at least this. */
	readonly p10: number;
	/** Nine of ten are at most this. */
	readonly p90: number;
	readonly all: readonly number[];
}

export function figuresOf(all: readonly number[]): Figures {
	const sorted = all.toSorted((a, b) => a - b);
	return { median: quantile(sorted, 0.5), p10: quantile(sorted, 0.1), p90: quantile(sorted, 0.9), all };
}

function quantile(sorted: readonly number[], share: number): number {
	const at = (sorted.length - 1) * share;
	const [low, high] = [sorted[Math.floor(at)] ?? NaN, sorted[Math.ceil(at)] ?? NaN];
	return low + (high - low) * (at - Math.floor(at));
}
