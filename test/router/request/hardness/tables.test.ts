import { shippedTables } from '../../../../router/request/hardness/shippedTables';
import { decodeTables, encodeTables } from '../../../../router/request/hardness/tables';

const tables = shippedTables();
const encoded = encodeTables(tables);

it('survive writing and reading', () => {
	const written = JSON.stringify(encoded);
	expect(JSON.parse(written)).toEqual(encoded);
	expect(decodeTables(JSON.parse(written) as typeof encoded)).toEqual(tables);
	expect(tables.fragments.some((value) => value < 0)).toBe(true);
});

it.each([
	['other features', { reads: `${encoded.reads}x` }],
	['fewer fragments', { fragments: encoded.fragments.slice(4) }],
	['another number of counts', { dense: encoded.dense.slice(1) }],
])('are refused when made for %s', (_, change) => {
	expect(() => decodeTables({ ...encoded, ...change })).toThrow('Run "npm run train"');
});
