import { createConnectedClient } from '../../../adapters/connected/client';
import { callWhenSent as whenSent } from '../../../adapters/onSent';
import { systemClock } from '../../../nodes/shared/clock';
import type { CallResult, ModelRequest } from '../../../router/calls/client';
import { chatModel, message, type Invoke } from '../../support/chatModels';
import { modelAt } from '../../support/routing';

const sleep = (ms: number, signal: AbortSignal) => systemClock.sleep(ms, signal);

const NOW = Date.parse('2026-03-01T12:00:00Z');
const never = new AbortController().signal;
const MODEL = modelAt(0, { id: 'connected/My Model', keyId: 'connected:wf:My Model' });
const REQUEST: ModelRequest = {
	model: MODEL,
	messages: [{ role: 'user', content: 'Hello' }],
	maxOutputTokens: 50,
	temperature: 0,
	responseFormat: null,
	logProbs: true,
	omit: [],
	timeoutMs: 20_000,
	firstByteMs: null,
};

const clientOf = (invoke: Invoke, more: object = {}) =>
	createConnectedClient({ models: new Map([[MODEL.keyId, chatModel(invoke, more)]]), now: () => NOW, sleep, whenSent });
const complete = async (invoke: Invoke, request: Partial<ModelRequest> = {}, signal = never): Promise<CallResult> =>
	await clientOf(invoke).complete({ ...REQUEST, ...request }, signal);
const answerTo = async (reply: unknown) => await complete(() => reply);

describe('what is sent', () => {
	it('is the messages as plain objects and a signal, and no setting that belongs to the sub-node', async () => {
		const invoke = jest.fn<unknown, Parameters<Invoke>>(() => message('Hi'));
		await complete(invoke, {
			messages: [
				{ role: 'system', content: 'Be brief' },
				{ role: 'user', content: 'A' },
				{ role: 'assistant', content: 'B' },
				{ role: 'user', content: 'C' },
			],
		});
		expect(invoke.mock.calls).toEqual([
			[
				[
					{ role: 'system', content: 'Be brief' },
					{ role: 'user', content: 'A' },
					{ role: 'assistant', content: 'B' },
					{ role: 'user', content: 'C' },
				],
				{ signal: expect.any(AbortSignal) },
			],
		]);
	});

	it('is the format in words, at the end of the system message', async () => {
		const invoke = jest.fn<unknown, Parameters<Invoke>>(() => message('{}'));
		const responseFormat = { kind: 'json_schema', name: 'answer', schema: { type: 'object', required: ['total'] } } as const;
		const user = { role: 'user', content: 'A' } as const;
		await complete(invoke, { responseFormat, messages: [{ role: 'system', content: 'Be brief' }, user] });
		await complete(invoke, { responseFormat, messages: [user] });
		const words = expect.stringMatching(/JSON Schema[^]*\{"type":"object","required":\["total"\]\}$/);
		expect(invoke.mock.calls.map(([sent]) => sent)).toEqual([
			[{ role: 'system', content: expect.stringMatching(/^Be brief\n\nAnswer with JSON/) }, user],
			[{ role: 'system', content: words }, user],
		]);
	});

	it('has images in the turns of people, and in no others', async () => {
		const invoke = jest.fn<unknown, Parameters<Invoke>>(() => message('Hi'));
		const content = [
			{ kind: 'text', text: 'See' },
			{ kind: 'image', url: 'data:image/png;base64,AA' },
		] as const;
		await complete(invoke, {
			messages: [
				{ role: 'assistant', content },
				{ role: 'user', content },
			],
		});
		expect(invoke.mock.calls[0]?.[0]).toEqual([
			{ role: 'assistant', content: [{ type: 'text', text: 'See' }] },
			{
				role: 'user',
				content: [
					{ type: 'text', text: 'See' },
					{ type: 'image_url', image_url: { url: 'data:image/png;base64,AA' } },
				],
			},
		]);
	});
});

describe('what comes back', () => {
	it('is text, usage, reason and the model that served', async () => {
		const reply = message('Hi', 'stop', { usage_metadata: { input_tokens: 10, output_tokens: 4, input_token_details: { cache_read: 6 } } });
		expect(await answerTo(reply)).toEqual({
			ok: true,
			limits: null,
			answer: {
				text: 'Hi',
				finish: 'stop',
				usage: { inputTokens: 10, outputTokens: 4, cachedInputTokens: 6 },
				servedBy: 'served-by',
				toolCalls: [],
				logProbs: null,
			},
		});
	});

	it('counts cached tokens that a sub-node left out of the input', async () => {
		const reply = message('Hi', 'stop', {
			usage_metadata: { input_tokens: 3, output_tokens: 4, input_token_details: { cache_read: 600 } },
		});
		expect(await answerTo(reply)).toMatchObject({ answer: { usage: { inputTokens: 603, cachedInputTokens: 600 } } });
	});

	it('is a refusal where the sub-node says so, whatever its words', async () => {
		const reply = message('', 'stop', { additional_kwargs: { refusal: 'Not that.' } });
		expect(await answerTo(reply)).toMatchObject({ ok: true, answer: { text: 'Not that.', refused: true } });
		expect(await answerTo(message('Hi', 'stop', { additional_kwargs: { refusal: null } }))).not.toHaveProperty('answer.refused');
	});

	it.each(['error', 'network_error', 'abort', 'insufficient_system_resource', 'cancelled'])(
		'is a failure where it broke off: %s',
		async (reason) => {
			expect(await answerTo(message('half an', reason))).toMatchObject({
				ok: false,
				failure: { kind: 'interrupted', billed: true, message: expect.stringContaining(reason) },
				partial: 'half an',
				usage: { inputTokens: 12, outputTokens: 3 },
			});
			const nothing = await answerTo(message('', reason));
			expect(nothing).toMatchObject({ ok: false, failure: { kind: 'interrupted' } });
			expect(nothing).not.toHaveProperty('partial');
		},
	);

	it('is cut off at the end of the window, and too long a request where that left no text', async () => {
		expect(await answerTo(message('half an', 'model_context_window_exceeded'))).toMatchObject({
			answer: { finish: 'length', cutByWindow: true },
		});
		expect(await answerTo(message('', 'model_context_window_exceeded'))).toMatchObject({ failure: { kind: 'context_too_long' } });
	});

	it.each([
		['for minutes, where nothing is said', { cache_creation: 500 }, { inputTokens: 700, cacheWriteTokens: 500 }],
		[
			'for minutes and an hour',
			{ cache_creation: 500, ephemeral_5m_input_tokens: 300, ephemeral_1h_input_tokens: 200 },
			{ inputTokens: 700, cacheWriteTokens: 300, cacheWrite1hTokens: 200 },
		],
		['beside the input', { cache_creation: 5_000 }, { inputTokens: 5_700, cacheWriteTokens: 5_000 }],
	])('counts what was written to a cache %s', async (_, input_token_details, expected) => {
		const reply = message('Hi', 'stop', { usage_metadata: { input_tokens: 700, output_tokens: 4, input_token_details } });
		expect(await answerTo(reply)).toMatchObject({ answer: { usage: { ...expected, cachedInputTokens: 0 } } });
	});

	it.each([
		['none', {}],
		['nothing counted', { usage_metadata: { input_tokens: 0, output_tokens: 0 } }],
		['nonsense', { usage_metadata: { input_tokens: -5, output_tokens: 'x' } }],
	])('has no usage where the sub-node reports %s', async (_, more) => {
		expect(await answerTo({ ...message('Hi'), usage_metadata: undefined, ...more })).toMatchObject({
			ok: true,
			answer: { text: 'Hi', usage: null },
		});
	});

	it('puts the text parts of a list together and leaves thoughts out', async () => {
		const content = [
			{ type: 'thinking', thinking: 'hm' },
			{ type: 'text', text: 'A' },
			'B',
			{ type: 'tool_use', name: 'x' },
			{ type: 'text', text: 'C' },
		];
		expect(await answerTo(message(content))).toMatchObject({ answer: { text: 'ABC' } });
	});

	it.each([
		['finish_reason', 'stop', 'stop'],
		['finish_reason', 'length', 'length'],
		['finish_reason', 'tool_calls', 'other'],
		['stop_reason', 'end_turn', 'stop'],
		['stop_reason', 'max_tokens', 'length'],
		['stop_reason', 'model_context_window_exceeded', 'length'],
		['finishReason', 'STOP', 'stop'],
		['finishReason', 'MAX_TOKENS', 'length'],
		['stopReason', 'end_turn', 'stop'],
		['done_reason', 'length', 'length'],
		['incomplete_details', { reason: 'max_output_tokens' }, 'length'],
		['other', 'length', 'other'],
	])('%s %j is %s', async (name, value, finish) => {
		expect(await answerTo({ content: 'Hi', response_metadata: { [name]: value } })).toMatchObject({ ok: true, answer: { finish } });
	});

	it.each([
		['finish_reason', 'content_filter'],
		['stop_reason', 'refusal'],
		['finishReason', 'SAFETY'],
		['stopReason', 'guardrail_intervened'],
		['incomplete_details', { reason: 'content_filter' }],
		['promptFeedback', { blockReason: 'SAFETY' }],
	])('%s %j is a content refusal', async (name, value) => {
		expect(await answerTo({ content: 'Half a', response_metadata: { [name]: value } })).toMatchObject({
			ok: false,
			failure: { kind: 'content_policy', billed: true },
		});
	});

	it('without any text at the output limit is truncated, and still billed', async () => {
		expect(await answerTo(message('', 'length'))).toMatchObject({
			ok: false,
			usage: { inputTokens: 12, outputTokens: 3 },
			failure: { kind: 'truncated', billed: true },
		});
		expect(await answerTo(message('', 'stop'))).toMatchObject({ ok: true, answer: { text: '' } });
		expect(await answerTo(message('', 'length', { tool_calls: [{ name: 'x' }] }))).toMatchObject({
			ok: true,
			answer: { toolCalls: [{ name: 'x' }] },
		});
	});

	it('is a bare text where a sub-node gives one', async () => {
		expect(await answerTo('Hi')).toMatchObject({ ok: true, answer: { text: 'Hi', usage: null, servedBy: null, finish: 'other' } });
	});

	it.each([undefined, null, 7, {}, { content: 7 }, { content: null }])('is no completion: %j', async (reply) => {
		expect(await answerTo(reply)).toMatchObject({ ok: false, failure: { kind: 'invalid_response', billed: true } });
	});

	it('is free of the key that the model object holds', async () => {
		const key = 'a planted key';
		const client = clientOf(() => message(`It is ${key}`, 'stop', { response_metadata: { model: key } }), { apiKey: key });
		expect(await client.complete(REQUEST, never)).toMatchObject({ answer: { text: 'It is [key removed]', servedBy: '[key removed]' } });
	});
});

describe('the end of a call', () => {
	const hang = () => new Promise(() => {});

	it('is the timeout, whatever the sub-node does, and it is told to stop', async () => {
		let told: AbortSignal | undefined;
		const result = await complete((_, { signal }) => ((told = signal), hang()), { timeoutMs: 20 });
		expect(result).toMatchObject({
			ok: false,
			failure: { kind: 'timeout', billed: true, message: expect.stringContaining('My Model did not answer in time') },
		});
		expect(told?.aborted).toBe(true);
	});

	it('is the stop of the execution', async () => {
		const stop = new AbortController();
		let told: AbortSignal | undefined;
		const result = complete((_, { signal }) => ((told = signal), stop.abort(), hang()), {}, stop.signal);
		expect(await result).toMatchObject({ ok: false, failure: { kind: 'cancelled', billed: true } });
		expect(told?.aborted).toBe(true);
	});

	it('is before the call where the execution is stopped already', async () => {
		const invoke = jest.fn<unknown, Parameters<Invoke>>(() => message('Hi'));
		expect(await complete(invoke, {}, AbortSignal.abort())).toMatchObject({ ok: false, failure: { kind: 'cancelled', billed: false } });
		expect(invoke).not.toHaveBeenCalled();
	});

	it('leaves no listener on the signal of the execution', async () => {
		const { signal } = new AbortController();
		const added = jest.spyOn(signal, 'addEventListener');
		const removed = jest.spyOn(signal, 'removeEventListener');
		await complete(() => message('Hi'), {}, signal);
		expect(added).toHaveBeenCalledTimes(1);
		expect(removed.mock.calls.map(([, listener]) => listener)).toEqual(added.mock.calls.map(([, listener]) => listener));
	});

	it('tells of a failure without the key the object holds, and without what looks like one', async () => {
		const client = clientOf(() => Promise.reject(new Error('bad key: a planted key, or sk-proj-Ab12Cd34Ef56')), {
			apiKey: 'a planted key',
		});
		expect(await client.complete(REQUEST, never)).toMatchObject({
			failure: { message: expect.stringMatching(/: bad key: \[key removed\], or \[key removed\]$/) },
		});
	});

	it('is a result, not a throw, also where the sub-node throws before it returns', async () => {
		const model = {
			invoke: (): Promise<unknown> => {
				throw Object.assign(new Error('no'), { status: 503 });
			},
		};
		const client = createConnectedClient({ models: new Map([[MODEL.keyId, model]]), now: () => NOW, sleep, whenSent });
		expect(await client.complete(REQUEST, never)).toMatchObject({ ok: false, failure: { kind: 'overloaded' } });
	});
});

it('makes no embeddings, and says so', async () => {
	const result = await clientOf(() => message('Hi')).embed(MODEL, ['a'], never);
	expect(result).toMatchObject({
		ok: false,
		failure: { kind: 'unsupported', billed: false, retryable: false, message: expect.stringContaining('cannot make embeddings') },
	});
});

it('throws for a model nobody plugged in', () => {
	expect(() => clientOf(() => message('Hi')).complete({ ...REQUEST, model: modelAt(1) }, never)).toThrow(
		'No Chat Model is connected for the model "p1/m"',
	);
});
