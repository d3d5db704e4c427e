import type { Trees } from '../../router/request/hardness/trees';

interface BoostOptions {
	readonly trees: number;
	readonly depth: number;
	/** Share of each tree's leaves that is added. */
	readonly rate: number;
	/** Rows that a leaf must hold, by weight. */
	readonly leastRows: number;
	/** Added to the weight in the denominator of a leaf. */
	readonly pull: number;
}

/** One row: what the trees read, what they should say, and how much it counts. */
export interface BoostRow {
	readonly values: Float64Array;
	readonly target: number;
	readonly weight: number;
}

/** Gradient boosting for squared loss (Friedman 2001), on at most 32 cuts a feature. Uses no randomness. */
export function boost(rows: readonly BoostRow[], options: BoostOptions): Trees {
	const binned = bin(rows);
	const residuals = Float64Array.from(rows, ({ target }) => target);
	const weights = Float64Array.from(rows, ({ weight }) => weight);
	const features: number[] = [];
	const cuts: number[] = [];
	const leaves: number[] = [];
	for (let tree = 0; tree < options.trees; tree++) {
		const grown = grow(binned, residuals, weights, options);
		features.push(...grown.features);
		cuts.push(...grown.cuts);
		leaves.push(...grown.leaves);
		grown.leafOf.forEach((leaf, row) => {
			residuals[row] = (residuals[row] ?? 0) - (grown.leaves[leaf] ?? 0);
		});
	}
	return { depth: options.depth, features, cuts, leaves };
}

interface Binned {
	/** By feature: the bin of each row. */
	readonly bins: readonly Uint8Array[];
	/** By feature: the upper edge of each bin but the last. */
	readonly edges: readonly (readonly number[])[];
}

const MOST_BINS = 32;

function bin(rows: readonly BoostRow[]): Binned {
	const width = rows[0]?.values.length ?? 0;
	const edges = Array.from({ length: width }, (_, feature) => edgesOf(rows, feature));
	const bins = edges.map((list, feature) =>
		Uint8Array.from(rows, ({ values }) => {
			const at = list.findIndex((edge) => (values[feature] ?? 0) <= edge);
			return at === -1 ? list.length : at;
		}),
	);
	return { bins, edges };
}

function edgesOf(rows: readonly BoostRow[], feature: number): number[] {
	const sorted = rows.map(({ values }) => values[feature] ?? 0).sort((a, b) => a - b);
	const cuts = Array.from({ length: MOST_BINS - 1 }, (_, i) => sorted[Math.floor(((i + 1) * sorted.length) / MOST_BINS)] ?? 0);
	// Six digits are what is written to the file: the same cut then and now.
	const distinct = [...new Set(cuts.map((cut) => Number(cut.toFixed(6))))];
	return distinct.filter((cut) => cut < (sorted.at(-1) ?? 0));
}

interface Grown {
	readonly features: number[];
	readonly cuts: number[];
	readonly leaves: number[];
	readonly leafOf: Uint8Array;
}

function grow({ bins, edges }: Binned, residuals: Float64Array, weights: Float64Array, options: BoostOptions): Grown {
	const leafOf = new Uint8Array(residuals.length);
	const features: number[] = [];
	const cuts: number[] = [];
	for (let level = 0; level < options.depth; level++) {
		for (let node = 0; node < 1 << level; node++) {
			const split = bestSplit({ bins, edges }, { residuals, weights, leafOf, node }, options);
			features.push(split?.feature ?? 0);
			// Where nothing tells the rows apart, all go left.
			cuts.push(split === null ? 1e9 : (edges[split.feature]?.[split.bin] ?? 0));
			markRight(leafOf, node, split === null ? null : { bins: bins[split.feature] ?? leafOf, bin: split.bin });
		}
		for (let row = 0; row < leafOf.length; row++) {
			const mark = leafOf[row] ?? 0;
			leafOf[row] = 2 * (mark & ~RIGHT) + (mark & RIGHT ? 1 : 0);
		}
	}
	const sums = new Float64Array(1 << options.depth);
	const totals = new Float64Array(1 << options.depth);
	leafOf.forEach((leaf, row) => {
		sums[leaf] = (sums[leaf] ?? 0) + (residuals[row] ?? 0) * (weights[row] ?? 0);
		totals[leaf] = (totals[leaf] ?? 0) + (weights[row] ?? 0);
	});
	const leaves = Array.from(sums, (sum, leaf) => Number(((options.rate * sum) / ((totals[leaf] ?? 0) + options.pull)).toFixed(5)));
	return { features, cuts, leaves, leafOf };
}

/** Marks a row that goes right, until all nodes of a level were asked. */
const RIGHT = 0x80;

function markRight(leafOf: Uint8Array, node: number, split: { readonly bins: Uint8Array; readonly bin: number } | null): void {
	if (split === null) return;
	for (let row = 0; row < leafOf.length; row++) {
		if (leafOf[row] === node && (split.bins[row] ?? 0) > split.bin) leafOf[row] = node | RIGHT;
	}
}

interface Node {
	readonly residuals: Float64Array;
	readonly weights: Float64Array;
	readonly leafOf: Uint8Array;
	readonly node: number;
}

function bestSplit({ bins, edges }: Binned, { residuals, weights, leafOf, node }: Node, { leastRows, pull }: BoostOptions) {
	let best: { readonly feature: number; readonly bin: number; readonly gain: number } | null = null;
	for (const [feature, list] of edges.entries()) {
		const sums = new Float64Array(list.length + 1);
		const totals = new Float64Array(list.length + 1);
		const own = bins[feature] ?? leafOf;
		let [sum, total] = [0, 0];
		for (let row = 0; row < leafOf.length; row++) {
			if (leafOf[row] !== node) continue;
			const weight = weights[row] ?? 0;
			const at = own[row] ?? 0;
			sums[at] = (sums[at] ?? 0) + (residuals[row] ?? 0) * weight;
			totals[at] = (totals[at] ?? 0) + weight;
			sum += (residuals[row] ?? 0) * weight;
			total += weight;
		}
		let [left, leftTotal] = [0, 0];
		for (let at = 0; at < list.length; at++) {
			left += sums[at] ?? 0;
			leftTotal += totals[at] ?? 0;
			if (leftTotal < leastRows || total - leftTotal < leastRows) continue;
			const gain = left ** 2 / (leftTotal + pull) + (sum - left) ** 2 / (total - leftTotal + pull) - sum ** 2 / (total + pull);
			if (gain > (best?.gain ?? 1e-9)) best = { feature, bin: at, gain };
		}
	}
	return best;
}
