import { readFileSync } from 'node:fs';

import { clearHealth } from '../../nodes/shared/health';
import type { TestServer } from '../support/httpServer';
import { NODE, openLedger, provider, row, run, says, type TestLedger } from '../support/routeNode';

const PAGE = readFileSync('docs/choosing-a-strategy.md', 'utf8');

/** What is quoted in the example of a strategy, in order. */
function quotesOf(label: string): string[] {
	const [, example = ''] = new RegExp(`^### ${label}\\n\\n\\*(.+)\\*$`, 'm').exec(PAGE) ?? [];
	return [...example.matchAll(/"([^"]+)"/g)].map(([, quote]) => quote ?? '');
}

/** The branch each item leaves on, in the order of the items. */
async function branches(id: string, items: readonly Record<string, string>[], parameters: Record<string, unknown>) {
	const result = await run({
		items: items.map((json) => ({ json })),
		urls: [servers[0].url, servers[1].url],
		wired: ['Fallback', 'Small', 'Strong'],
		parameters: { models: { values: [row('custom1/small', 'Small', 1), row('custom2/large', 'Strong', 10)] }, ...parameters },
		node: { id },
	});
	expect(result.error).toBeUndefined();
	const out = [0, 1, 2].flatMap((output) => result.items(NODE, output).map(({ json }) => json));
	return items.map(({ text }) => (out.find((item) => item['text'] === text)?.['llmRoute'] as { branch: string }).branch);
}

let ledger: TestLedger;
let servers: readonly [TestServer, TestServer];
let small = 'fine';

beforeAll(async () => {
	ledger = await openLedger();
	servers = await Promise.all([provider(() => says(small)), provider(() => says('17 · 23 = 391'))]);
});
afterAll(async () => {
	await Promise.all([...servers.map((server) => server.close()), ledger.close()]);
});
beforeEach(() => clearHealth());

describe('the examples of docs/choosing-a-strategy.md', () => {
	it('Classifier', async () => {
		const items = quotesOf('Classifier').map((text) => ({ text }));
		expect(await branches('classifier', items, { strategy: 'classifier' })).toEqual(['Small', 'Strong']);
	});

	it('Rules', async () => {
		const [, field = '', value = ''] = /item condition `(\w+)` equals `(\w+)` and the model Strong/.exec(PAGE) ?? [];
		const conditions = [
			{ id: '1', leftValue: `={{ $json.${field} }}`, rightValue: value, operator: { type: 'string', operation: 'equals' } },
		];
		const item = { options: { caseSensitive: false, typeValidation: 'loose', version: 3 }, combinator: 'and', conditions };
		const rules = { values: [{ name: 'Legal', model: 'custom2/large', item }] };
		const items = [
			{ text: 'hi', [field]: value },
			{ text: 'hello', [field]: 'general' },
		];
		expect(await branches('rules', items, { strategy: 'rules', rules, defaultModel: 'custom1/small' })).toEqual(['Strong', 'Small']);
	});

	it('Semantic', async () => {
		const [first = '', second = '', strong = '', asked = ''] = quotesOf('Semantic');
		const examples = {
			values: [
				{ model: 'custom1/small', examples: `${first}\n${second}` },
				{ model: 'custom2/large', examples: strong },
			],
		};
		expect(await branches('semantic', [{ text: asked }], { strategy: 'semantic', examples })).toEqual(['Small']);
	});

	it('Cascade', async () => {
		[small = ''] = quotesOf('Cascade');
		const parameters = { strategy: 'cascade', checks: { values: [{ check: 'arithmetic' }] } };
		expect(await branches('cascade', [{ text: 'What is 17 times 23?' }], parameters)).toEqual(['Strong']);
		expect(await branches('cascade', [{ text: 'What is 17 times 23?' }], { strategy: 'cascade' })).toEqual(['Small']);
	});
});
