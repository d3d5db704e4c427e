import { NodeApiError, OperationalError, type INode } from 'n8n-workflow';
import { APIConnectionError, APIConnectionTimeoutError, APIError } from 'openai';

import { classifyThrown } from '../../../adapters/connected/thrown';
import type { Failure } from '../../../router/calls/failure';

const NOW = Date.parse('2026-03-01T12:00:00Z');
const NODE: INode = { id: '1', name: 'Chat Model', type: 't', typeVersion: 1, position: [0, 0], parameters: {} };
const callee = { name: 'My Model', redact: (text: string) => text };
const classified = (error: unknown): Failure => classifyThrown(callee, error, NOW).failure;

/** Each as its client throws it. */
const openai = (status: number, error: object, headers: Record<string, string> = {}) =>
	APIError.generate(status, { error }, undefined, new Headers(headers));
const anthropic = (status: number, type: string, message: string, headers: Record<string, string> = {}) =>
	Object.assign(new Error(`${String(status)} ${message}`), {
		status,
		headers: new Headers(headers),
		requestID: 'r',
		error: { type: 'error', error: { type, message } },
	});
const ollama = (status_code: number, error: string) => Object.assign(new Error(error), { name: 'ResponseError', status_code, error });
const google = (status: number, message: string, errorDetails: object[] = []) =>
	Object.assign(new Error(`[GoogleGenerativeAI Error]: ${message}`), { status, statusText: 'x', errorDetails });
const mistral = (statusCode: number, body: object) =>
	Object.assign(new Error('API error occurred'), { name: 'SDKError', statusCode, body: JSON.stringify(body), headers: new Headers() });
const aws = (name: string, httpStatusCode: number, message: string) =>
	Object.assign(new Error(message), { name, $fault: 'client', $metadata: { httpStatusCode } });
const axios = (status: number, data: object, headers: object = {}) =>
	Object.assign(new Error(`Request failed with status code ${String(status)}`), {
		code: 'ERR_BAD_REQUEST',
		response: { status, data, headers },
	});
const network = (code: string) =>
	Object.assign(new TypeError('fetch failed'), { cause: Object.assign(new Error(`connect ${code}`), { code, syscall: 'connect' }) });

describe('errors of the clients behind sub-nodes', () => {
	test.each<[string, unknown, Failure['kind']]>([
		['OpenAI 429', openai(429, { message: 'slow down', code: 'rate_limit_exceeded' }), 'rate_limited'],
		['OpenAI out of quota', openai(429, { message: 'You exceeded', code: 'insufficient_quota' }), 'quota_exhausted'],
		['OpenAI 401', openai(401, { message: 'Incorrect API key', code: 'invalid_api_key' }), 'auth'],
		['OpenAI 404', openai(404, { message: 'no such model', code: 'model_not_found' }), 'model_not_found'],
		['OpenAI too long', openai(400, { message: 'too long', code: 'context_length_exceeded' }), 'context_too_long'],
		[
			'OpenAI parameter',
			openai(400, { message: "Unsupported parameter: 'temperature'", code: 'unsupported_parameter', param: 'temperature' }),
			'unsupported',
		],
		['OpenAI 400', openai(400, { message: 'what?' }), 'refused'],
		['OpenAI 500', openai(500, { message: 'oops' }), 'server_error'],
		['Azure filter', openai(400, { message: 'filtered', code: 'content_filter' }), 'content_policy'],
		['Anthropic 529', anthropic(529, 'overloaded_error', 'Overloaded'), 'overloaded'],
		['Anthropic 401', anthropic(401, 'authentication_error', 'invalid x-api-key'), 'auth'],
		['Anthropic no credit', anthropic(400, 'invalid_request_error', 'Your credit balance is too low'), 'quota_exhausted'],
		[
			'Anthropic too long',
			anthropic(400, 'invalid_request_error', 'prompt is too long: 210000 tokens > 200000 maximum'),
			'context_too_long',
		],
		['Anthropic 404', anthropic(404, 'not_found_error', 'model: claude-x'), 'model_not_found'],
		['Ollama 404', ollama(404, "model 'x' not found"), 'model_not_found'],
		['Ollama 500', ollama(500, 'llama runner process has terminated'), 'server_error'],
		['Gemini bad key', google(400, 'INVALID_ARGUMENT', [{ reason: 'API_KEY_INVALID' }]), 'auth'],
		['Gemini 503', google(503, 'The model is overloaded'), 'overloaded'],
		['Mistral 401', mistral(401, { message: 'Unauthorized' }), 'auth'],
		[
			'Mistral 422',
			mistral(422, { detail: [{ loc: ['body', 'temperature'], msg: 'Extra inputs are not permitted', type: 'extra_forbidden' }] }),
			'unsupported',
		],
		['Bedrock throttled', aws('ThrottlingException', 429, 'Too many requests'), 'rate_limited'],
		['Bedrock denied', aws('AccessDeniedException', 403, 'no access'), 'auth'],
		['Axios 402', axios(402, { error: { message: 'pay' } }), 'quota_exhausted'],
		['Axios 400', axios(400, { error: { message: 'too long', code: 'context_length_exceeded' } }), 'context_too_long'],
		['a status in a code', Object.assign(new Error('x'), { code: 429 }), 'rate_limited'],
	])('%s', (_, error, kind) => {
		expect(classified(error).kind).toBe(kind);
		// As n8n's sub-nodes throw it on, whose words replace the original's.
		expect(classified(new NodeApiError(NODE, error as never, { functionality: 'configuration-node' })).kind).toBe(kind);
	});

	it('keep status, parameter and provider words, and are not billed', () => {
		expect(
			classified(openai(400, { message: "Unsupported parameter: 'temperature'", code: 'unsupported_parameter', param: 'temperature' })),
		).toMatchObject({
			httpStatus: 400,
			parameter: 'temperature',
			billed: false,
			message: expect.stringContaining("Unsupported parameter: 'temperature'"),
			summary: 'My Model refused a parameter or feature for this model (HTTP 400)',
		});
	});

	it('refuse parameters that cannot be left out from here', () => {
		const refused = openai(400, { message: "Unsupported parameter: 'temperature'", code: 'unsupported_parameter', param: 'temperature' });
		expect(classified(refused)).toMatchObject({ kind: 'unsupported', retryable: false });
		expect(classified(new Error('temperature is not supported'))).toMatchObject({ kind: 'unsupported', retryable: false });
		expect(classified(openai(500, { message: 'oops' })).retryable).toBe(true);
	});

	it.each<[string, unknown, Failure['kind']]>([
		['a retired model', openai(400, { message: 'The model `a` has been decommissioned', code: 'model_decommissioned' }), 'model_not_found'],
		['a spend limit', anthropic(400, 'invalid_request_error', 'You have reached your specified API usage limits.'), 'quota_exhausted'],
		['an API version', openai(400, { message: 'Only for api versions 2031-01-01 on', code: 'BadRequest' }), 'misconfigured'],
		[
			'what OpenRouter wraps',
			openai(400, { message: 'Provider returned error', metadata: { raw: '{"error":{"code":"context_length_exceeded"}}' } }),
			'context_too_long',
		],
		[
			'a request over the rate',
			openai(413, { message: 'too large on tokens per minute (TPM): Limit 8000, Requested 9000' }),
			'too_large_for_limit',
		],
		['a cancelled call of Google’s', google(499, 'The operation was cancelled.'), 'overloaded'],
		['a filter of Bedrock’s', aws('ValidationException', 400, 'blocked by our content filters'), 'content_policy'],
		['an own word of a sub-node', new Error('The model does not support images'), 'unsupported'],
	])('are read as those of the registry: %s', (_, error, kind) => {
		expect(classified(error).kind).toBe(kind);
		expect(classified(new NodeApiError(NODE, error as never, { functionality: 'configuration-node' })).kind).toBe(kind);
	});

	it('name the parameter where a client keeps the body as text', () => {
		const body = { detail: [{ loc: ['body', 'safe_prompt'], msg: 'Extra inputs are not permitted', type: 'extra_forbidden' }] };
		expect(classified(mistral(422, body))).toMatchObject({ kind: 'unsupported', parameter: 'safe_prompt' });
		expect(classified(Object.assign(new Error('x'), { statusCode: 422, body: '{ cut off' }))).toMatchObject({
			kind: 'refused',
			message: expect.stringContaining('{ cut off'),
		});
	});

	it.each([
		['Headers', openai(429, { message: 'slow' }, { 'retry-after': '7', 'x-ratelimit-remaining-requests': '0' })],
		['a record in capitals', axios(429, {}, { 'Retry-After': '7', 'X-RateLimit-Remaining-Requests': 0 })],
	])('tell how long to wait, from %s', (_, error) => {
		expect(classifyThrown(callee, new OperationalError('Rate limit reached', { cause: error }), NOW)).toMatchObject({
			failure: { kind: 'rate_limited', retryAfterMs: 7000 },
			limits: { remainingRequests: 0 },
		});
	});
});

describe('errors without a status', () => {
	test.each<[string, unknown, Failure['kind'], boolean]>([
		['refused', network('ECONNREFUSED'), 'connection', false],
		['no such host', network('ENOTFOUND'), 'connection', false],
		[
			'reset',
			Object.assign(new TypeError('fetch failed'), { cause: Object.assign(new Error('read'), { code: 'ECONNRESET', syscall: 'read' }) }),
			'connection',
			true,
		],
		[
			'refused, behind OpenAI',
			new APIConnectionError({ message: 'Connection error.', cause: network('ECONNREFUSED') }),
			'connection',
			false,
		],
		[
			'no headers in time',
			Object.assign(new TypeError('fetch failed'), {
				cause: Object.assign(new Error('Headers Timeout Error'), { code: 'UND_ERR_HEADERS_TIMEOUT' }),
			}),
			'timeout',
			true,
		],
		['timeout of OpenAI', new APIConnectionTimeoutError(), 'timeout', true],
		['timeout of LangChain', Object.assign(new Error('x'), { name: 'TimeoutError' }), 'timeout', true],
		['broken off', Object.assign(new Error('x'), { name: 'AbortError' }), 'connection', true],
		['LangChain code', Object.assign(new Error('x'), { lc_error_code: 'MODEL_AUTHENTICATION' }), 'auth', false],
		['n8n words for a missing model', new Error('The model "x" was not found at http://gateway'), 'model_not_found', false],
		['words that say it', new Error('prompt is too long'), 'context_too_long', false],
		['a code of no network', Object.assign(new Error('x'), { code: 'EXCEEDED_LIMIT' }), 'invalid_response', true],
		['nothing known', new TypeError("Cannot read properties of undefined (reading 'message')"), 'invalid_response', true],
		['a text', 'boom', 'invalid_response', true],
		['nothing', undefined, 'invalid_response', true],
	])('%s', (_, error, kind, billed) => {
		expect(classified(error)).toMatchObject({ kind, billed, httpStatus: null });
	});

	it('that cause each other are read once', () => {
		const circular = new Error('round and round');
		circular.cause = circular;
		expect(classified(circular).kind).toBe('invalid_response');
	});
});
