import { textOf, sources, visit } from '../support/messages';

/** Addresses that are asked only because somebody has entered them, or read by people. */
const KNOWN = [
	// Prefilled base URLs, each shown in the credential and changeable there.
	/^adapters\/providers\.ts$/,
	// The pages that prices and dates were read on.
	/^adapters\/catalogue\//,
	// Links and placeholders in panels.
	/\/description\//,
	/^credentials\//,
];

it('docs/privacy.md: no code has a web address of its own to call', () => {
	const found: string[] = [];
	for (const { file, tree } of sources(['nodes', 'adapters', 'router', 'credentials'])) {
		if (KNOWN.some((known) => known.test(file))) continue;
		visit(tree, (node) => {
			if (/https?:\/\/[a-z0-9]/i.test(textOf(node))) found.push(`${file}: ${textOf(node)}`);
			return true;
		});
	}
	expect(found).toEqual([]);
});
