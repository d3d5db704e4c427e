import { buildLadders } from '../../../scripts/train/ladders';

const rows = Array.from({ length: 20 }, (_, i) => ({
	source: 's',
	task: 's',
	id: String(i),
	prompt: 'x',
	scores: new Map(
		[
			['m50', 10],
			['m60', 12],
			['m70', 14],
			['m80', 16],
			['m85', 17],
			['hopeless', 2],
		].map(([name, right]) => [String(name), i < Number(right) ? 1 : 0]),
	),
}));

describe('buildLadders', () => {
	const ladders = buildLadders(rows);

	it('builds pairs and longer ladders, each in order of strength', () => {
		expect(new Set(ladders.map((ladder) => ladder.length))).toEqual(new Set([2, 3, 4, 5]));
		expect(ladders).toContainEqual(['m50', 'm85']);
		expect(ladders).toContainEqual(['m50', 'm70', 'm85']);
		for (const ladder of ladders) expect([...ladder].sort()).toEqual(ladder);
	});

	it("leaves out models too far from the strongest to be anybody's choice", () => {
		expect(ladders.flat()).not.toContain('hopeless');
	});
});
