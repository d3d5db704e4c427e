import type { TestServer } from '../../support/httpServer';
import { NODE, openLedger, provider, refuses, row, run, type TestLedger } from '../../support/routeNode';

/** 100 tokens in of which 40 were cached, 30 out of which 20 were thought. */
const USAGE = {
	prompt_tokens: 100,
	completion_tokens: 30,
	total_tokens: 130,
	prompt_tokens_details: { cached_tokens: 40 },
	completion_tokens_details: { reasoning_tokens: 20 },
};

let server: TestServer;
let ledger: TestLedger;
beforeAll(async () => {
	server = await provider((prompt) => {
		if (prompt.startsWith('fail')) return refuses(400, { code: 'content_filter' });
		const choices = [
			{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content: prompt.startsWith('empty') ? '' : 'Fine.' } },
		];
		return { kind: 'json', status: 200, body: { id: 'c', object: 'chat.completion', model: 'm', choices, usage: USAGE } };
	});
	ledger = await openLedger();
});
afterAll(async () => await Promise.all([server.close(), ledger.close()]));

// Long enough that the counts above may be true of it.
const LONG = ' and so on'.repeat(30);

async function traced(prompts: readonly string[], parameters: object = {}) {
	const result = await run({
		items: prompts.map((text) => ({ json: { text: text + LONG } })),
		urls: [server.url, server.url],
		parameters: { threshold: 0, ...parameters },
	});
	const items = [0, 1, 2].flatMap((output) => result.items(NODE, output)).map(({ json }) => json['llmRoute']);
	return { tracing: result.tasks(NODE)[0]?.metadata?.tracing, items };
}

describe('the trace of a run', () => {
	it('sums tokens and money over all items, under the keys of n8n', async () => {
		const { tracing, items } = await traced(['one', 'two']);
		const costs = items.map((llmRoute) => (llmRoute as { costUsd: number }).costUsd);
		expect(tracing).toEqual({
			'llm.tokens.in': 200,
			'llm.tokens.out': 60,
			'llm.tokens.total': 260,
			'llm.cost.total': expect.closeTo((costs[0] ?? 0) + (costs[1] ?? 0), 12),
			'llm_router.strategy': 'classifier',
			'llm_router.model': 'custom1/small',
			'llm_router.fallback': 0,
		});
		expect(costs.every((cost) => cost > 0)).toBe(true);
	});

	it('counts drafts too, and what went to Fallback', async () => {
		const { tracing, items } = await traced(['empty', 'fail']);
		// The empty draft of the small model, and that of the large one.
		expect(items).toEqual(
			expect.arrayContaining([expect.objectContaining({ tokens: { input: 200, output: 60, reasoning: 40, cached: 80 } })]),
		);
		expect(tracing).toMatchObject({ 'llm.tokens.in': 200, 'llm.tokens.out': 60, 'llm_router.fallback': 2 });
		expect(tracing).not.toHaveProperty(['llm_router.model']);
	});

	it('has no tokens and no money where no model was asked', async () => {
		const { tracing, items } = await traced(['one'], { operation: 'routeOnly' });
		expect(tracing).toEqual({
			'llm.cost.total': 0,
			'llm_router.strategy': 'classifier',
			'llm_router.model': 'custom1/small',
			'llm_router.fallback': 0,
		});
		expect(items).toEqual([expect.not.objectContaining({ tokens: expect.anything() })]);
	});

	it('has no sum of money where the cost of one item is not known', async () => {
		const unknown = { inputPrice: undefined, outputPrice: undefined };
		const unpriced = [row('custom1/small', 'Small', 1, unknown), row('custom2/large', 'Large', 2, unknown)];
		const { tracing } = await traced(['one'], { models: { values: unpriced } });
		expect(tracing).toMatchObject({ 'llm.tokens.in': 100 });
		expect(tracing).not.toHaveProperty(['llm.cost.total']);
	});
});
