import { clearHealth } from '../../../nodes/shared/health';
import { codeNode, connect, runWorkflow } from '../../support/engine';
import { askOf, NODE, openLedger, type Ask, type TestLedger } from '../../support/routeNode';

let ledger: TestLedger;
beforeAll(async () => {
	ledger = await openLedger();
});
afterAll(() => ledger.close());
beforeEach(() => clearHealth());

/** Router → one node per branch; what those in `down` return on their error output comes back to the router. */
async function loop(items: Ask['items'], down: readonly string[], parameters: Record<string, unknown> = {}) {
	const { workflow, ...rest } = askOf({
		items,
		urls: ['http://127.0.0.1:9', 'http://127.0.0.1:9'],
		parameters: { operation: 'routeOnly', threshold: 0, ...parameters },
	});
	// As chains do, it leaves little of the item.
	const failing = codeNode((all) => [
		all.map(({ json: { text, n, llmRoute } }) => ({
			json: { text, n, llmRoute, error: 'the model was down' },
		})),
	]);
	return await runWorkflow({
		...rest,
		executionId: `loop-${Math.random().toString(36).slice(2)}`,
		nodeTypes: { 'test.failing': failing },
		workflow: {
			...workflow,
			nodes: workflow.nodes.map((node) => (down.includes(node.name) ? { ...node, type: 'test.failing' } : node)),
			connections: Object.assign({}, workflow.connections, ...down.map((name) => connect(name, [NODE]))),
		},
	});
}

const asked = ['a', 'b', 'c'].map((text, n) => ({ json: { text, n } }));

describe('an item that comes back to Route Only', () => {
	it.each(['registry', 'catalogue'])('goes to the next model, and to Fallback when none is left: %s', async (modelsFrom) => {
		const result = await loop(asked, ['Small', 'Large'], { modelsFrom });
		expect(result.error).toBeUndefined();
		expect([0, 1, 2].map((index) => result.counts(NODE, index))).toEqual([
			[0, 3, 0],
			[0, 0, 3],
			[3, 0, 0],
		]);
		const last = result.items(NODE, 0, 2).map(({ json }) => json);
		expect(last.map(({ n }) => n)).toEqual([0, 1, 2]);
		expect(last[0]?.['llmRoute']).toMatchObject({ failure: 'downstream', model: null });
	});

	it('keeps the models it was allowed, whatever has become of the field that said so', async () => {
		const allowedModels = "={{ $json.private ? 'Small' : '*' }}";
		const items = [{ json: { text: 'a', n: 0, private: true } }];
		const result = await loop(items, ['Small'], { allowedModels });
		expect([0, 1].map((index) => result.counts(NODE, index))).toEqual([
			[0, 1, 0],
			[1, 0, 0],
		]);
	});

	it('is recorded as re-entry of the decision that named the failed model', async () => {
		const result = await loop(asked.slice(0, 1), ['Small']);
		expect(result.counts('Large', 0)).toEqual([1]);
		const first = result.items(NODE, 1, 0)[0]?.json['llmRoute'] as { id: string };
		const second = result.items(NODE, 2, 1)[0]?.json['llmRoute'] as { id: string; reason: string };
		expect(second.id).not.toBe(first.id);
		const stored = ledger.stored('loop-%').filter(({ id }) => id === second.id || id === first.id);
		expect(stored.map(({ forcedBy, reEntryOf }) => ({ forcedBy, reEntryOf }))).toEqual([
			{ forcedBy: null, reEntryOf: null },
			{ forcedBy: 're_entry', reEntryOf: first.id },
		]);
	});

	/** `count` items to Route Only in this workflow, of which those in `failing` come back once. */
	const through = async (workflowId: string, count: number, failing: readonly number[]) => {
		const asked = askOf({
			items: Array.from({ length: count }, (_, n) => ({ json: { text: `item ${String(n)}`, n } })),
			urls: ['http://127.0.0.1:9', 'http://127.0.0.1:9'],
			parameters: { operation: 'routeOnly', threshold: 0, maxWaitTime: 0 },
		});
		const agent = codeNode((all) => [
			all.filter(({ json }) => failing.includes(Number(json['n']))).map(({ json }) => ({ json: { ...json, error: 'a tool failed' } })),
		]);
		const { workflow } = asked;
		const result = await runWorkflow({
			...asked,
			executionId: `loop-${Math.random().toString(36).slice(2)}`,
			nodeTypes: { 'test.agent': agent },
			workflow: {
				...workflow,
				id: workflowId,
				nodes: workflow.nodes.map((node) => (node.name === 'Small' ? { ...node, type: 'test.agent' } : node)),
				connections: { ...workflow.connections, ...connect('Small', [NODE]) },
			},
		});
		return result.counts(NODE, 0);
	};

	it('says nothing of the model to another workflow', async () => {
		await through('a', 5, [0, 1, 2, 3, 4]);
		expect(await through('b', 2, [])).toEqual([0, 2, 0]);
	});

	it('says nothing of it in its own workflow either, unless three different items in a row came back', async () => {
		await through('a', 6, [0, 1, 3, 5]);
		expect(await through('a', 2, [])).toEqual([0, 2, 0]);
		await through('a', 6, [1, 2, 3]);
		expect(await through('a', 2, [])).toEqual([0, 0, 2]);
	});

	it.each([
		['an id nobody issued', { id: '00000000-0000-4000-8000-000000000000' }],
		['a name of Object.prototype', { id: '__proto__' }],
		['no object', 'text'],
		['a number as id', { id: 7 }],
	])('is routed as new where llmRoute holds %s', async (_, llmRoute) => {
		const result = await loop([{ json: { text: 'a', llmRoute } }], []);
		expect(result.counts(NODE)).toEqual([0, 1, 0]);
		const issued = result.items(NODE, 1)[0]?.json['llmRoute'] as { id: string };
		expect(ledger.stored('loop-%').find(({ id }) => id === issued.id)?.forcedBy).toBeNull();
	});
});
