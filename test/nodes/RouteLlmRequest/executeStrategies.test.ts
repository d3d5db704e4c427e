import type { StrategyChoice } from '../../../nodes/RouteLlmRequest/settings';
import { createStrategies } from '../../../nodes/RouteLlmRequest/strategies';
import { clearHealth } from '../../../nodes/shared/health';
import { createCascadeStrategy } from '../../../router/strategies/cascade';
import { NOTHING_LEARNED } from '../../../router/strategies/corrections';
import { shippedWeights } from '../../../router/strategies/shippedWeights';
import { json, serve, type TestServer } from '../../support/httpServer';
import { asSaid } from '../../support/judge';
import { KEYS, NODE, openLedger, provider, refuses, row, run, says, type Ask, type Reply, type TestLedger } from '../../support/routeNode';

let ledger: TestLedger;
let server: TestServer;
/** Models asked, in order; the judge's calls as `judge`. */
let asked: string[];
let judge: () => Reply;
let answerOf: (model: string) => Reply;

beforeAll(async () => {
	ledger = await openLedger();
	server = await provider((_, { body }) => {
		if (body.includes('json_schema')) {
			asked.push('judge');
			return judge();
		}
		const { model } = JSON.parse(body) as { model: string };
		asked.push(model);
		return answerOf(model);
	});
});
const closing: TestServer[] = [];
afterAll(async () => {
	await Promise.all(closing.map((one) => one.close()));
	await server.close();
	await ledger.close();
});
beforeEach(() => {
	clearHealth();
	asked = [];
	judge = () => says(JSON.stringify({ tier: 0, confidence: 0.95, reason: 'a plain greeting' }));
	answerOf = (model) => says(`${model} answers`);
});

const GREETING = 'Hello, please translate good morning into French';
const PROOF = 'Prove that the square root of two is irrational, and derive the general case.';
const texts = (...all: string[]) => all.map((text) => ({ json: { text } }));

async function go(parameters: Record<string, unknown>, items = texts(GREETING), more: Partial<Ask> = {}) {
	return await run({ items, urls: [server.url, server.url], parameters, ...more });
}

const routeOf = (result: Awaited<ReturnType<typeof go>>, output: number, index = 0) => result.items(NODE, output)[index]?.json['llmRoute'];

describe('LLM Judge', () => {
	it('asks the weakest model by default, charges it as judge, and says what 1,000 items cost', async () => {
		const result = await go({ strategy: 'llm_judge' });
		expect(asked).toEqual(['judge', 'small']);
		// 10 tokens in, 5 out, at 1 and 4 USD a million: 30 millionths of a USD for the judge, as much for the answer.
		expect(routeOf(result, 1)).toMatchObject({
			model: 'custom1/small',
			costUsd: 0.00006,
			reason: expect.stringMatching(/^The judge rated it trivial \(confidence 0\.95\), so Small: a plain greeting; prompt from text$/),
		});
		expect(result.hints(NODE).map(({ message }) => message)).toContain(
			'1 judge call for 1 item cost 0.000030 USD, that is 0.0300 USD per 1,000 items.',
		);
	});

	it('shows which tier goes to which model', async () => {
		const two = await go({ strategy: 'llm_judge' });
		expect(two.hints(NODE).map(({ message }) => message)).toContain('Judge tiers: trivial, easy → Small; moderate, hard, expert → Large.');
		const models = { values: [row('custom1/small', 'Small', 1), row('custom1/middle', 'Middle', 2), row('custom2/large', 'Large', 3)] };
		const three = await go({ strategy: 'llm_judge', models }, texts(GREETING), { wired: ['Fallback', 'Small', 'Middle', 'Large'] });
		expect(three.hints(NODE).map(({ message }) => message)).toContain(
			'Judge tiers: trivial → Small; easy, moderate → Middle; hard, expert → Large.',
		);
	});

	it('judges the same request once in an execution, also of items in flight together', async () => {
		const result = await go({ strategy: 'llm_judge' }, texts(GREETING, GREETING, GREETING, PROOF));
		expect(asked.filter((one) => one === 'judge')).toHaveLength(2);
		expect(result.counts(NODE).reduce((a, b) => a + b)).toBe(4);
		expect(result.hints(NODE).map(({ message }) => message)).toContain(
			'2 judge calls for 4 items cost 0.000060 USD, that is 0.0150 USD per 1,000 items.',
		);
	});

	it.each<[string, Reply]>([
		['fails', refuses(500)],
		['says what is no verdict', says('I would say: easy!')],
	])('that %s sends the item to the strongest model', async (_, reply) => {
		judge = () => reply;
		const result = await go({ strategy: 'llm_judge', maxRetries: 0 });
		expect(result.counts(NODE)).toEqual([0, 0, 1]);
		expect(routeOf(result, 2)).toMatchObject({ reason: expect.stringContaining('The judge gave no verdict') });
	});

	it('asks no more judges at once than Parallel Items, in Route Only too', async () => {
		let [inFlight, most] = [0, 0];
		const slow = await serve((response, { body }) => {
			most = Math.max(most, (inFlight += 1));
			setTimeout(() => {
				inFlight -= 1;
				json(response, 200, {
					id: 'c',
					object: 'chat.completion',
					model: 'm',
					choices: [
						{
							index: 0,
							finish_reason: 'stop',
							message: { role: 'assistant', content: body.includes('json_schema') ? '{"tier":0,"confidence":1,"reason":""}' : 'x' },
						},
					],
				});
			}, 20);
		});
		closing.push(slow);
		const result = await go(
			{ strategy: 'llm_judge', operation: 'routeOnly' },
			texts(...Array.from({ length: 40 }, (_, n) => `Hello number ${String(n)}`)),
			{ urls: [slow.url, slow.url] },
		);
		expect(result.counts(NODE)[1]).toBe(40);
		expect(slow.journal).toHaveLength(40);
		expect(most).toBe(10);
	});

	it('that was paid does not keep an item nobody answered from being tried anew, nor is it paid again', async () => {
		answerOf = () => refuses(400);
		await go({ strategy: 'llm_judge', maxRetries: 0 }, texts(GREETING), {
			node: { retryOnFail: true, maxTries: 2 },
			wired: [null, 'Small', 'Large'],
		});
		expect(asked).toEqual(['judge', 'small', 'large', 'small', 'large']);
	});

	it('cannot send an expert question to the weaker of two models', async () => {
		const result = await go({ strategy: 'llm_judge' }, texts(PROOF));
		expect(result.counts(NODE)).toEqual([0, 0, 1]);
		expect(routeOf(result, 2)).toMatchObject({ reason: expect.stringContaining('raised to hard by the classifier') });
	});

	it('may be any model of the credential; one of another provider is an error before any call', async () => {
		await go({ strategy: 'llm_judge', judgeModel: { mode: 'id', value: 'custom2/judge' } });
		expect(server.journal.at(-2)?.headers.authorization).toBe(`Bearer ${KEYS.custom2}`);
		asked = [];
		const result = await go({ strategy: 'llm_judge', judgeModel: { mode: 'id', value: 'openai/gpt-4o-mini' } });
		expect(result.error?.message).toContain('Judge Model: "openai/gpt-4o-mini" belongs to a provider that is not in the credential');
		expect(asked).toEqual([]);
	});

	it('without a known price is an error under a cost cap', async () => {
		const result = await go({ strategy: 'llm_judge', judgeModel: { mode: 'id', value: 'custom2/judge' }, costCap: 1 });
		expect(result.error?.message).toContain('Limits and Budgets, Cost Cap: cannot be kept, because no price is known for "custom2/judge"');
	});
});

describe('items of one run', () => {
	const items = (...all: object[]) => all.map((json) => ({ json: { text: GREETING, ...json } }));

	it('follow the rules as each of them resolves them', async () => {
		const isAnna = {
			combinator: 'and',
			options: { caseSensitive: false, leftValue: '', typeValidation: 'loose', version: 3 },
			conditions: [{ id: '1', leftValue: '={{ $json.from }}', rightValue: 'anna', operator: { type: 'string', operation: 'equals' } }],
		};
		const parameters = { strategy: 'rules', rules: { values: [{ model: 'custom1/small', item: isAnna }] } };
		const result = await go(parameters, items({ from: 'anna' }, { from: 'ben' }, { from: 'anna' }));
		expect(result.counts(NODE)).toEqual([0, 2, 1]);
	});

	it('are compared with examples by the margin of each', async () => {
		const examples = {
			values: [
				{ model: 'custom1/small', examples: 'Please translate good evening into French' },
				{ model: 'custom2/large', examples: 'Prove that there are infinitely many primes' },
			],
		};
		const result = await go({ strategy: 'semantic', examples, margin: '={{ $json.margin }}' }, items({ margin: 0 }, { margin: 1 }));
		expect(result.counts(NODE)).toEqual([0, 1, 1]);
		expect(routeOf(result, 2)).toMatchObject({ reason: expect.stringContaining('default model') });
	});

	it('share a strategy where their settings are the same, and only there', () => {
		const made: object[] = [];
		const choiceOf = (settings: object, key?: null): StrategyChoice => ({
			settings,
			...(key === null && { key }),
			create: () => {
				made.push(settings);
				return createCascadeStrategy();
			},
		});
		const unused = () => {
			throw new Error('no strategy here asks for it');
		};
		const strategyOf = createStrategies({
			judgeOf: unused,
			embedderOf: unused,
			vectors: unused,
			verdicts: { get: () => null, set: () => undefined },
			clean: asSaid,
			embedder: null,
			learned: { weights: shippedWeights(), corrections: () => NOTHING_LEARNED },
		});
		for (const epsilon of [0, 0.5, 0]) strategyOf(choiceOf({ epsilon }));
		expect(made).toEqual([{ epsilon: 0 }, { epsilon: 0.5 }]);
		for (const epsilon of [0, 0]) strategyOf(choiceOf({ epsilon }, null));
		expect(made).toHaveLength(4);
	});
});

describe('Cascade', () => {
	it('asks the cheapest, escalates what the checks reject, and shows the cost beside the strongest alone', async () => {
		answerOf = (model) => says(model === 'small' ? '17 · 23 = 381' : '17 · 23 = 391');
		const result = await go({ strategy: 'cascade', checks: { values: [{ check: 'arithmetic' }] } }, texts('What is 17 · 23?'));
		expect(asked).toEqual(['small', 'large']);
		expect(result.items(NODE, 2)[0]?.json).toMatchObject({
			output: '17 · 23 = 391',
			llmRoute: {
				model: 'custom2/large',
				costUsd: 0.00009,
				strongestCostUsd: 0.00006,
				reason: expect.stringContaining('Arithmetic: a calculation is wrong (17 · 23 = 381, not 391)'),
			},
		});
	});

	it('stops after Maximum Steps, the last of them the strongest', async () => {
		answerOf = () => says('17 · 23 = 381');
		const models = { values: [row('custom1/small', 'Small', 1), row('custom1/middle', 'Middle', 2), row('custom2/large', 'Large', 3)] };
		const result = await go(
			{ strategy: 'cascade', models, maxSteps: 2, checks: { values: [{ check: 'arithmetic' }] } },
			texts('What is 17 · 23?'),
			{ wired: ['Fallback', 'Small', 'Middle', 'Large'] },
		);
		expect(asked).toEqual(['small', 'large']);
		expect(routeOf(result, 0)).toMatchObject({ failure: 'quality', draft: '17 · 23 = 381' });
	});

	it('keeps no word of a wrong answer in the log', async () => {
		answerOf = (model) => says(model === 'small' ? '17 · 23 = 381' : 'fine');
		await run({
			items: texts('What is 17 · 23?'),
			urls: [server.url, server.url],
			parameters: { strategy: 'cascade', checks: { values: [{ check: 'arithmetic' }] } },
			extra: { executionId: 'cascade-log' },
		});
		const [record] = ledger.stored('cascade-log');
		expect(record?.charges.map(({ purpose }) => purpose)).toEqual(['draft', 'answer']);
		expect(JSON.stringify(record)).toContain('Arithmetic: a calculation is wrong');
		// The bare number may stand in a timestamp.
		expect(JSON.stringify(record)).not.toContain('= 381');
	});
});

describe('Semantic', () => {
	const examples = {
		values: [
			{ model: 'custom1/small', examples: 'Please translate good evening into French\nTranslate thank you into Spanish' },
			{ model: 'custom2/large', examples: 'Prove that there are infinitely many primes\nDerive the formula' },
		],
	};

	it('goes by the examples, without a call', async () => {
		const result = await go({ strategy: 'semantic', examples }, texts(GREETING, PROOF));
		expect(result.counts(NODE)).toEqual([0, 1, 1]);
		expect(routeOf(result, 1)).toMatchObject({
			reason: expect.stringMatching(
				/^Similar to the examples of Small \(0\.\d\d, 0\.\d\d ahead of the next model\), so Small; prompt from text$/,
			),
		});
	});

	it('tells of examples that contradict each other', async () => {
		const both = { values: [...examples.values, { model: 'custom2/large', examples: 'Translate thank you into Spanish' }] };
		const told = await go({ strategy: 'semantic', examples: both });
		expect(
			told
				.hints(NODE)
				.map(({ message }) => message)
				.join(),
		).toContain('Translate thank you into Spanish');
	});

	it('starts from Good At where a model has no examples, and tells of two that say the same', async () => {
		const rows = (large: string) => ({
			values: [
				row('custom1/small', 'Small', 1, { goodAt: 'Translations into French and Spanish' }),
				row('custom2/large', 'Large', 2, { goodAt: large }),
			],
		});
		const described = { strategy: 'semantic', models: rows('Mathematics: to prove and derive square roots and other theorems') };
		const both = texts('Translate these words into French', 'Prove and derive the square root theorem');
		const result = await go(described, both);
		expect(result.counts(NODE)).toEqual([0, 1, 1]);
		const reasons = [routeOf(result, 1), routeOf(result, 2)].map((route) => (route as { reason: string }).reason);
		expect(reasons).toEqual([
			expect.stringMatching(/^Similar to the examples of Small/) as string,
			expect.stringMatching(/^Similar to the examples of Large/) as string,
		]);
		const told = await go({ strategy: 'semantic', models: rows('translations into French and Spanish.') }, both);
		expect(
			told
				.hints(NODE)
				.map(({ message }) => message)
				.join(),
		).toContain('Good At "Translations into French and Spanish" of custom1/small is the same as Good At');
	});

	it('with the embeddings endpoint down: default model, reason, no lost item', async () => {
		const down = await serve((response) => json(response, 503, { error: { message: 'down' } }));
		closing.push(down);
		const large = { values: examples.values.map(({ model, ...rest }) => ({ ...rest, model: model.replace('custom2', 'custom1') })) };
		const parameters = {
			strategy: 'semantic',
			examples: large,
			embeddings: 'provider',
			embeddingModel: { mode: 'id', value: 'custom2/embed' },
			models: { values: [row('custom1/small', 'Small', 1), row('custom1/large', 'Large', 2)] },
		};
		const result = await go(parameters, texts(GREETING, PROOF, 'Hi'), { urls: [server.url, down.url] });
		expect(result.counts(NODE)).toEqual([0, 0, 3]);
		expect(routeOf(result, 2)).toMatchObject({
			reason: expect.stringMatching(/^The embedding failed \(.+\), so the default model, Large/),
		});
		expect(down.journal.length).toBeGreaterThan(0);
	});
});
