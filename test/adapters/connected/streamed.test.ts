import { AIMessageChunk } from '@langchain/core/messages';

import { createConnectedClient } from '../../../adapters/connected/client';
import { callWhenSent as whenSent } from '../../../adapters/onSent';
import { systemClock } from '../../../nodes/shared/clock';
import { Original } from '../../../adapters/langchain/original';
import type { ModelRequest, StreamPart } from '../../../router/calls/client';
import { chatModel, message } from '../../support/chatModels';
import { modelAt } from '../../support/routing';

const sleep = (ms: number, signal: AbortSignal) => systemClock.sleep(ms, signal);

const never = new AbortController().signal;
const MODEL = modelAt(0, { id: 'connected/My Model', keyId: 'connected:wf:My Model' });
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
	original: new Original([], {}),
};

const said = (content: string, more: object = {}) => new AIMessageChunk({ content, ...more });
const usage_metadata = { input_tokens: 12, output_tokens: 3, total_tokens: 15 };
const END = said('', { usage_metadata, response_metadata: { finish_reason: 'stop', model_name: 'served-by' } });

type Chunks = (signal: AbortSignal) => AsyncIterable<unknown>;

async function told(chunks: Chunks, request: Partial<ModelRequest> = {}, { signal = never, more = {} } = {}) {
	const parts: StreamPart[] = [];
	const stream = jest.fn(async (_messages: unknown, options: { readonly signal: AbortSignal }) => chunks(options.signal));
	const models = new Map([[MODEL.keyId, chatModel(() => message('all at once'), { stream, ...more })]]);
	const client = createConnectedClient({ models, now: () => 0, sleep, whenSent });
	const result = await client.complete({ ...REQUEST, ...request }, signal, undefined, (part) => parts.push(part));
	return { result, parts, stream };
}

const of = (...chunks: readonly unknown[]): Chunks =>
	async function* () {
		for (const chunk of chunks) yield await Promise.resolve(chunk);
	};

it('tells an answer as it comes, and gives it whole', async () => {
	const { result, parts, stream } = await told(of(said('H'), said('i'), END));
	expect(parts).toEqual([
		{ kind: 'text', text: 'H' },
		{ kind: 'text', text: 'i' },
	]);
	expect(result).toMatchObject({
		ok: true,
		answer: { text: 'Hi', finish: 'stop', servedBy: 'served-by', usage: { inputTokens: 12, outputTokens: 3 } },
	});
	expect(result.ok && result.answer.original).toBeInstanceOf(AIMessageChunk);
	expect(stream).toHaveBeenCalledWith([], { callbacks: [], signal: expect.any(AbortSignal) });
});

it('tells calls at once when they are whole', async () => {
	const piece = (index: number, args: string, more: object = {}) => said('', { tool_call_chunks: [{ index, args, ...more }] });
	const { result, parts } = await told(
		of(piece(0, '{"q"', { id: 'a', name: 'one' }), piece(1, '{"q":', { id: 'b', name: 'two' }), piece(0, ':1}'), piece(1, '2}'), END),
	);
	expect(parts).toEqual([
		{ kind: 'tool_call', index: 0, id: 'a', name: 'one', arguments: '{"q":1}' },
		{ kind: 'tool_call', index: 1, id: 'b', name: 'two', arguments: '{"q":2}' },
	]);
	expect(result).toMatchObject({ ok: true, answer: { text: '', toolCalls: [{ id: 'a' }, { id: 'b' }] } });
});

it('tells thoughts apart, wherever they are', async () => {
	const beside = said('', { additional_kwargs: { reasoning_content: 'hm' } });
	const { result, parts } = await told(of(beside, said('<thi'), said('nk>well</think>H'), said('i'), END));
	expect(parts).toEqual([
		{ kind: 'reasoning', text: 'hm' },
		{ kind: 'reasoning', text: 'well' },
		{ kind: 'text', text: 'H' },
		{ kind: 'text', text: 'i' },
	]);
	expect(result).toMatchObject({ ok: true, answer: { text: 'Hi', reasoning: 'hm\n\nwell' } });
});

it('reads how it ended once, where several chunks say so', async () => {
	const last = said('Hi', { response_metadata: { finish_reason: 'length' } });
	expect((await told(of(last, last))).result).toMatchObject({ answer: { text: 'HiHi', finish: 'length' } });
});

it('has no key in any part', async () => {
	const key = 'a planted key of some length';
	const { result, parts } = await told(of(said('It is a planted key '), said('of some length'), END), {}, { more: { apiKey: key } });
	expect(parts.map((part) => (part.kind === 'text' ? part.text : '')).join('')).toBe('It is [key removed]');
	expect(result).toMatchObject({ answer: { text: 'It is [key removed]' } });
});

it.each([
	['cannot stream', {}, { stream: undefined }],
	['has refused to', { omit: ['stream'] }, {}],
])('tells all at the end where a model %s', async (_, request, more) => {
	const { result, parts } = await told(of(), request, { more });
	expect(parts).toEqual([{ kind: 'text', text: 'all at once' }]);
	expect(result).toMatchObject({ ok: true, answer: { text: 'all at once' } });
});

it('takes a whole message for a stream of one', async () => {
	const { result, parts } = await told(of(message('Hi')));
	expect(parts).toEqual([{ kind: 'text', text: 'Hi' }]);
	expect(result).toMatchObject({ ok: true, answer: { text: 'Hi' } });
});

describe('a stream that ends early', () => {
	const broken = (...chunks: readonly unknown[]): Chunks =>
		async function* () {
			yield* chunks;
			await Promise.reject(new TypeError('terminated'));
		};

	it('was interrupted, is billed, and leaves what there was', async () => {
		const { result } = await told(broken(said('Half an', { usage_metadata })));
		expect(result).toMatchObject({
			ok: false,
			failure: { kind: 'interrupted', billed: true },
			partial: 'Half an',
			usage: { inputTokens: 12, outputTokens: 3 },
		});
	});

	it('is what was thrown where nothing had come', async () => {
		expect((await told(broken())).result).toMatchObject({ ok: false, failure: { kind: 'connection' } });
		expect((await told(broken(said('')))).result).toMatchObject({ ok: false, failure: { kind: 'connection' } });
		const refused = () => {
			throw Object.assign(new Error('no'), { status: 429 });
		};
		expect((await told(refused)).result).toMatchObject({ ok: false, failure: { kind: 'rate_limited' } });
	});

	it.each([
		['has nothing in it', of(), 'gave no message'],
		['is none', () => ({}) as AsyncIterable<unknown>, 'gave no stream'],
		['cannot be put together', of({ content: '' }, { content: '' }), 'cannot be put together'],
	])('is no completion where it %s', async (_, chunks, words) => {
		expect((await told(chunks)).result).toMatchObject({
			ok: false,
			failure: { kind: 'invalid_response', message: expect.stringContaining(words) },
		});
	});

	const hanging = (seen: { closed: boolean; signal?: AbortSignal }, then: () => void = () => {}): Chunks => {
		return (signal) => {
			seen.signal = signal;
			const first = { done: false, value: said('Half an') };
			const next = jest.fn<Promise<IteratorResult<unknown>>, []>(() => (then(), new Promise(() => {}))).mockResolvedValueOnce(first);
			const iterator = { next, return: async () => ((seen.closed = true), { done: true, value: undefined }) };
			return { [Symbol.asyncIterator]: () => iterator };
		};
	};

	it('at the timeout is closed', async () => {
		const seen = { closed: false, signal: never };
		const { result } = await told(hanging(seen), { timeoutMs: 20 });
		expect(result).toMatchObject({ ok: false, failure: { kind: 'timeout', billed: true }, partial: 'Half an' });
		expect(seen).toMatchObject({ closed: true, signal: { aborted: true } });
	});

	it('at the stop of the execution is closed', async () => {
		const stop = new AbortController();
		const seen = { closed: false, signal: never };
		const { result } = await told(
			hanging(seen, () => stop.abort()),
			{},
			{ signal: stop.signal },
		);
		expect(result).toMatchObject({ ok: false, failure: { kind: 'cancelled', billed: true }, partial: 'Half an' });
		expect(seen).toMatchObject({ closed: true, signal: { aborted: true } });
	});

	it('tells nothing that comes after that', async () => {
		const stop = new AbortController();
		const chunks = async function* () {
			yield await Promise.resolve(said('Half an'));
			stop.abort();
			await new Promise(setImmediate);
			yield said('other half');
		};
		const { parts } = await told(chunks, {}, { signal: stop.signal });
		await new Promise(setImmediate);
		await new Promise(setImmediate);
		expect(parts).toEqual([{ kind: 'text', text: 'Half an' }]);
	});
});
