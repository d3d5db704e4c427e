import { ALLOWED, bundleConnectedOnly } from '../../../scripts/build/connectedOnly.mjs';
import { FORBIDDEN_GLOBALS } from '../../support/connectedBundle';

/** The tables that are read to choose by, and the parsers of code, make up most of it. */
const MOST_BYTES = 4.5e6;

it('loads nothing that n8n Cloud forbids, and names no such global', async () => {
	// What is free in the code is replaced; a property or a variable of the same name is not.
	const define = Object.fromEntries(FORBIDDEN_GLOBALS.map((name) => [name, `FORBIDDEN_${name}`]));
	const { code, imports } = await bundleConnectedOnly({ define });
	expect(imports.filter((name) => !ALLOWED.includes(name))).toEqual([]);
	expect(code.match(/.{60}FORBIDDEN_\w+.{20}/g) ?? []).toEqual([]);
	expect(code.match(/\bconsole\.\w+/g) ?? []).toEqual([]);
});

it('is one file of a size that can be published', async () => {
	const { bytes } = await bundleConnectedOnly();
	expect(bytes).toBeLessThan(MOST_BYTES);
});
