import { sumTrees } from '../../../router/request/hardness/trees';
import { boost, type BoostRow } from '../../../scripts/train/boost';

const STUMP = { trees: 1, depth: 1, rate: 1, leastRows: 1, pull: 0 };

/** The second number decides: above 9, 3 is wanted, else 1. The first says nothing. */
const rows = Array.from({ length: 20 }, (_, i): BoostRow => row([i % 2, i], i > 9 ? 3 : 1));

describe('boost', () => {
	it('finds the feature and the cut that tell the rows apart', () => {
		expect(boost(rows, STUMP)).toEqual({ depth: 1, features: [1], cuts: [9], leaves: [1, 3] });
	});

	it('pulls leaves to 0, adds a share of them, and lets the next tree learn what is left', () => {
		// Ten rows a leaf, half of the sum by ten and five more; then the same of what is left.
		const { leaves } = boost(rows, { ...STUMP, trees: 2, rate: 0.5, pull: 5 });
		const first = [(0.5 * 10) / 15, (0.5 * 30) / 15];
		const second = first.map((leaf, i) => (0.5 * 10 * ((i === 0 ? 1 : 3) - leaf)) / 15);
		[...first, ...second].forEach((leaf, i) => expect(leaves[i]).toBeCloseTo(leaf, 4));
	});

	it('counts rows by their weight', () => {
		const mixed = [row([0], 1, 3), row([0], 5, 1), row([1], 0, 1)];
		expect(boost(mixed, STUMP).leaves).toEqual([2, 0]);
	});

	it('splits off no fewer rows than a leaf must hold, and nothing where nothing tells them apart', () => {
		const lone = Array.from({ length: 20 }, (_, i) => row([i], i === 0 ? 100 : 0));
		expect(boost(lone, { ...STUMP, leastRows: 5 }).cuts[0]).toBeGreaterThanOrEqual(4);
		const same = boost([row([1], 0), row([1], 4)], STUMP);
		expect(sumTrees(same, Float64Array.of(1))).toBe(2);
		expect(sumTrees(same, Float64Array.of(99))).toBe(2);
	});

	it('of depth 2 tells apart what no single cut does', () => {
		// The larger steps let the first cut see something.
		const corners = [
			[0, 0, 0],
			[0, 1, 4],
			[1, 0, 5],
			[1, 1, 1],
		].map(([a = 0, b = 0, target = 0]) => row([a, b], target));
		const trees = boost(corners, { ...STUMP, depth: 2 });
		for (const { values, target } of corners) expect(sumTrees(trees, values)).toBeCloseTo(target);
	});

	it('grows the same trees twice', () => {
		const options = { trees: 10, depth: 3, rate: 0.3, leastRows: 2, pull: 1 };
		expect(boost(rows, options)).toEqual(boost(rows, options));
	});
});

function row(values: readonly number[], target: number, weight = 1): BoostRow {
	return { values: Float64Array.from(values), target, weight };
}
