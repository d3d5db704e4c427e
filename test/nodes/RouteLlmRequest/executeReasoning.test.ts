import { clearHealth } from '../../../nodes/shared/health';
import { json, serve, type TestServer } from '../../support/httpServer';
import { NODE, openLedger, provider, run, says, type Reply, type TestLedger } from '../../support/routeNode';

let small: TestServer;
let large: TestServer;
let ledger: TestLedger;
/** Of the first model, by what it is asked. */
let reply: (prompt: string) => Reply;

beforeAll(async () => {
	ledger = await openLedger();
	small = await provider((prompt) => reply(prompt));
	large = await provider(() => says('the large one'));
});
afterAll(async () => {
	await Promise.all([small.close(), large.close()]);
	await ledger.close();
});
beforeEach(() => clearHealth());

async function go(answer: Reply, parameters: Record<string, unknown> = {}, prompt = 'Hello!') {
	reply = () => answer;
	return await run({
		items: [{ json: { text: prompt } }],
		urls: [small.url, large.url],
		parameters: { prompt: '={{ $json.text }}', threshold: 0, includeDetails: true, ...parameters },
	});
}

type Result = Awaited<ReturnType<typeof go>>;
type Details = { readonly attempts: readonly { readonly reasoning?: string; readonly failure?: string }[] };

const outputOf = (result: Result, branch = 1) => result.items(NODE, branch)[0]?.json['output'];
const attemptsOf = (result: Result, branch = 1) =>
	(result.items(NODE, branch)[0]?.json['llmRoute'] as { readonly details: Details }).details.attempts;
const check = (kind: string, more: object = {}) => ({ checks: { values: [{ check: kind, severity: 'counts', ...more }] } });
const beside = (message: object): Reply => ({
	kind: 'json',
	status: 200,
	body: { id: 'c', model: 'm', choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', ...message } }] },
});

describe('what a model thinks aloud', () => {
	it.each([
		['closed', '<think>\nThe user greets me.\n</think>\n\nHello!'],
		['with its beginning in the template', 'The user greets me.\n</think>\n\nHello!'],
		['in other tags', '<thinking>The user greets me.</thinking>Hello!'],
	])('%s is kept out of the answer, and under details', async (_, text) => {
		const result = await go(says(text));
		expect(outputOf(result)).toBe('Hello!');
		expect(attemptsOf(result)).toEqual([expect.objectContaining({ reasoning: 'The user greets me.' })]);
		const without = await go(says(text), { includeDetails: false });
		expect(JSON.stringify(without.items(NODE, 1))).not.toContain('greets');
	});

	it('beside the message is kept under details, too', async () => {
		for (const name of ['reasoning_content', 'reasoning'])
			expect(attemptsOf(await go(beside({ content: 'Hello!', [name]: 'A greeting.' })))).toMatchObject([{ reasoning: 'A greeting.' }]);
		const parts = [
			{ type: 'thinking', thinking: [{ type: 'text', text: 'A greeting.' }] },
			{ type: 'text', text: 'Hello!' },
		];
		const result = await go(beside({ content: parts }));
		expect([outputOf(result), attemptsOf(result)]).toEqual(['Hello!', [expect.objectContaining({ reasoning: 'A greeting.' })]]);
	});

	it('stays in the answer where Strip Reasoning is off, and still is not what checks read', async () => {
		const text = '<think>secret word: zebra</think>Hello!';
		expect(outputOf(await go(says(text), { stripReasoning: false }))).toBe(text);
		for (const stripReasoning of [true, false]) {
			const result = await go(says(text), { ...check('contains', { texts: 'zebra' }), stripReasoning });
			expect(result.counts(NODE)).toEqual([1, 0, 0]);
		}
	});

	it('without an answer after it is no answer', async () => {
		const stopped = await go(says('<think>I could say hello, or'));
		expect([stopped.counts(NODE), outputOf(stopped, 2)]).toEqual([[0, 0, 1], 'the large one']);
		expect(attemptsOf(stopped, 2)[0]).toMatchObject({ verdict: 'rejected', reasoning: 'I could say hello, or' });
		const cut = await go(says('<think>I could say hello, or', 'length'));
		expect(cut.counts(NODE)).toEqual([0, 0, 1]);
		expect(attemptsOf(cut, 2)[0]).toMatchObject({ failure: 'truncated' });
	});

	it('is not in the draft of an item on Fallback', async () => {
		const text = '<think>hm</think>A draft';
		const models = {
			models: { values: [{ model: { mode: 'id', value: 'custom1/small' }, branchName: 'Small', settings: { strength: '1' } }] },
		};
		const draftOf = async (stripReasoning: boolean) => {
			const result = await go(says(text), { ...models, ...check('contains', { texts: 'zebra' }), stripReasoning });
			return (result.items(NODE, 0)[0]?.json['llmRoute'] as { draft: string }).draft;
		};
		expect([await draftOf(true), await draftOf(false)]).toEqual(['A draft', text]);
	});
});

describe('a fenced answer where JSON is wanted', () => {
	const fenced = '```json\n{"a": 1}\n```';
	const schema = check('json_schema', { schema: '{"required":["a"]}' });

	it.each([
		['Valid JSON', check('valid_json')],
		['JSON Schema', schema],
	])('is unfenced for %s, behind its reasoning as well', async (_, checks) => {
		expect(outputOf(await go(says(fenced), checks))).toBe('{"a": 1}');
		expect(outputOf(await go(says(`<think>easy</think>\n${fenced}`), checks))).toBe('{"a": 1}');
		expect(outputOf(await go(says('{"a": 1}'), checks))).toBe('{"a": 1}');
	});

	it('is left as it is without such a check', async () => {
		expect(outputOf(await go(says(fenced)))).toBe(fenced);
		expect(outputOf(await go(says(fenced), check('contains', { texts: 'a' })))).toBe(fenced);
	});
});

describe('a judge’s verdict', () => {
	const verdict = '{"reason":"easy","tier":1,"confidence":0.9}';
	const judging = { strategy: 'llm_judge', operation: 'routeOnly' };
	const reasonOf = (result: Result) => (result.items(NODE, 1)[0]?.json['llmRoute'] as { reason: string } | undefined)?.reason;

	it.each([
		['behind reasoning', `<think>\neasy one\n</think>\n${verdict}`],
		['behind reasoning that quotes one', `<think>Maybe {"reason":"","tier":4,"confidence":1}?</think>${verdict}`],
		['behind reasoning, in a fence', `<think>hm</think>\n\`\`\`json\n${verdict}\n\`\`\``],
		['behind reasoning the template began', `hm\n</think>\n\n${verdict}`],
		['in a fence', `\`\`\`\n${verdict}\n\`\`\``],
		['with an extra key', '{"reason":"easy","tier":1,"confidence":0.9,"category":"chat"}'],
		['as text', '{"reason":"easy","tier":"1","confidence":"0.9"}'],
		['per cent', '{"reason":"easy","tier":1,"confidence":90}'],
		['all at once', '<think>hm</think>```json\n{"tier":"1","confidence":90,"reason":"easy","x":[]}\n```'],
	])('is found %s', async (_, text) => {
		expect(reasonOf(await go(says(text), judging))).toMatch(/^The judge rated it easy \(confidence 0\.90\), so/);
	});

	it('that is never given is a hint with the count', async () => {
		reply = () => says('I would say it is easy.');
		const items = ['Hello!', 'Good morning!', 'Thanks a lot!'].map((text) => ({ json: { text } }));
		const ask = { items, urls: [small.url, large.url] as const, parameters: { prompt: '={{ $json.text }}', ...judging } };
		const hintsOf = async () => (await run(ask)).hints(NODE).map(({ message }) => message);
		expect(await hintsOf()).toContainEqual(
			expect.stringMatching(
				/^The judge custom1\/small gave no verdict at all, so 3 requests went to the strongest model \(its reply could not be read\)/,
			),
		);
		reply = (prompt) => says(prompt.includes('Thanks') ? verdict : 'I would say it is easy.');
		expect((await hintsOf()).filter((hint) => hint.startsWith('The judge'))).toEqual([]);
	});

	it('of an answer reads nothing of its reasoning', async () => {
		const judge = await serve((response, { body }) =>
			json(response, 200, {
				model: 'j',
				choices: [{ index: 0, finish_reason: 'stop', message: { content: '<think>ok</think>{"reason":"fine","score":1}' } }],
				usage: { prompt_tokens: body.length, completion_tokens: 5 },
			}),
		);
		reply = () => says('<think>zebra</think>Hello!');
		const result = await run({
			items: [{ json: { text: 'Hello!' } }],
			urls: [small.url, judge.url],
			parameters: {
				prompt: '={{ $json.text }}',
				threshold: 0,
				...check('llm_judge', { judgeModel: { mode: 'id', value: 'custom2/judge' } }),
			},
		});
		expect(outputOf(result)).toBe('Hello!');
		expect(judge.journal).toHaveLength(1);
		expect(judge.journal[0]?.body).toContain('Hello!');
		expect(judge.journal[0]?.body).not.toContain('zebra');
		await judge.close();
	});
});
