import { sumTrees } from '../../../../router/request/hardness/trees';

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
