/** Boosted regression trees of one depth, compiled to arrays. Each is complete: node i has the children 2i + 1 and 2i + 2. */
export interface Trees {
	readonly depth: number;
	/** Index of the feature that each inner node asks, tree after tree. */
	readonly features: ArrayLike<number>;
	/** At or below goes left. */
	readonly cuts: ArrayLike<number>;
	/** What each leaf adds, tree after tree. */
	readonly leaves: ArrayLike<number>;
}

/** Sum of the leaves that a request falls into. */
export function sumTrees({ depth, features, cuts, leaves }: Trees, values: Float64Array): number {
	const inner = (1 << depth) - 1;
	const outer = 1 << depth;
	let sum = 0;
	for (let tree = 0; tree * outer < leaves.length; tree++) {
		let node = 0;
		while (node < inner) {
			const at = tree * inner + node;
			node = 2 * node + ((values[features[at] ?? 0] ?? 0) <= (cuts[at] ?? 0) ? 1 : 2);
		}
		sum += leaves[tree * outer + node - inner] ?? 0;
	}
	return sum;
}
