import { readFileSync } from 'node:fs';
import path from 'node:path';

import { createCatalogue } from '../../../adapters/catalogue/catalogue';
import { PRICE_LIST } from '../../../adapters/catalogue/profiles';
import { expectWritten } from '../../support/page';

import { accepted, pricesOf, suspicious, type KnownPrices } from './priceChanges';
import { PRICE_NOTES } from './priceNotes';

const FILE = path.join(__dirname, 'knownPrices.json');
/** Some prices depend on the hour and the day of the week. */
const NOON_MS = Date.parse(`${PRICE_LIST.date}T12:00Z`);

it('no price changed more than fourfold without a note that says why', () => {
	const before = JSON.parse(readFileSync(FILE, 'utf8')) as KnownPrices;
	const now = pricesOf(createCatalogue(), NOON_MS);
	const odd = suspicious(before, now, PRICE_NOTES);
	expectWritten(FILE, pageOf(accepted(before, now, PRICE_NOTES)));
	expect(odd).toEqual([]);
});

it('every note is about a price the catalogue has, and names its page', () => {
	const now = pricesOf(createCatalogue(), NOON_MS);
	for (const [id, { input, output, source }] of Object.entries(PRICE_NOTES)) {
		expect([id, now[id]]).toEqual([id, [input, output]]);
		expect(new URL(source).protocol).toBe('https:');
	}
});

/** One price a line, by id, so that a change reads well. */
function pageOf(prices: KnownPrices): string {
	const byId = Object.entries(prices).sort(([a], [b]) => (a < b ? -1 : 1));
	const lines = byId.map(([id, price]) => `\t${JSON.stringify(id)}: [${price.join(', ')}]`);
	return `{\n${lines.join(',\n')}\n}\n`;
}

describe('a price', () => {
	const now = { 'a/x': [10, 10] } as const;
	const note = (input: number) => ({ 'a/x': { input, output: 10, source: 'https://example.com' } });

	test.each([
		['four times as high', [2.5, 10], []],
		['more than four times as high', [2.4, 10], ['a/x: 2.4/10 → 10/10']],
		['less than a fourth', [10, 41], ['a/x: 10/41 → 10/10']],
		['no longer free', [0, 10], ['a/x: 0/10 → 10/10']],
	] as const)('that is %s', (_, before, expected) => {
		expect(suspicious({ 'a/x': before }, now, {})).toEqual(expected);
	});

	it('that is new, or that is noted as it is, is nothing to look at', () => {
		expect(suspicious({}, now, {})).toEqual([]);
		expect(suspicious({ 'a/x': [1, 10] }, now, note(10))).toEqual([]);
		expect(suspicious({ 'a/x': [1, 10] }, now, note(9))).toHaveLength(1);
	});

	it('that nobody has looked at stays as it was known; others, and new ones, are taken over, and gone ones go', () => {
		expect(accepted({ 'a/x': [1, 10], 'a/y': [1, 1], 'a/z': [1, 1] }, { ...now, 'a/y': [2, 2], 'a/n': [3, 3] }, {})).toEqual({
			'a/x': [1, 10],
			'a/y': [2, 2],
			'a/n': [3, 3],
		});
	});
});
