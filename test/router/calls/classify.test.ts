import { classifyRefusal, failure, type Callee } from '../../../router/calls/classify';
import { FAILURE_RULES, type FailureKind } from '../../../router/calls/failure';
import { createRedactor } from '../../../router/calls/redact';

const KEY = 'sk-live-0123456789abcdef';
const callee: Callee = { name: 'Acme', redact: createRedactor([KEY]).message };
const NOW = Date.parse('2026-03-01T12:00:00Z');

function classify(status: number, body: unknown, headers: Record<string, string> = {}) {
	return classifyRefusal(callee, { status, headers, body }, NOW);
}

type Row = readonly [what: string, status: number, body: unknown, kind: FailureKind, parameter?: string];

const openai = (message: string, code: string | null, param: string | null = null, type = 'invalid_request_error') => ({
	error: { message, type, param, code },
});

const ROWS: Readonly<Record<string, readonly Row[]>> = {
	OpenAI: [
		['rate limit', 429, openai('Rate limit reached for gpt-4o', 'rate_limit_exceeded', null, 'tokens'), 'rate_limited'],
		['quota', 429, openai('You exceeded your current quota', 'insufficient_quota', null, 'insufficient_quota'), 'quota_exhausted'],
		['bad key', 401, openai('Incorrect API key provided: sk-***', 'invalid_api_key'), 'auth'],
		[
			'country',
			403,
			openai('Country, region, or territory not supported', 'unsupported_country_region_territory', null, 'request_forbidden'),
			'auth',
		],
		['model closed to the project', 403, openai('Project does not have access to model', 'model_not_found'), 'model_not_found'],
		['no such model', 404, openai('The model `gpt-9` does not exist', 'model_not_found'), 'model_not_found'],
		[
			'window',
			400,
			openai("This model's maximum context length is 8192 tokens", 'context_length_exceeded', 'messages'),
			'context_too_long',
		],
		[
			'temperature refused',
			400,
			openai("Unsupported value: 'temperature' does not support 0 with this model.", 'unsupported_value', 'temperature'),
			'unsupported',
			'temperature',
		],
		[
			'max_tokens refused',
			400,
			openai(
				"Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
				'unsupported_parameter',
				'max_tokens',
			),
			'unsupported',
			'max_tokens',
		],
		[
			'limit too high',
			400,
			openai('max_tokens is too large: 100000. This model supports at most 16384 completion tokens', null, 'max_tokens'),
			'unsupported',
			'max_tokens',
		],
		[
			'schema refused',
			400,
			openai("Invalid parameter: 'response_format' of type 'json_schema' is not supported with this model.", null),
			'unsupported',
			'response_format',
		],
		['no images', 400, openai('This model does not support image inputs', null), 'unsupported'],
		['empty messages', 400, openai("Invalid 'messages': empty array.", 'empty_array', 'messages'), 'bad_request'],
		['policy', 400, openai('Your request was rejected', 'content_policy_violation'), 'content_policy'],
		['own error', 500, openai('The server had an error', null, null, 'server_error'), 'server_error'],
		['overloaded', 503, openai('That model is currently overloaded', null), 'overloaded'],
		['gateway, an HTML page', 502, '<html><h1>502</h1></html>', 'server_error'],
		['gateway timeout', 504, '', 'server_error'],
	],
	Anthropic: [
		['bad key', 401, { type: 'error', error: { type: 'authentication_error', message: 'invalid x-api-key' } }, 'auth'],
		[
			'no credit',
			400,
			{ type: 'error', error: { type: 'invalid_request_error', message: 'Your credit balance is too low to access the Anthropic API.' } },
			'quota_exhausted',
		],
		[
			'window',
			400,
			{
				error: {
					code: 'invalid_request_error',
					message: 'prompt is too long: 210000 tokens > 200000 maximum',
					type: 'invalid_request_error',
					param: null,
				},
			},
			'context_too_long',
		],
		[
			'body size',
			413,
			{ type: 'error', error: { type: 'request_too_large', message: 'Request exceeds the maximum allowed number of bytes.' } },
			'too_large_for_limit',
		],
		[
			'output limit',
			400,
			{
				error: {
					message: 'max_tokens: 100000 > 8192, which is the maximum allowed number of output tokens',
					type: 'invalid_request_error',
				},
			},
			'unsupported',
			'max_tokens',
		],
		[
			'no temperature',
			400,
			{ error: { message: '`temperature` is deprecated for this model.', type: 'invalid_request_error' } },
			'unsupported',
			'temperature',
		],
		['overloaded', 529, { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } }, 'overloaded'],
		['no such model', 404, { type: 'error', error: { type: 'not_found_error', message: 'model: claude-9' } }, 'model_not_found'],
	],
	Gemini: [
		[
			'bad key, 400',
			400,
			[
				{
					error: {
						code: 400,
						message: 'API key not valid. Please pass a valid API key.',
						status: 'INVALID_ARGUMENT',
						details: [{ '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: 'API_KEY_INVALID' }],
					},
				},
			],
			'auth',
		],
		[
			'bad key, words only',
			400,
			[{ error: { code: 400, message: 'API key expired. Please renew the API key.', status: 'INVALID_ARGUMENT' } }],
			'auth',
		],
		[
			'rate limit',
			429,
			[{ error: { code: 429, message: 'You exceeded your current quota', status: 'RESOURCE_EXHAUSTED' } }],
			'rate_limited',
		],
		[
			'unknown field',
			400,
			[
				{
					error: {
						code: 400,
						message: 'Invalid JSON payload received. Unknown name "temperature": Cannot find field.',
						status: 'INVALID_ARGUMENT',
					},
				},
			],
			'unsupported',
			'temperature',
		],
		[
			'window',
			400,
			[
				{
					error: {
						code: 400,
						message: 'The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).',
						status: 'INVALID_ARGUMENT',
					},
				},
			],
			'context_too_long',
		],
		['no such model', 404, [{ error: { code: 404, message: 'models/gemini-9 is not found', status: 'NOT_FOUND' } }], 'model_not_found'],
		['overloaded', 503, [{ error: { code: 503, message: 'The model is overloaded.', status: 'UNAVAILABLE' } }], 'overloaded'],
	],
	Azure: [
		[
			'filter',
			400,
			{
				error: {
					code: 'content_filter',
					message: 'The response was filtered',
					param: 'prompt',
					status: 400,
					innererror: { code: 'ResponsibleAIPolicyViolation' },
				},
			},
			'content_policy',
		],
		[
			'filter, inner error only',
			400,
			{ error: { code: null, message: 'Filtered', innererror: { code: 'ResponsibleAIPolicyViolation', content_filter_result: {} } } },
			'content_policy',
		],
		['bad key', 401, { error: { code: '401', message: 'Access denied due to invalid subscription key' } }, 'auth'],
		[
			'no deployment',
			404,
			{ error: { code: 'DeploymentNotFound', message: 'The API deployment for this resource does not exist.' } },
			'model_not_found',
		],
		['rate limit', 429, { error: { code: '429', message: 'Requests have exceeded call rate limit' } }, 'rate_limited'],
	],
	Groq: [
		['rate limit', 429, openai('Rate limit reached for model', 'rate_limit_exceeded', null, 'tokens'), 'rate_limited'],
		[
			'larger than its rate',
			413,
			openai('Request too large for model on tokens per minute (TPM)', 'rate_limit_exceeded', null, 'tokens'),
			'too_large_for_limit',
		],
		[
			'window',
			400,
			openai('Please reduce the length of the messages or completion.', 'context_length_exceeded', 'messages'),
			'context_too_long',
		],
	],
	Mistral: [
		['bad key', 401, { message: 'Unauthorized', request_id: 'x' }, 'auth'],
		[
			'no such model',
			400,
			{ object: 'error', message: 'Invalid model: mistral-9', type: 'invalid_model', param: null, code: '1500' },
			'model_not_found',
		],
		[
			'unknown parameter',
			422,
			{
				object: 'error',
				message: {
					detail: [{ type: 'extra_forbidden', loc: ['body', 'max_completion_tokens'], msg: 'Extra inputs are not permitted', input: 1 }],
				},
				type: 'invalid_request_error',
				param: null,
				code: null,
			},
			'unsupported',
			'max_completion_tokens',
		],
		['invalid field', 422, { detail: [{ type: 'missing', loc: ['body', 'messages'], msg: 'Field required' }] }, 'refused'],
		[
			'window',
			400,
			{
				object: 'error',
				message: 'Prompt contains 40000 tokens and 0 draft tokens, too large for model with 32768 maximum context length',
				type: 'invalid_request_error',
			},
			'context_too_long',
		],
	],
	DeepSeek: [
		['no balance', 402, openai('Insufficient Balance', 'invalid_request_error', null, 'unknown_error'), 'quota_exhausted'],
		['no such model', 400, openai('Model Not Exist', 'invalid_request_error'), 'model_not_found'],
		['content', 400, openai('Content Exists Risk', 'invalid_request_error'), 'content_policy'],
	],
	xAI: [
		[
			'bad key, 400',
			400,
			{
				code: 'Client specified an invalid argument',
				error: 'Incorrect API key provided: xa***. You can obtain an API key from https://console.x.ai.',
			},
			'auth',
		],
		['credits', 403, { code: 'The caller does not have permission', error: 'Your team has used all available credits' }, 'quota_exhausted'],
		[
			'prompt length',
			400,
			{
				code: 'Client specified an invalid argument',
				error: "This model's maximum prompt length is 131072 but the request contains 200000 tokens.",
			},
			'context_too_long',
		],
	],
	OpenRouter: [
		['no credits', 402, { error: { code: 402, message: 'Insufficient credits' } }, 'quota_exhausted'],
		['key limit', 403, { error: { code: 403, message: 'Key limit exceeded (total limit)' } }, 'quota_exhausted'],
		[
			'moderation',
			403,
			{ error: { code: 403, message: 'Input was flagged', metadata: { reasons: ['violence'], flagged_input: 'x' } } },
			'content_policy',
		],
		['bad id', 400, { error: { code: 400, message: 'foo is not a valid model ID' } }, 'model_not_found'],
		['error inside a 200', 200, { error: { code: 429, message: 'Provider returned error' } }, 'rate_limited'],
		[
			'provider down',
			502,
			{ error: { code: 502, message: 'Provider returned error', metadata: { raw: 'boom', provider_name: 'X' } } },
			'server_error',
		],
	],
	Together: [
		[
			'window',
			422,
			{ error: { message: 'Input validation error: `inputs` tokens + `max_new_tokens` must be <= 4097', type: 'invalid_request_error' } },
			'context_too_long',
		],
	],
	Ollama: [
		[
			'not pulled',
			404,
			{ error: { message: 'model "llama9" not found, try pulling it first', type: 'api_error', param: null, code: null } },
			'model_not_found',
		],
		['native shape', 404, { error: 'model not found' }, 'model_not_found'],
		['no tools', 400, { error: '"llama3" does not support tools' }, 'unsupported'],
	],
	anybody: [
		['request timeout', 408, '', 'timeout'],
		['conflict', 409, '', 'connection'],
		['too early', 425, '', 'connection'],
		['teapot', 418, {}, 'refused'],
		['unprocessable', 422, {}, 'refused'],
		['length required', 411, null, 'refused'],
		['payment', 402, '', 'quota_exhausted'],
		['odd 5xx', 599, '', 'server_error'],
		['a 200 of nothing', 200, {}, 'invalid_response'],
		['moved', 302, '', 'invalid_response'],
	],
};

for (const [provider, rows] of Object.entries(ROWS)) {
	describe(provider, () => {
		test.each(rows.map(([what, status, body, kind, parameter = null]) => ({ what, status, body, kind, parameter })))(
			'$what: $status',
			({ status, body, kind, parameter }) => {
				const found = classify(status, body);
				expect(found).toMatchObject({ kind, scope: FAILURE_RULES[kind].scope, httpStatus: status, parameter });
			},
		);
	});
}

describe('what else a failure says', () => {
	test.each([
		[500, false],
		[429, false],
		[400, false],
		[302, false],
		[200, true],
	])('HTTP %i is billed: %p', (status, billed) => {
		expect(classify(status, {}).billed).toBe(billed);
	});

	it('is not worth another try after a redirect, and is after a 500', () => {
		expect(classify(307, '').retryable).toBe(false);
		expect(classify(500, '').retryable).toBe(true);
	});

	it('carries Retry-After', () => {
		expect(classify(429, {}, { 'retry-after': '3' }).retryAfterMs).toBe(3_000);
		expect(classify(503, {}, { 'retry-after': '-3' }).retryAfterMs).toBe(0);
	});

	it('reads Gemini’s delay in the body where no header says one, within the same bounds', () => {
		const body = (retryDelay: string) => [{ error: { code: 429, details: [{ '@type': 'x' }, { retryDelay }] } }];
		expect(classify(429, body('34s')).retryAfterMs).toBe(34_000);
		expect(classify(429, body('34s'), { 'retry-after': '1' }).retryAfterMs).toBe(1_000);
		expect(classify(429, body('90h')).retryAfterMs).toBe(600_000);
	});

	it('says who, what and the provider’s own words', () => {
		expect(classify(429, openai('Slow down', null)).message).toBe('Acme asks for fewer calls or tokens per minute (HTTP 429): Slow down');
	});

	it('has a summary in our words alone', () => {
		expect(classify(429, openai('Slow down', null)).summary).toBe('Acme asks for fewer calls or tokens per minute (HTTP 429)');
	});

	it('shortens the words to 300 characters, on one line', () => {
		const { message } = classify(400, openai(`a\n\tb\u0000${'é'.repeat(9_000_000)}`, null));
		expect(message).toMatch(/: a b é+…$/);
		expect([...message.slice(message.indexOf(': ') + 2)]).toHaveLength(300);
	});

	it('keeps the key out, also where the cut would leave a part of it', () => {
		for (const lead of [0, 280, 290, 3_990]) {
			const { message } = classify(401, openai(`${'x '.repeat(lead / 2)}${KEY}`, null));
			expect(message).not.toMatch(/live-0123|456789ab|89abcdef/);
		}
	});

	it('keeps the key out of the parameter a server names', () => {
		expect(classify(400, openai('Unsupported parameter', 'unsupported_parameter', KEY))).toMatchObject({
			kind: 'unsupported',
			parameter: null,
		});
	});

	it('does not quote a web page', () => {
		expect(classify(500, '<!DOCTYPE html><p>secret plans</p>').message).not.toContain('secret plans');
	});

	test.each<[unknown]>([
		[null],
		[[]],
		[[[[[[1]]]]]],
		[{ error: { error: { error: { error: {} } } } }],
		[{ error: { message: 7, details: 'x', param: {} } }],
		[42],
	])('survives a body of %j', (body) => {
		expect(classify(400, body).kind).toBe('refused');
	});

	it('takes scope from the table for every kind', () => {
		const kinds = Object.keys(FAILURE_RULES) as FailureKind[];
		for (const kind of kinds) expect(failure(callee, { kind, billed: true, words: '' }).scope).toBe(FAILURE_RULES[kind].scope);
	});
});
