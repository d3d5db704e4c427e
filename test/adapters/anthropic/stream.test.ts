import type { ServerResponse } from 'node:http';

import type { CallResult, ModelRequest, StreamPart } from '../../../router/calls/client';
import type { ToolSpec } from '../../../router/request/request';
import { clientFor, KEY, MODEL, REQUEST, told } from '../../support/anthropic';
import { serve, type TestServer } from '../../support/httpServer';

const never = new AbortController().signal;
const WEATHER: ToolSpec = { name: 'weather', description: null, parameters: { type: 'object' } };

const START = {
	type: 'message_start',
	message: {
		id: 'msg_1',
		type: 'message',
		role: 'assistant',
		model: 'claude-x-20260101',
		content: [],
		stop_reason: null,
		usage: { input_tokens: 9, output_tokens: 1, cache_read_input_tokens: 1_000, cache_creation_input_tokens: 0 },
	},
};
const END = [
	{ type: 'message_delta', delta: { stop_reason: 'end_turn', stop_sequence: null }, usage: { output_tokens: 40 } },
	{ type: 'message_stop' },
];
const OVERLOADED = { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } };

function block(index: number, content_block: object, ...deltas: readonly object[]): object[] {
	return [
		{ type: 'content_block_start', index, content_block },
		...deltas.map((delta) => ({ type: 'content_block_delta', index, delta })),
		{ type: 'content_block_stop', index },
	];
}

function text(index: number, ...pieces: readonly string[]): object[] {
	return block(index, { type: 'text', text: '' }, ...pieces.map((piece) => ({ type: 'text_delta', text: piece })));
}

function thinking(index: number, ...pieces: readonly string[]): object[] {
	const deltas = pieces.map((piece) => ({ type: 'thinking_delta', thinking: piece }));
	return block(index, { type: 'thinking', thinking: '', signature: '' }, ...deltas, { type: 'signature_delta', signature: 'sig' });
}

function call(index: number, name: string, ...pieces: readonly string[]): object[] {
	const deltas = pieces.map((partial_json) => ({ type: 'input_json_delta', partial_json }));
	return block(index, { type: 'tool_use', id: `t${index}`, name, input: {} }, ...deltas);
}

/** As the API frames them, with what is to be passed over between. */
function framed(events: readonly object[]): string {
	return events
		.map((event) => `event: some\ndata: ${JSON.stringify(event)}\n\n: comment\nevent: ping\ndata: {"type": "ping"}\n\n`)
		.join('');
}

let server: TestServer | undefined;
afterEach(async () => {
	await server?.close();
	server = undefined;
});

interface Streamed {
	readonly result: CallResult;
	readonly parts: readonly StreamPart[];
}

async function streamed(answer: (response: ServerResponse) => void, request: Partial<ModelRequest> = {}): Promise<Streamed> {
	server = await serve((response) => {
		response.writeHead(200, { 'content-type': 'text/event-stream' });
		answer(response);
	});
	const parts: StreamPart[] = [];
	const asked = { ...REQUEST, tools: [WEATHER], ...request };
	const result = await clientFor(`${server.url}/v1`).complete(asked, never, undefined, (part) => parts.push(part));
	return { result, parts };
}

function whole(...events: readonly object[]): Promise<Streamed> {
	return streamed((response) => response.end(framed(events)));
}

describe('a stream', () => {
	it('is asked for, told in parts, and ends in the answer it would have been in one piece', async () => {
		const { result, parts } = await whole(
			START,
			...thinking(0, 'Let me ', 'think.'),
			...text(1, 'I ', 'look it up.'),
			...call(2, 'weather', '', '{"city":', ' "Bonn"}'),
			...call(3, 'weather'),
			...END,
		);
		expect(JSON.parse(server?.journal[0]?.body ?? '')).toMatchObject({ stream: true });
		expect(result).toMatchObject({
			ok: true,
			answer: {
				text: 'I look it up.',
				reasoning: 'Let me think.',
				finish: 'stop',
				servedBy: 'claude-x-20260101',
				toolCalls: [
					{ id: 't2', name: 'weather', arguments: '{"city":"Bonn"}' },
					{ id: 't3', name: 'weather', arguments: '{}' },
				],
				carried: { apiModel: MODEL.apiModel, fields: { content: [{ type: 'thinking', thinking: 'Let me think.', signature: 'sig' }] } },
				usage: { inputTokens: 1_009, outputTokens: 40, cachedInputTokens: 1_000 },
			},
		});
		expect(told(parts)).toEqual({
			text: 'I look it up.',
			reasoning: 'Let me think.',
			calls: [
				{ id: 't2', name: 'weather', arguments: '{"city": "Bonn"}' },
				{ id: 't3', name: 'weather', arguments: '{}' },
			],
		});
		expect(parts.length).toBeGreaterThan(6);
	});

	it('is told while it comes, in whatever pieces', async () => {
		const bytes = Buffer.from(framed([START, ...text(0, 'Grüße ', 'aus Köln'), ...END]));
		let first: (() => void) | undefined;
		const shown = new Promise<void>((resolve) => {
			first = resolve;
		});
		const at = bytes.indexOf('aus');
		const parts: StreamPart[] = [];
		server = await serve((response) => {
			response.writeHead(200, { 'content-type': 'text/event-stream' });
			for (let from = 0; from < at; from += 7) response.write(bytes.subarray(from, Math.min(from + 7, at)));
			// The rest is sent only once the first has been told.
			void shown.then(() => response.end(bytes.subarray(at)));
		});
		const result = await clientFor(`${server.url}/v1`).complete(REQUEST, never, undefined, (part) => {
			parts.push(part);
			first?.();
		});
		expect(result).toMatchObject({ ok: true, answer: { text: 'Grüße aus Köln' } });
		expect(told(parts.slice(0, 1)).text).toMatch(/^Grüße/);
		expect(told(parts).text).toBe('Grüße aus Köln');
	});

	it('shows no key, however it is cut', async () => {
		const pieces = [KEY.slice(0, 9), KEY.slice(9, 20), KEY.slice(20)] as const;
		const { result, parts } = await whole(
			START,
			...thinking(0, 'I see ', ...pieces),
			...text(1, 'it is ', ...pieces, ' yes'),
			...call(2, 'weather', '{"key":"', ...pieces, '"}'),
			...END,
		);
		expect(JSON.stringify({ result, parts })).not.toMatch(/sk-ant-te|Aa11|Bb22|Dd44/);
		expect(told(parts)).toEqual({
			text: 'it is [key removed] yes',
			reasoning: 'I see [key removed]',
			calls: [{ id: 't2', name: 'weather', arguments: '{"key":"[key removed]"}' }],
		});
		expect(result).toMatchObject({ ok: true, answer: { text: 'it is [key removed] yes' } });
	});

	it('tells of no call of a tool there is not', async () => {
		const { result, parts } = await whole(START, ...call(0, 'other', '{"a":1}'), ...END);
		expect(result).toMatchObject({ ok: false, failure: { kind: 'invalid_response', billed: true } });
		expect(parts).toEqual([]);
	});

	it('keeps a call that was cut off as it was written', async () => {
		const cut = { type: 'message_delta', delta: { stop_reason: 'max_tokens' }, usage: { output_tokens: 5 } };
		const { result } = await whole(START, ...call(0, 'weather', '{"city": "Bo'), cut, { type: 'message_stop' });
		expect(result).toMatchObject({ ok: true, answer: { finish: 'length', toolCalls: [{ arguments: '{"city": "Bo' }] } });
	});

	it('takes a message that comes in one piece all the same', async () => {
		const body = { ...START.message, content: [{ type: 'text', text: 'Hi' }], stop_reason: 'end_turn' };
		const { result, parts } = await streamed((response) => response.end(JSON.stringify(body)));
		expect(result).toMatchObject({ ok: true, answer: { text: 'Hi' } });
		expect(parts).toEqual([{ kind: 'text', text: 'Hi' }]);
	});
});

describe('a stream that breaks', () => {
	const half = text(0, 'The answer ', 'is not').slice(0, 3);

	it('before any text fails as its error says, and is billed as far as it is counted', async () => {
		const { result, parts } = await whole(START, OVERLOADED);
		expect(result).toMatchObject({ ok: false, failure: { kind: 'overloaded' }, usage: { inputTokens: 1_009, outputTokens: 1 } });
		expect(parts).toEqual([]);
		await server?.close();
		expect((await whole(OVERLOADED)).result).toMatchObject({ ok: false, failure: { kind: 'overloaded' }, usage: null });
	});

	test.each<[string, (response: ServerResponse) => void]>([
		['an error', (response) => response.end(framed([START, ...half, OVERLOADED]))],
		['no end', (response) => response.end(framed([START, ...half]))],
		['a broken connection', (response) => response.write(framed([START, ...half]), () => setImmediate(() => response.destroy()))],
	])('after some text was broken off: by %s', async (_, answer) => {
		const { result, parts } = await streamed(answer);
		// What was written is not counted before the end.
		expect(result).toMatchObject({ ok: false, failure: { kind: 'interrupted', billed: true }, partial: 'The answer is not', usage: null });
		expect(told(parts).text).toMatch(/^The answer /);
	});

	it('is not told where it comes with a refusal', async () => {
		const parts: StreamPart[] = [];
		server = await serve((response) =>
			response.writeHead(529, { 'content-type': 'text/event-stream' }).end(framed([START, ...half, OVERLOADED])),
		);
		const result = await clientFor(`${server.url}/v1`).complete(REQUEST, never, undefined, (part) => parts.push(part));
		expect(result).toMatchObject({ ok: false, failure: { kind: 'overloaded', httpStatus: 529, billed: false } });
		expect(parts).toEqual([]);
	});

	it('because it is stopped keeps what it had', async () => {
		const stop = new AbortController();
		const parts: StreamPart[] = [];
		server = await serve((response) => {
			response.writeHead(200, { 'content-type': 'text/event-stream' }).write(framed([START, ...half]));
		});
		const result = await clientFor(`${server.url}/v1`).complete(REQUEST, stop.signal, undefined, (part) => {
			parts.push(part);
			stop.abort();
		});
		expect(result).toMatchObject({ ok: false, failure: { kind: 'cancelled', billed: true }, partial: 'The answer is not' });
		expect(told(parts).text).toMatch(/^The answer /);
	});

	it('is a refusal of content where the model declines in the middle', async () => {
		const refusal = { type: 'message_delta', delta: { stop_reason: 'refusal' }, usage: { output_tokens: 3 } };
		const { result } = await whole(START, ...text(0, 'Well, '), refusal, { type: 'message_stop' });
		expect(result).toMatchObject({ ok: false, failure: { kind: 'content_policy' }, usage: { outputTokens: 3 } });
	});
});
