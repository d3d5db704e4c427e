import { at, completion, error, HALF, row, type WireRow } from './rows';

const CONFIDENCE = { parameters: { checks: { values: [{ check: 'confidence' }] } } };
const REFUSAL = { parameters: { checks: { values: [{ check: 'refusal' }] } } };
const CAPPED = { parameters: { costCap: 1, reservedOutputTokens: 1_024, parallelItems: 1 } };
const has = (name: string) => (body: Readonly<Record<string, unknown>>) => body[name] !== undefined;

/** First is asked once more, then Second answers. */
const BROKEN = { branch: 'Second', kind: 'interrupted', calls: [2, 1] } as const;

const brokenOff: readonly WireRow[] = [
	row('DeepSeek, insufficient_system_resource', completion(HALF, 'insufficient_system_resource'), BROKEN, at('deepseek/deepseek-chat')),
	row(
		'OpenRouter, an error in the choice beside text',
		completion(HALF, 'error', { error: { code: 502, message: 'Upstream provider failed', metadata: { provider_name: 'P' } } }),
		BROKEN,
		at('openrouter/x/y'),
	),
	row(
		'OpenRouter, an error in the choice without text',
		completion('', 'error', { error: { code: 429, message: 'Upstream rate limited' } }),
		{ branch: 'Second', kind: 'rate_limited', calls: [1, 1] },
		at('openrouter/x/y'),
	),
	row(
		'the strongest, an error in the choice without text',
		completion('', 'error', { error: { code: 502, message: 'Upstream provider failed' } }),
		{ branch: 'Second', kind: 'server_error' },
		{ ...at('openrouter/x/y'), swap: true },
	),
	row('own: network_error', completion(HALF, 'network_error'), BROKEN),
	row('own: abort without text', completion('', 'abort'), BROKEN),
	row('own: cancelled without a message', completion(null, 'cancelled', { message: undefined }), BROKEN),
	row('own: an error beside the choices', completion(HALF, 'stop', {}, { error: { message: 'the upstream went away' } }), BROKEN),
	row(
		'own: usage that nobody counted',
		completion(HALF, 'error', {}, { usage: { prompt_tokens: null, completion_tokens: null, total_tokens: 0 } }),
		BROKEN,
	),
	row(
		'own: once, and well then',
		completion(HALF, 'error'),
		{ branch: 'First', kind: 'interrupted', calls: [2, 0], costUsd: 0.00006 },
		{ times: 1 },
	),
	row('own: a filter in the choice beside text', completion(HALF, 'error', { error: { code: 403, message: 'Output was flagged' } }), {
		branch: 'Fallback',
		kind: 'content_policy',
		calls: [1, 0],
	}),
	row(
		'own: a stream that stops',
		{ status: 200, headers: { 'content-type': 'text/event-stream' }, body: `data: {"choices":[{"delta":{"content":"${HALF}"}}]}\n\n` },
		BROKEN,
	),
];

const cutOff: readonly WireRow[] = [
	row('the window exceeded, half a text', completion(HALF, 'model_context_window_exceeded'), { branch: 'Second', kind: null }),
	row('own: the window exceeded, no text', completion('', 'model_context_window_exceeded'), {
		branch: 'Second',
		kind: 'context_too_long',
		calls: [1, 1],
	}),
	row(
		'Gemini, no message at the limit',
		{
			status: 200,
			body: { choices: [{ index: 0, finish_reason: 'length' }], model: 'g', usage: { prompt_tokens: 10, total_tokens: 1_034 } },
		},
		{ branch: 'Second', kind: 'truncated', calls: [1, 1] },
		at('gemini/gemini-2.5-flash'),
	),
	row('own: MAX_TOKENS without text', completion(null, 'MAX_TOKENS'), { branch: 'Second', kind: 'truncated', calls: [1, 1] }),
];

const filtered: readonly WireRow[] = [
	row(
		'Gemini, filtered without a message',
		{
			status: 200,
			body: {
				choices: [{ index: 0, finish_reason: 'content_filter: PROHIBITED_CONTENT' }],
				model: 'g',
				usage: { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 },
			},
		},
		{ branch: 'Fallback', kind: 'content_policy' },
		at('gemini/gemini-2.5-flash'),
	),
	row('own: sensitive', completion(HALF, 'sensitive'), { branch: 'Fallback', kind: 'content_policy', calls: [1, 0] }),
	row(
		'own: a prompt blocked without a choice',
		{ status: 200, body: { choices: [], promptFeedback: { blockReason: 'SAFETY' } } },
		{ branch: 'Fallback', kind: 'content_policy', calls: [1, 0] },
	),
	row(
		'own: a refusal beside the text, for the check',
		completion(null, 'stop', { message: { role: 'assistant', content: null, refusal: 'Another time.' } }),
		{ branch: 'Second', kind: null, calls: [1, 1] },
		REFUSAL,
	),
	row(
		'own: a refusal as a part, for the check',
		completion(null, 'stop', { message: { content: [{ type: 'refusal', refusal: 'Hm.' }] } }),
		{ branch: 'Second', kind: null, calls: [1, 1] },
		REFUSAL,
	),
];

const streamed: readonly WireRow[] = [
	row(
		'a stream nobody asked for',
		{
			status: 200,
			headers: { 'content-type': 'text/event-stream' },
			body: 'data: {"id":"c","object":"chat.completion.chunk","model":"m","choices":[{"index":0,"delta":{"role":"assistant","content":"Hel"},"finish_reason":null}]}\n\ndata: {"id":"c","object":"chat.completion.chunk","model":"m","choices":[{"index":0,"delta":{"content":"lo"},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n',
		},
		{ branch: 'First', output: 'Hello' },
	),
	row(
		'own: one with an error behind it',
		{
			status: 200,
			headers: { 'content-type': 'text/event-stream' },
			body: 'data: {"error":{"code":429,"message":"slow down"}}\n\ndata: [DONE]\n\n',
		},
		{ branch: 'Second', kind: 'rate_limited', calls: [1, 1] },
	),
	row(
		'own: one without its content type',
		{ status: 200, body: 'data: {"choices":[{"delta":{"content":"Hi"},"finish_reason":"stop"}]}\n\n' },
		{ branch: 'First', output: 'Hi' },
	),
];

const sentLimits = (...values: number[]): unknown[] => values.map((max_tokens): unknown => expect.objectContaining({ max_tokens }));

const parameters: readonly WireRow[] = [
	row(
		'Gemini, logprobs',
		{
			status: 400,
			body: [{ error: { code: 400, message: 'Logprobs is not enabled for models/gemini-2.5-flash', status: 'INVALID_ARGUMENT' } }],
		},
		{ branch: 'First', kind: 'unsupported', calls: [2, 0] },
		{ ...at('gemini/gemini-2.5-flash'), ...CONFIDENCE, when: has('logprobs') },
	),
	row(
		'OpenAI, logprobs with a 403',
		error(403, 'You are not allowed to request logprobs from this model'),
		{ branch: 'First', kind: 'unsupported', calls: [2, 0], cooled: false },
		{ ...at('openai/gpt-5-mini'), ...CONFIDENCE, when: has('logprobs') },
	),
	row(
		'own: logprobs, named only',
		error(400, 'logprobs: nope'),
		{ branch: 'First', kind: 'unsupported', calls: [4, 0], branches: ['First', 'First', 'First'] },
		{ parameters: { ...CONFIDENCE.parameters, parallelItems: 1 }, items: 3, when: has('logprobs') },
	),
	row(
		'OpenAI, max_tokens',
		error(
			400,
			"Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
			'unsupported_parameter',
			{ param: 'max_tokens' },
		),
		{ branch: 'First', kind: 'unsupported', calls: [6, 0] },
		{ ...at('custom1/o4-mini'), ...CAPPED, items: 5, when: has('max_tokens') },
	),
	row(
		'own: the same, with Max Retries 0',
		error(400, 'max_tokens is not supported here', null, { param: 'max_tokens' }),
		{ calls: [6, 0], branches: ['First', 'First', 'First', 'First', 'First'] },
		{ items: 5, when: has('max_tokens'), parameters: { ...CAPPED.parameters, maxRetries: 0 } },
	),
	row(
		'DeepSeek, the range of max_tokens',
		error(400, 'Invalid max_tokens value, the valid range of max_tokens is [1, 8192]', 'invalid_request_error'),
		{ branch: 'First', calls: [2, 0] },
		{ ...at('deepseek/deepseek-chat'), ...CAPPED, when: has('max_tokens') },
	),
	row(
		'own: a limit that is kept to',
		error(400, 'max_tokens may be 700 at most'),
		{ branches: ['First', 'First', 'First'], calls: [4, 0], sent: sentLimits(1_024, 700, 700, 700) },
		{ items: 3, when: ({ max_tokens: limit }) => Number(limit) > 700, parameters: { ...CAPPED.parameters, maxRetries: 0 } },
	),
	row(
		'own: a limit in other words',
		error(422, 'The supported range of maxOutputTokens is from 1 (inclusive) to 701 (exclusive)'),
		{ branches: ['First', 'First'], calls: [3, 0], sent: sentLimits(1_024, 700, 700) },
		{ ...CAPPED, items: 2, when: ({ max_tokens: limit }) => Number(limit) > 700 },
	),
];

const uncounted = (usage: object, more: object = {}) =>
	completion('Hi', 'stop', {}, { usage: { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15, ...usage }, ...more });

const bills: readonly WireRow[] = [
	row(
		'reasoning beside the completion, no total',
		uncounted({ prompt_tokens: 36, completion_tokens: 10, total_tokens: undefined, completion_tokens_details: { reasoning_tokens: 690 } }),
		{ branch: 'First', costUsd: 0.002836 },
	),
	row(
		'OpenRouter, auto',
		uncounted({ cost: 0.000105 }, { model: 'anthropic/claude-sonnet-4.5' }),
		{ branch: 'First', costUsd: 0.000105 },
		{ ...at('openrouter/openrouter/auto'), facts: {} },
	),
	row(
		'OpenRouter, free',
		uncounted({ cost: 0 }),
		{ branch: 'First', costUsd: 0 },
		{ ...at('openrouter/openai/gpt-oss-20b:free'), facts: {} },
	),
	row(
		'OpenRouter, a cost with cache writes',
		uncounted({
			prompt_tokens: 10_000,
			completion_tokens: 100,
			total_tokens: 10_100,
			cost: 0.0414,
			cost_details: { upstream_inference_cost: null },
			prompt_tokens_details: { cached_tokens: 0, cache_write_tokens: 9_800 },
		}),
		{ branch: 'First', costUsd: 0.0414 },
		{
			...at('openrouter/anthropic/claude-sonnet-4.5'),
			facts: {},
			others: { inputPrice: 200, outputPrice: 800, contextTokens: 40_000, outputLimit: 4_000 },
		},
	),
];

const JUDGE = { parameters: { strategy: 'llm_judge' }, when: has('response_format') };
const verdict = (text: string) => completion(text, 'stop');

const reasoning: readonly WireRow[] = [
	row('a think block before the answer', completion('<think>\nThe user greets me.\n</think>\n\nHello!', 'stop'), {
		branch: 'First',
		output: 'Hello!',
	}),
	row(
		'a think block before a verdict',
		verdict('<think>\neasy one\n</think>\n{"reason":"an easy one","tier":1,"confidence":0.9}'),
		{ reason: expect.stringContaining('easy (confidence 0.90)') },
		JUDGE,
	),
];

const WELL = completion('fine', 'stop');
const typed: readonly WireRow[] = [
	row(
		'the whole path pasted',
		WELL,
		{ branch: 'First', paths: ['/v1/chat/completions'] },
		{ ...at('custom1/m'), typed: '/v1/chat/completions' },
	),
	row(
		'Ollama, as its own node has it',
		WELL,
		{ branch: 'First', paths: ['/v1/chat/completions'] },
		{ ...at('ollama/llama3.2'), typed: '' },
	),
];

export const ANSWERS: Readonly<Record<string, readonly WireRow[]>> = {
	brokenOff,
	cutOff,
	filtered,
	streamed,
	parameters,
	bills,
	reasoning,
	typed,
};
