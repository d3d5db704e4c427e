import { createDictionary } from '../../../router/features/wordDictionary';
import { shippedDictionary } from '../../../router/features/wordTable';
import { makeTable } from '../../../scripts/trainWords/table';

/** Numbers without a pattern, always the same. */
function words(count: number) {
	let state = 7;
	const next = () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647 - 0.5;
	return Array.from({ length: count }, (_, index) => ({ word: `w${String(index)}`, vector: Float32Array.from({ length: 90 }, next) }));
}

it('is made to the same bits each time, of vectors about as long as each other, with a version of its own', () => {
	const made = makeTable(words(200));
	expect(makeTable(words(200))).toEqual(made);
	expect(made.table.version).not.toBe(shippedDictionary().version);
	expect(made.kept).toBeGreaterThan(0.5);
	const lengths = words(200).map(({ word }) => Math.hypot(...(createDictionary(made.table).lookUp(word)?.vector ?? [])));
	expect(Math.min(...lengths)).toBeGreaterThan(0.9 * Math.max(...lengths));
});

it('that ships has 20,000 words, office words and everyday ones alike', () => {
	const dictionary = shippedDictionary();
	expect(dictionary.dimensions).toBe(64);
	for (const word of ['the', 'invoice', 'vpn', 'javascript', 'umbrella', 'payslip'])
		expect(dictionary.lookUp(word)?.vector).toHaveLength(64);
	expect(Math.max(...['the', 'of'].map((word) => dictionary.lookUp(word)?.rank ?? Infinity))).toBeLessThan(100);
});
