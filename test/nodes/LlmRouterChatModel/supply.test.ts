import { readFileSync } from 'node:fs';

import type { DecisionRecord } from '../../../router/ledger/record';
import { ASKER, MODEL_NODE, type ChatModel, type Use } from '../../support/modelNode';
import { LARGE_NANO_USD, openModelWorld, says, SMALL_NANO_USD, type ModelWorld } from '../../support/modelWorld';
import { KEYS } from '../../support/routeNode';
import type * as SdkLike from '../../adapters/langchain/sdkLike';

jest.mock('@n8n/ai-node-sdk', () => jest.requireActual<typeof SdkLike>('../../adapters/langchain/sdkLike').sdkLike(), {
	virtual: true,
});

let world: ModelWorld;
let executions = 0;
const another = () => `model-${String(++executions)}`;

beforeAll(async () => {
	world = await openModelWorld();
});
afterAll(() => world.close());
beforeEach(() => world.reset());

/** All that a decision has been charged, side calls and rejected drafts included. */
const costOf = ({ charges }: DecisionRecord) => charges.reduce((sum, { costNanoUsd }) => sum + (costNanoUsd ?? NaN), 0);
const human = (content: string) => ({ role: 'user', content });
/** Asks one thing after the other, of a model handed out anew each time. */
const asking =
	(...texts: readonly string[]): Use =>
	async ({ model }) => {
		const said: object[] = [];
		for (const text of texts) {
			const { content, response_metadata } = await (await model()).invoke([human(text)]);
			said.push({ content, ...response_metadata });
		}
		return said;
	};

describe('an answer', () => {
	it('comes with who gave it and why, is recorded once, and costs what the provider was asked for', async () => {
		const executionId = another();
		const result = await world.run({ use: asking('one', 'two', 'three'), extra: { executionId } });
		expect(result.error).toBeUndefined();
		expect(result.items(ASKER).map(({ json }) => json['content'])).toEqual(Array(3).fill('small says hello'));
		expect(result.items(ASKER)[0]?.json['llmRoute']).toMatchObject({ model: 'custom1/small', branch: 'Small', costUsd: 30e-6 });
		const records = world.ledger.stored(executionId);
		expect(world.calls.map(({ model }) => model)).toEqual(['small', 'small', 'small']);
		expect(records.map(costOf)).toEqual(Array(3).fill(SMALL_NANO_USD));
		expect(records.flatMap(({ charges }) => charges)).toHaveLength(world.calls.length);
		expect(new Set(records.map(({ dedupeKey }) => dedupeKey)).size).toBe(3);
		expect(records.every(({ dedupeKey }) => dedupeKey.startsWith(`${executionId}:model-id:${ASKER}:0:`))).toBe(true);
	});

	it("is in the panel's runs, with tokens and cost, and in sums on the node that asked", async () => {
		const result = await world.run({ use: asking('one', 'two'), extra: { executionId: another() } });
		const [first, second] = result.tasks(MODEL_NODE);
		const shown = first?.data?.['ai_languageModel']?.[0]?.[0]?.json;
		expect(shown).toMatchObject({
			response: {
				generations: [[{ text: 'small says hello' }], [{ text: 'Answered by Small, $0.000030: Rule "Everything" matched, so Small' }]],
			},
			llmRoute: { model: 'custom1/small', reason: expect.any(String), failedBefore: [] },
			tokenUsage: { promptTokens: 10, completionTokens: 5, totalTokens: 15 },
		});
		expect(first?.metadata?.['tracing']).toMatchObject({ 'llm.tokens.in': 10, 'llm.tokens.out': 5, 'llm.cost.total': 30e-6 });
		expect(second?.metadata?.['tracing']).toMatchObject({ 'llm.tokens.in': 10 });
		expect(result.tasks(ASKER)[0]?.metadata?.['tracing']).toMatchObject({
			'llm_router.calls': 2,
			'llm.tokens.in': 20,
			'llm.cost.total': 60e-6,
		});
	});

	it('says what failed before it, and all of it is paid and summed', async () => {
		world.answer = (call) => (call.model === 'small' ? { status: 503, error: 'out of order' } : says(call));
		const result = await world.run({ use: asking('one'), extra: { executionId: another() } });
		const route = result.items(ASKER)[0]?.json['llmRoute'] as { model: string; failedBefore: string[] };
		expect(route.model).toBe('custom2/large');
		expect(route.failedBefore).toEqual([expect.stringContaining('custom1/small')]);
	});

	it('counts tokens without a tokenizer', async () => {
		let count = 0;
		const use: Use = async ({ model }) => {
			count = await (await model()).getNumTokens('The quick brown fox jumps over the lazy dog.');
			return [];
		};
		await world.run({ use });
		expect(count).toBeGreaterThan(5);
		expect(count).toBeLessThan(20);
	});
});

describe('settings that cannot be used', () => {
	it.each([
		['a rule for a model that is not there', { rules: { values: [{ name: 'x', model: 'custom1/none' }] } }, /Rules, rule 1/],
		['a number out of range', { timeout: -1 }, /Timeout/],
		['no model', { models: { values: [] } }, /Models/],
	])('end it before any call: %s', async (_, parameters, field) => {
		const executionId = another();
		const result = await world.run({ parameters, use: asking('one'), extra: { executionId } });
		expect(`${String(result.error?.message)} ${JSON.stringify(result.error)}`).toMatch(field);
		expect(world.calls).toEqual([]);
		expect(world.ledger.stored(executionId)).toEqual([]);
	});
});

describe('money', () => {
	const capped = { costCap: 130e-6, reservedOutputTokens: 20 };

	it('of a Cost Cap is counted over all steps of an execution', async () => {
		const executionId = another();
		const result = await world.run({
			parameters: { ...capped, models: { values: ONLY_SMALL } },
			use: asking('1', '2', '3'),
			extra: { executionId },
		});
		expect(world.calls).toHaveLength(2);
		expect(result.error?.message).toMatch(/No model answered: the budget is too small/);
		expect(world.ledger.stored(executionId).map(costOf)).toEqual([SMALL_NANO_USD, SMALL_NANO_USD, 0]);
		expect(result.tasks(ASKER)[0]?.metadata?.['tracing']).toMatchObject({ 'llm_router.calls': 3, 'llm.cost.total': 60e-6 });
	});

	it('of a Cost Cap is not spent twice by requests at the same time', async () => {
		const use: Use = async ({ model }) => {
			const models = await Promise.all([model(), model(), model(), model()]);
			const said = await Promise.allSettled(models.map((one, index) => one.invoke([human(`ask ${String(index)}`)])));
			return said.map(({ status }) => ({ status }));
		};
		await world.run({ parameters: { ...capped, models: { values: ONLY_SMALL } }, use, extra: { executionId: another() } });
		expect(world.calls.length).toBeLessThanOrEqual(2);
	});

	it('of a Budget lasts beyond the execution', async () => {
		const parameters = { budget: 130e-6, budgetTimeZone: 'UTC', reservedOutputTokens: 20, models: { values: ONLY_SMALL } };
		const nodeId = another();
		await world.run({ parameters, nodeId, use: asking('1', '2'), extra: { executionId: another() } });
		const result = await world.run({ parameters, nodeId, use: asking('3'), extra: { executionId: another() } });
		expect(world.calls).toHaveLength(2);
		expect(result.error?.message).toMatch(/budget/i);
	});
});

const ONLY_SMALL = [
	{ model: { mode: 'id', value: 'custom1/small' }, branchName: 'Small', settings: { strength: '1', inputPrice: 1, outputPrice: 4 } },
];

describe('a step that is tried again', () => {
	const tool = { type: 'function', function: { name: 'look', description: 'Looks', parameters: { type: 'object', properties: {} } } };
	const call = { id: 'call-1', name: 'look', args: '{"q":1}' };

	/** As an Agent: asks, runs the tool, asks again; the first time it fails at the end. */
	const agent: Use = async ({ model, time }) => {
		const bound = async (): Promise<ChatModel> => (await model()).bindTools([tool]);
		const { AIMessage, HumanMessage, ToolMessage } = await import('@langchain/core/messages');
		const begun = [new HumanMessage('Please look')];
		const step = await (await bound()).invoke(begun);
		const [asked] = step.tool_calls ?? [];
		const turn = new AIMessage({ content: '', tool_calls: [{ id: asked?.id ?? '', name: 'look', args: { q: 1 } }] });
		const done = await (await bound()).invoke([...begun, turn, new ToolMessage({ content: 'found', tool_call_id: asked?.id ?? '' })]);
		if (time === 1) throw new Error('the Agent broke');
		return [{ first: asked?.id, content: done.content, route: step.response_metadata['llmRoute'] }];
	};

	it('gives again what was paid for, and asks only what was not', async () => {
		const executionId = another();
		world.answer = ({ messages }) => (messages.at(-1)?.role === 'tool' ? { text: 'found it' } : { calls: [call] });
		const result = await world.run({ use: agent, settings: { retryOnFail: true, maxTries: 2 }, extra: { executionId } });
		expect(result.error).toBeUndefined();
		expect(world.calls.map(({ messages }) => messages.at(-1)?.role)).toEqual(['user', 'tool', 'tool']);
		expect(result.items(ASKER)[0]?.json).toMatchObject({
			first: 'call-1',
			content: 'found it',
			route: { reason: expect.stringContaining('earlier try') },
		});
		const paid = world.ledger.stored(executionId).flatMap(({ charges }) => charges);
		expect(paid).toHaveLength(3);
	});
});

describe('a call that is stopped', () => {
	it('ends at the provider, and no other model is asked', async () => {
		let arrived = () => {};
		const asked = new Promise<void>((resolve) => (arrived = resolve));
		world.answer = () => {
			arrived();
			return { hangs: true };
		};
		const started = await world.start({ use: asking('one'), extra: { executionId: another() } });
		await asked;
		started.cancel();
		await world.calls[0]?.gone;
		expect((await started.done).error?.message).toBe('The execution was stopped');
		expect(world.calls.map(({ model }) => model)).toEqual(['small']);
	});
});

it('refuses Auto-Tune, which an expression or an imported workflow may bring', async () => {
	const result = await world.run({
		use: asking('one'),
		parameters: { strategy: 'classifier', thresholdFrom: 'auto_tune' },
		extra: { executionId: another() },
	});
	expect(result.error?.message).toContain('Threshold From');
	expect(world.calls).toEqual([]);
});

describe('keys', () => {
	it('are in no answer, error, hint, run or row', async () => {
		const executionId = another();
		const all = Object.values(KEYS);
		world.answer = () => ({ status: 401, error: `wrong key ${all.join(' and ')}` });
		const result = await world.run({ use: asking('one'), extra: { executionId } });
		expect(result.error).toBeDefined();
		const seen = `${JSON.stringify(result.run)} ${String(result.error?.message)} ${String(result.error?.stack)}`;
		const rows = readFileSync(world.ledger.file, 'latin1') + JSON.stringify(world.ledger.stored(executionId));
		for (const key of all) expect([seen.includes(key), rows.includes(key)]).toEqual([false, false]);
		expect(seen).toContain('No model answered');
	});
});

describe('a failure', () => {
	it('names every model and why, and is in the panel of the model', async () => {
		world.answer = ({ model }) => ({ status: 503, error: `${model} is down` });
		const result = await world.run({ use: asking('one'), extra: { executionId: another() } });
		expect(result.error?.message).toMatch(/No model answered.*Small failed.*Large failed/s);
		expect(result.tasks(MODEL_NODE)[0]?.error?.message).toMatch(/No model answered/);
	});
});

describe('a draft that fails its checks', () => {
	it('is paid for, with the answer', async () => {
		const executionId = another();
		world.answer = (call) => (call.model === 'small' ? { text: '' } : says(call));
		const result = await world.run({ use: asking('one'), extra: { executionId } });
		expect(result.items(ASKER)[0]?.json['content']).toBe('large says hello');
		expect(world.ledger.stored(executionId).map(costOf)).toEqual([SMALL_NANO_USD + LARGE_NANO_USD]);
		expect(result.tasks(ASKER)[0]?.metadata?.['tracing']).toMatchObject({ 'llm.cost.total': 90e-6, 'llm_router.tokens.in': 20 });
	});
});
