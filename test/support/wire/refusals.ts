import { anthropic, at, error, google, row, second, wrapped, type WireRow } from './rows';

const POLICY = { parameters: { contentPolicyFallback: true } };
const IMAGE = { photo: { data: 'iVBORw0KGgo=', mimeType: 'image/png' } };
const page = (status: number, title: string) => ({
	status,
	headers: { 'content-type': 'text/html' },
	body: `<html><head><title>${title}</title></head></html>`,
});

const TOO_LONG = second('context_too_long', false);
const QUOTA = second('quota_exhausted', true);
const NO_MODEL = second('model_not_found', true);
const REFUSED = second('refused', false);
const POLICY_SECOND = { branch: 'Second', kind: 'content_policy' } as const;

const tooLong: readonly WireRow[] = [
	row(
		'Anthropic, input plus max_tokens',
		anthropic(
			400,
			'input length and `max_tokens` exceed context limit: 199759 + 8192 > 200000, decrease input length or `max_tokens` and try again',
		),
		TOO_LONG,
		at('anthropic/claude-haiku-4-5'),
	),
	row('Bedrock behind LiteLLM', error(400, 'BedrockException - Input is too long for requested model.', '400'), TOO_LONG),
	row(
		'LM Studio',
		{
			status: 400,
			body: {
				error:
					'Trying to keep the first 7053 tokens when context the overflows. However, the model is loaded with context length of only 4096 tokens, which is not enough.',
			},
		},
		TOO_LONG,
	),
	row(
		'SGLang',
		{
			status: 400,
			body: {
				object: 'error',
				message: "The input (41234 tokens) is longer than the model's context length (32768 tokens).",
				type: 'BadRequestError',
				param: null,
				code: 400,
			},
		},
		TOO_LONG,
	),
	row(
		'OpenRouter, wrapped',
		wrapped(400, { message: 'Your input is over the limit of this model.', code: 'context_length_exceeded' }),
		TOO_LONG,
		at('openrouter/x/y'),
	),
	row('own: a gateway’s 500', error(500, 'upstream: this prompt has 70000 tokens, which exceeds the context window of 65536'), TOO_LONG),
	row('own: by a code alone', error(400, 'no', 'exceed_context_size_error'), TOO_LONG),
	row('own: other words', error(422, 'Your messages have too many input tokens for this model'), TOO_LONG),
];

const money: readonly WireRow[] = [
	row(
		'Anthropic, usage limit',
		anthropic(400, 'You have reached your specified API usage limits. You will regain access on 2026-12-01 at 00:00 UTC.'),
		QUOTA,
		at('anthropic/claude-haiku-4-5'),
	),
	row(
		'Groq, spend limit',
		error(400, 'API access is blocked: the organization has reached its spend limit.', 'blocked_api_access'),
		QUOTA,
		at('groq/openai/gpt-oss-20b'),
	),
	row(
		'LiteLLM, budget',
		error(400, 'Budget has been exceeded! Current cost: 14.2, Max budget: 10.0', '400', { type: 'budget_exceeded' }),
		QUOTA,
	),
	row(
		'OpenAI, project spend limit',
		error(429, 'Project spend limit reached.', 'project_spend_limit_exceeded', { type: 'insufficient_quota_x' }),
		QUOTA,
		at('openai/gpt-5-mini'),
	),
	row(
		'OpenRouter, free models per day',
		{
			status: 429,
			body: {
				error: {
					message: 'Rate limit exceeded: free-models-per-day. Add 10 credits to unlock 1000 free model requests per day',
					code: 429,
					metadata: { headers: { 'X-RateLimit-Limit': '50', 'X-RateLimit-Remaining': '0', 'X-RateLimit-Reset': '1795900382881' } },
				},
			},
		},
		QUOTA,
		at('openrouter/x/y:free'),
	),
	row('own: 412', error(412, 'This account is on hold until an unpaid invoice is settled'), QUOTA),
	row('own: 403', error(403, 'This virtual key has used up its budget'), QUOTA),
	row('own: 429 without a code', error(429, 'No remaining credits; top up to go on'), QUOTA),
];

const models: readonly WireRow[] = [
	row(
		'Groq, decommissioned',
		error(400, 'The model `x-8b` has been decommissioned and is no longer supported. See the deprecations page.', 'model_decommissioned', {
			param: '',
		}),
		NO_MODEL,
		at('groq/llama-3.1-8b-instant'),
	),
	row(
		'Groq, terms not accepted',
		error(400, 'The model `x` requires terms acceptance. Please have the org admin accept the terms.', 'model_terms_required'),
		NO_MODEL,
		at('groq/llama-3.1-8b-instant'),
	),
	row(
		'LiteLLM, unknown model',
		error(
			400,
			'/chat/completions: Invalid model name passed in model=cheap. Call `/v1/models` to view available models for your key.',
			'400',
		),
		NO_MODEL,
	),
	row(
		'410',
		{ status: 410, body: { error: { message: 'The model has reached its end of life and is no longer available.', type: 'gone' } } },
		NO_MODEL,
	),
	row('own: retired, in words', error(400, 'Model alpha-2 was retired in spring; use alpha-3'), NO_MODEL),
	row(
		'own: problem+json',
		{ status: 410, body: { type: 'about:blank', title: 'Gone', status: 410, detail: 'Ask for another one.' } },
		NO_MODEL,
	),
	row('own: nothing loaded', { status: 400, body: { error: 'No models loaded. Load one first.' } }, NO_MODEL),
];

const keys: readonly WireRow[] = [
	row(
		'Gemini, location',
		google(400, 'User location is not supported for the API use.', 'FAILED_PRECONDITION'),
		second('auth', true),
		at('gemini/gemini-2.5-flash'),
	),
	row('own: account switched off', error(400, 'This organization has been disabled.'), second('auth', true)),
	row('own: region', error(403, 'The service is not available in your country', 'permission_denied'), second('auth', true)),
	row(
		'Azure, API version',
		error(400, 'Model {modelName} is enabled only for api versions 2024-12-01-preview and later', 'BadRequest'),
		second('misconfigured', true),
		at('azure/o3-mini'),
	),
	row(
		'own: unknown API version',
		error(404, 'The api-version 2020-01-01 is not known here'),
		second('misconfigured', true),
		at('azure/o3-mini'),
	),
	row('own: by a code', error(400, 'no', 'InvalidApiVersionParameter'), second('misconfigured', true)),
];

const busy: readonly WireRow[] = [
	row('Groq, 424', error(424, 'A dependent request failed'), { branch: 'Second', kind: 'overloaded' }, at('groq/openai/gpt-oss-20b')),
	row(
		'Groq, 498',
		error(498, 'Flex tier capacity exceeded, try again later', 'capacity_exceeded', { type: 'capacity_exceeded' }),
		{ branch: 'First', kind: 'overloaded', calls: [2, 0] },
		{ ...at('groq/openai/gpt-oss-20b'), times: 1 },
	),
	row(
		'own: 499 of Google',
		google(499, 'The operation was cancelled.', 'CANCELLED'),
		{ branch: 'First', kind: 'overloaded', calls: [2, 0] },
		{ times: 1 },
	),
	row(
		'own: 400 that says so',
		error(400, 'This model is overloaded, come back later'),
		{ branch: 'First', kind: 'overloaded', calls: [2, 0] },
		{ times: 1 },
	),
	row(
		'Groq, 413 for the tokens per minute',
		error(
			413,
			'Request too large for model `x` in organization `org_x` service tier `on_demand` on tokens per minute (TPM): Limit 8000, Requested 12328, please reduce your message size and try again.',
			'rate_limit_exceeded',
			{ type: 'tokens' },
		),
		second('too_large_for_limit', false),
		at('groq/openai/gpt-oss-20b'),
	),
	row(
		'own: 429 for the tokens per minute',
		error(429, 'Request too large on tokens per min (TPM): Limit 30000, Requested 61337.', 'rate_limit_exceeded'),
		second('too_large_for_limit', false),
	),
	row('own: 413 of a proxy', page(413, '413 Request Entity Too Large'), second('too_large_for_limit', false)),
	row(
		'own: 413 of a small tier',
		error(413, 'Request body too large for alpha model. Max size: 8000 tokens.', 'tokens_limit_reached'),
		second('too_large_for_limit', false),
	),
];

const images: readonly WireRow[] = [
	row(
		'OpenRouter, no endpoint for images',
		{ status: 404, body: { error: { message: 'No endpoints found that support image input', code: 404 } } },
		second('unsupported', false),
		at('openrouter/x/text-only'),
	),
	row(
		'OpenRouter, one image',
		wrapped(400, { type: 'invalid_request_error', message: "Model 'x/y' supports at most 1 image per prompt." }),
		{ branch: 'Second' },
		at('openrouter/x/y'),
	),
	row(
		'Anthropic, image too large',
		anthropic(400, 'messages.0.content.1.image.source.base64: image exceeds 5 MB maximum: 6291456 bytes > 5242880 bytes'),
		{ branch: 'Second' },
		at('anthropic/claude-haiku-4-5'),
	),
	row('own: a text model', { status: 400, body: { error: 'this model cannot read images' } }, second('unsupported', false), {
		binary: IMAGE,
	}),
	row('own: a strict parser', error(422, 'messages[0]: unknown variant `image_url`, expected `text`'), second('unsupported', false), {
		binary: IMAGE,
	}),
];

const content: readonly WireRow[] = [
	row('Anthropic, output blocked', anthropic(400, 'Output blocked by content filtering policy'), POLICY_SECOND, {
		...at('anthropic/claude-haiku-4-5'),
		...POLICY,
	}),
	row(
		'OpenAI, invalid prompt',
		error(
			400,
			'Invalid prompt: your prompt was flagged as potentially violating our usage policy. Please try again with a different prompt.',
			'invalid_prompt',
		),
		POLICY_SECOND,
		{ ...at('openai/gpt-5-mini'), ...POLICY },
	),
	row('own: inspection', error(400, 'Input text data may contain inappropriate content.', 'data_inspection_failed'), POLICY_SECOND, POLICY),
	row('own: 403', error(403, 'The request breaches our content guidelines'), POLICY_SECOND, POLICY),
	row('own: stays with the item where nobody else is allowed', error(400, 'Your request was flagged by our safety system'), {
		branch: 'Fallback',
		failure: 'content_policy',
		calls: [1, 0],
	}),
];

const addresses: readonly WireRow[] = [
	row('a proxy’s 405', page(405, '405 Not Allowed'), {
		branch: 'Second',
		kind: 'invalid_response',
		calls: [1, 1],
		hints: [expect.stringContaining('check the Base URL')],
	}),
	row(
		'LM Studio, wrong path',
		{ status: 200, body: { error: 'Unexpected endpoint or method. (POST /chat/completions)' } },
		{ branch: 'Second', kind: 'invalid_response', calls: [1, 1], reason: expect.stringContaining('check the Base URL') },
	),
	row(
		'own: 200 without a route',
		{ status: 200, body: { message: 'no Route matched with those values' } },
		{ branch: 'Second', kind: 'invalid_response', calls: [1, 1] },
	),
	row(
		'own: 405 in JSON',
		{ status: 405, body: { detail: 'Method Not Allowed' } },
		{ branch: 'Second', kind: 'invalid_response', calls: [1, 1] },
	),
	row('own: 404 of a router', page(404, 'Cannot POST /chat/completions'), { branch: 'Second', kind: 'model_not_found', calls: [1, 1] }),
];

const unknown: readonly WireRow[] = [
	row(
		'OpenRouter, 400 within a 200',
		{
			status: 200,
			body: {
				error: { message: 'Provider returned error', code: 400, metadata: { raw: '{"error":{"message":"Internal template error"}}' } },
			},
		},
		{ branch: 'Second', kind: 'refused' },
		at('openrouter/x/y'),
	),
	row(
		'OpenRouter, a code in words within a 200',
		{ status: 200, body: { error: { message: 'Upstream is overloaded', code: 'overloaded_error', type: 'overloaded_error' } } },
		{ branch: 'Second', kind: 'overloaded' },
		at('openrouter/x/y'),
	),
	row('own: 400 without a word', { status: 400, body: '' }, REFUSED),
	row('own: 418', { status: 418, body: { error: { message: 'short and stout' } } }, REFUSED),
	row('own: 422 for turns', error(422, 'Conversation roles must alternate user/assistant/user/assistant'), REFUSED),
	row('own: 403 of a firewall', page(403, 'Attention required'), REFUSED),
	row(
		'own: wrapped twice',
		wrapped(400, { message: JSON.stringify({ error: { message: 'thought signature is corrupted', code: 400 } }) }),
		REFUSED,
		at('openrouter/x/y'),
	),
	row('own: empty messages fail everywhere', error(400, "Invalid 'messages': empty array.", 'empty_array', { param: 'messages' }), {
		branch: 'Fallback',
		failure: 'bad_request',
		calls: [1, 0],
	}),
];

const waits: readonly WireRow[] = [
	row(
		'OpenAI, the wait in words only',
		error(
			429,
			'Rate limit reached for gpt-x on requests per min (RPM): Limit 3, Used 3, Requested 1. Please try again in 300ms.',
			'rate_limit_exceeded',
			{ type: 'requests' },
		),
		{ branch: 'First', calls: [2, 0] },
		{ times: 1 },
	),
	row(
		'own: Retry-After with a unit',
		{ ...error(429, 'slow down'), headers: { 'retry-after': '200ms' } },
		{ branch: 'First', kind: 'rate_limited', calls: [2, 0] },
		{ times: 1 },
	),
	row(
		'own: Retry-After of an overloaded model that is too long',
		{ ...error(503, 'busy'), headers: { 'retry-after': '5m' } },
		second('overloaded', true),
	),
	row(
		'own: Retry-After of now',
		{ ...error(429, 'slow down'), headers: { 'retry-after': '0' } },
		{ branch: 'First', kind: 'rate_limited', calls: [2, 0] },
		{ times: 1 },
	),
	row(
		'own: a reset that is over',
		{ ...error(429, 'slow down'), headers: { 'x-ratelimit-remaining-requests': '0', 'x-ratelimit-reset-requests': '1700000000' } },
		{ branch: 'First', kind: 'rate_limited', calls: [2, 0] },
		{ times: 1 },
	),
];

export const REFUSALS: Readonly<Record<string, readonly WireRow[]>> = {
	tooLong,
	money,
	models,
	keys,
	busy,
	images,
	content,
	addresses,
	unknown,
	waits,
};
