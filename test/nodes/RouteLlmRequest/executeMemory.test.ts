import { AIMessage, HumanMessage, SystemMessage, type BaseMessage } from '@langchain/core/messages';
import { NodeConnectionTypes, type INodeType, type ISupplyDataFunctions, type SupplyData } from 'n8n-workflow';
import { clearHealth } from '../../../nodes/shared/health';
import type { TestServer } from '../../support/httpServer';
import { runWorkflow } from '../../support/engine';
import { askOf, NODE, openLedger, provider, refuses, says, type Ask, type TestLedger } from '../../support/routeNode';

let small: TestServer;
let large: TestServer;
let ledger: TestLedger;
let sent: unknown[];
/** As LangChain's BufferWindowMemory keeps them, by session. */
let sessions: Map<string, BaseMessage[]>;
let broken: { read?: string; save?: string };

const FENCED = '```json\n{"a":1}\n```';
const server = () =>
	provider((_, { body }) => {
		const { messages } = JSON.parse(body) as { messages: { content: string }[] };
		sent.push(messages);
		const prompt = messages.at(-1)?.content ?? '';
		if (prompt.startsWith('fail')) return refuses(400);
		return says(prompt.startsWith('as JSON') ? FENCED : `answer to ${prompt}`);
	});
beforeAll(async () => {
	ledger = await openLedger();
	[small, large] = [await server(), await server()];
});
afterAll(() => Promise.all([small.close(), large.close(), ledger.close()]));
beforeEach(() => {
	sent = [];
	sessions = new Map();
	broken = {};
	clearHealth();
});

/** A Memory sub-node whose session is the item's, shaped as n8n's own: LangChain's memory behind a proxy. */
const memoryNode: INodeType = {
	description: {
		displayName: 'Memory',
		name: 'memory',
		group: ['transform'],
		version: 1,
		description: 'Memory',
		defaults: { name: 'Memory' },
		inputs: [],
		outputs: [NodeConnectionTypes.AiMemory],
		properties: [{ displayName: 'Session', name: 'session', type: 'string', default: '={{ $json.session }}' }],
	},
	async supplyData(this: ISupplyDataFunctions, itemIndex: number): Promise<SupplyData> {
		const session = this.getNodeParameter('session', itemIndex, '', { ensureType: 'string' }) as string;
		const kept = sessions.get(session) ?? [];
		sessions.set(session, kept);
		const memory = {
			async loadMemoryVariables() {
				if (broken.read !== undefined) throw new Error(broken.read);
				return { chat_history: [...kept] };
			},
			async saveContext({ input }: { input: string }, { output }: { output: string }) {
				if (broken.save !== undefined) throw new Error(broken.save);
				kept.push(new HumanMessage(input), new AIMessage(output));
			},
		};
		return { response: new Proxy(memory, {}) };
	},
};

interface Setup {
	readonly parameters?: Record<string, unknown>;
	readonly node?: Ask['node'];
	readonly memory?: { disabled?: boolean } | null;
}

async function talk(json: Ask['items'][number]['json'][], { parameters, node, memory = {} }: Setup = {}) {
	const asked: Ask = {
		items: json.map((one) => ({ json: one })),
		urls: [small.url, large.url],
		...(node && { node }),
		parameters: { threshold: 0, maxRetries: 0, conversation: 'memory', ...parameters },
	};
	const { workflow, ...rest } = askOf(asked);
	const sub = memory === null ? [] : [{ name: 'Memory', type: 'test.memory', typeVersion: 1, parameters: {}, ...memory }];
	const wires = memory === null ? {} : { Memory: { ai_memory: [[{ node: NODE, type: NodeConnectionTypes.AiMemory, index: 0 }]] } };
	return await runWorkflow({
		...rest,
		nodeTypes: { 'test.memory': memoryNode },
		startNode: 'Start',
		workflow: { ...workflow, nodes: [...workflow.nodes, ...sub], connections: { ...workflow.connections, ...wires } },
	});
}

const user = (content: string) => ({ role: 'user', content });
const assistant = (content: string) => ({ role: 'assistant', content });
const said = (session: string) => sessions.get(session)?.map((message) => `${message.getType()}: ${message.text}`);
const reasonOf = (item: { json: Record<string, unknown> } | undefined) =>
	(item?.json['llmRoute'] as { reason: string } | undefined)?.reason;

describe('a connected Memory', () => {
	it('gives what was said before and keeps the answered turn', async () => {
		sessions.set('s', [
			new SystemMessage('Be brief'),
			new HumanMessage('one'),
			new AIMessage({ content: [{ type: 'text', text: 'two' }] }),
		]);
		const result = await talk([{ text: 'three', session: 's' }], { parameters: { includeDetails: true } });
		expect(result.error).toBeUndefined();
		expect(sent).toEqual([
			[
				{ role: 'system', content: 'Be brief' },
				user('one'),
				{ role: 'assistant', content: [{ type: 'text', text: 'two' }] },
				user('three'),
			],
		]);
		expect(said('s')?.slice(-2)).toEqual(['human: three', 'ai: answer to three']);
		expect(result.items(NODE, 1)[0]?.json['llmRoute']).toMatchObject({ details: { signals: { priorTurns: 2 } } });
	});

	it('items of one session are answered one after the other, each seeing the turns before it', async () => {
		await talk([
			{ text: 'a', session: 's' },
			{ text: 'b', session: 's' },
			{ text: 'c', session: 't' },
		]);
		expect(sent).toEqual([[user('a')], [user('a'), assistant('answer to a'), user('b')], [user('c')]]);
		expect([said('s'), said('t')]).toEqual([
			['human: a', 'ai: answer to a', 'human: b', 'ai: answer to b'],
			['human: c', 'ai: answer to c'],
		]);
	});

	it('keeps the text of an answer whose item holds an object', async () => {
		const result = await talk([{ text: 'as JSON', session: 's' }], { parameters: { responseFormat: 'json' } });
		expect(result.items(NODE, 1)[0]?.json['output']).toEqual({ a: 1 });
		expect(said('s')).toEqual(['human: as JSON', `ai: ${FENCED}`]);
	});

	it('keeps no turn without an answer', async () => {
		const result = await talk([
			{ text: 'fail', session: 's' },
			{ text: '', session: 's' },
		]);
		expect(result.counts(NODE)).toEqual([2, 0, 0]);
		expect([said('s') ?? [], result.hints(NODE)]).toEqual([[], []]);
	});

	it('keeps a turn once, though the node is run again', async () => {
		const first = { text: 'a', session: 's' };
		const result = await talk([first, { text: '', session: 's', error: 'upstream' }], { node: { retryOnFail: true, maxTries: 2 } });
		expect(result.counts(NODE)).toEqual([1, 1, 0]);
		expect(said('s')).toEqual(['human: a', 'ai: answer to a']);
	});

	it('is cut to Messages Kept', async () => {
		sessions.set(
			's',
			['1', '2', '3', '4'].map((text, n) => (n % 2 === 0 ? new HumanMessage(text) : new AIMessage(text))),
		);
		await talk([{ text: 'a', session: 's' }], { parameters: { historyLimit: 2 } });
		expect(sent).toEqual([[user('3'), assistant('4'), user('a')]]);
	});

	it('that cannot be read costs no item: it is answered without, and run and reason say so', async () => {
		broken = { read: 'connection refused' };
		const result = await talk([{ text: 'a', session: 's' }]);
		expect(result.counts(NODE)).toEqual([0, 1, 0]);
		expect(sent).toEqual([[user('a')]]);
		expect(reasonOf(result.items(NODE, 1)[0])).toMatch(/; the connected Memory could not be read, so no earlier messages were sent$/);
		expect(result.hints(NODE).map(({ message }) => message)).toEqual([
			expect.stringMatching(/^The connected Memory could not be read.*connection refused$/),
		]);
	});

	it('that cannot keep a turn costs no answer: the run says so', async () => {
		broken = { save: 'disk full' };
		const result = await talk([{ text: 'a', session: 's' }]);
		expect(result.items(NODE, 1)[0]?.json['output']).toBe('answer to a');
		expect(result.hints(NODE).map(({ message }) => message)).toEqual(['The connected Memory could not keep the answered turn: disk full']);
	});

	it('is read in Route Only and nothing is kept', async () => {
		sessions.set('s', [new HumanMessage('one'), new AIMessage('two')]);
		const result = await talk([{ text: 'a', session: 's' }], { parameters: { operation: 'routeOnly', includeDetails: true } });
		expect(result.items(NODE, 1)[0]?.json['llmRoute']).toMatchObject({ details: { signals: { priorTurns: 2 } } });
		expect(said('s')).toEqual(['human: one', 'ai: two']);
	});

	it.each([
		['absent', null],
		['switched off', { disabled: true }],
	])('that is %s is one error before any call', async (_, memory) => {
		const result = await talk([{ text: 'a', session: 's' }], { memory });
		expect(result.error?.message).toBe(
			'Previous Messages From: is Connected Memory, but none is connected. Connect a Memory node to the Memory input, or choose another source.',
		);
		expect(sent).toEqual([]);
	});

	it('that is wired though not chosen is left alone', async () => {
		sessions.set('s', [new HumanMessage('one')]);
		await talk([{ text: 'a', session: 's' }], { parameters: { conversation: 'none' } });
		expect(sent).toEqual([[user('a')]]);
		expect(said('s')).toEqual(['human: one']);
	});
});
