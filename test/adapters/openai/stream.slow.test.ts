import type { ServerResponse } from 'node:http';

import fc from 'fast-check';

import { createOpenAiClient } from '../../../adapters/openai/client';
import { createSend } from '../../../nodes/shared/transport';
import type { CallResult, ModelRequest, StreamPart } from '../../../router/calls/client';
import { NO_LIMITS, type ModelSpec } from '../../../router/registry/model';
import { json, serve, type TestServer } from '../../support/httpServer';
import { requestHelper } from '../../support/requestHelper';

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
	tools: ['f', 'g'].map((name) => ({ name, description: null, parameters: { type: 'object' } })),
	timeoutMs: 20_000,
	firstByteMs: null,
};

/** Answers each request as it is told then. */
let answer: (response: ServerResponse) => void = () => {};
let server: TestServer;
beforeAll(async () => {
	server = await serve((response) => answer(response));
});
afterAll(() => server.close());

interface Told {
	readonly result: CallResult;
	readonly parts: readonly StreamPart[];
}

async function ask(
	request: Partial<ModelRequest> = {},
	{ signal = new AbortController().signal, onPart = () => {} }: { signal?: AbortSignal; onPart?: (part: StreamPart) => void } = {},
): Promise<Told> {
	const endpoint = { kind: 'custom1' as const, name: 'Acme', baseUrl: `${server.url}/v1`, apiKey: KEY, apiVersion: null };
	const client = createOpenAiClient({ endpoints: new Map([[MODEL.keyId, endpoint]]), send: createSend(requestHelper), now: () => 0 });
	const parts: StreamPart[] = [];
	const result = await client.complete({ ...REQUEST, ...request }, signal, undefined, (part) => {
		parts.push(part);
		onPart(part);
	});
	return { result, parts };
}

const EVENTS = { 'content-type': 'text/event-stream; charset=utf-8' };
const chunk = (delta: object, finish_reason: string | null = null, index = 0) =>
	`data: ${JSON.stringify({ model: 'm', choices: [{ index, delta, finish_reason }] })}\n\n`;
const USAGE = `data: ${JSON.stringify({ choices: [], usage: { prompt_tokens: 7, completion_tokens: 2 } })}\n\n`;
const END = `${USAGE}data: [DONE]\n\n`;

const turn = () => new Promise((resolve) => setImmediate(resolve));

/** Sends each piece by itself. */
async function sendIn(response: ServerResponse, pieces: readonly Uint8Array[]): Promise<void> {
	response.writeHead(200, EVENTS);
	for (const piece of pieces) {
		response.write(piece);
		await turn();
	}
	response.end();
}

function streams(...events: readonly string[]): void {
	answer = (response) =>
		void sendIn(
			response,
			events.map((event) => Buffer.from(event)),
		);
}

const joined = (parts: readonly StreamPart[], kind: 'text' | 'reasoning') =>
	parts.map((part) => (part.kind === kind ? part.text : '')).join('');
const lastBody = () => JSON.parse(server.journal.at(-1)?.body ?? '') as Record<string, unknown>;

describe('a stream', () => {
	it('is asked for with its usage, unless it was refused', async () => {
		answer = (response) => json(response, 200, { choices: [{ message: { content: 'Hi' }, finish_reason: 'stop' }] });
		await ask();
		expect(lastBody()).toMatchObject({ stream: true, stream_options: { include_usage: true } });
		await ask({ omit: ['stream_options'] });
		expect(lastBody()).toMatchObject({ stream: true });
		expect(lastBody()).not.toHaveProperty('stream_options');
		await ask({ omit: ['stream'] });
		expect(Object.keys(lastBody())).toEqual(['model', 'messages', 'tools']);
	});

	it('is told as it comes, and is the answer in the end', async () => {
		let release = () => {};
		const heard = new Promise<void>((resolve) => {
			release = resolve;
		});
		answer = (response) => {
			response.writeHead(200, EVENTS).write(chunk({ reasoning_content: 'хм ' }) + chunk({ content: 'Привет' }));
			// The rest is sent only once the beginning has been told.
			void heard.then(() => response.end(chunk({ content: ', мир' }, 'stop') + END));
		};
		const { result, parts } = await ask({}, { onPart: ({ kind }) => kind === 'text' && release() });
		expect(result).toMatchObject({
			ok: true,
			answer: { text: 'Привет, мир', reasoning: 'хм', finish: 'stop', usage: { inputTokens: 7, outputTokens: 2 } },
		});
		expect(parts).toEqual([
			{ kind: 'reasoning', text: 'хм ' },
			{ kind: 'text', text: 'Привет' },
			{ kind: 'text', text: ', мир' },
		]);
	});

	it('has thoughts between tags apart, however they are cut', async () => {
		streams(
			chunk({ content: ' <thi' }),
			chunk({ content: 'nk>хм</th' }),
			chunk({ content: 'ink>\n\nПри' }),
			chunk({ content: 'вет' }, 'stop'),
			END,
		);
		const { result, parts } = await ask();
		expect(result).toMatchObject({ ok: true, answer: { text: 'Привет', reasoning: 'хм' } });
		expect([joined(parts, 'reasoning'), joined(parts, 'text')]).toEqual(['хм', 'Привет']);
	});

	it('keeps the answer it has told, where a closing tag comes alone', async () => {
		streams(chunk({ content: 'хм' }), chunk({ content: '</think>Привет' }, 'stop'), END);
		const { result, parts } = await ask();
		expect(result).toMatchObject({ ok: true, answer: { text: 'хм</think>Привет' } });
		expect(joined(parts, 'text')).toBe('хм</think>Привет');
	});

	it('tells a call whole, once it is known to be one', async () => {
		const piece = (more: object) => chunk({ tool_calls: [{ index: 0, ...more }] });
		streams(
			chunk({ content: 'Пишу.' }),
			piece({ id: 'c1', function: { name: 'f', arguments: '{"a"' } }),
			piece({ function: { arguments: ':1}' } }),
			chunk({ tool_calls: [{ index: 1, id: 'c2', function: { name: 'g', arguments: '' } }] }, 'tool_calls'),
			END,
		);
		const { result, parts } = await ask();
		expect(result).toMatchObject({ ok: true, answer: { text: 'Пишу.', toolCalls: [{ id: 'c1' }, { id: 'c2' }] } });
		expect(parts).toEqual([
			{ kind: 'text', text: 'Пишу.' },
			{ kind: 'tool_call', index: 0, id: 'c1', name: 'f', arguments: '{"a":1}' },
			{ kind: 'tool_call', index: 1, id: 'c2', name: 'g', arguments: '{}' },
		]);
	});

	it('has told nothing of a call that is none: another model can answer', async () => {
		streams(chunk({ tool_calls: [{ index: 0, id: 'c1', function: { name: 'f', arguments: '{"a"' } }] }, 'tool_calls'), END);
		const { result, parts } = await ask();
		expect(result).toMatchObject({ ok: false, failure: { kind: 'invalid_response' } });
		expect(parts).toEqual([]);
	});

	it('holds no key, in no piece', async () => {
		streams(
			chunk({ content: `да ${KEY.slice(0, 7)}`, reasoning: KEY.slice(0, 20) }),
			chunk({ content: KEY.slice(7), reasoning: KEY.slice(20) }),
			chunk({}, 'stop'),
			END,
		);
		const { result, parts } = await ask();
		expect(result).toMatchObject({ ok: true, answer: { text: 'да [key removed]', reasoning: '[key removed]' } });
		expect(parts).toEqual([
			{ kind: 'text', text: 'да ' },
			{ kind: 'reasoning', text: '[key removed]' },
			{ kind: 'text', text: '[key removed]' },
		]);
	});

	it('is told at the end where its server sends JSON', async () => {
		const message = { content: '<think>хм</think>Привет', tool_calls: [{ id: 'c1', function: { name: 'f', arguments: '{}' } }] };
		answer = (response) => json(response, 200, { choices: [{ message, finish_reason: 'tool_calls' }] });
		const { parts } = await ask();
		expect(parts).toEqual([
			{ kind: 'reasoning', text: 'хм' },
			{ kind: 'text', text: 'Привет' },
			{ kind: 'tool_call', index: 0, id: 'c1', name: 'f', arguments: '{}' },
		]);
	});

	it('tells a refusal at the end, where there is no other text', async () => {
		streams(chunk({ refusal: 'Not ' }), chunk({ refusal: 'that.' }, 'stop'), END);
		const { result, parts } = await ask();
		expect(result).toMatchObject({ ok: true, answer: { text: 'Not that.', refused: true } });
		expect(parts).toEqual([{ kind: 'text', text: 'Not that.' }]);
	});

	test.each(['stream', 'stream_options'])('that is refused names %s', async (parameter) => {
		answer = (response) => json(response, 400, { error: { message: `Unsupported parameter: '${parameter}'`, param: parameter } });
		expect((await ask()).result).toMatchObject({ ok: false, failure: { kind: 'unsupported', parameter } });
	});
});

describe('a stream that breaks', () => {
	const broken = (...events: readonly string[]) => {
		answer = (response) => {
			response.writeHead(200, EVENTS).write(events.join(''), () => setImmediate(() => response.socket?.resetAndDestroy()));
		};
	};

	it('is a failure that was paid for, with what was told', async () => {
		broken(chunk({ content: 'Привет' }), USAGE);
		const { result, parts } = await ask();
		expect(result).toMatchObject({
			ok: false,
			failure: { kind: 'connection', billed: true },
			partial: 'Привет',
			usage: { inputTokens: 7, outputTokens: 2 },
		});
		expect(parts).toEqual([{ kind: 'text', text: 'Привет' }]);
	});

	it('is an answer where only its last bytes are missing', async () => {
		broken(chunk({ content: 'Привет' }, 'stop'));
		const { result, parts } = await ask();
		expect(result).toMatchObject({ ok: true, answer: { text: 'Привет', finish: 'stop', usage: null } });
		expect(joined(parts, 'text')).toBe('Привет');
	});

	it('is broken off where its server ends it early', async () => {
		streams(chunk({ content: 'Привет' }));
		const { result } = await ask();
		expect(result).toMatchObject({ ok: false, failure: { kind: 'interrupted', billed: true }, partial: 'Привет' });
	});

	it('ends at once when it is cancelled, and the call with it', async () => {
		answer = (response) => void response.writeHead(200, EVENTS).write(chunk({ content: 'Привет' }));
		const stop = new AbortController();
		const { result } = await ask({}, { signal: stop.signal, onPart: () => stop.abort() });
		expect(result).toMatchObject({ ok: false, failure: { kind: 'cancelled', billed: true }, partial: 'Привет' });
		await server.journal.at(-1)?.gone;
	});

	it('is a timeout with what came of it', async () => {
		answer = (response) => void response.writeHead(200, EVENTS).write(chunk({ content: 'Привет' }));
		const { result } = await ask({ timeoutMs: 150 });
		expect(result).toMatchObject({ ok: false, failure: { kind: 'timeout', billed: true }, partial: 'Привет' });
	});
});

describe('whatever is said, and however its bytes are cut', () => {
	const word = fc.oneof(
		fc.constantFrom('<think>', '</think>', '<thi', 'nk>', '[THINK]', '[/THINK]', ' ', '\n', '\r\n', '\u2028', 'data: ', '🙂', 'ж'),
		fc.constantFrom(KEY, KEY.slice(0, 9), KEY.slice(9), encodeURIComponent(KEY), '\\u', '%2', '&#'),
		fc.string({ maxLength: 6, unit: 'binary' }),
	);
	const delta = fc.record({ content: word, reasoning: word, refusal: word, other: word }, { requiredKeys: [] });
	const call = fc.record({
		name: fc.constantFrom('f', 'g'),
		args: fc.dictionary(fc.string(), fc.string()).map((all) => JSON.stringify(all)),
	});
	const calls = fc.array(call, { maxLength: 3 });
	const ends = fc.constantFrom('\n\n', '\r\n\r\n', '\n: ping\n\n', '\n\nevent: x\nid: 1\n');
	const mark = fc.constantFrom('data: ', 'data:');

	const events = fc.record({ deltas: fc.array(delta, { maxLength: 10 }), calls, end: ends, mark }).map((said) => {
		const pieces = said.calls.flatMap(({ name, args }, index) => [
			{ tool_calls: [{ index, id: `c${index}`, function: { name, arguments: args.slice(0, 3) } }] },
			{ tool_calls: [{ index, function: { arguments: args.slice(3) } }] },
		]);
		const texts = said.deltas.flatMap(({ other, ...own }) => [
			chunk(own),
			...(other === undefined ? [] : [chunk({ content: other }, null, 1)]),
		]);
		const all = [...texts, ...pieces.map((piece) => chunk(piece)), chunk({}, 'stop'), END].join('');
		return all.replaceAll('data: {', `${said.mark}{`).replaceAll('}\n\n', `}${said.end}`);
	});
	const cuts = fc.array(fc.integer({ min: 1, max: 90 }), { maxLength: 40 });

	function inPieces(text: string, sizes: readonly number[]): Uint8Array[] {
		let rest = Buffer.from(text);
		const pieces = sizes.map((size) => {
			const piece = rest.subarray(0, size);
			rest = rest.subarray(size);
			return piece;
		});
		return [...pieces, rest].filter(({ length }) => length > 0);
	}

	it('the parts are the answer', async () => {
		await fc.assert(
			fc.asyncProperty(events, cuts, async (text, sizes) => {
				answer = (response) => void sendIn(response, inPieces(text, sizes));
				const { result, parts } = await ask();
				if (!result.ok) throw new Error(result.failure.message);
				expect(joined(parts, 'text')).toBe(result.answer.text);
				expect(joined(parts, 'reasoning')).not.toContain(KEY);
				expect(joined(parts, 'reasoning').trim() !== '').toBe(result.answer.reasoning !== undefined);
				expect(parts.filter(({ kind }) => kind === 'tool_call')).toEqual(
					result.answer.toolCalls.map(({ id, name, arguments: given }, index) => ({
						kind: 'tool_call',
						index,
						id,
						name,
						arguments: given,
					})),
				);
				expect(parts.every((part) => part.kind === 'tool_call' || part.text !== '')).toBe(true);
			}),
			{ numRuns: 150 },
		);
	}, 60_000);
});
