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
export function sumTrees(trees: Trees, values: Float64Array): number {
	let ranked = known.get(trees);
	if (ranked === undefined) known.set(trees, (ranked = rankCuts(trees)));
	const { cutRanks, features, leaves } = ranked;
	const ranks = ranksOf(ranked, values);
	const inner = (1 << trees.depth) - 1;
	let sum = 0;
	for (let tree = 0, leaf = 0; leaf < leaves.length; tree += inner, leaf += inner + 1) {
		let node = 0;
		// Reckoned and not branched: no processor guesses which way a request goes.
		while (node < inner) node = 2 * node + 1 + (((cutRanks[tree + node] ?? 0) - (ranks[features[tree + node] ?? 0] ?? 0)) >>> 31);
		sum += leaves[leaf + node - inner] ?? 0;
	}
	return sum;
}

/** Trees ask few features, and of each for few cuts: a value is compared with each of them once, and its rank instead. */
interface RankedTrees {
	/** Distinct cuts of each feature, ascending. */
	readonly cuts: readonly Float64Array[];
	/** Place of each inner node's cut among those of its feature. */
	readonly cutRanks: Int32Array;
	readonly features: Uint8Array;
	readonly leaves: Float64Array;
	/** How many cuts of each feature are below a value. */
	readonly ranks: Int32Array;
}

const known = new WeakMap<Trees, RankedTrees>();

function rankCuts({ features, cuts, leaves }: Trees): RankedTrees {
	const asked = Array.from(features);
	const count = asked.reduce((most, feature) => Math.max(most, feature + 1), 0);
	const sorted = Array.from({ length: count }, (_, feature) =>
		Float64Array.from(new Set(asked.flatMap((one, node) => (one === feature ? [cuts[node] ?? 0] : [])))).sort(),
	);
	return {
		cuts: sorted,
		cutRanks: Int32Array.from(asked, (feature, node) => sorted[feature]?.indexOf(cuts[node] ?? 0) ?? 0),
		features: Uint8Array.from(asked),
		leaves: Float64Array.from(Array.from(leaves)),
		ranks: new Int32Array(count),
	};
}

function ranksOf({ cuts, ranks }: RankedTrees, values: Float64Array): Int32Array {
	for (let feature = 0; feature < cuts.length; feature++) {
		const sorted = cuts[feature];
		const value = values[feature] ?? 0;
		let rank = 0;
		while (sorted !== undefined && rank < sorted.length && !(value <= (sorted[rank] ?? 0))) rank++;
		ranks[feature] = rank;
	}
	return ranks;
}
