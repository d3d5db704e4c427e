import { clearHealth } from '../../../nodes/shared/health';
import { RouteLlmRequest } from '../../../nodes/RouteLlmRequest/RouteLlmRequest.node';
import type { TestServer } from '../../support/httpServer';
import { codeNode, connect, runWorkflow } from '../../support/engine';
import { registryOf } from '../../support/ladder';
import {
	askOf,
	LADDER,
	NODE,
	openLedger,
	provider,
	refuses,
	row,
	run,
	says,
	start,
	type Ask,
	type TestLedger,
} from '../../support/routeNode';

let small: TestServer;
let large: TestServer;
let ledger: TestLedger;
let calls: string[];
/** Prompts that start with "down" fail at the large model. */
beforeAll(async () => {
	ledger = await openLedger();
	small = await provider((prompt) => {
		calls.push(`small:${prompt}`);
		return says('small');
	});
	large = await provider((prompt) => {
		calls.push(`large:${prompt}`);
		return prompt.startsWith('down') ? refuses(500) : says('large');
	});
});
afterAll(() => Promise.all([small.close(), large.close(), ledger.close()]));
beforeEach(() => {
	calls = [];
	clearHealth();
});

/** Threshold 0: without a bypass all goes to the small model. */
const ask = (json: Ask['items'][number]['json'][], parameters: Record<string, unknown>): Ask => ({
	items: json.map((one) => ({ json: one })),
	urls: [small.url, large.url],
	parameters: { threshold: 0, maxRetries: 0, ...parameters },
});
const reasonOf = (item: { json: Record<string, unknown> } | undefined) =>
	(item?.json['llmRoute'] as { reason: string } | undefined)?.reason;

describe('Always the Strongest When', () => {
	const alwaysStrongest = '={{ $json.risky }}';

	it('is decided item by item, and recorded under one policy', async () => {
		const started = await start(
			ask(
				[
					{ text: 'a', risky: true },
					{ text: 'b', risky: false },
					{ text: 'c', risky: 'false' },
				],
				{ alwaysStrongest },
			),
		);
		const result = await started.done;
		expect(result.counts(NODE)).toEqual([0, 2, 1]);
		expect(calls.toSorted()).toEqual(['large:a', 'small:b', 'small:c']);
		expect(reasonOf(result.items(NODE, 2)[0])).toBe('Always the Strongest When is true, so Large; prompt from text');
		const stored = ledger.stored(started.executionId);
		expect(stored.map(({ forcedBy }) => forcedBy).toSorted()).toEqual(['bypass', null, null]);
		expect(new Set(stored.map(({ policyHash }) => policyHash)).size).toBe(1);
	});

	it('goes to Fallback where the strongest fails, never to a weaker model', async () => {
		const result = await run(ask([{ text: 'down', risky: true }], { alwaysStrongest }));
		expect(result.counts(NODE)).toEqual([1, 0, 0]);
		expect(calls).toEqual(['large:down']);
		expect(result.items(NODE, 0)[0]?.json['llmRoute']).toMatchObject({ failure: 'server_error' });
	});

	it.each([
		['is missing', '={{ $json.absent }}'],
		['is no yes or no', '={{ "perhaps" }}'],
		['fails', '={{ $("Nowhere").item.json.risky }}'],
	])('counts as true where it %s, and the reason says so', async (_, expression) => {
		const result = await run(ask([{ text: 'a' }], { alwaysStrongest: expression }));
		expect(result.counts(NODE)).toEqual([0, 0, 1]);
		expect(reasonOf(result.items(NODE, 2)[0])).toContain('Always the Strongest When gave neither true nor false, so Large');
	});

	it('is the same in Route Only, where an item that comes back goes to Fallback', async () => {
		const { workflow, ...rest } = askOf(ask([{ text: 'a', risky: true }], { alwaysStrongest, operation: 'routeOnly' }));
		const failing = codeNode((all) => [all.map(({ json }) => ({ json: { ...json, error: 'down' } }))]);
		const result = await runWorkflow({
			...rest,
			nodeTypes: { 'test.failing': failing },
			workflow: {
				...workflow,
				nodes: workflow.nodes.map((node) => (node.name === 'Large' ? { ...node, type: 'test.failing' } : node)),
				connections: { ...workflow.connections, ...connect('Large', [NODE]) },
			},
		});
		expect([0, 1].map((index) => result.counts(NODE, index))).toEqual([
			[0, 0, 1],
			[1, 0, 0],
		]);
	});
});

describe('Never Below', () => {
	it('leaves weaker models out and says so', async () => {
		const started = await start(ask([{ text: 'a' }], { neverBelow: 'custom2/large' }));
		const result = await started.done;
		expect(result.counts(NODE)).toEqual([0, 0, 1]);
		expect(reasonOf(result.items(NODE, 2)[0])).toContain('Small is weaker than Never Below allows, so Large');
		expect(ledger.stored(started.executionId)).toMatchObject([
			{ forcedBy: null, candidates: [{ excludedBy: 'below_floor' }, { excludedBy: null }] },
		]);
	});

	it('may differ from item to item', async () => {
		const result = await run(
			ask(
				[
					{ text: 'a', least: 'custom2/large' },
					{ text: 'b', least: '' },
				],
				{ neverBelow: '={{ $json.least }}' },
			),
		);
		expect(result.counts(NODE)).toEqual([0, 1, 1]);
	});

	it('holds against a rule', async () => {
		const rules = { values: [{ model: 'custom1/small', combine: 'all', signals: {}, item: {} }] };
		expect((await run(ask([{ text: 'a' }], { strategy: 'rules', rules, neverBelow: 'custom2/large' }))).counts(NODE)).toEqual([0, 0, 1]);
	});
});

describe('Bypass Routing', () => {
	it('sends everything to the one model, and what it fails at to another', async () => {
		const result = await run(ask([{ text: 'a' }, { text: 'down' }], { bypassRouting: 'custom2/large' }));
		expect(result.counts(NODE)).toEqual([0, 1, 1]);
		expect(reasonOf(result.items(NODE, 2)[0])).toBe('Bypass Routing is on, so Large; prompt from text');
		expect(result.items(NODE, 1)[0]?.json).toMatchObject({ text: 'down', llmRoute: { degraded: true } });
	});

	it('gives way to Always the Strongest When', async () => {
		const parameters = { bypassRouting: 'custom1/small', alwaysStrongest: '={{ $json.risky }}' };
		const result = await run(
			ask(
				[
					{ text: 'a', risky: true },
					{ text: 'b', risky: false },
				],
				parameters,
			),
		);
		expect(calls.toSorted()).toEqual(['large:a', 'small:b']);
		expect(result.counts(NODE)).toEqual([0, 1, 1]);
	});
});

describe('settings that cannot be kept are one error before any call', () => {
	const off = { models: { values: [...LADDER, row('custom2/third', 'Third', 3, { enabled: false })] } };
	it.each([
		[{ neverBelow: 'x/absent' }, 'Never Below: names the model "x/absent", which is not in the list'],
		[{ bypassRouting: 'x/absent' }, 'Bypass Routing: names the model "x/absent", which is not in the list'],
		[{ ...off, neverBelow: 'custom2/third' }, 'Never Below: names the model "custom2/third", which is switched off'],
		[{ ...off, bypassRouting: 'custom2/third' }, 'Bypass Routing: names the model "custom2/third", which is switched off'],
		[
			{ bypassRouting: 'custom1/small', neverBelow: 'custom2/large' },
			'Bypass Routing: names "custom1/small", which is weaker than "custom2/large" under Never Below (item 0)',
		],
	])('%j', async (parameters, message) => {
		const result = await run(
			ask(
				[
					{ text: 'a', least: 'custom1/small' },
					{ text: 'b', least: 'x/absent' },
				],
				parameters,
			),
		);
		expect(result.error?.message).toContain(message);
		expect(calls).toEqual([]);
	});

	it.each([
		[{ neverBelow: '={{ $json.least }}' }, 'Never Below'],
		[{ bypassRouting: '={{ $json.least }}' }, 'Bypass Routing'],
		[{ strategy: 'rules', rules: { values: [{ model: '={{ $json.least }}' }] } }, 'Rules, rule 1'],
		[{ strategy: 'rules', defaultModel: '={{ $json.least }}' }, 'Default Model'],
	])('but a name from an expression costs its own item alone: %j', async (parameters, field) => {
		const result = await run(
			ask(
				[
					{ text: 'a', least: 'Large' },
					{ text: 'b', least: 'x/absent' },
				],
				parameters,
			),
		);
		expect(result.error).toBeUndefined();
		expect(calls).toEqual(['large:a']);
		expect(result.items(NODE, 0)[0]?.json).toMatchObject({ text: 'b', llmRoute: { failure: 'no_model' } });
		expect(reasonOf(result.items(NODE, 0)[0])).toBe(
			`${field} (item 1): names the model "x/absent", which is not in the list. Use one of these: Small (custom1/small), Large (custom2/large).`,
		);
	});

	it('a model may be named by ID, branch name or model name', async () => {
		for (const neverBelow of ['custom2/large', 'Large', 'large']) {
			expect((await run(ask([{ text: 'a' }], { neverBelow }))).counts(NODE)).toEqual([0, 0, 1]);
		}
	});

	it('a floor as strong as the one model is none', async () => {
		const result = await run(ask([{ text: 'a' }], { bypassRouting: 'custom2/large', neverBelow: 'custom2/large' }));
		expect(result.counts(NODE)).toEqual([0, 0, 1]);
	});
});

it('the lists offer the models of the node, and to do without', async () => {
	const { loadOptions } = new RouteLlmRequest().methods;
	const of = async (name: keyof typeof loadOptions): Promise<unknown> => {
		const method: unknown = Reflect.get(loadOptions, name);
		const context = { getCurrentNodeParameter: () => LADDER, getCredentials: async () => registryOf(['http://a', 'http://b']) };
		return typeof method === 'function' && (await Reflect.apply(method, context, []));
	};
	const models = [
		{ name: 'Small (One: small)', value: 'custom1/small' },
		{ name: 'Large (Two: large)', value: 'custom2/large' },
	];
	expect(await of('getFloorChoices')).toEqual([{ name: 'None', value: '' }, ...models]);
	expect(await of('getBypassRoutingChoices')).toEqual([{ name: 'Off: Route Every Item', value: '' }, ...models]);
});
