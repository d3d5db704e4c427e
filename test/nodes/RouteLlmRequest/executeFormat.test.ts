import { clearHealth } from '../../../nodes/shared/health';
import type { TestServer } from '../../support/httpServer';
import { NODE, openLedger, provider, refuses, run, says, type Reply, type TestLedger } from '../../support/routeNode';

let ledger: TestLedger;
let server: TestServer;
let sent: Body[];
let replyOf: (body: Body) => Reply;

interface Body {
	readonly model: string;
	readonly messages: readonly { readonly role: string; readonly content: string }[];
	readonly response_format?: { readonly type: string };
}

beforeAll(async () => {
	ledger = await openLedger();
	server = await provider((_, { body }) => {
		const asked = JSON.parse(body) as Body;
		sent.push(asked);
		return replyOf(asked);
	});
});
afterAll(async () => {
	await server.close();
	await ledger.close();
});
beforeEach(() => {
	clearHealth();
	sent = [];
});

const SCHEMA = {
	type: 'object',
	properties: { total: { type: 'number' }, lines: { type: 'array', items: { type: 'object', properties: { price: { type: 'number' } } } } },
	required: ['total'],
};
const GOOD = '{"total":1}';
const BY_SCHEMA = { responseFormat: 'json_schema', responseSchema: JSON.stringify(SCHEMA) };
const ONE_MODEL = {
	models: { values: [{ model: { mode: 'id', value: 'custom1/small' }, branchName: 'Small', settings: { strength: '1' } }] },
};

async function go(parameters: Record<string, unknown> = {}, more: Partial<Parameters<typeof run>[0]> = {}) {
	return await run({
		items: [{ json: { text: 'What does it cost?' } }],
		urls: [server.url, server.url],
		parameters: { prompt: '={{ $json.text }}', threshold: 0, ...BY_SCHEMA, ...parameters },
		...more,
	});
}

type Result = Awaited<ReturnType<typeof go>>;
const jsonOf = (result: Result, branch: number) => result.items(NODE, branch)[0]?.json;
const routeOf = (result: Result, branch: number) => jsonOf(result, branch)?.['llmRoute'] as Record<string, string> | undefined;

describe('an answer of the format', () => {
	it.each<[string, string, unknown]>([
		['bare', GOOD, { total: 1 }],
		['in a fence', '```json\n{"total":1}\n```', { total: 1 }],
		['with words around it', 'Sure!\n\n{"total":1}\n\nAnything else?', { total: 1 }],
		['behind its reasoning', '<think>{"total": 2}?</think>{"total":1}', { total: 1 }],
		['in any script', '{"total":1,"名前":"Žofie 🐝"}', { total: 1, 名前: 'Žofie 🐝' }],
		[
			'with texts and nulls where the schema leaves it open',
			'{"total":1,"a":{"b":"12.50","c":null}}',
			{ total: 1, a: { b: '12.50', c: null } },
		],
	])('is an object on the item: %s', async (_, text, output) => {
		replyOf = () => says(text);
		for (const stripReasoning of [true, false]) {
			const result = await go({ stripReasoning });
			expect([result.error, result.counts(NODE), jsonOf(result, 1)?.['output']]).toEqual([undefined, [0, 1, 0], output]);
		}
	});

	it('goes to the field that Output Field names, and is stored with the execution as an object', async () => {
		replyOf = () => says(GOOD);
		const result = await go({ outputField: 'invoice' });
		expect(jsonOf(result, 1)).toMatchObject({ invoice: { total: 1 } });
		expect(jsonOf(result, 1)).not.toHaveProperty('output');
	});

	it('may be a list for JSON, and for a schema of one', async () => {
		replyOf = () => says('```json\n[1,"2",null]\n```');
		for (const format of [{ responseFormat: 'json' }, { responseSchema: '{"type":"array"}' }])
			expect(jsonOf(await go(format), 1)?.['output']).toEqual([1, '2', null]);
	});

	it('stays text where Response Format is Text', async () => {
		replyOf = () => says('```json\n{"total":1}\n```');
		expect(jsonOf(await go({ responseFormat: 'text' }), 1)?.['output']).toBe('```json\n{"total":1}\n```');
		expect(sent.map(({ messages, response_format: field }) => [messages.length, field])).toEqual([[1, undefined]]);
	});
});

/** By what is wrong with it: the answer, and what the reason says. */
const BAD: readonly [string, string, string][] = [
	['no JSON', 'It costs one dollar.', 'Response Format: the answer has no JSON object or list'],
	['null', 'null', 'Response Format: the answer has no JSON object or list'],
	['a list at the top', '[{"total":1}]', 'not as the schema says (#: type, expected "object", found "array")'],
	['a number as text', '{"total":"1"}', 'not as the schema says (#/total: type, expected "number", found "string")'],
	['one deep within', '{"total":1,"lines":[{"price":1},{"price":"1"}]}', '#/lines/1/price: type, expected "number", found "string"'],
	['a field missing', '{"sum":1}', 'not as the schema says (#: required, "total" is missing)'],
	['cut off', '{"total":1,"lines":[{"price":', 'Response Format: the JSON in the answer is cut off'],
	['broken', '{"total":1,}', 'Response Format: the JSON in the answer is not valid'],
	['two values', '{"total":1} or {"total":2}', 'Response Format: the answer has more than one JSON value'],
];

describe.each(BAD)('an answer that is not of the format: %s', (_, text, why) => {
	it('goes on to the stronger model, with all checks off', async () => {
		replyOf = ({ model }) => says(model === 'small' ? text : GOOD);
		const result = await go({ checkNotEmpty: false, checkNotCutOff: false, minimumScore: 0 });
		expect([result.error, result.counts(NODE), jsonOf(result, 2)?.['output']]).toEqual([undefined, [0, 0, 1], { total: 1 }]);
	});

	it('goes to Fallback where nobody is left, with the reason and the draft as it was written', async () => {
		replyOf = () => says(text);
		const result = await go(ONE_MODEL, { wired: ['Fallback', 'Small'] });
		expect(result.counts(NODE)).toEqual([1, 0]);
		expect(routeOf(result, 0)).toMatchObject({ failure: 'quality', draft: text, reason: expect.stringContaining(why) });
		expect(jsonOf(result, 0)).not.toHaveProperty('output');
	});
});

describe('an answer that its output limit cut off', () => {
	const half = '{"total":1,"lines":[{"pri';

	it('goes on to a model with a larger one', async () => {
		replyOf = ({ model }) => (model === 'small' ? says(half, 'length') : says(GOOD));
		expect(jsonOf(await go(), 2)?.['output']).toEqual({ total: 1 });
	});

	it('goes to Fallback where there is none, and says both', async () => {
		replyOf = () => says(half, 'length');
		const result = await go(ONE_MODEL, { wired: ['Fallback', 'Small'] });
		expect(routeOf(result, 0)).toMatchObject({ failure: 'quality', draft: half });
		expect(routeOf(result, 0)?.['reason']).toMatch(/Not Cut Off: .*Response Format: the JSON in the answer is cut off/);
	});
});

describe('a model that does not take the field', () => {
	const isWords = ({ messages }: Body) => messages[0]?.role === 'system' && messages[0].content.includes(JSON.stringify(SCHEMA));

	it('is told in words as well, and one that ignores both is passed over', async () => {
		replyOf = ({ model }) => says(model === 'small' ? 'About a dollar.' : GOOD);
		const result = await go();
		expect(jsonOf(result, 2)?.['output']).toEqual({ total: 1 });
		expect(sent.map((body) => [body.response_format?.type, isWords(body)])).toEqual([
			['json_schema', true],
			['json_schema', true],
		]);
	});

	it.each<[string, Reply]>([
		['names it', refuses(400, { message: "Unsupported parameter: 'response_format'", param: 'response_format' })],
		['says what it lacks', refuses(400, { message: 'This model does not support response format `json_schema`.' })],
		['speaks of the schema', refuses(400, { message: 'Invalid schema: in context=(), additionalProperties must be false' })],
		['says nothing', refuses(400, { message: 'Bad Request' })],
		['could not keep to it', refuses(400, { message: "Failed to generate JSON. See 'failed_generation'.", code: 'json_validate_failed' })],
	])('and refuses it is asked once more in words, and then at once: %s', async (_, refusal) => {
		replyOf = ({ response_format: field }) => (field === undefined ? says(GOOD) : refusal);
		const credentialId = `refuses-${_}`;
		const first = await go({ includeDetails: true }, { credentialId });
		expect([first.counts(NODE), jsonOf(first, 1)?.['output']]).toEqual([[0, 1, 0], { total: 1 }]);
		expect(sent.map((body) => [body.response_format?.type, isWords(body)])).toEqual([
			['json_schema', true],
			[undefined, true],
		]);
		await go({}, { credentialId });
		expect(sent.slice(2).map((body) => [body.response_format?.type, isWords(body)])).toEqual([[undefined, true]]);
	});
});

describe('what else sees the format', () => {
	it('is no judge, no sample and no memory', async () => {
		replyOf = ({ model }) => says(model === 'judge' ? '{"reason":"fine","score":1}' : '{"total":1,"answer":"one dollar"}');
		const values = [
			{ check: 'llm_judge', judgeModel: { mode: 'id', value: 'custom2/judge' } },
			{ check: 'self_consistency', samples: 2 },
		];
		const result = await go({ checks: { values } });
		expect(jsonOf(result, 1)?.['output']).toEqual({ total: 1, answer: 'one dollar' });
		const others = sent.slice(1);
		expect(others.map(({ model }) => model).sort()).toEqual(['judge', 'small']);
		for (const body of others) expect(JSON.stringify([body.messages[0], body.response_format])).not.toContain('price');
	});

	it('is the policy, which is one for all items of a schema that each brings along', async () => {
		replyOf = () => says(GOOD);
		const hashesOf = async (executionId: string, parameters: Record<string, unknown>) => {
			const items = [SCHEMA, { ...SCHEMA, title: 'B' }].map((schema) => ({ json: { text: 'How much?', schema } }));
			const result = await go(parameters, { items, extra: { executionId } });
			expect([result.error, result.counts(NODE)]).toEqual([undefined, [0, 2, 0]]);
			return ledger.stored(executionId).map(({ policyHash }) => policyHash);
		};
		const [text] = await hashesOf('format-text', { responseFormat: 'text' });
		const [fixed] = await hashesOf('format-fixed', {});
		const [first, second] = await hashesOf('format-own', { responseSchema: '={{ $json.schema }}' });
		expect(second).toBe(first);
		expect(new Set([text, fixed, first]).size).toBe(3);
		expect(sent.slice(-2).map(({ messages }) => messages[0]?.content.includes('"title":"B"'))).toEqual([false, true]);
	});

	it('is Retry On Fail, which replays the object', async () => {
		replyOf = ({ messages }) => (messages.at(-1)?.content === 'fails' ? refuses(500) : says(GOOD));
		const items = [{ json: { text: 'fails', error: 'from upstream' } }, { json: { text: 'works' } }];
		const result = await go(
			{ ...ONE_MODEL, maxRetries: 0 },
			{ items, wired: ['Fallback', 'Small'], node: { retryOnFail: true, maxTries: 2 } },
		);
		expect(jsonOf(result, 1)?.['output']).toEqual({ total: 1 });
		expect(sent.filter(({ messages }) => messages.at(-1)?.content === 'works')).toHaveLength(1);
	});

	it('is the money: the words count as input', async () => {
		replyOf = () => says(GOOD);
		const schema = { ...SCHEMA, description: 'x y '.repeat(5_000) };
		const capped = await go(
			{ ...ONE_MODEL_PRICED, responseSchema: JSON.stringify(schema), costCap: 0.002 },
			{ wired: ['Fallback', 'Small'] },
		);
		expect([routeOf(capped, 0)?.['failure'], sent]).toEqual(['budget', []]);
	});
});

const ONE_MODEL_PRICED = {
	models: {
		values: [
			{
				model: { mode: 'id', value: 'custom1/small' },
				branchName: 'Small',
				settings: { strength: '1', inputPrice: 1, outputPrice: 1 },
			},
		],
	},
};

describe('what cannot be used is said before any call', () => {
	it.each<[Record<string, unknown>, string]>([
		[{ responseSchema: '' }, 'Response Format, JSON Schema: is empty'],
		[{ responseSchema: undefined }, 'Response Format, JSON Schema: is empty'],
		[{ responseSchema: '{}' }, 'Response Format, JSON Schema: says nothing'],
		[{ responseSchema: '{"type":' }, 'Response Format, JSON Schema: cannot be used: is not valid JSON'],
		[{ responseSchema: '[]' }, 'Response Format, JSON Schema: cannot be used: is not a JSON object'],
		[{ responseSchema: '{"$ref":"https://example.org/s.json"}' }, 'cannot be used: has a $ref that leads nowhere'],
		[{ responseSchema: '{"type":"string"}' }, 'Response Format, JSON Schema: describes neither an object nor a list'],
		[{ responseSchema: '{"type":"object","patternProperties":{"^a":{}}}' }, 'uses patternProperties'],
		[{ responseSchema: '={{ $json.text }}' }, 'Response Format, JSON Schema (item 0): cannot be used'],
		[{ responseFormat: 'xml' }, 'Response Format: is none of its options'],
	])('%j', async (parameters, complaint) => {
		const result = await go(parameters);
		expect(result.error?.message).toContain(complaint);
		expect(sent).toEqual([]);
	});

	it('a row that sets the field itself', async () => {
		const [model] = ONE_MODEL.models.values;
		const settings = { ...model?.settings, extraBody: '{"response_format":{"type":"json_object"}}' };
		const result = await go({ models: { values: [{ ...model, settings }] } }, { wired: ['Fallback', 'Small'] });
		expect(result.error?.message).toContain('sets "response_format". Use Response Format under Answer instead.');
	});

	it('nothing where a schema is left over from another choice', async () => {
		replyOf = () => says('free text');
		expect((await go({ responseFormat: 'text', responseSchema: '{' })).counts(NODE)).toEqual([0, 1, 0]);
	});
});
