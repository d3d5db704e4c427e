import { createOpenAiClient } from '../../../adapters/openai/client';
import type { ProviderKind } from '../../../adapters/providers';
import { createSend } from '../../../nodes/shared/transport';
import type { CallResult, ModelRequest } from '../../../router/calls/client';
import { NO_LIMITS, type ModelSpec } from '../../../router/registry/model';
import type { Message, ToolSpec } from '../../../router/request/request';
import { json, serve, type TestServer } from '../../support/httpServer';
import { requestHelper } from '../../support/requestHelper';

const never = new AbortController().signal;
const KEY = 'sk-test-Aa11+Bb22/Cc33Dd44';

const MODEL: ModelSpec = {
	id: 'acme/m-1',
	apiModel: 'm-1',
	slot: 1,
	rank: 0,
	branch: 'm-1',
	providerId: 'acme',
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

const tool = (name: string, more: Partial<ToolSpec> = {}): ToolSpec => ({
	name,
	description: null,
	parameters: { type: 'object' },
	...more,
});
const sentTool = (name: string, more: object = {}) => ({ type: 'function', function: { name, parameters: { type: 'object' }, ...more } });
const GOOD = { choices: [{ message: { content: 'Hi' }, finish_reason: 'stop' }] };

let server: TestServer | undefined;
afterEach(async () => {
	await server?.close();
	server = undefined;
});

async function ask(
	request: Partial<ModelRequest>,
	{ kind = 'custom1', status = 200, answer = GOOD }: { kind?: ProviderKind; status?: number; answer?: unknown } = {},
): Promise<CallResult> {
	await server?.close();
	server = await serve((response) => json(response, status, answer));
	const endpoint = { kind, name: 'Acme', baseUrl: `${server.url}/v1`, apiKey: KEY, apiVersion: null };
	const client = createOpenAiClient({
		endpoints: new Map([[MODEL.keyId, endpoint]]),
		send: createSend(requestHelper),
		now: () => 0,
	});
	return await client.complete({ ...REQUEST, ...request }, never);
}

function sent(): { messages: unknown[] } {
	expect(server?.journal).toHaveLength(1);
	return JSON.parse(server?.journal[0]?.body ?? '') as { messages: unknown[] };
}

describe('the body', () => {
	it('has each tool once, as it is described', async () => {
		await ask({ tools: [tool('f', { description: 'd', strict: true }), tool('g'), tool('f', { description: 'other' })] });
		expect(sent()).toEqual({
			model: 'm-1',
			messages: [{ role: 'user', content: 'Hello' }],
			tools: [sentTool('f', { description: 'd', strict: true }), sentTool('g')],
		});
	});

	test.each<[ModelRequest['toolChoice'], unknown]>([
		[{ kind: 'auto' }, 'auto'],
		[{ kind: 'none' }, 'none'],
		[{ kind: 'required' }, 'required'],
		[
			{ kind: 'tool', name: 'f' },
			{ type: 'function', function: { name: 'f' } },
		],
	])('says which tool is to be called: %j', async (toolChoice, expected) => {
		await ask({ tools: [tool('f')], toolChoice });
		expect(sent()).toMatchObject({ tool_choice: expected });
	});

	it('has no choice without tools', async () => {
		await ask({ tools: [], toolChoice: { kind: 'required' } });
		expect(Object.keys(sent())).toEqual(['model', 'messages']);
	});

	it('joins the stops of request and row, four at most', async () => {
		await ask({ stop: ['a', 'b'], settings: { stop: ['b', 'c', 'd', 'e'] } });
		expect(sent()).toMatchObject({ stop: ['a', 'b', 'c', 'd'] });
	});

	it('leaves out what was refused, but never the tools', async () => {
		await ask({ tools: [tool('f')], toolChoice: { kind: 'auto' }, stop: ['a'], omit: ['tools', 'tool_choice', 'stop'] });
		expect(Object.keys(sent())).toEqual(['model', 'messages', 'tools']);
	});
});

describe('the turns', () => {
	const call = (id: string | null, more: object = {}) => ({ id, name: 'f', arguments: '{"a":1}', ...more });
	const sentCall = (id: string, more: object = {}) => ({ id, type: 'function', function: { name: 'f', arguments: '{"a":1}' }, ...more });

	it('hold calls and their results', async () => {
		const messages: Message[] = [
			{ role: 'assistant', content: '', toolCalls: [call('c1'), { id: 'c2', name: 'g', arguments: '' }] },
			{
				role: 'tool',
				toolCallId: 'c2',
				content: [
					{ kind: 'text', text: 'r' },
					{ kind: 'image', url: 'data:image/png;base64,AA==' },
				],
			},
			{ role: 'tool', toolCallId: 'c1', content: 'r1' },
			{ role: 'assistant', content: [{ kind: 'text', text: 'So' }], toolCalls: [call('c3')] },
		];
		await ask({ messages });
		expect(sent().messages).toEqual([
			{
				role: 'assistant',
				content: null,
				tool_calls: [sentCall('c1'), { id: 'c2', type: 'function', function: { name: 'g', arguments: '{}' } }],
			},
			{ role: 'tool', content: 'r', tool_call_id: 'c2' },
			{ role: 'tool', content: 'r1', tool_call_id: 'c1' },
			{ role: 'assistant', content: 'So', tool_calls: [sentCall('c3')] },
		]);
	});

	/** The ids of calls and results, in order. */
	const idsSent = () =>
		(sent().messages as { tool_calls?: { id: string }[]; tool_call_id?: string }[]).map(
			({ tool_calls, tool_call_id }) => tool_call_id ?? tool_calls?.map(({ id }) => id),
		);
	const result = (more: Partial<Message>): Message => ({ role: 'tool', content: 'r', ...more });

	it('have an id for each call and its result, where there was none', async () => {
		const toolCalls = [call(null), call('call_1'), { ...call(null), name: 'g' }];
		const messages = [
			{ role: 'assistant' as const, content: '', toolCalls },
			result({ toolName: 'g' }),
			result({ toolName: 'f' }),
			result({ toolCallId: 'call_1' }),
			{ role: 'assistant' as const, content: '', toolCalls: [call(null)] },
			result({}),
		];
		await ask({ messages });
		expect(idsSent()).toEqual([['call_0', 'call_1', 'call_2'], 'call_2', 'call_0', 'call_1', ['call_3'], 'call_3']);
	});

	test.each([
		['mistral', 'call_abcdefghijklmnopqrstuvwx', 'call00000'],
		['mistral', 'abcDEF123', 'abcDEF123'],
		['openai', `call_${'x'.repeat(60)}`, 'call_0'],
	] as const)('have ids that %s takes: %s', async (kind, id, expected) => {
		await ask({ messages: [{ role: 'assistant', content: '', toolCalls: [call(id)] }, result({ toolCallId: id })] }, { kind });
		expect(idsSent()).toEqual([[expected], expected]);
	});

	it('take back to a model what it gave, and to no other', async () => {
		const carriedBy = (providerId: string, apiModel: string): Message => ({
			role: 'assistant',
			content: 'So',
			carried: { providerId, apiModel, fields: { reasoning_content: 'hm', role: 'system' } },
			toolCalls: [call('c1', { carried: { providerId, apiModel, fields: { extra_content: { s: 1 } } } })],
		});
		await ask({ messages: [carriedBy('acme', 'm-1'), carriedBy('acme', 'm-2'), carriedBy('other', 'm-1')] });
		const plain = { role: 'assistant', content: 'So', tool_calls: [sentCall('c1')] };
		const back = { ...plain, reasoning_content: 'hm', tool_calls: [sentCall('c1', { extra_content: { s: 1 } })] };
		expect(sent().messages).toEqual([back, plain, plain]);
	});

	it('hold files, in those of people alone', async () => {
		const file = (mediaType: string, name: string | null = null) => ({
			kind: 'file' as const,
			url: `data:${mediaType};base64,AA==`,
			mediaType,
			name,
		});
		const content = [file('application/pdf', 'a.pdf'), file('audio/mpeg'), file('audio/wav'), file('audio/ogg')];
		await ask({
			messages: [
				{ role: 'user', content },
				{ role: 'assistant', content },
			],
		});
		expect(sent().messages).toEqual([
			{
				role: 'user',
				content: [
					{ type: 'file', file: { filename: 'a.pdf', file_data: 'data:application/pdf;base64,AA==' } },
					{ type: 'input_audio', input_audio: { data: 'AA==', format: 'mp3' } },
					{ type: 'input_audio', input_audio: { data: 'AA==', format: 'wav' } },
					{ type: 'file', file: { filename: 'file', file_data: 'data:audio/ogg;base64,AA==' } },
				],
			},
			{ role: 'assistant', content: [] },
		]);
	});
});

describe('the answer', () => {
	const choosing = (name: string, given: string, more: object = {}) => ({
		answer: {
			choices: [
				{
					message: { content: null, ...more, tool_calls: [{ id: 'c1', type: 'function', function: { name, arguments: given } }] },
					finish_reason: 'tool_calls',
				},
			],
			usage: { prompt_tokens: 9, completion_tokens: 2 },
		},
	});

	it('has the calls, what goes back with them, and no key', async () => {
		const had = await ask({ tools: [tool('f')] }, choosing('f', JSON.stringify({ a: KEY }), { reasoning_content: `hm ${KEY}` }));
		expect(had).toMatchObject({
			ok: true,
			answer: {
				text: '',
				finish: 'other',
				toolCalls: [{ id: 'c1', name: 'f', arguments: '{"a":"[key removed]"}' }],
				carried: { providerId: 'acme', apiModel: 'm-1', fields: { reasoning_content: 'hm [key removed]' } },
			},
		});
		expect(JSON.stringify(had)).not.toContain(KEY);
	});

	test.each([
		['g', '{}'],
		['f', '{"a"'],
	])('is none, but paid for, where %s is called with %s', async (name, given) => {
		expect(await ask({ tools: [tool('f')] }, choosing(name, given))).toMatchObject({
			ok: false,
			failure: { kind: 'invalid_response', billed: true, retryable: true },
			usage: { inputTokens: 9 },
		});
	});

	test.each([
		['registry/gemma does not support tools', 'tools'],
		['"auto" tool choice requires --enable-auto-tool-choice and --tool-call-parser to be set', 'tools'],
		['Function calling is not supported by this model', 'tools'],
		['No endpoints found that support tool use', 'tools'],
		['`tool_choice` is not supported', 'tool_choice'],
		['tool_choice "required" is not supported with these tools', 'tool_choice'],
	])('is a refusal that names its parameter: %s', async (message, parameter) => {
		const toolChoice = parameter === 'tool_choice' ? ({ kind: 'required' } as const) : undefined;
		const had = await ask({ tools: [tool('f')], toolChoice }, { status: 400, answer: { error: { message } } });
		expect(had).toMatchObject({ ok: false, failure: { kind: 'unsupported', parameter } });
	});
});
