import type { CallResult, ModelRequest, StreamPart } from '../../../router/calls/client';
import type { ToolSpec } from '../../../router/request/request';
import { clientFor, KEY, MODEL, NOW, REQUEST } from '../../support/anthropic';
import { json, serve, type TestServer } from '../../support/httpServer';

const never = new AbortController().signal;
const WEATHER: ToolSpec = { name: 'weather', description: null, parameters: { type: 'object' } };

const GOOD = {
	id: 'msg_1',
	type: 'message',
	role: 'assistant',
	model: 'claude-x-20260101',
	content: [{ type: 'text', text: 'Hi' }],
	stop_reason: 'end_turn',
	stop_sequence: null,
	usage: { input_tokens: 9, output_tokens: 2 },
};

let server: TestServer | undefined;
afterEach(async () => {
	await server?.close();
	server = undefined;
});

async function answered(body: unknown, { status = 200, headers = {} }: { status?: number; headers?: Record<string, string> } = {}) {
	server = await serve((response) => json(response, status, body, headers));
	return clientFor(`${server.url}/v1`);
}

async function ask(body: unknown, request: Partial<ModelRequest> = {}, how?: Parameters<typeof answered>[1]): Promise<CallResult> {
	const client = await answered(body, how);
	return client.complete({ ...REQUEST, ...request }, never);
}

function said(...content: readonly object[]) {
	return { ...GOOD, content };
}

describe('what is sent', () => {
	it('is one message with the key where this API wants it', async () => {
		const settings = { extraHeaders: { 'anthropic-beta': 'some-2026-01-01' } };
		expect(await ask(GOOD, { settings })).toEqual({
			ok: true,
			answer: {
				text: 'Hi',
				finish: 'stop',
				servedBy: 'claude-x-20260101',
				toolCalls: [],
				logProbs: null,
				usage: { inputTokens: 9, outputTokens: 2, cachedInputTokens: 0 },
			},
			limits: null,
		});
		const [seen] = server?.journal ?? [];
		expect(seen).toMatchObject({
			method: 'POST',
			path: '/v1/messages',
			headers: {
				'x-api-key': KEY,
				'anthropic-version': '2023-06-01',
				'anthropic-beta': 'some-2026-01-01',
				'content-type': 'application/json',
			},
		});
		expect(seen?.headers).not.toHaveProperty('authorization');
		expect(JSON.parse(seen?.body ?? '')).toEqual({
			model: 'claude-x',
			max_tokens: 4096,
			messages: [{ role: 'user', content: [{ type: 'text', text: 'Hello' }] }],
		});
	});

	it('is nothing where a file cannot be read, or the key cannot be sent', async () => {
		const file = { kind: 'file', url: 'data:audio/mp3;base64,AA==', mediaType: 'audio/mp3', name: null } as const;
		const result = await ask(GOOD, { messages: [{ role: 'user', content: [file] }] });
		expect(result).toMatchObject({
			ok: false,
			failure: { kind: 'unsupported', billed: false, message: expect.stringContaining('audio/mp3') },
		});
		const badKey = await clientFor(`${server?.url}/v1`, { apiKey: 'two words' }).complete(REQUEST, never);
		expect(badKey).toMatchObject({ ok: false, failure: { kind: 'auth', billed: false } });
		expect(server?.journal).toHaveLength(0);
	});

	it('is nothing for embeddings', async () => {
		const client = await answered(GOOD);
		expect(await client.embed(MODEL, ['a'], never)).toMatchObject({ ok: false, failure: { kind: 'unsupported', retryable: false } });
		expect(server?.journal).toHaveLength(0);
	});

	it('needs an endpoint', async () => {
		const client = await answered(GOOD);
		expect(() => client.complete({ ...REQUEST, model: { ...MODEL, keyId: 'other' } }, never)).toThrow('No provider is configured');
	});
});

describe('an answer', () => {
	it('has its thoughts apart, and what is to be handed back', async () => {
		const thoughts = [
			{ type: 'thinking', thinking: 'One.', signature: 's1' },
			{ type: 'redacted_thinking', data: 'xyz' },
			{ type: 'thinking', thinking: 'Two.', signature: 's2' },
		];
		const call = { type: 'tool_use', id: 't1', name: 'weather', input: { city: 'Bonn' } };
		const body = { ...said(...thoughts, { type: 'text', text: 'I look.' }, { type: 'new_kind' }, call), stop_reason: 'tool_use' };
		expect(await ask(body, { tools: [WEATHER] })).toMatchObject({
			ok: true,
			answer: {
				text: 'I look.',
				reasoning: 'One.\n\nTwo.',
				finish: 'other',
				toolCalls: [{ id: 't1', name: 'weather', arguments: '{"city":"Bonn"}' }],
				carried: { providerId: MODEL.providerId, apiModel: 'claude-x', fields: { content: thoughts } },
			},
		});
	});

	test.each([
		['stop_sequence', 'stop', undefined],
		['max_tokens', 'length', undefined],
		['pause_turn', 'other', undefined],
		['model_context_window_exceeded', 'length', true],
	])('ends as the API says: %s', async (stop_reason, finish, cutByWindow) => {
		const result = await ask({ ...GOOD, stop_reason });
		expect(result.ok && { ...result.answer }).toMatchObject({ finish, ...(cutByWindow && { cutByWindow }) });
	});

	test.each([
		['refusal', [{ type: 'text', text: 'I' }], 'content_policy'],
		['max_tokens', [{ type: 'thinking', thinking: 'Hm', signature: 's' }], 'truncated'],
		['model_context_window_exceeded', [], 'context_too_long'],
	])('is none, but billed, where it ends by %s', async (stop_reason, content, kind) => {
		expect(await ask({ ...GOOD, content, stop_reason })).toMatchObject({
			ok: false,
			failure: { kind, billed: true },
			usage: { inputTokens: 9, outputTokens: 2 },
		});
	});

	test.each([
		['a tool there is not', said({ type: 'tool_use', id: 't1', name: 'other', input: {} })],
		['no message', { choices: [] }],
		['text', 'Bad gateway'],
	])('is none where it is %s', async (_, body) => {
		expect(await ask(body, { tools: [WEATHER] })).toMatchObject({ ok: false, failure: { kind: 'invalid_response', billed: true } });
	});

	it('holds no key, and hands back nothing that has one', async () => {
		const body = said(
			{ type: 'thinking', thinking: `key ${KEY}`, signature: 's' },
			{ type: 'text', text: `it is ${KEY}` },
			{ type: 'tool_use', id: 't1', name: 'weather', input: { key: KEY } },
		);
		const result = await ask(body, { tools: [WEATHER] });
		expect(result).toMatchObject({ ok: true, answer: { text: 'it is [key removed]' } });
		expect(JSON.stringify(result)).not.toContain(KEY);
		expect(result.ok && result.answer).not.toHaveProperty('carried');
	});

	it('is told in whole where the model refuses streams', async () => {
		const parts: StreamPart[] = [];
		const body = said(
			{ type: 'thinking', thinking: 'Hm.', signature: 's' },
			{ type: 'text', text: 'Hi' },
			{ type: 'tool_use', id: 't1', name: 'weather', input: {} },
		);
		const client = await answered(body);
		await client.complete({ ...REQUEST, tools: [WEATHER], omit: ['stream'] }, never, undefined, (part) => parts.push(part));
		expect(JSON.parse(server?.journal[0]?.body ?? '')).not.toHaveProperty('stream');
		expect(parts).toEqual([
			{ kind: 'reasoning', text: 'Hm.' },
			{ kind: 'text', text: 'Hi' },
			{ kind: 'tool_call', index: 0, id: 't1', name: 'weather', arguments: '{}' },
		]);
	});
});

describe('a refusal', () => {
	const refused = (type: string, message: string) => ({ type: 'error', error: { type, message }, request_id: 'req_1' });

	test.each([
		[400, refused('invalid_request_error', 'Your credit balance is too low to access the Anthropic API.'), { kind: 'quota_exhausted' }],
		[400, refused('invalid_request_error', 'prompt is too long: 210000 tokens > 200000 maximum'), { kind: 'context_too_long' }],
		[
			400,
			refused('invalid_request_error', 'max_tokens: 100000 > 64000, which is the maximum allowed number of output tokens for claude-x'),
			{ kind: 'unsupported', parameter: 'max_tokens', outputLimit: { tokens: 64_000, lasting: true } },
		],
		[
			400,
			refused('invalid_request_error', 'messages.0.content.0.text.cache_control: Extra inputs are not permitted'),
			{ kind: 'unsupported', parameter: 'cache_control' },
		],
		[
			400,
			refused('invalid_request_error', 'stop_sequences: each stop sequence must contain non-whitespace'),
			{ kind: 'unsupported', parameter: 'stop_sequences' },
		],
		[
			400,
			refused('invalid_request_error', '"thinking.type.enabled" is not supported for this model.'),
			{ kind: 'unsupported', parameter: 'thinking' },
		],
		[401, refused('authentication_error', 'invalid x-api-key'), { kind: 'auth' }],
		[404, refused('not_found_error', 'model: claude-x'), { kind: 'model_not_found' }],
		[429, refused('rate_limit_error', 'This request would exceed your rate limit.'), { kind: 'rate_limited', retryAfterMs: 7_000 }],
		[500, refused('api_error', 'Internal server error'), { kind: 'server_error' }],
		[529, refused('overloaded_error', 'Overloaded'), { kind: 'overloaded' }],
	])('is known: %i %j', async (status, body, failure) => {
		const headers = {
			...(status === 429 && { 'retry-after': '7' }),
			'anthropic-ratelimit-requests-remaining': '3',
			'anthropic-ratelimit-requests-reset': new Date(NOW + 2_000).toISOString(),
		};
		const messages: ModelRequest['messages'] = [{ role: 'user', content: 'word '.repeat(1_000) }];
		const request = { messages, maxOutputTokens: 100_000, stop: ['x'], settings: { effort: 'low' as const } };
		expect(await ask(body, request, { status, headers })).toMatchObject({
			ok: false,
			failure: { ...failure, httpStatus: status, billed: false },
			usage: null,
			limits: { remainingRequests: 3, requestsResetMs: 2_000 },
		});
	});

	it('shows no key', async () => {
		const result = await ask(refused('authentication_error', `invalid x-api-key ${KEY}`), {}, { status: 401 });
		expect(JSON.stringify(result)).not.toContain(KEY);
		expect(JSON.stringify(result)).toContain('[key removed]');
	});
});
