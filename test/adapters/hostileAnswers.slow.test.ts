import fc from 'fast-check';

import { createAnthropicClient } from '../../adapters/anthropic/client';
import { createOpenAiClient } from '../../adapters/openai/client';
import type { HttpAnswer } from '../../adapters/http';
import type { Endpoint, ProviderKind } from '../../adapters/providers';
import type { CallResult, EmbedResult, ModelClient, StreamPart, Usage } from '../../router/calls/client';
import { FAILURE_RULES } from '../../router/calls/failure';
import { MODEL, NOW, REQUEST } from '../support/anthropic';
import { CASES, fuzz, must, ODD_NUMBERS, ODD_TEXTS, oddJson } from '../support/fuzz';
import { leaksIn } from '../support/plantedKeys';

const KEY = 'sk-planted-Aa11+Bb22/Cc33Dd44';
/** Providers echo what they were sent, the key included. */
const TEXTS = [...ODD_TEXTS, KEY, `Bearer ${KEY}`, `<think>${KEY}`, '<think>a</think>b', '{"tier":0}', '```json\n{}\n```'];
const text = fc.oneof(fc.constantFrom(...TEXTS), fc.string({ unit: 'binary', maxLength: 30 }));
const number = fc.oneof(fc.constantFrom(...ODD_NUMBERS), fc.nat(2_000), fc.integer());
const odd = fc.oneof(text, number, oddJson, fc.constant(KEY));

/** Mostly what should be there, sometimes something else, sometimes nothing. */
const mostly = <T>(fits: fc.Arbitrary<T>): fc.Arbitrary<unknown> =>
	fc.oneof({ weight: 6, arbitrary: fits }, { weight: 1, arbitrary: odd }, { weight: 1, arbitrary: fc.constant(undefined) });
const list = <T>(of: fc.Arbitrary<T>) => fc.array(of, { maxLength: 3 });

const openAiUsage = fc.record({
	prompt_tokens: mostly(number),
	completion_tokens: mostly(number),
	total_tokens: mostly(number),
	cost: mostly(number),
	prompt_tokens_details: mostly(fc.record({ cached_tokens: mostly(number), cache_write_tokens: mostly(number) })),
	completion_tokens_details: mostly(fc.record({ reasoning_tokens: mostly(number) })),
});
const toolCall = fc.record({
	index: mostly(number),
	id: mostly(text),
	type: mostly(fc.constant('function')),
	function: mostly(fc.record({ name: mostly(text), arguments: mostly(text) })),
	extra_content: mostly(oddJson),
});
const openAiMessage = fc.record({
	role: mostly(fc.constant('assistant')),
	content: mostly(fc.oneof(text, list(fc.record({ type: mostly(fc.constantFrom('text', 'thinking', 'refusal')), text: mostly(text) })))),
	refusal: mostly(fc.constant(null)),
	reasoning: mostly(text),
	reasoning_content: mostly(text),
	reasoning_details: mostly(list(oddJson)),
	tool_calls: mostly(list(mostly(toolCall))),
});
const finish = fc.constantFrom(
	'stop',
	'length',
	'tool_calls',
	'content_filter',
	'error',
	'network_error',
	'model_context_window_exceeded',
	null,
);
const openAiChoice = (place: 'message' | 'delta') =>
	fc
		.record({
			index: mostly(number),
			finish_reason: mostly(finish),
			it: mostly(openAiMessage),
			error: fc.oneof({ weight: 9, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: odd }),
			logprobs: mostly(fc.record({ content: mostly(list(fc.record({ token: mostly(text), logprob: mostly(number) }))) })),
		})
		.map(({ it, ...choice }) => ({ ...choice, [place]: it }));
const openAiBody = (place: 'message' | 'delta') =>
	fc.record({
		id: mostly(text),
		model: mostly(text),
		choices: mostly(list(mostly(openAiChoice(place)))),
		usage: mostly(openAiUsage),
		error: fc.oneof({ weight: 9, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: odd }),
	});

const anthropicUsage = fc.record({
	input_tokens: mostly(number),
	output_tokens: mostly(number),
	cache_read_input_tokens: mostly(number),
	cache_creation_input_tokens: mostly(number),
	cache_creation: mostly(fc.record({ ephemeral_5m_input_tokens: mostly(number), ephemeral_1h_input_tokens: mostly(number) })),
});
const block = fc.record({
	type: mostly(fc.constantFrom('text', 'thinking', 'redacted_thinking', 'tool_use')),
	text: mostly(text),
	thinking: mostly(text),
	signature: mostly(text),
	data: mostly(text),
	id: mostly(text),
	name: mostly(text),
	input: mostly(oddJson),
});
const stop = fc.constantFrom('end_turn', 'max_tokens', 'tool_use', 'refusal', 'pause_turn', 'model_context_window_exceeded', null);
const anthropicBody = fc.record({
	id: mostly(text),
	type: mostly(fc.constantFrom('message', 'error')),
	role: mostly(fc.constant('assistant')),
	model: mostly(text),
	content: mostly(list(mostly(block))),
	stop_reason: mostly(stop),
	usage: mostly(anthropicUsage),
});
const anthropicEvent = fc.record({
	type: mostly(
		fc.constantFrom(
			'message_start',
			'content_block_start',
			'content_block_delta',
			'content_block_stop',
			'message_delta',
			'message_stop',
			'error',
			'ping',
		),
	),
	index: mostly(number),
	message: mostly(anthropicBody),
	content_block: mostly(block),
	delta: mostly(
		fc.record({
			type: mostly(fc.constantFrom('text_delta', 'thinking_delta', 'signature_delta', 'input_json_delta')),
			text: mostly(text),
			thinking: mostly(text),
			signature: mostly(text),
			partial_json: mostly(text),
			stop_reason: mostly(stop),
		}),
	),
	usage: mostly(anthropicUsage),
	error: fc.oneof({ weight: 9, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: odd }),
});
const refusal = fc.record({
	error: mostly(
		fc.record({
			message: mostly(text),
			type: mostly(text),
			code: mostly(fc.oneof(text, number)),
			param: mostly(text),
			metadata: mostly(oddJson),
		}),
	),
	message: mostly(text),
	detail: mostly(oddJson),
});
const embeddings = fc.record({
	data: mostly(list(mostly(fc.record({ index: mostly(number), embedding: mostly(list(number)) })))),
	usage: mostly(openAiUsage),
});

const events = (of: fc.Arbitrary<unknown>) =>
	fc
		.tuple(
			fc.array(of, { maxLength: 5 }),
			fc.constantFrom('data: [DONE]\n\n', '', 'data: ', ':\n\n', '\0'),
			fc.constantFrom('\n\n', '\r\n\r\n', '\n'),
		)
		.map(([all, end, between]) => `${all.map((one) => `data: ${JSON.stringify(one) ?? ''}${between}`).join('')}${end}`);

const bytes: fc.Arbitrary<string | Uint8Array> = fc.oneof(
	{ weight: 8, arbitrary: openAiBody('message').map((body) => JSON.stringify(body)) },
	{ weight: 8, arbitrary: events(openAiBody('delta')) },
	{ weight: 8, arbitrary: anthropicBody.map((body) => JSON.stringify(body)) },
	{ weight: 8, arbitrary: events(anthropicEvent) },
	{ weight: 4, arbitrary: refusal.map((body) => JSON.stringify(body)) },
	{ weight: 2, arbitrary: embeddings.map((body) => JSON.stringify(body)) },
	{ weight: 2, arbitrary: oddJson.map((body) => JSON.stringify(body)) },
	{ weight: 2, arbitrary: text },
	{ weight: 2, arbitrary: fc.uint8Array({ maxLength: 60 }) },
);

const headers = fc.record({
	'content-type': fc.constantFrom('application/json', 'text/event-stream', 'text/html', 'text/event-stream; charset=utf-8', ''),
	'retry-after': fc.constantFrom('', '0', '-1', '1e9', 'NaN', 'Wed, 21 Oct 2099 07:28:00 GMT', KEY, '9'.repeat(400)),
	'x-ratelimit-remaining-requests': fc.constantFrom('', '0', '-1', '1e999', '7', KEY),
	'x-ratelimit-reset-tokens': fc.constantFrom('', '0', '6m0s', '1e99s', '-3ms', 'x'),
});

const made = fc.record({
	provider: fc.constantFrom<ProviderKind>('custom1', 'openrouter', 'mistral', 'gemini', 'azure', 'anthropic'),
	how: fc.constantFrom('whole', 'streamed', 'embed'),
	status: fc.oneof(
		{ weight: 4, arbitrary: fc.constant(200) },
		{ weight: 2, arbitrary: fc.constantFrom(201, 204, 302, 400, 401, 402, 403, 404, 413, 429, 500, 503, 529, 599) },
	),
	body: bytes,
	headers,
	/** After how many bytes the connection breaks; most do not. */
	breaksAt: fc.oneof({ weight: 5, arbitrary: fc.constant(Infinity) }, { weight: 1, arbitrary: fc.nat(200) }),
});
type Made = typeof made extends fc.Arbitrary<infer T> ? T : never;

const EMPTY = [204, 302];

function answerOf({ status, body, headers, breaksAt }: Made): HttpAnswer {
	const sent = typeof body === 'string' ? Buffer.from(body) : body;
	return {
		status,
		headers: Object.fromEntries(new Headers(headers)),
		body: piecesOf(EMPTY.includes(status) ? Buffer.of() : sent, breaksAt),
	};
}

/** In two pieces, so that characters and events are cut. */
async function* piecesOf(sent: Uint8Array, breaksAt: number): AsyncGenerator<Uint8Array> {
	const half = Math.floor(Math.min(sent.length, breaksAt) / 2);
	yield await Promise.resolve(sent.slice(0, half));
	yield sent.slice(half, breaksAt);
	if (breaksAt < sent.length) throw new TypeError('terminated');
}

function clientOf(one: Made): ModelClient {
	const kind = one.provider;
	const endpoint: Endpoint = { kind, name: 'Acme', baseUrl: 'https://provider.invalid/v1', apiKey: KEY, apiVersion: null };
	const options = { endpoints: new Map([[MODEL.keyId, endpoint]]), send: () => Promise.resolve(answerOf(one)), now: () => NOW };
	return kind === 'anthropic' ? createAnthropicClient(options) : createOpenAiClient(options);
}

const never = new AbortController().signal;
const request = { ...REQUEST, tools: [{ name: 'f', description: null, parameters: { type: 'object' } }] };

async function check(one: Made): Promise<void> {
	const parts: StreamPart[] = [];
	const client = clientOf(one);
	const result = await (one.how === 'embed'
		? client.embed(MODEL, ['a', 'b'], never)
		: client.complete(request, never, undefined, one.how === 'streamed' ? (part) => parts.push(part) : undefined));
	mustBeClassified(result);
	if (one.how === 'streamed' && 'limits' in result) mustBeTold(result, parts);
	// Vectors are numbers.
	const { vectors: _, ...readable } = { vectors: null, ...result };
	must(leaksIn(JSON.stringify([readable, parts]), [KEY]).length === 0, 'a key is in it');
}

function mustBeClassified(result: CallResult | EmbedResult): void {
	if (result.ok && 'answer' in result) {
		const { text: said, finish: ended, toolCalls, usage } = result.answer;
		must(typeof said === 'string' && ['stop', 'length', 'other'].includes(ended) && Array.isArray(toolCalls), 'no answer');
		mustBeCountable(usage);
	} else if (result.ok) {
		must(result.vectors.length === 2 && result.vectors.every((vector) => vector.every(Number.isFinite)), 'no vectors');
	} else {
		const { kind, retryAfterMs, message, summary } = result.failure;
		must(kind in FAILURE_RULES, `no failure has the kind ${kind}`);
		must(retryAfterMs === null || (retryAfterMs >= 0 && retryAfterMs <= LONGEST_WAIT_MS), `waits ${String(retryAfterMs)} ms`);
		must(
			[message, summary].every((words) => words !== '' && words.length < 2_000),
			`says "${message}", "${summary}"`,
		);
	}
}

const LONGEST_WAIT_MS = 600_000;

function mustBeCountable(usage: Usage | null): void {
	for (const tokens of Object.values(usage ?? {}))
		must(tokens === undefined || (Number.isSafeInteger(tokens) && tokens >= 0), `counts ${tokens}`);
}

/** What was shown while it came is the answer's text: nobody sees another one than what is kept. */
function mustBeTold(result: CallResult, parts: readonly StreamPart[]): void {
	if (!result.ok) return;
	const shown = parts.map((part) => (part.kind === 'text' ? part.text : '')).join('');
	must(shown === result.answer.text, `showed "${shown}", not "${result.answer.text}"`);
}

it(`whatever a provider answers: an answer or a failure of a known kind, and no key, ${String(CASES.answers)} times`, async () => {
	await fuzz(made, CASES.answers, check);
});
