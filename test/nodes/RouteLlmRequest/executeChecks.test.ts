import { clearHealth } from '../../../nodes/shared/health';
import { CHECK_KINDS, type CheckKind } from '../../../nodes/RouteLlmRequest/description/checks';
import type { TestServer } from '../../support/httpServer';
import { NODE, openLedger, provider, run, says, type Reply, type TestLedger } from '../../support/routeNode';

let ledger: TestLedger;
let server: TestServer;
let asked: string[];
let replyOf: (model: string, body: string) => Reply;

beforeAll(async () => {
	ledger = await openLedger();
	server = await provider((_, { body }) => {
		const { model } = JSON.parse(body) as { model: string };
		asked.push(model);
		return replyOf(model, body);
	});
});
afterAll(async () => {
	await server.close();
	await ledger.close();
});
beforeEach(() => {
	clearHealth();
	asked = [];
});

async function go(check: Record<string, unknown>, prompt = 'What is 17 · 23?', more: Record<string, unknown> = {}) {
	return await run({
		items: [{ json: { text: prompt, doc: 'The parcel weighs 12 kg.' } }],
		urls: [server.url, server.url],
		parameters: { strategy: 'cascade', checks: { values: [check] }, ...more },
	});
}

const LOOP = 'I will look into it and get back to you. '.repeat(60);
const withLogProbs = (text: string, logprob: number): Reply => {
	const reply = says(text);
	if (reply.kind !== 'json') return reply;
	const choices = [
		{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content: text }, logprobs: { content: [{ token: text, logprob }] } },
	];
	return {
		...reply,
		body: { id: 'c', object: 'chat.completion', model: 'm', choices, usage: { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 } },
	};
};
const judged = (score: number) => says(JSON.stringify({ score, reason: 'off the point' }));

/** By check: its settings, the prompt, an answer it rejects and one it accepts. */
const CASES: Record<CheckKind, { readonly set?: object; readonly prompt?: string; readonly bad: Reply; readonly good: Reply }> = {
	arithmetic: { bad: says('17 · 23 = 381'), good: says('17 · 23 = 391') },
	code_parses: {
		prompt: 'Write a loop',
		bad: says('```js\nfor (let i = 0; i < 3; i++ {\n  go(i);\n}\n```'),
		good: says('```js\nfor (let i = 0; i < 3; i++) {\n  go(i);\n}\n```'),
	},
	confidence: { bad: withLogProbs('Sydney', -2), good: withLogProbs('Canberra', -0.01) },
	contains: { set: { texts: 'Kind regards\nBob', containsMode: 'all' }, bad: says('Kind regards'), good: says('kind regards, bob') },
	json_schema: { set: { schema: '{"type":"object","required":["ok"]}' }, bad: says('{"no":1}'), good: says('{"ok":true}') },
	// Its scores are what training made them; only the weights' own tests say more.
	learned_scorer: {
		prompt: 'What is 2 + 2?',
		bad: says(
			'I am not sure, maybe wait, actually 2 + 2 = 5? Hmm, perhaps 7, or I think possibly it might be something else, hard to say. '.repeat(
				12,
			),
		),
		good: says('2 + 2 = 4. The answer is 4.'),
	},
	length: { set: { maxLength: 3, lengthUnit: 'words' }, bad: says('one two three four'), good: says('one two') },
	llm_judge: { set: { judgeModel: { mode: 'id', value: 'custom1/judge' } }, bad: says('No idea what you mean'), good: says('391') },
	matches: { set: { pattern: '^ORDER-\\d+$' }, bad: says('ORDER-x'), good: says('ORDER-12') },
	reference: {
		set: { reference: '={{ $json.doc }}' },
		prompt: 'How heavy is the parcel?',
		bad: says('The parcel weighs 97 kg.'),
		good: says('The parcel weighs 12 kg.'),
	},
	refusal: {
		prompt: 'Write a limerick',
		bad: says("I'm sorry, but I can't help with that."),
		good: says('There once was a router of prompts'),
	},
	repetition: { prompt: 'Where is my parcel?', bad: says(LOOP), good: says('It arrives tomorrow.') },
	same_language: {
		prompt: 'Please explain to me in a few sentences how the heating of my new flat works.',
		bad: says('Die Heizung Ihrer neuen Wohnung wird über das Thermostat im Flur geregelt, und sie springt an, wenn es kalt ist.'),
		good: says('The heating of your new flat is controlled by the thermostat in the hall, and it starts when it gets cold.'),
	},
	self_consistency: { bad: says('The answer is 381'), good: says('The answer is 391') },
	valid_json: { bad: says('{"a":'), good: says('{"a":1}') },
};

describe.each(CHECK_KINDS)('%s, as the panel sets it', (check) => {
	const { set = {}, prompt, bad, good } = CASES[check];
	const textOf = (reply: Reply) => (reply.kind === 'json' ? JSON.stringify(reply.body) : '');

	it('sends a bad answer on to the stronger model and lets a good one stay', async () => {
		for (const [first, outputs] of [
			[bad, [0, 0, 1]],
			[good, [0, 1, 0]],
		] as const) {
			let samples = 0;
			replyOf = (model, body) => {
				if (model === 'judge') return judged(body.includes('No idea') ? 0.1 : 0.9);
				// Self-consistency asks the small model again.
				if (check === 'self_consistency' && model === 'small' && samples++ > 0) return says('391');
				return model === 'small' ? first : good;
			};
			clearHealth();
			const result = await go({ check, severity: 'escalates', ...set }, prompt);
			expect(result.error).toBeUndefined();
			expect([textOf(first).slice(0, 200), result.counts(NODE)]).toEqual([textOf(first).slice(0, 200), outputs]);
		}
	});
});

describe('Self-Consistency and LLM Judge', () => {
	it('are charged as checks, and spared where a free check has rejected', async () => {
		replyOf = (model) => (model === 'judge' ? judged(0.9) : says('The answer is 391'));
		const checks = {
			values: [
				{ check: 'self_consistency', samples: 2 },
				{ check: 'llm_judge', judgeModel: { mode: 'id', value: 'custom1/judge' } },
			],
		};
		await run({
			items: [{ json: { text: 'What is 17 · 23?' } }],
			urls: [server.url, server.url],
			parameters: { strategy: 'cascade', checks },
			extra: { executionId: 'paid-checks' },
		});
		const [record] = ledger.stored('paid-checks');
		expect(record?.charges.map(({ purpose }) => purpose).sort()).toEqual(['answer', 'check', 'check']);

		replyOf = () => says('');
		asked = [];
		await run({
			items: [{ json: { text: 'What is 17 · 23?' } }],
			urls: [server.url, server.url],
			parameters: { strategy: 'cascade', checks, ifFallbackNotConnected: 'drop' },
		});
		expect(asked).toEqual(['small', 'large']);
	});
});

describe('the policy hash', () => {
	const hashes = async (executionId: string, check: Record<string, unknown>, more: Record<string, unknown> = {}) => {
		replyOf = () => says('The parcel weighs 12 kg.');
		const items = ['The parcel weighs 12 kg.', 'The parcel weighs 12 kg, the letter 3 g.'].map((doc) => ({
			json: { text: 'How heavy?', doc },
		}));
		const result = await run({
			items,
			urls: [server.url, server.url],
			parameters: { strategy: 'cascade', checks: { values: [check] }, ...more },
			extra: { executionId },
		});
		expect(result.error).toBeUndefined();
		return ledger.stored(executionId).map(({ policyHash }) => policyHash);
	};

	it('is the same for all items of a check whose text each item brings along, and another for another expression', async () => {
		const [first, second] = await hashes('hash-doc', { check: 'reference', reference: '={{ $json.doc }}' });
		expect(second).toBe(first);
		const [other] = await hashes('hash-other', { check: 'reference', reference: '={{ $json.doc + "." }}' });
		expect(other).not.toBe(first);
	});

	it('is another with other Maximum Steps', async () => {
		const [all] = await hashes('hash-all', { check: 'refusal' });
		const [one] = await hashes('hash-one', { check: 'refusal' }, { maxSteps: 1 });
		expect(one).not.toBe(all);
	});
});

describe('what cannot be used is said before any call', () => {
	it.each<[Record<string, unknown>, string]>([
		[{ check: 'contains' }, 'More Checks, check 1, Texts: is empty'],
		[{ check: 'matches' }, 'More Checks, check 1, Pattern: is empty'],
		[{ check: 'matches', pattern: '(?=x)' }, 'More Checks, check 1, Pattern: is not a valid regular expression'],
		[{ check: 'length' }, 'More Checks, check 1, At Least: is 0, and so is At Most'],
		[{ check: 'length', minLength: 5, maxLength: 3 }, 'More Checks, check 1, At Least: is 5, more than At Most'],
		[{ check: 'json_schema', schema: '{"type":' }, 'More Checks, check 1, Schema: cannot be used'],
		[{ check: 'llm_judge', judgeModel: { mode: 'list', value: 'gpt' } }, 'More Checks, check 1, Judge Model: does not name its provider'],
		[{ check: 'llm_judge', judgeTimeout: 0 }, 'More Checks, check 1, Judge Timeout: is 0'],
		[{ check: 'self_consistency', samples: 11 }, 'More Checks, check 1, Samples: is 11'],
		[{ check: 'self_consistency', sampleTokens: 1 }, 'More Checks, check 1, Tokens per Sample: is 1'],
		[{ check: 'vibes' }, 'More Checks, check 1, Check: is none of its options'],
	])('%j', async (check, complaint) => {
		const result = await go(check);
		expect(result.error?.message).toContain(complaint);
		expect(asked).toEqual([]);
	});

	it('Maximum Steps outside its range', async () => {
		const result = await go({ check: 'refusal' }, 'Hi', { maxSteps: 11 });
		expect(result.error?.message).toContain('Maximum Steps: is 11');
	});
});
