import fc from 'fast-check';

import { sumTrees, type Trees } from '../../../../router/request/hardness/trees';

/** Two trees of depth 2. Of the second, both lower nodes ask the first number. */
const trees = { depth: 2, features: [0, 1, 1, 1, 0, 0], cuts: [5, 1, 2, 0, 3, 9], leaves: [1, 2, 4, 8, 16, 32, 64, 128] };

it.each([
	[[5, 1], 1 + 128 - 64],
	[[5, 2], 2 + 64],
	[[6, 2], 4 + 64],
	[[10, 3], 8 + 128],
	[[3, 0], 1 + 16],
	[[4, -1], 1 + 32],
	[[3, 1], 1 + 64],
] as const)('of %j adds the leaves it falls into: at or below a cut goes left', (values, sum) => {
	expect(sumTrees(trees, Float64Array.from(values))).toBe(sum);
});

it('no trees add nothing', () => {
	expect(sumTrees({ depth: 3, features: [], cuts: [], leaves: [] }, Float64Array.of(1))).toBe(0);
});

const grown = fc.record({
	depth: fc.constant(3),
	features: fc.array(fc.nat(4), { minLength: 21, maxLength: 21 }),
	cuts: fc.array(fc.integer({ min: -4, max: 4 }), { minLength: 21, maxLength: 21 }),
	leaves: fc.array(fc.double({ noNaN: true, min: -2, max: 2 }), { minLength: 24, maxLength: 24 }),
});

it('walks each tree from its root down, whatever the numbers', () => {
	fc.assert(
		fc.property(grown, fc.array(fc.double({ min: -5, max: 5 }), { minLength: 5, maxLength: 5 }), (some, values) => {
			expect(sumTrees(some, Float64Array.from(values))).toBe(walked(some, values));
		}),
	);
});

function walked({ depth, features, cuts, leaves }: Trees, values: readonly number[]): number {
	const inner = 2 ** depth - 1;
	let sum = 0;
	for (let tree = 0; tree < leaves.length / 2 ** depth; tree++) {
		let node = 0;
		while (node < inner) {
			const at = tree * inner + node;
			node = 2 * node + ((values[features[at] ?? 0] ?? 0) <= (cuts[at] ?? 0) ? 1 : 2);
		}
		sum += leaves[tree * 2 ** depth + node - inner] ?? 0;
	}
	return sum;
}
