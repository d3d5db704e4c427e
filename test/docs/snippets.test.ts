import { readFileSync } from 'node:fs';

import { clearHealth } from '../../nodes/shared/health';
import { costNanoUsd, NANO_USD_PER_USD } from '../../router/registry/cost';
import type { TestServer } from '../support/httpServer';
import { priceOf } from '../support/reportFacts';
import { NODE, openLedger, provider, row, run, says, type TestLedger } from '../support/routeNode';

/** What follows `before` on a page, in code style. */
function codeAfter(page: string, before: string): string {
	const text = readFileSync(page, 'utf8');
	const found = /`([^`\n]+)`/.exec(text.slice(text.indexOf(before) + before.length));
	if (!text.includes(before) || found === null) throw new Error(`${page} has no code behind "${before}".`);
	return found[1] ?? '';
}

/** What a person who copies an expression from a page has in the field. */
const asField = (code: string) => (code.startsWith('=') ? code : `=${code}`);

let ledger: TestLedger;
let servers: readonly [TestServer, TestServer];
let asked: { local: string[]; cloud: string[] };

beforeAll(async () => {
	ledger = await openLedger();
	const answering = (where: 'local' | 'cloud') =>
		provider((prompt) => {
			asked[where].push(prompt);
			return says('{"category":"bug","urgent":true}');
		});
	servers = await Promise.all([answering('local'), answering('cloud')]);
});
afterAll(async () => {
	await Promise.all([...servers.map((server) => server.close()), ledger.close()]);
});
beforeEach(() => {
	clearHealth();
	asked = { local: [], cloud: [] };
});

async function routed(id: string, items: readonly Record<string, unknown>[], parameters: Record<string, unknown>) {
	const models = { values: [row('custom1/small', 'Local', 1), row('custom2/large', 'Cloud', 2)] };
	const json = items.map((item) => ({ json: JSON.parse(JSON.stringify(item)) as Record<string, never> }));
	const result = await run({
		items: json,
		urls: [servers[0].url, servers[1].url],
		wired: ['Fallback', 'Local', 'Cloud'],
		parameters: { models, ...parameters },
		node: { id },
	});
	expect(result.error).toBeUndefined();
	return [0, 1, 2].map((output) => result.items(NODE, output).map((item) => item.json));
}

it('docs/privacy.md: with its expression, no private item reaches the cloud', async () => {
	const allowedModels = asField(codeAfter('docs/privacy.md', 'switch *Allowed Models* to *Expression* and enter'));
	const items = [{ text: 'my diary', isPrivate: true }, { text: 'who knows' }, { text: 'the weather', isPrivate: false }];
	await routed('private', items, { allowedModels, threshold: 1, parallelItems: 1 });
	expect(asked).toEqual({ local: ['my diary', 'who knows'], cloud: ['the weather'] });
});

it('docs/limits-and-budgets.md: each customer has the budget that its fields say', async () => {
	const page = 'docs/limits-and-budgets.md';
	const budgetKey = asField(codeAfter(page, '| Budget Key |'));
	const budget = Number(codeAfter(page, '| Budget (USD) |'));
	expect(budget).toBeGreaterThan(0);
	const items = [
		{ text: 'one', customerId: 'a' },
		{ text: 'two', customerId: 'a' },
		{ text: 'three', customerId: 'b' },
	];
	// So dear that the second item of a customer finds nothing left.
	const models = { values: [row('custom1/small', 'Local', 1, { inputPrice: 1, outputPrice: budget * 150_000 })] };
	const limits = { budget, budgetPer: 'day', budgetKey, models, reservedOutputTokens: 5, parallelItems: 1 };
	const [failed = [], answered = []] = await routed('budget', items, limits);
	expect(answered.map(({ text }) => text)).toEqual(['one', 'three']);
	expect(failed).toMatchObject([{ text: 'two', llmRoute: { failure: 'budget' } }]);
});

it('docs/prompts.md: the answer is the object that its schema describes', async () => {
	const [, responseSchema = ''] = /^```json\n([\s\S]*?)^```/m.exec(readFileSync('docs/prompts.md', 'utf8')) ?? [];
	const outputs = await routed('schema', [{ text: 'It crashes!' }], { responseFormat: 'json_schema', responseSchema });
	expect(outputs.flat()).toMatchObject([{ output: { category: 'bug', urgent: true } }]);
	const [failed] = await routed('other schema', [{ text: 'It crashes!' }], {
		responseFormat: 'json_schema',
		responseSchema: responseSchema.replaceAll('bug', 'defect'),
	});
	expect(failed).toMatchObject([{ llmRoute: { failure: 'quality' } }]);
});

it('docs/costs.md works out its example as the code does', () => {
	const [, input, inputPrice, output, outputPrice, usd] =
		/\*\*An example\.\*\* ([\d,]+) input tokens at \$([\d.]+) and ([\d,]+) output tokens at \$([\d.]+) per million: .* = \$([\d.]+)\.$/m
			.exec(readFileSync('docs/costs.md', 'utf8'))
			?.map((found) => Number(found.replaceAll(',', ''))) ?? [];
	const usage = { inputTokens: input ?? 0, outputTokens: output ?? 0, cachedInputTokens: 0 };
	expect(costNanoUsd(priceOf(inputPrice ?? 0, outputPrice ?? 0), usage)).toBe(Math.round((usd ?? 0) * NANO_USD_PER_USD));
});
