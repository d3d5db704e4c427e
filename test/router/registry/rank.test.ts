import fc from 'fast-check';

import { rankModels, type Ranked } from '../../../router/registry/rank';

function row(slot: number, price: readonly [input: number, output: number] | null, strength: number | null = null): Ranked {
	if (price === null) return { slot, strength, price: null };
	const [inputUsdPerMTok, outputUsdPerMTok] = price;
	return {
		slot,
		strength,
		price: { tiers: [{ fromInputTokens: 0, inputUsdPerMTok, cachedInputUsdPerMTok: null, outputUsdPerMTok }], source: 'catalogue' },
	};
}

/** Slots, weakest first. */
function weakestFirst(rows: readonly Ranked[]): number[] {
	return [...rankModels(rows).rankOf].sort(([, a], [, b]) => a - b).map(([slot]) => slot);
}

it('ranks by list price, three parts input to one part output', () => {
	// 3·1 + 9 = 12 against 3·3 + 2 = 11: output price alone, or an even mix, would say otherwise.
	expect(weakestFirst([row(1, [1, 9]), row(2, [3, 2])])).toEqual([2, 1]);
	expect(weakestFirst([row(1, [2, 4]), row(2, [1, 6])])).toEqual([2, 1]);
});

it('ranks equal prices by row', () => {
	expect(weakestFirst([row(3, [1, 1]), row(1, [1, 1]), row(2, [1, 1])])).toEqual([1, 2, 3]);
});

it('ranks by row where no price is known, and says so', () => {
	const ranks = rankModels([row(1, null), row(2, null)]);
	expect([...ranks.rankOf]).toEqual([
		[1, 0],
		[2, 1],
	]);
	expect(ranks.byRow).toBe(true);
});

it('does not speak of an order where there is one model', () => {
	expect(rankModels([row(1, null)]).byRow).toBe(false);
});

it('names the row that needs a Strength where only some prices are known', () => {
	expect(() => rankModels([row(1, [1, 1]), row(4, null)])).toThrow(
		/^Models, row 4, Strength: .*not known.*Give every enabled row a Strength/,
	);
});

it('counts a price of 0 as known', () => {
	expect(weakestFirst([row(1, [1, 1]), row(2, [0, 0])])).toEqual([2, 1]);
});

it('ranks by Strength, whatever the prices, equal ones by row', () => {
	expect(weakestFirst([row(1, [9, 9], 1), row(2, null, 10), row(3, [1, 1], 10)])).toEqual([1, 2, 3]);
});

it('names the row on Auto where another has a Strength', () => {
	expect(() => rankModels([row(1, [1, 1], 3), row(2, [2, 2])])).toThrow(/^Models, row 2, Strength: is Auto/);
});

it('gives every row its own rank from 0 on', () => {
	const priced = fc.uniqueArray(fc.record({ slot: fc.nat(50), in: fc.nat(3), out: fc.nat(3) }), {
		selector: ({ slot }) => slot,
		minLength: 1,
	});
	fc.assert(
		fc.property(priced, (rows) => {
			const { rankOf } = rankModels(rows.map((one) => row(one.slot, [one.in, one.out])));
			expect([...rankOf.values()].sort((a, b) => a - b)).toEqual(rows.map((_, index) => index));
		}),
	);
});
