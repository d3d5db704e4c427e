import { quantile } from '../quality/bootstrap';

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
	const at = (share: number) => quantile(sorted, share) ?? NaN;
	return { median: at(0.5), p10: at(0.1), p90: at(0.9), all };
}
