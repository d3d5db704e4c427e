import { HumanMessage } from '@langchain/core/messages';
import { NodeConnectionTypes, type IExecuteFunctions, type INodeType } from 'n8n-workflow';

import { supplyConnected } from '../../../nodes/LlmRouterChatModel/connectedOnly';
import { LlmRouterChatModel } from '../../../nodes/LlmRouterChatModel/LlmRouterChatModel.node';
import { sdkLike } from '../../adapters/langchain/sdkLike';
import { CHAT_MODEL, chatModel, chatModelNode, message } from '../../support/chatModels';
import { loadConnectedBundle } from '../../support/connectedBundle';
import { runWorkflow, type RunResult } from '../../support/engine';
import { inPanel } from '../../support/inPanel';

jest.mock('@n8n/ai-node-sdk', () => jest.requireActual<{ sdkLike: typeof sdkLike }>('../../adapters/langchain/sdkLike').sdkLike(), {
	virtual: true,
});

type Supply = typeof supplyConnected;

const ROUTER = 'test.connectedRouter';
const ASKER = 'test.asker';

/** The node as a package of its own might have it: without a credential. */
function routerNode(supplyData: Supply): INodeType {
	const { description } = new LlmRouterChatModel();
	return { description: { ...description, name: 'connectedRouter', credentials: [] }, supplyData };
}

const asker: INodeType = {
	description: {
		name: 'asker',
		displayName: 'Asker',
		group: ['transform'],
		version: 1,
		description: 'Asks its Chat Model',
		defaults: { name: 'Asker' },
		inputs: [NodeConnectionTypes.Main, { type: NodeConnectionTypes.AiLanguageModel, maxConnections: 1 }],
		outputs: [NodeConnectionTypes.Main],
		properties: [],
	},
	async execute(this: IExecuteFunctions) {
		const model = (await this.getInputConnectionData(NodeConnectionTypes.AiLanguageModel, 0)) as Invocable;
		const { content } = await model.invoke([new HumanMessage('What is the capital of France?')]);
		return [[{ json: { content: JSON.stringify(content) } }]];
	},
};

interface Invocable {
	invoke(messages: readonly object[]): Promise<{ readonly content: unknown }>;
}

let asked: string[];
let failing: Record<string, Error>;
let answers: Record<string, string>;

beforeEach(() => {
	asked = [];
	failing = {};
	answers = {};
});

const plugged = (name: string) =>
	chatModel(() => {
		asked.push(name);
		if (failing[name] !== undefined) throw failing[name];
		return message(answers[name] ?? `${name} answers`);
	});

let runs = 0;

/** Models of its own for each run: what is known of their health lasts as long as the process. */
async function run(supply: Supply, parameters: Record<string, unknown> = {}): Promise<RunResult> {
	const node = (name: string, type: string, more: object = {}) => ({ name, id: name, type, typeVersion: 1, parameters: {}, ...more });
	const wire = (to: string, type: 'main' | 'ai_languageModel', index = 0) => ({ [type]: [[{ node: to, type, index }]] });
	const rows = ['Small', 'Large'].map((branchName, index) => ({ branchName, settings: { strength: index === 0 ? '1' : '10' } }));
	return await runWorkflow({
		package: { nodes: {}, credentials: {} },
		startNode: 'Start',
		nodeTypes: {
			[ROUTER]: routerNode(supply),
			[ASKER]: asker,
			[CHAT_MODEL]: chatModelNode({ Small: plugged('Small'), Large: plugged('Large') }),
		},
		workflow: {
			id: `wf${String((runs += 1))}`,
			nodes: [
				node('Start', 'n8n-nodes-base.manualTrigger'),
				node('Asker', ASKER),
				node('Router', ROUTER, {
					parameters: inPanel({
						modelsFrom: 'connected',
						models: { values: rows },
						strategy: 'rules',
						rules: { values: [{ name: 'All', model: 'Small' }] },
						maxRetries: 0,
						maxWaitTime: 0,
						...parameters,
					}),
				}),
				...['Small', 'Large'].map((name) => node(name, CHAT_MODEL)),
			],
			connections: {
				Start: wire('Asker', 'main'),
				Router: wire('Asker', 'ai_languageModel'),
				Small: wire('Router', 'ai_languageModel', 0),
				Large: wire('Router', 'ai_languageModel', 1),
			},
		},
	});
}

const answerOf = (result: RunResult) => JSON.stringify(result.items('Asker')[0]?.json);

describe.each(['the sources', 'the bundle, without timers, process and globalThis'])('Connected Chat Models alone: %s', (how) => {
	let supply: Supply;
	beforeAll(async () => {
		supply = how === 'the sources' ? supplyConnected : (await loadConnectedBundle(sdkLike())).supplyConnected;
	});

	it('the chosen one answers', async () => {
		const result = await run(supply);
		expect(result.error).toBeUndefined();
		expect(answerOf(result)).toContain('Small answers');
		expect(asked).toEqual(['Small']);
	});

	it('another one answers where it fails', async () => {
		failing = { Small: Object.assign(new Error('overloaded'), { status: 503 }) };
		expect(answerOf(await run(supply))).toContain('Large answers');
		expect(asked).toEqual(['Small', 'Large']);
	});

	it('a failed one is tried again after a pause', async () => {
		failing = { Small: Object.assign(new Error('overloaded'), { status: 503 }), Large: Object.assign(new Error('no'), { status: 500 }) };
		const result = await run(supply, { maxRetries: 1, maxWaitTime: 30 });
		expect(result.error?.message).toContain('No model answered');
		expect(asked.length).toBeGreaterThan(2);
	});

	it.each([
		['code_parses', {}, '```js\nfor (let i = 0; i < 3; i++ {\n}\n```', '```js\nlet i = 0;\n```'],
		['code_parses', {}, '```sql\nSELECT a FROM t WHERE (b = 1\n```', '```sql\nSELECT a FROM t WHERE b = 1\n```'],
		['json_schema', { schema: '{"type":"object","required":["ok"]}' }, '{"no":1}', '{"ok":true}'],
		['matches', { pattern: '^ORDER-\\d+$' }, 'ORDER-x', 'ORDER-12'],
	])('an answer that the check %s rejects is not given', async (check, set, bad, good) => {
		answers = { Small: bad, Large: good };
		const result = await run(supply, { strategy: 'cascade', checks: { values: [{ check, severity: 'must_pass', ...set }] } });
		expect(answerOf(result)).toContain(JSON.stringify(JSON.stringify(good)).slice(3, -3));
		answers = { Small: good };
		asked = [];
		await run(supply, { strategy: 'cascade', checks: { values: [{ check, severity: 'must_pass', ...set }] } });
		expect(asked).toEqual(['Small']);
	});

	it('says that it keeps no log', async () => {
		const result = await run(supply);
		expect(result.hints('Router').map(({ message: text }) => text)).toContain('A decision could not be recorded: no log is kept here');
	});

	it('takes no models of a registry', async () => {
		const values = [{ model: { __rl: true, mode: 'id', value: 'openai/small' }, branchName: 'Small' }];
		const { error } = await run(supply, { modelsFrom: 'registry', models: { values }, strategy: 'cascade' });
		expect(error?.message).toContain('Models From');
		expect(asked).toEqual([]);
	});
});
