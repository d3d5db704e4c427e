import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

const PAGE = 'docs/security.md';
const THREATS = readFileSync(PAGE, 'utf8').split(/^## /m).slice(1);

interface NamedTest {
	readonly file: string;
	readonly title: string;
}

/** `- [name](../test/file): title`, as the page names tests. */
function testsIn(text: string): NamedTest[] {
	const found = [...text.matchAll(/^- \[[^\]]+\]\(\.\.\/(test\/[^)]+)\): (.+)$/gm)];
	return found.map(([, file = '', title = '']) => ({ file, title }));
}

/** Whether a test, or a group of tests, of this file begins with these words. */
function has({ file, title }: NamedTest): boolean {
	const code = existsSync(file) ? readFileSync(file, 'utf8').replaceAll(/\\(['"`])/g, '$1') : '';
	return code
		.split(title)
		.slice(0, -1)
		.some((before) => /\(\s*['"`]$/.test(before));
}

describe(PAGE, () => {
	it('has the threats that were thought of', () => {
		expect(THREATS.map((threat) => threat.split('\n')[0])).toEqual([
			'Keys',
			'Prompt injection of judges and gates',
			'Hostile provider',
			'Hostile item',
			'Hostile workflow file',
			'Addresses inside your network (SSRF)',
			'The log on disk',
			'Markup in the report',
			'Known vulnerabilities in what is bundled',
			'Supply chain',
		]);
	});

	it.each(THREATS.map((threat) => [threat.split('\n')[0] ?? '', threat]))('%s: every test that is named is there', (_, threat) => {
		const named = testsIn(threat);
		expect(named.length).toBeGreaterThan(0);
		expect(named.filter((one) => !has(one))).toEqual([]);
		// No line that is meant as one is read as something else.
		expect(named).toHaveLength((threat.split('\nTests:\n')[1] ?? '').match(/^- /gm)?.length ?? 0);
	});
});

it('SECURITY.md links to what exists', () => {
	const targets = [...readFileSync('SECURITY.md', 'utf8').matchAll(/\]\(([^)]+)\)/g)].map(([, target = '']) => target);
	expect(targets.length).toBeGreaterThan(0);
	expect(targets.filter((target) => !existsSync(path.join('.', target)))).toEqual([]);
});
