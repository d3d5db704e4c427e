/** Several measurements of the same. */
export interface Spread {
	readonly median: number;
	readonly min: number;
	readonly max: number;
	readonly rounds: number;
}

export function spreadOf(values: readonly number[]): Spread {
	return { median: median(values), min: Math.min(...values), max: Math.max(...values), rounds: values.length };
}

/** Ours ÷ theirs, round by round: what else the machine did in a round met both. @throws where the rounds differ in number. */
export function ratioOf(ours: readonly number[], theirs: readonly number[]): Spread {
	if (ours.length !== theirs.length) throw new Error(`${String(ours.length)} rounds are not to be divided by ${String(theirs.length)}.`);
	return spreadOf(ours.map((value, round) => value / (theirs[round] ?? NaN)));
}

export function median(values: readonly number[]): number {
	const sorted = values.toSorted((a, b) => a - b);
	const middle = Math.floor(sorted.length / 2);
	return sorted.length % 2 === 1 ? (sorted[middle] ?? NaN) : ((sorted[middle - 1] ?? NaN) + (sorted[middle] ?? NaN)) / 2;
}

/** The value that a share of them, in (0, 1], is at most; NaN of none. */
export function percentile(values: readonly number[], share: number): number {
	const sorted = values.toSorted((a, b) => a - b);
	return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? NaN;
}
