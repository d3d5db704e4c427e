import { LLMock } from '@copilotkit/aimock';

import { createOpenAiClient } from '../../../adapters/openai/client';
import type { Endpoint } from '../../../adapters/providers';
import { createSend } from '../../../nodes/shared/transport';
import type { ModelRequest } from '../../../router/calls/client';
import { NO_LIMITS, type ModelSpec } from '../../../router/registry/model';
import { json, serve, type TestServer } from '../../support/httpServer';
import { requestHelper } from '../../support/requestHelper';

const KEY = 'sk-test-Aa11+Bb22/Cc33Dd44';
const NOW = Date.parse('2026-03-01T12:00:00Z');
const never = new AbortController().signal;

const MODEL: ModelSpec = {
	id: 'acme/m-1',
	apiModel: 'm-1',
	slot: 1,
	rank: 0,
	branch: 'm-1',
	providerId: 'http://127.0.0.1',
	keyId: 'cred:acme',
	limitsKey: 'cred:acme:m-1',
	contextTokens: null,
	maxOutputTokens: null,
	capabilities: null,
	limits: NO_LIMITS,
	price: null,
};

const REQUEST: ModelRequest = {
	model: MODEL,
	messages: [{ role: 'user', content: 'Hello' }],
	maxOutputTokens: null,
	temperature: null,
	responseFormat: null,
	logProbs: false,
	omit: [],
	timeoutMs: 20_000,
	firstByteMs: null,
};

function clientFor(baseUrl: string, more: Partial<Endpoint> = {}) {
	const endpoint: Endpoint = { kind: 'custom1', name: 'Acme', baseUrl, apiKey: KEY, apiVersion: null, ...more };
	return createOpenAiClient({ endpoints: new Map([[MODEL.keyId, endpoint]]), send: createSend(requestHelper), now: () => NOW });
}

const GOOD = {
	model: 'm-1-0301',
	choices: [{ index: 0, message: { role: 'assistant', content: 'Hi' }, finish_reason: 'stop' }],
	usage: { prompt_tokens: 9, completion_tokens: 2 },
};

let server: TestServer | undefined;
afterEach(async () => {
	await server?.close();
	server = undefined;
});

/** The JSON body of the only request that arrived. */
function sent(): unknown {
	expect(server?.journal).toHaveLength(1);
	return JSON.parse(server?.journal[0]?.body ?? '');
}

describe('what is sent', () => {
	async function send(request: Partial<ModelRequest>, endpoint: Partial<Endpoint> = {}) {
		server = await serve((response) => json(response, 200, GOOD));
		return clientFor(`${server.url}/v1`, endpoint).complete({ ...REQUEST, ...request }, never);
	}

	it('is model and messages, and nothing nobody asked for', async () => {
		expect(await send({})).toMatchObject({
			ok: true,
			answer: { text: 'Hi', servedBy: 'm-1-0301', usage: { inputTokens: 9, outputTokens: 2 } },
		});
		expect(sent()).toEqual({ model: 'm-1', messages: [{ role: 'user', content: 'Hello' }] });
		expect(server?.journal[0]).toMatchObject({ method: 'POST', path: '/v1/chat/completions', headers: { authorization: `Bearer ${KEY}` } });
	});

	test.each([
		['openai', 'max_completion_tokens'],
		['mistral', 'max_tokens'],
	] as const)('names the output limit as %s does', async (kind, name) => {
		await send({ maxOutputTokens: 50, temperature: 0 }, { kind });
		expect(sent()).toMatchObject({ [name]: 50, temperature: 0 });
		expect(Object.keys(sent() ?? {})).toHaveLength(4);
	});

	test.each<[string, readonly string[], object]>([
		['temperature', ['temperature'], { max_tokens: 50, response_format: { type: 'json_object' } }],
		[
			'the limit’s name: the other one goes',
			['max_tokens'],
			{ max_completion_tokens: 50, temperature: 1, response_format: { type: 'json_object' } },
		],
		['both names: no limit goes', ['max_tokens', 'max_completion_tokens'], { temperature: 1, response_format: { type: 'json_object' } }],
		['the format', ['response_format'], { max_tokens: 50, temperature: 1 }],
	])('leaves out what was refused: %s', async (_, omit, expected) => {
		await send({ maxOutputTokens: 50, temperature: 1, responseFormat: { kind: 'json_object' }, omit });
		// What is left out is said in words, as JSON without a schema always is.
		const words = { role: 'system', content: expect.stringContaining('JSON object') };
		expect(sent()).toEqual({ model: 'm-1', messages: [words, { role: 'user', content: 'Hello' }], ...expected });
	});

	it('holds images and a schema', async () => {
		const messages: ModelRequest['messages'] = [
			{ role: 'system', content: [{ kind: 'text', text: 's' }] },
			{
				role: 'user',
				content: [
					{ kind: 'text', text: 'what?' },
					{ kind: 'image', url: 'data:image/png;base64,AA==' },
				],
			},
		];
		await send({ messages, responseFormat: { kind: 'json_schema', name: 'n', schema: { type: 'object' } } }, { kind: 'openai' });
		expect(sent()).toMatchObject({
			messages: [
				{ role: 'system', content: [{ type: 'text', text: 's' }] },
				{
					role: 'user',
					content: [
						{ type: 'text', text: 'what?' },
						{ type: 'image_url', image_url: { url: 'data:image/png;base64,AA==' } },
					],
				},
			],
			response_format: { type: 'json_schema', json_schema: { name: 'n', schema: { type: 'object' }, strict: false } },
		});
	});

	it('goes to Azure’s deployment, with its header and version', async () => {
		server = await serve((response) => json(response, 200, GOOD));
		const azure = clientFor(`${server.url}/openai/`, { kind: 'azure', apiVersion: '2024-10-21' });
		await azure.complete({ ...REQUEST, maxOutputTokens: 5, model: { ...MODEL, apiModel: 'my dep' } }, never);
		expect(server.journal[0]?.path).toBe('/openai/deployments/my%20dep/chat/completions?api-version=2024-10-21');
		expect(server.journal[0]?.headers).toMatchObject({ 'api-key': KEY });
		expect(server.journal[0]?.headers.authorization).toBeUndefined();
		expect(sent()).toMatchObject({ max_completion_tokens: 5 });
	});

	it('has no key header where there is no key', async () => {
		await send({}, { kind: 'ollama', apiKey: null });
		expect(server?.journal[0]?.headers.authorization).toBeUndefined();
	});

	it('says nothing of the environment n8n runs in', async () => {
		const before = { ...process.env };
		Object.assign(process.env, {
			OPENAI_ORG_ID: 'org-secret',
			OPENAI_PROJECT_ID: 'proj-secret',
			OPENAI_CUSTOM_HEADERS: 'x-mine: secret',
			OPENAI_API_KEY: 'sk-secret',
			OPENAI_ADMIN_KEY: 'sk-admin-secret',
			OPENAI_BASE_URL: 'http://secret.invalid',
		});
		try {
			await send({});
		} finally {
			process.env = before;
		}
		const headers = JSON.stringify(server?.journal[0]?.headers);
		expect(headers).not.toMatch(/secret|stainless/i);
	});
});

describe('what comes back', () => {
	async function receive(status: number, body: unknown, headers: Record<string, string> = {}) {
		server = await serve((response) => json(response, status, body, headers));
		return clientFor(server.url).complete(REQUEST, never);
	}

	it('is a failure with kind, wait and limits; never a second call', async () => {
		const result = await receive(
			429,
			{ error: { message: 'slow', code: 'rate_limit_exceeded' } },
			{ 'retry-after': '7', 'x-ratelimit-remaining-requests': '0', 'x-ratelimit-reset-requests': '1m2.5s' },
		);
		expect(result).toMatchObject({
			ok: false,
			failure: { kind: 'rate_limited', retryAfterMs: 7_000, billed: false },
			limits: { remainingRequests: 0, requestsResetMs: 62_500 },
		});
		expect(server?.journal).toHaveLength(1);
	});

	test.each([500, 408, 409, 429])('HTTP %i is asked once, whatever the server suggests', async (status) => {
		await receive(status, {}, { 'x-should-retry': 'true', 'retry-after-ms': '1' });
		expect(server?.journal).toHaveLength(1);
	});

	it('keeps a refusal’s words in every provider’s shape', async () => {
		const result = await receive(422, { object: 'error', message: 'Odd request', type: 'invalid_request_error' });
		expect(result).toMatchObject({ failure: { kind: 'refused', message: expect.stringContaining('Odd request') as string } });
	});

	it('is truncated with the usage that was paid for', async () => {
		const result = await receive(200, { ...GOOD, choices: [{ message: { content: '' }, finish_reason: 'length' }] });
		expect(result).toMatchObject({ ok: false, failure: { kind: 'truncated', billed: true }, usage: { inputTokens: 9 } });
	});

	it('is a policy failure when the filter left nothing', async () => {
		const result = await receive(200, { ...GOOD, choices: [{ message: { content: '' }, finish_reason: 'content_filter' }] });
		expect(result).toMatchObject({ ok: false, failure: { kind: 'content_policy', billed: true } });
	});

	it('is a policy failure, paid for, also when the filter left half a sentence', async () => {
		const result = await receive(200, { ...GOOD, choices: [{ message: { content: 'Half of a' }, finish_reason: 'content_filter' }] });
		expect(result).toMatchObject({
			ok: false,
			failure: { kind: 'content_policy', billed: true },
			usage: { inputTokens: 9, outputTokens: 2 },
		});
	});

	test.each<[string, number, unknown]>([
		['a page that is no JSON', 200, 'You asked: SECRETPROMPT'],
		['an error inside a 200', 200, { error: { code: 429, message: 'SECRETPROMPT' } }],
		['a refusal', 400, { error: { message: 'Invalid content: SECRETPROMPT' } }],
	])('%s is quoted in the message, never in the summary that is kept', async (_, status, body) => {
		const result = await receive(status, body);
		if (result.ok) throw new Error('it was taken for an answer');
		expect(result.failure.message).toContain('SECRETPROMPT');
		expect(result.failure.summary).toMatch(/\(HTTP \d+\)$/);
		expect(JSON.stringify({ ...result, failure: { ...result.failure, message: '' } })).not.toContain('SECRETPROMPT');
	});

	it('has limits beside an answer too', async () => {
		expect(await receive(200, GOOD, { 'x-ratelimit-remaining-tokens': '5' })).toMatchObject({ ok: true, limits: { remainingTokens: 5 } });
	});

	it('is the text where tool calls that nobody offered are nested without end, and no answer where one was offered', async () => {
		const nested = `${'['.repeat(50_000)}${']'.repeat(50_000)}`;
		server = await serve((response) =>
			response
				.writeHead(200, { 'content-type': 'application/json' })
				.end(`{"choices":[{"message":{"content":"Hi","tool_calls":${nested}}}]}`),
		);
		const ask = async (more: object) => await clientFor(server?.url ?? '').complete({ ...REQUEST, ...more }, never);
		expect(await ask({})).toMatchObject({ ok: true, answer: { text: 'Hi', toolCalls: [] } });
		const tools = [{ name: 'f', description: null, parameters: {} }];
		expect(await ask({ tools })).toMatchObject({ ok: false, failure: { kind: 'invalid_response' } });
	});

	it('holds no key, however a server echoes it', async () => {
		const half = KEY.length / 2;
		const forms = [KEY, encodeURIComponent(KEY), Buffer.from(KEY).toString('base64'), KEY.slice(0, half), KEY.slice(half)];
		const echo = forms.join(' | ');
		for (const [status, body] of [
			[401, { error: { message: echo, code: KEY, param: KEY } }],
			[500, echo],
			[200, echo],
			[200, { ...GOOD, model: KEY, choices: [{ message: { content: echo, tool_calls: [{ [KEY]: [echo] }] }, finish_reason: 'stop' }] }],
		] as const) {
			const result = JSON.stringify(await receive(status, body, { 'x-echo': KEY, 'x-ratelimit-remaining-tokens': KEY }));
			for (const form of forms) expect(result).not.toContain(form);
			await server?.close();
		}
	});
});

describe('misconfiguration', () => {
	it('throws for a model nobody serves', () => {
		const client = createOpenAiClient({ endpoints: new Map(), send: createSend(requestHelper), now: () => NOW });
		expect(() => client.complete(REQUEST, never)).toThrow('No provider is configured for the model "acme/m-1"');
	});

	it('throws for an invalid base URL', () => {
		expect(() => clientFor('not a url').complete(REQUEST, never)).toThrow('base URL');
	});

	it('calls a key that no header can carry a refused one, without quoting it', async () => {
		const apiKey = 'sk-bro\nken-0123456789';
		const result = await clientFor('http://127.0.0.1:9', { apiKey }).complete(REQUEST, never);
		expect(result).toMatchObject({ ok: false, failure: { kind: 'auth', billed: false } });
		expect(JSON.stringify(result)).not.toContain('0123456789');
	});
});

describe('embed', () => {
	it('returns a vector for each text', async () => {
		server = await serve((response) =>
			json(response, 200, {
				data: [
					{ index: 0, embedding: [0.5, 1] },
					{ index: 1, embedding: [2, 3] },
				],
				usage: { prompt_tokens: 4, total_tokens: 4 },
			}),
		);
		expect(await clientFor(server.url).embed(MODEL, ['a', 'b'], never)).toEqual({
			ok: true,
			vectors: [Float32Array.of(0.5, 1), Float32Array.of(2, 3)],
			usage: { inputTokens: 4, outputTokens: 0, cachedInputTokens: 0 },
		});
		expect(sent()).toEqual({ model: 'm-1', input: ['a', 'b'], encoding_format: 'float' });
	});

	test.each([
		[200, { data: [] }, 'invalid_response'],
		[401, {}, 'auth'],
	])('HTTP %i with %j fails as %s', async (status, body, kind) => {
		server = await serve((response) => json(response, status, body));
		expect(await clientFor(server.url).embed(MODEL, ['a'], never)).toMatchObject({ ok: false, failure: { kind } });
	});
});

describe('against a mock provider', () => {
	const mock = new LLMock({ port: 0 });
	let url = '';
	beforeAll(async () => {
		url = await mock.start();
	});
	afterAll(() => mock.stop());
	beforeEach(() => mock.clearFixtures());

	it('answers', async () => {
		mock.onMessage('Hello', { content: 'From the mock' });
		expect(await clientFor(`${url}/v1`).complete(REQUEST, never)).toMatchObject({
			ok: true,
			answer: { text: 'From the mock', finish: 'stop' },
		});
	});

	it('is rate limited', async () => {
		mock.onMessage('Hello', { error: { message: 'Rate limited', type: 'rate_limit_error' }, status: 429 });
		expect(await clientFor(`${url}/v1`).complete(REQUEST, never)).toMatchObject({
			ok: false,
			failure: { kind: 'rate_limited', httpStatus: 429 },
		});
	});
});
