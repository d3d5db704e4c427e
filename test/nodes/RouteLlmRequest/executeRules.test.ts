import { clearHealth } from '../../../nodes/shared/health';
import type { TestServer } from '../../support/httpServer';
import { NODE, openLedger, provider, refuses, row, run, says, type Ask, type TestLedger } from '../../support/routeNode';

let small: TestServer;
let others: TestServer;
let ledger: TestLedger;
let calls: string[];
/** Prompts that start with "down" fail at the small model, and those with "empty" have it say nothing. */
beforeAll(async () => {
	ledger = await openLedger();
	small = await provider((prompt) => {
		calls.push('small');
		if (prompt.startsWith('down')) return refuses(500);
		return says(prompt.startsWith('empty') ? '' : 'small');
	});
	others = await provider((_, { body }) => {
		const { model } = JSON.parse(body) as { model: string };
		calls.push(model);
		return says(model);
	});
});
afterAll(() => Promise.all([small.close(), others.close(), ledger.close()]));
beforeEach(() => {
	calls = [];
	clearHealth();
});

const ROWS = [row('custom1/small', 'Small', 1), row('custom2/mid', 'Mid', 2), row('custom2/large', 'Large', 3)];
const ask = (texts: readonly string[], rule: Record<string, unknown>, item: Ask['items'][number]['json'] = {}): Ask => ({
	items: texts.map((text) => ({ json: { text, ...item } })),
	urls: [small.url, others.url],
	wired: ['Fallback', 'Small', 'Mid', 'Large'],
	parameters: {
		strategy: 'rules',
		models: { values: ROWS },
		rules: { values: [{ model: 'Small', ...rule }] },
		maxRetries: 0,
		maxWaitTime: 0,
		parallelItems: 1,
	},
});
const routeOf = async (options: Ask) => {
	const result = await run(options);
	expect(result.error).toBeUndefined();
	return {
		counts: result.counts(NODE),
		routes: [0, 1, 2, 3].flatMap((index) => result.items(NODE, index).map(({ json }) => json['llmRoute'])),
	};
};

describe('If Its Model Fails', () => {
	it('is Next Model unless the rule says otherwise', async () => {
		expect((await routeOf(ask(['down'], {}))).counts).toEqual([0, 0, 1, 0]);
		expect(calls).toEqual(['small', 'mid']);
	});

	it.each([
		['down', 'server_error', null],
		['empty', 'quality', ''],
	])('Fallback asks nobody else at "%s"', async (text, failure, draft) => {
		const { counts, routes } = await routeOf(ask([text], { ifItFails: 'fallback' }));
		expect(counts).toEqual([1, 0, 0, 0]);
		expect(calls).toEqual(['small']);
		expect(routes).toMatchObject([
			{ failure, reason: expect.stringContaining('its rule allows no other model'), ...(draft !== null && { draft: expect.anything() }) },
		]);
	});

	it('Fallback also for the items that find its model on cooldown', async () => {
		const { counts, routes } = await routeOf(ask(['down 1', 'down 2', 'down 3', 'down 4', 'down 5', 'up'], { ifItFails: 'fallback' }));
		expect(counts).toEqual([6, 0, 0, 0]);
		expect(routes.at(-1)).toMatchObject({ failure: 'capacity' });
		expect(new Set(calls)).toEqual(new Set(['small']));
	});

	it.each(['down', 'empty'])('These Models alone take over at "%s"', async (text) => {
		expect((await routeOf(ask([text], { ifItFails: 'models', theseModels: 'large' }))).counts).toEqual([0, 0, 0, 1]);
		expect(calls).toEqual(['small', 'large']);
	});

	it('These Models may come from the item, where a wrong one costs it alone', async () => {
		const rule = { ifItFails: 'models', theseModels: '={{ $json.backup }}' };
		expect((await routeOf(ask(['down'], rule, { backup: ['Large'] }))).counts).toEqual([0, 0, 0, 1]);
		const { counts, routes } = await routeOf(ask(['up'], rule, { backup: 'Gone' }));
		expect(counts).toEqual([1, 0, 0, 0]);
		expect(routes).toMatchObject([
			{
				failure: 'no_model',
				reason: expect.stringContaining('Rules, rule 1, These Models (item 0): names the model "Gone", which is not in the list'),
			},
		]);
	});
});
