import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { PAGES } from '../support/page';

const WORKFLOWS = readdirSync('.github/workflows').map((file) => `.github/workflows/${file}`);

const FOLDERS = ['router', 'nodes', 'adapters', 'credentials', 'vendor', 'scripts', 'test', 'bench', 'docs', 'examples', '.ci', '.github'];

/** What a recipe makes up to show how it is done. */
const MADE_UP_NAMES = ['noEmoji', 'no_emoji', 'earlierTurns', 'earlier_turns', 'callsPerRequest', 'shortFirst', 'short_first', 'acme'];
const MADE_UP = new RegExp(`\\b(${MADE_UP_NAMES.join('|')})\\b|[*<…]`);

function codeSpans(text: string): string[] {
	const blocks = [...text.matchAll(/^```\w*\n([\s\S]*?)^```/gm)].flatMap(([, block]) => (block ?? '').split(/\s+/));
	const prose = text.replaceAll(/^```[\s\S]*?^```/gm, '');
	return [...blocks, ...[...prose.matchAll(/`([^`\n]+)`/g)].flatMap(([, code]) => (code ?? '').split(/\s+/))];
}

/** Everything in code style that begins like a path of this repository; a built file stands for its source. */
function pathsIn(text: string): string[] {
	const trimmed = codeSpans(text).map((word) => word.replaceAll(/^['"([]+|['"),.:;\]]+$/g, '').replace(/^dist\/(.+)\.js$/, '$1.ts'));
	return trimmed.filter((word) => FOLDERS.some((folder) => word.startsWith(`${folder}/`)) && !MADE_UP.test(word));
}

/** The npm scripts a text tells people or a workflow to run. */
function scriptsIn(text: string): string[] {
	const run = [...text.matchAll(/npm run (?:--[\w-]+ )*([a-z][\w:-]*)/g)].map(([, name]) => name ?? '');
	return [...run, ...[...text.matchAll(/npm (start|test)\b/g)].map(([, name]) => name ?? '')];
}

describe.each(PAGES)('%s', (page) => {
	const text = readFileSync(page, 'utf8');

	it('names files and folders that exist', () => {
		expect(pathsIn(text).filter((file) => !existsSync(file))).toEqual([]);
	});
});

it.each([...PAGES, ...WORKFLOWS, '.ci/run'])('%s runs scripts that package.json has', (file) => {
	const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };
	const missing = scriptsIn(readFileSync(file, 'utf8')).filter((name) => scripts[name] === undefined);
	expect(missing).toEqual([]);
});

it('the map of the code names every folder of the engine', () => {
	const map = readFileSync('docs/architecture.md', 'utf8');
	const rooms = readdirSync('router', { withFileTypes: true }).filter((entry) => entry.isDirectory());
	expect(rooms.map(({ name }) => `router/${name}/`).filter((room) => !map.includes(room))).toEqual([]);
});

const sources = FOLDERS.slice(0, 8).flatMap((folder) =>
	readdirSync(folder, { recursive: true, encoding: 'utf8' })
		.filter((file) => /\.m?[jt]s$/.test(file))
		.map((file) => path.join(folder, file)),
);

it.each(['docs/architecture.md', 'CONTRIBUTING.md'])('%s names what the code has', (page) => {
	const code = new Set(
		sources.filter((file) => !file.startsWith('test/docs/')).flatMap((file) => readFileSync(file, 'utf8').match(/\w+/g) ?? []),
	);
	// Words of several parts, as only code has them.
	const names = codeSpans(readFileSync(page, 'utf8')).flatMap((span) => span.match(/^\w*[a-z][A-Z]\w*|^[A-Z]+_[A-Z_]+|^[a-z]+_\w+/) ?? []);
	expect(names.length).toBeGreaterThan(10);
	expect(names.filter((name) => !code.has(name) && !MADE_UP_NAMES.includes(name))).toEqual([]);
});

it('code cites pages of this repository only', () => {
	const texts = sources.map((file) => ({ file, text: readFileSync(file, 'utf8') }));
	const cited = texts.flatMap(({ file, text }) => [...text.matchAll(/\b(?:docs\/)?[\w-]+\.md\b/g)].map(([name]) => ({ file, name })));
	// Licences of packages are no pages.
	const page = (name: string) => /^(LICENSE|NOTICE)/.test(name) || [name, `docs/${name}`].some((one) => existsSync(one));
	expect(cited.filter(({ name }) => !page(name))).toEqual([]);
	// A section number is a sign of a document that only its authors have.
	expect(texts.filter(({ text }) => / §\s?\d/.test(text)).map(({ file }) => file)).toEqual([]);
});
