import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { markdownIn, PAGES } from '../support/page';

const DOCS = markdownIn('docs');

const MOST_WORDS = 1200;
const MOST_BYTES = 300_000;

/** What a newcomer asks, as the README must answer it in one click more. */
const QUESTIONS = [
	'docs/results.md#why-did-this-item-go-to-the-strong-model',
	'docs/privacy.md#never-send-private-data-to-the-cloud',
	'docs/limits-and-budgets.md#a-daily-budget-per-customer',
	'docs/troubleshooting.md#my-key-is-right-but-nothing-is-called',
	'docs/chat-model.md#set-it-up',
	'docs/models.md#add-a-fourth-model-without-rewiring',
	'docs/privacy.md#does-it-phone-home',
];

const read = (page: string) => readFileSync(page, 'utf8');

/** What a reader follows, code apart. */
function linksIn(text: string): string[] {
	const prose = text.replaceAll(/^```[\s\S]*?^```/gm, '').replaceAll(/`[^`\n]+`/g, '');
	return [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target ?? '').filter((target) => !/^(https?|mailto):/.test(target));
}

/** The anchors GitHub and npm give the headings of a page. */
function anchorsOf(page: string): Set<string> {
	const anchors = new Set<string>();
	for (const [, heading = ''] of read(page)
		.replaceAll(/^```[\s\S]*?^```/gm, '')
		.matchAll(/^#{1,6} (.+)$/gm)) {
		const slug = heading
			.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
			.toLowerCase()
			.replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
			.replaceAll(/\s/g, '-');
		let anchor = slug;
		for (let n = 1; anchors.has(anchor); n++) anchor = `${slug}-${String(n)}`;
		anchors.add(anchor);
	}
	return anchors;
}

describe.each(PAGES)('%s', (page) => {
	it('links to pages and headings that exist', () => {
		const broken = linksIn(read(page)).filter((target) => {
			const [file = '', anchor] = target.split('#');
			const where = file === '' ? page : path.join(path.dirname(page), file);
			if (!existsSync(where)) return true;
			return anchor !== undefined && !anchorsOf(where).has(anchor);
		});
		expect(broken).toEqual([]);
	});

	it('has snippets of JSON that parse', () => {
		const snippets = [...read(page).matchAll(/^```json\n([\s\S]*?)^```/gm)].map(([, snippet]) => snippet ?? '');
		for (const snippet of snippets) expect(() => JSON.parse(snippet) as unknown).not.toThrow();
	});
});

it.each(DOCS.filter((page) => page !== 'docs/publishing.md'))('%s says first whom it is for', (page) => {
	const [, first] = read(page).split('\n\n');
	expect(first).toMatch(/^For (people|everyone|anyone|whoever) /);
});

describe('README.md', () => {
	it(`has at most ${String(MOST_WORDS)} words`, () => {
		expect(read('README.md').split(/\s+/).length).toBeLessThanOrEqual(MOST_WORDS);
	});

	it('links straight to the answer of what people ask first', () => {
		expect(linksIn(read('README.md'))).toEqual(expect.arrayContaining(QUESTIONS));
	});
});

it('every picture is on a page, and small', () => {
	const shown = new Set(PAGES.flatMap((page) => linksIn(read(page)).map((target) => path.join(path.dirname(page), target))));
	const pictures = readdirSync('docs/images').map((file) => `docs/images/${file}`);
	expect(pictures.filter((file) => !shown.has(file))).toEqual([]);
	expect(pictures.filter((file) => statSync(file).size > MOST_BYTES)).toEqual([]);
});

it('the index of docs has every page', () => {
	const index = linksIn(read('docs/README.md')).map((target) => path.join('docs', target));
	expect(DOCS.filter((page) => page !== 'docs/README.md' && !index.includes(page))).toEqual([]);
});
