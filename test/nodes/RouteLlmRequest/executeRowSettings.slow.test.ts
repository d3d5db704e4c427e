import { clearHealth } from '../../../nodes/shared/health';
import { json, serve, type Seen, type TestServer } from '../../support/httpServer';
import { NODE, openLedger, run, type TestLedger } from '../../support/routeNode';

let ledger: TestLedger;
let server: TestServer | undefined;

beforeAll(async () => {
	ledger = await openLedger();
});
afterAll(() => ledger.close());
beforeEach(() => clearHealth());
afterEach(() => server?.close());

const COMPLETION = { model: 'm', choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content: 'Hello!' } }] };

/** Refuses one field of the body, as OpenAI words it, and answers what does not hold it. */
async function refusing(field: string | null): Promise<TestServer> {
	server = await serve((response, seen) => {
		if (field === null || !(field in bodyOf(seen))) return json(response, 200, COMPLETION);
		const message = `Unsupported parameter: '${field}' is not supported with this model.`;
		json(response, 400, { error: { message, type: 'invalid_request_error', param: field, code: 'unsupported_parameter' } });
	});
	return server;
}

/** What is sent beside model and messages. */
function bodyOf(seen: Seen | undefined): Record<string, unknown> {
	const { model: _model, messages: _messages, ...body } = JSON.parse(seen?.body ?? '{}') as Record<string, unknown>;
	return body;
}

async function go(kind: string, settings: Record<string, unknown>, url: string, credentialId: string) {
	return await run({
		items: [{ json: { text: 'Hello!' } }],
		urls: ['http://127.0.0.1:1', 'http://127.0.0.1:1'],
		credentialId,
		credential: {
			providers: [kind],
			[`${kind}BaseUrl`]: url,
			[`${kind}ApiKey`]: 'key-0123456789',
		},
		parameters: {
			prompt: '={{ $json.text }}',
			models: { values: [{ model: { mode: 'id', value: `${kind}/m` }, branchName: 'One', settings }] },
		},
		wired: ['Fallback', 'One'],
	});
}

const FORMS: Record<string, { low: object; maximum: object; none: object; limit: string }> = {
	openai: named('low', 'xhigh', 'max_completion_tokens'),
	azure: named('low', 'xhigh', 'max_completion_tokens'),
	gemini: named('low', 'high'),
	mistral: named('none', 'high'),
	groq: named('low', 'high'),
	xai: named('low', 'xhigh'),
	ollama: named('low', 'max'),
	custom1: named('low', 'xhigh'),
	anthropic: {
		low: { thinking: { type: 'enabled', budget_tokens: 2048 }, max_tokens: 10_240 },
		maximum: { thinking: { type: 'enabled', budget_tokens: 32_000 }, max_tokens: 40_192 },
		none: { thinking: { type: 'disabled' } },
		limit: 'max_tokens',
	},
	deepseek: {
		low: { thinking: { type: 'enabled' }, reasoning_effort: 'low' },
		maximum: { thinking: { type: 'enabled' }, reasoning_effort: 'max' },
		none: { thinking: { type: 'disabled' } },
		limit: 'max_tokens',
	},
	openrouter: {
		low: { reasoning: { effort: 'low' } },
		maximum: { reasoning: { effort: 'xhigh' } },
		none: { reasoning: { effort: 'none' } },
		limit: 'max_tokens',
	},
	together: {
		low: { reasoning_effort: 'low' },
		maximum: { reasoning_effort: 'high' },
		none: { reasoning: { enabled: false } },
		limit: 'max_tokens',
	},
};

function named(low: string, maximum: string, limit = 'max_tokens') {
	return { low: { reasoning_effort: low }, maximum: { reasoning_effort: maximum }, none: { reasoning_effort: 'none' }, limit };
}

const OTHERS: [settings: Record<string, unknown>, field: string, value: unknown][] = [
	[{ temperature: 0.3 }, 'temperature', 0.3],
	[{ topP: 0.9 }, 'top_p', 0.9],
	[{ stopSequences: ['END', '\\n\\n', 'a\\\\nb'] }, 'stop', ['END', '\n\n', 'a\\nb']],
	[{ extraBody: '{ "seed": 7 }' }, 'seed', 7],
];

const TITLES: Record<string, string> = { temperature: 'Temperature', top_p: 'Top P', stop: 'Stop Sequences', seed: '"seed" of Extra Body' };

describe.each(Object.entries(FORMS))('settings of a row, sent to %s', (kind, forms) => {
	it.each(OTHERS)('%j, and left out where the model refuses it', async (settings, field, value) => {
		const { url, journal } = await refusing(null);
		await go(kind, settings, url, `${kind}-${field}-taken`);
		expect(journal.map(bodyOf)).toEqual([{ [field]: value }]);
		await server?.close();
		const strict = await refusing(field);
		const id = `${kind}-${field}-refused`;
		const first = await go(kind, settings, strict.url, id);
		expect(strict.journal.map(bodyOf)).toEqual([{ [field]: value }, {}]);
		expect(first.items(NODE, 1)[0]?.json['output']).toBe('Hello!');
		const told = first.hints(NODE).filter(({ message }) => message.includes(`refuses ${TITLES[field] ?? ''} from its settings`));
		expect(told).toHaveLength(1);
		await go(kind, settings, strict.url, id);
		// Remembered.
		expect(strict.journal.map(bodyOf).slice(2)).toEqual([{}]);
	});

	it.each(['none', 'low', 'maximum'] as const)('Reasoning Effort %s, and left out where the model refuses it', async (effort) => {
		const { url, journal } = await refusing(null);
		await go(kind, { reasoningEffort: effort }, url, `${kind}-${effort}-taken`);
		expect(journal.map(bodyOf)).toEqual([forms[effort]]);
		await server?.close();
		const [field = ''] = Object.keys(forms[effort]);
		const strict = await refusing(field);
		const result = await go(kind, { reasoningEffort: effort }, strict.url, `${kind}-${effort}-refused`);
		expect(strict.journal.map((seen) => field in bodyOf(seen))).toEqual([true, false]);
		expect(result.items(NODE, 1)[0]?.json['output']).toBe('Hello!');
		expect(result.hints(NODE).filter(({ message }) => message.includes('refuses Reasoning Effort'))).toHaveLength(1);
	});

	it('Maximum Output Tokens under its own name, and headers that are no secrets', async () => {
		const { url, journal } = await refusing(null);
		await go(kind, { maxOutputTokens: 77, extraHeaders: { 'X-Title': 'Mine' } }, url, `${kind}-limit`);
		expect(bodyOf(journal[0])).toEqual({ [forms.limit]: 77 });
		expect(journal[0]?.headers['x-title']).toBe('Mine');
	});
});

it('thinking leaves room for the answer within a small output limit', async () => {
	const { url, journal } = await refusing(null);
	await go('anthropic', { reasoningEffort: 'high', maxOutputTokens: 2_000 }, url, 'small');
	await go('anthropic', { reasoningEffort: 'high', maxOutputTokens: 200 }, url, 'smaller');
	expect(journal.map(bodyOf)).toEqual([{ thinking: { type: 'enabled', budget_tokens: 1_600 }, max_tokens: 2_000 }, { max_tokens: 200 }]);
});

it.each([
	[{ temperature: 3 }, /row 1, Temperature: is 3\. Use a number from 0 to 2/],
	[{ reasoningEffort: 'some' }, /row 1, Reasoning Effort: is none of its options/],
	[{ extraBody: '{"model":"other"}' }, /row 1, Extra Body: sets "model"/],
	[{ extraBody: '{"Max_Tokens":1}' }, /row 1, Extra Body: sets "Max_Tokens"\. Use Maximum Output Tokens/],
	[{ extraBody: '[1]' }, /row 1, Extra Body: is not a JSON object/],
	[{ extraBody: '{' }, /row 1, Extra Body: is not a JSON object/],
	[{ extraHeaders: '{"Authorization":"Bearer sk-1"}' }, /row 1, Extra Headers: has "Authorization", which may hold a secret/],
	[{ extraHeaders: '{"X-Api-Key":"sk-1"}' }, /which may hold a secret/],
	[{ extraHeaders: '{"Cookie":"a=b"}' }, /which may hold a secret/],
	[{ extraHeaders: '{"Host":"evil"}' }, /row 1, Extra Headers: sets "Host"/],
	[{ extraHeaders: '{"X-A":"a\\r\\nb"}' }, /has a value for "X-A" that no header can have/],
])('%j is one error, before any call', async (settings, message) => {
	const { url, journal } = await refusing(null);
	const result = await go('custom1', settings, url, 'bad');
	expect(result.error?.message).toMatch(message);
	expect(journal).toEqual([]);
});
