import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { projectRoot } from '../../../scripts/lib/paths';
import { expectPart, markdownTable } from '../../support/page';

const PAGE = 'docs/publishing.md';
const HEADS = ['where', 'rule', 'finds', 'why'];

const findings = z.array(z.object({ file: z.string(), rule: z.string(), found: z.string() }));

interface Exception {
	readonly where: string;
	readonly rule: string;
	readonly finds: string;
}

const coded = (name: string) => `\`${name}\``;

/** One for each place and rule, as the page has them; a place is two folders deep. */
function exceptionsOf(found: z.infer<typeof findings>): Exception[] {
	const byPlace = new Map<string, Exception & { readonly names: Set<string> }>();
	for (const one of found) {
		const [where, rule] = [one.file.split('/').slice(0, 2).join('/'), one.rule.replace(/^.*\//, '')];
		const { names } = byPlace.get(`${where} ${rule}`) ?? { names: new Set<string>() };
		if (one.found !== '') names.add(one.found);
		byPlace.set(`${where} ${rule}`, { where, rule, finds: [...names].sort().map(coded).join(', '), names });
	}
	const rows = [...byPlace.values()].map(({ names: _, ...row }) => row);
	return rows.sort((a, b) => a.where.localeCompare(b.where) || a.rule.localeCompare(b.rule));
}

/** The table as it is committed: place and rule → why. */
function reasons(): ReadonlyMap<string, string> {
	const [, part = ''] = /<!-- scanner:[^\n]*\n(.*)<!-- \/scanner -->/s.exec(readFileSync(PAGE, 'utf8')) ?? [];
	const rows = part.split('\n').map((line) => line.split('|').map((cell) => cell.trim()));
	return new Map(rows.map(([, where = '', rule = '', , why = '']) => [`${where} ${rule}`, why]));
}

describe("n8n's scanner of community packages", () => {
	let rows: readonly Exception[] = [];

	beforeAll(() => {
		// One of its plugins takes every file for a node where it sees the environment of a test.
		const { NODE_ENV: _test, ...env } = process.env;
		const output = execFileSync(process.execPath, ['scripts/scan.mjs'], { cwd: projectRoot, env, encoding: 'utf8', maxBuffer: 1e8 });
		rows = exceptionsOf(findings.parse(JSON.parse(output)));
	});

	it('finds what the page lists, nothing more and nothing less', () => {
		const why = reasons();
		const cells = rows.map(({ where, rule, finds }) => [where, rule, finds, why.get(`${where} ${rule}`) ?? '']);
		expectPart(PAGE, 'scanner', markdownTable(HEADS, cells));
	});

	it('finds nothing that has no reason', () => {
		const why = reasons();
		const without = rows.filter(({ where, rule }) => (why.get(`${where} ${rule}`) ?? '').split(' ').length < 3);
		expect(without).toEqual([]);
	});

	it('finds no console, no name that looks like a secret, and no metadata missing', () => {
		// What can be mended is no exception.
		const cheap = /no-console|no-hardcoded-secrets|valid-author|require-homepage|require-repository|package-name|community-package-json/;
		expect(rows.filter(({ rule }) => cheap.test(rule))).toEqual([]);
	});
});
