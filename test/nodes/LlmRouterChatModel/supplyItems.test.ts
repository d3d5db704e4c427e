import { readFileSync } from 'node:fs';

import type { IDataObject } from 'n8n-workflow';

import { ASKER, MODEL_NODE, type Use } from '../../support/modelNode';
import { large, openModelWorld, small, type Ask, type ModelWorld } from '../../support/modelWorld';
import type * as SdkLike from '../../adapters/langchain/sdkLike';

jest.mock('@n8n/ai-node-sdk', () => jest.requireActual<typeof SdkLike>('../../adapters/langchain/sdkLike').sdkLike(), {
	virtual: true,
});

let world: ModelWorld;
let executions = 0;
const another = () => `items-${String(++executions)}`;

beforeAll(async () => {
	world = await openModelWorld();
});
afterAll(() => world.close());
beforeEach(() => world.reset());

const human = (content: string) => ({ role: 'user', content });
/** As an Agent or chain: one model for all items, of which each has its text. */
const asker = { text: '={{ $json.text }}' };
const eachItem: Use = async ({ model, items }) => {
	const one = await model();
	const said = await Promise.allSettled(items.map(({ json }) => one.invoke([human(typeof json['text'] === 'string' ? json['text'] : '')])));
	return said.map((came) => (came.status === 'fulfilled' ? { content: came.value.content } : { error_: String(came.reason) }));
};
/** As a chain with a prompt of its own, which tells nobody what item it is about. */
const ownPrompt: Use = async ({ model }) => [{ content: (await (await model()).invoke([human('Summarize all of it')])).content }];

async function run(ask: Ask) {
	const executionId = another();
	const result = await world.run({ asker, ...ask, extra: { executionId } });
	return { result, records: world.ledger.stored(executionId), models: world.calls.map(({ model }) => model) };
}

const two = (field: string, one: IDataObject[string], other: IDataObject[string]): IDataObject[] => [
	{ text: 'the first', [field]: one },
	{ text: 'the second', [field]: other },
];

describe('Allowed Models', () => {
	const parameters = { allowedModels: '={{ $json.allowed }}' };

	it('are those of the item, where its prompt tells which it is', async () => {
		const { result, models } = await run({ parameters, items: two('allowed', 'Large', 'Small'), use: eachItem });
		expect(result.items(ASKER).map(({ json }) => json['content'])).toEqual(['large says hello', 'small says hello']);
		expect([...models].sort()).toEqual(['large', 'small']);
	});

	it('are those of all items, where nobody knows the item', async () => {
		const { models } = await run({ parameters, items: two('allowed', 'Small, Large', 'Large'), use: ownPrompt });
		expect(models).toEqual(['large']);
	});

	it('with nothing in common let nobody see what nobody knows the item of', async () => {
		const { result, models } = await run({ parameters, items: two('allowed', 'Small', 'Large'), use: ownPrompt });
		expect(models).toEqual([]);
		expect(result.error?.message).toMatch(/no model in common/);
	});
});

describe('Always Use Strongest', () => {
	const parameters = { alwaysStrongest: '={{ $json.critical }}' };

	it('is of the item', async () => {
		const { result } = await run({ parameters, items: two('critical', false, true), use: eachItem });
		expect(result.items(ASKER).map(({ json }) => json['content'])).toEqual(['small says hello', 'large says hello']);
	});

	it('holds where nobody knows the item and one of them wants it', async () => {
		const { models } = await run({ parameters, items: two('critical', false, true), use: ownPrompt });
		expect(models).toEqual(['large']);
	});
});

describe('keys of an item', () => {
	it('are kept with its request, and with no request of an unknown item', async () => {
		const parameters = { subjectKey: '={{ $json.who }}' };
		const known = await run({ parameters, items: two('who', 'ann', 'bob'), use: eachItem });
		expect(known.records.map(({ subjectKey }) => subjectKey).sort()).toEqual(['ann', 'bob']);
		const unknown = await run({ parameters, items: two('who', 'ann', 'bob'), use: ownPrompt });
		expect(unknown.records.map(({ subjectKey }) => subjectKey)).toEqual([null]);
	});

	const budgeted = {
		budgetKey: '={{ $json.who }}',
		showKeys: true,
		budget: 130e-6,
		budgetTimeZone: 'UTC',
		reservedOutputTokens: 20,
		models: { values: ONLY_SMALL() },
	};

	it('charge nobody for an unknown item where all have as much left', async () => {
		const { records } = await run({ parameters: budgeted, nodeId: another(), items: two('who', 'ann', 'bob'), use: ownPrompt });
		expect(records.map(({ budgetKey }) => budgetKey)).toEqual([null]);
	});

	it('charge the emptiest budget, as the store has it', async () => {
		const nodeId = another();
		const spend = () => run({ parameters: budgeted, nodeId, items: [{ text: 'hello', who: 'bob' }], use: eachItem });
		await spend();
		const unknown = await run({ parameters: budgeted, nodeId, items: two('who', 'ann', 'bob'), use: ownPrompt });
		expect(unknown.records.map(({ budgetKey }) => budgetKey?.text)).toEqual(['bob']);
		world.calls.length = 0;
		const refused = await run({ parameters: budgeted, nodeId, items: two('who', 'ann', 'bob'), use: ownPrompt });
		expect(refused.models).toEqual([]);
		expect(refused.result.error?.message).toMatch(/budget/i);
	});
});

function ONLY_SMALL() {
	return [
		{ model: { mode: 'id', value: 'custom1/small' }, branchName: 'Small', settings: { strength: '1', inputPrice: 1, outputPrice: 4 } },
	];
}

describe('an unknown item', () => {
	it('is told of once, in the panel of the model', async () => {
		const use: Use = async (asked) => [...(await ownPrompt(asked)), ...(await ownPrompt(asked))];
		const { result } = await run({ items: two('x', 1, 2), use });
		const hints = result.tasks(MODEL_NODE).flatMap(({ hints: told = [] }) => told.map(({ message }) => message));
		expect(new Set(hints.filter((hint) => hint.includes('which item'))).size).toBe(1);
		expect(hints.filter((hint) => hint.includes('which item')).length).toBe(1);
	});

	it('has rules without expressions, and no rule with conditions on an item', async () => {
		const item = {
			conditions: [{ leftValue: '={{ $json.vip }}', rightValue: true, operator: { type: 'boolean', operation: 'true' } }],
			combinator: 'and',
			options: {},
		};
		const rules = {
			values: [
				{ name: 'VIP', model: 'custom2/large', item },
				{ name: 'All', model: 'custom1/small' },
			],
		};
		const { models } = await run({ parameters: { rules }, items: two('vip', true, false), use: ownPrompt });
		expect(models).toEqual(['small']);
	});

	it('has the models of the run where an expression names them', async () => {
		const models = [{ model: { mode: 'id', value: '={{ "custom1/" + $json.size }}' }, branchName: 'Small' }];
		const { result, models: asked } = await run({
			parameters: { models: { values: models } },
			items: two('size', 'small', 'small'),
			use: ownPrompt,
		});
		expect(result.error).toBeUndefined();
		expect(asked).toEqual(['small']);
	});
});

describe('a consumer that asks for an item', () => {
	it('has the settings of that item', async () => {
		const use: Use = async ({ model }) => [{ content: (await (await model(1)).invoke([human('Anything')])).content }];
		const { models } = await run({ parameters: { allowedModels: '={{ $json.allowed }}' }, items: two('allowed', 'Small', 'Large'), use });
		expect(models).toEqual(['large']);
	});
});

describe('a conversation', () => {
	const toolStep = async () => {
		const { AIMessage, HumanMessage, ToolMessage } = await import('@langchain/core/messages');
		const turn = new AIMessage({ content: '', tool_calls: [{ id: 'c1', name: 'look', args: {} }] });
		return [new HumanMessage('Hello'), turn, new ToolMessage({ content: 'found', tool_call_id: 'c1' })];
	};
	const begins: Use = async ({ model }) => [{ content: (await (await model()).invoke([human('Hello')])).content }];
	const goesOn: Use = async ({ model }) => [{ content: (await (await model()).invoke(await toolStep())).content }];

	it('stays with its model in another execution, by its Session ID', async () => {
		const first = await run({ parameters: large, sessionId: 'talk-1', use: begins });
		const same = await run({ parameters: small, sessionId: 'talk-1', use: goesOn });
		expect(same.models).toEqual(['large', 'large']);
		expect(same.records[0]?.forcedBy).toBe('session');
		const other = await run({ parameters: small, sessionId: 'talk-2', use: goesOn });
		expect(other.models.at(-1)).toBe('small');
		const keys = [first, same, other].map(({ records }) => records[0]?.sessionKey);
		expect(keys[0]).toBe(keys[1]);
		expect(keys[0]).not.toBe(keys[2]);
		expect(JSON.stringify([first.records, first.result.run])).not.toContain('talk-1"}');
		expect(readFileSync(world.ledger.file, 'latin1')).not.toContain('talk-1');
	});

	it('is found by the sessionId of the item, where the field is untouched', async () => {
		const items = [{ sessionId: 'talk-3' }];
		await run({ parameters: large, items, use: begins });
		expect((await run({ parameters: small, items, use: goesOn })).models.at(-1)).toBe('large');
	});

	it('without an id ends with the execution', async () => {
		const both: Use = async (asked) => [...(await begins(asked)), ...(await goesOn(asked))];
		expect((await run({ parameters: large, use: begins })).models).toEqual(['large']);
		expect((await run({ parameters: small, use: goesOn })).models.at(-1)).toBe('small');
		expect((await run({ parameters: small, use: both })).records).toHaveLength(2);
	});

	it("of an unknown item is not the first item's", async () => {
		await run({ parameters: large, sessionId: 'talk-4', use: begins });
		const items = [
			{ text: 'the first', sessionId: 'talk-4' },
			{ text: 'the second', sessionId: 'talk-5' },
		];
		expect((await run({ parameters: small, items, use: goesOn })).models.at(-1)).toBe('small');
		const alike = items.map(({ text }) => ({ text, sessionId: 'talk-4' }));
		expect((await run({ parameters: small, items: alike, use: goesOn })).models.at(-1)).toBe('large');
	});

	it('is found by the chat trigger, where the item names none', async () => {
		const chats =
			(id: string, use: Use): Use =>
			async (asked) => {
				asked.ctx.customData.set('session_id', id);
				return await use(asked);
			};
		await run({ parameters: large, use: chats('chat-1', begins) });
		expect((await run({ parameters: small, use: chats('chat-1', goesOn) })).models.at(-1)).toBe('large');
		expect((await run({ parameters: small, use: chats('chat-2', goesOn) })).models.at(-1)).toBe('small');
	});
});
