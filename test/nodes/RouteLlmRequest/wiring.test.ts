import { z } from 'zod';

import { clearHealth } from '../../../nodes/shared/health';
import { codeNode, connect, manualTrigger, runWorkflow, type EngineRunOptions } from '../../support/engine';
import type { TestServer } from '../../support/httpServer';
import { askOf, NODE, openLedger, provider, refuses, says, type Ask, type TestLedger } from '../../support/routeNode';

let ledger: TestLedger;
let server: TestServer;

beforeAll(async () => {
	ledger = await openLedger();
	server = await provider((prompt) => (prompt.includes('refuse') ? refuses(400) : says('an answer')));
});
beforeEach(() => clearHealth());
afterAll(async () => {
	await server.close();
	await ledger.close();
});

const EASY = 'easy';
const HARD = 'hard one';
const ITEMS = [EASY, HARD].map((text) => ({ json: { text } }));
/** An easy prompt goes to Small, any other to Large, whatever the classifier would say. */
const BY_RULE = {
	strategy: 'rules',
	rules: { values: [{ model: 'custom1/small', signals: { values: [{ signal: 'words', comparison: 'at_most', number: 1 }] } }] },
};
const TRIGGER = { webhook: 'n8n-nodes-base.webhook', sub: 'n8n-nodes-base.executeWorkflowTrigger', loop: 'n8n-nodes-base.splitInBatches' };

/** n8n-core does not bring Webhook: as far as it matters here. */
function webhook(items: Ask['items']) {
	const trigger = manualTrigger(items);
	const responseMode = { displayName: 'Respond', name: 'responseMode', type: 'options', default: 'onReceived' } as const;
	return { ...trigger, description: { ...trigger.description, name: 'webhook', properties: [responseMode] } };
}

interface Wired extends Partial<Ask> {
	/** Of the first node; default Manual Trigger. */
	readonly trigger?: { readonly type: string; readonly parameters?: Record<string, unknown> };
	/** Nodes that are switched off. */
	readonly disabled?: readonly string[];
	readonly types?: Readonly<Record<string, string>>;
	readonly run?: Partial<EngineRunOptions>;
}

async function hintsOf({ trigger, disabled = [], types = {}, run, ...ask }: Wired): Promise<string[]> {
	const { workflow, ...options } = askOf({ items: ITEMS, urls: [server.url, server.url], parameters: BY_RULE, ...ask });
	const items = ask.items ?? ITEMS;
	const nodes = workflow.nodes.map((node) => ({
		...node,
		...(node.name === 'Start' && trigger && { type: trigger.type, parameters: { ...trigger.parameters } as typeof node.parameters }),
		...(types[node.name] !== undefined && { type: types[node.name] ?? node.type }),
		...(disabled.includes(node.name) && { disabled: true }),
	}));
	const back = nodes.some(({ name }) => name === 'Loop') ? connect('Loop', [NODE]) : {};
	const result = await runWorkflow({
		...options,
		nodeTypes: {
			[TRIGGER.webhook]: webhook(items),
			[TRIGGER.sub]: manualTrigger(items),
			// Ends at once: how often it is triggered is not what is looked at.
			[TRIGGER.loop]: codeNode(() => [[]], { name: 'splitInBatches', displayName: 'Loop Over Items' }),
		},
		startNode: 'Start',
		workflow: { ...workflow, nodes, connections: { ...workflow.connections, ...back } },
		...run,
	});
	expect(result.error).toBeUndefined();
	expect(
		result
			.counts(NODE)
			.slice(0, 3)
			.reduce((sum, count) => sum + count, 0),
	).toBe(items.length);
	return result.hints(NODE).map(({ message }) => message);
}

describe('an answered item on a branch that is not connected', () => {
	const wired = ['Fallback', 'Small', null];
	it('is told once, with the branch, where another model is connected', async () => {
		expect(await hintsOf({ wired, items: [...ITEMS, ...ITEMS] })).toEqual([
			'2 items went to Large, which is not connected, and was dropped there. Connect this output as you did the others.',
		]);
	});

	it.each<[string, Wired]>([
		['all are connected', {}],
		['nothing lands there', { wired, items: ITEMS.slice(0, 1) }],
		['no model is connected: the node is the end of the workflow', { wired: ['Fallback', null, null] }],
		['it is connected to a node that is switched off', { disabled: ['Large'] }],
		['Execute Step', { wired, run: { destinationNode: NODE } }],
		['what follows has pinned data', {}],
	])('is not told where %s', async (name, ask) => {
		const pinned = name === 'what follows has pinned data';
		const { workflow } = askOf({ items: ITEMS, urls: [server.url, server.url], parameters: BY_RULE });
		const run = pinned ? { workflow: { ...workflow, pinData: { Large: [{ json: {} }] } } } : (ask.run ?? {});
		expect(await hintsOf({ ...ask, run })).toEqual([]);
	});
});

describe('a router that is the last node', () => {
	const last: Wired = { wired: [null, null, null] };
	const lastNode = { type: TRIGGER.webhook, parameters: { responseMode: 'lastNode' } };
	const MERGE = /gets only the Fallback output, because this node is the last one\. Connect all outputs to a Merge node/;

	it.each<[string, Wired['trigger'], RegExp]>([
		['a Webhook that returns the last node', lastNode, /^The caller of "Start" gets only/],
		['a sub-workflow', { type: TRIGGER.sub }, /^The workflow that calls this one gets only/],
	])('behind %s: its answers are lost to the caller', async (_, trigger, says) => {
		const hints = await hintsOf({ ...last, ...(trigger && { trigger }) });
		expect(hints).toEqual([expect.stringMatching(says)]);
		expect(hints[0]).toMatch(MERGE);
	});

	it.each<[string, Wired]>([
		['Manual Trigger', last],
		[
			'a Webhook that responds by a node of its own',
			{ ...last, trigger: { type: TRIGGER.webhook, parameters: { responseMode: 'responseNode' } } },
		],
		['a Webhook that responds at once', { ...last, trigger: { type: TRIGGER.webhook } }],
		['a Webhook, with nodes after it', { trigger: lastNode }],
		['a Webhook, by Execute Step', { ...last, trigger: lastNode, run: { destinationNode: NODE } }],
	])('behind %s: nothing is said', async (_, ask) => {
		expect(await hintsOf(ask)).toEqual([]);
	});
});

describe('branches straight back into Loop Over Items', () => {
	const wired = ['Loop', 'Loop', 'Loop'];
	const types = { Loop: TRIGGER.loop };

	it('are told once, with a way out', async () => {
		expect(await hintsOf({ wired, types })).toEqual([
			expect.stringMatching(
				/^Several outputs lead straight back to "Loop", which then runs once for each of them\. Connect them to a Merge/,
			),
		]);
	});

	it.each<[string, Wired]>([
		['one branch has items', { wired, types, items: ITEMS.slice(0, 1) }],
		['other nodes are in between', { wired: ['Fallback', 'Small', 'Large'] }],
		['Execute Step', { wired, types, run: { destinationNode: NODE } }],
	])('are no trouble where %s', async (_, ask) => {
		expect(await hintsOf(ask)).toEqual([]);
	});
});

describe('Fallback that is not connected', () => {
	it('is an error in whole sentences: what to change first, how many, and why', async () => {
		const { workflow, ...options } = askOf({
			items: [{ json: { text: '' } }, { json: { text: 'refuse' } }, { json: { text: 'refuse this' } }, ...ITEMS],
			urls: [server.url, server.url],
			wired: [null, 'Small', 'Large'],
		});
		const { error } = await runWorkflow({ ...options, workflow });
		expect(error?.message).toBe(
			'3 of 5 items failed, and the Fallback output is not connected. Add a model of another provider under Models.',
		);
		const { description } = z.object({ description: z.string() }).parse(error);
		expect(description).toMatch(/^1 item: no prompt; 2 items: request refused\.\n/);
		expect(description).toMatch(
			/To keep failed items, connect the Fallback output, or set If Fallback Is Not Connected under If a Model Fails to Drop and Hint\.$/,
		);
		expect(`${error?.message ?? ''} ${description}`).not.toMatch(/[a-z]_[a-z]/);
	});
});

it('items that all lack a prompt are told together, with the field to set', async () => {
	const items = [1, 2].map((n) => ({ json: { count: n } }));
	expect(await hintsOf({ items })).toEqual([
		'No item has a prompt: no text was found for the prompt; the item has the fields count (1). Set Prompt to Define Below and enter an expression that gives text.',
	]);
	expect(await hintsOf({ items: [...items, ...ITEMS] })).toEqual([]);
});
