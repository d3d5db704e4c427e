/** One request with what the strong model's answer is worth more than the weak one's. */
export interface OrderedGain {
	/** Where its count is in what a bootstrap draws. */
	readonly at: number;
	/** Score of the strong model minus that of the weak one. */
	readonly gain: number;
	/** Highest first to the strong model. */
	readonly score: number;
}

/** How much of the gap between weak and strong an order recovers. */
export interface Order {
	/** Area under the recovered gap against the share of strong calls: 0.5 for any order by chance. */
	readonly apgr: number;
	/** Least share of strong calls at which half of the gap is recovered. */
	readonly cpt50: number;
	/** The same for 80 %. */
	readonly cpt80: number;
}

/**
 * RouteLLM's measures with one point per request; requests with equal scores move together. Sorted once, for any
 * counts. `null` where the strong model is no better.
 */
export function createOrder(gains: readonly OrderedGain[]): (counts: ArrayLike<number>) => Order | null {
	const sorted = gains.toSorted((a, b) => b.score - a.score);
	const column = (read: (gain: OrderedGain) => number): Float64Array => Float64Array.from(sorted, read);
	const columns = { at: column(({ at }) => at), gain: column(({ gain }) => gain), score: column(({ score }) => score) };
	return (counts) => {
		let [rows, total] = [0, 0];
		for (let i = 0; i < sorted.length; i++) {
			const count = counts[columns.at[i] ?? 0] ?? 0;
			rows += count;
			total += count * (columns.gain[i] ?? 0);
		}
		return total < SMALLEST_GAP * rows || rows === 0 ? null : walk(columns, counts, rows, total);
	};
}

/** Every request once. */
export function orderOf(gains: readonly Omit<OrderedGain, 'at'>[]): Order | null {
	return createOrder(gains.map((gain) => ({ ...gain, at: 0 })))([1]);
}

const SMALLEST_GAP = 1e-9;

type Columns = Readonly<Record<'at' | 'gain' | 'score', Float64Array>>;

function walk({ at, gain, score }: Columns, counts: ArrayLike<number>, rows: number, total: number): Order {
	let [area, share, gained] = [0, 0, 0];
	const reached = new Map<number, number>();
	for (let i = 0; i < at.length; ) {
		let [tied, tiedGain] = [0, 0];
		const tie = score[i];
		for (; i < at.length && score[i] === tie; i++) {
			const count = counts[at[i] ?? 0] ?? 0;
			tied += count;
			tiedGain += count * (gain[i] ?? 0);
		}
		const width = tied / rows;
		for (const target of [0.5, 0.8]) {
			const missing = target * total - gained;
			if (reached.has(target) || tiedGain < missing - ROUNDING * total) continue;
			reached.set(target, share + width * Math.min(1, missing / tiedGain));
		}
		area += (width * (gained + tiedGain / 2)) / total;
		share += width;
		gained += tiedGain;
	}
	return { apgr: area, cpt50: reached.get(0.5) ?? 1, cpt80: reached.get(0.8) ?? 1 };
}

/** Where the curve touches a target exactly, sums of decimal fractions miss it by so much at most, as a share of the gap. */
const ROUNDING = 1e-9;
