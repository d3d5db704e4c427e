import { classifyRefusal, type Callee } from '../../../router/calls/classify';
import type { Failure, FailureKind } from '../../../router/calls/failure';
import type { Sent } from '../../../router/calls/sentParameters';

const callee: Callee = { name: 'Acme', redact: (text) => text };
const NOW = Date.parse('2026-03-01T12:00:00Z');
const TEN_MINUTES = 600_000;

interface Over {
	readonly headers?: Record<string, string>;
	readonly sent?: Sent;
}

function classify(status: number, body: unknown, { headers = {}, ...over }: Over = {}): Failure {
	return classifyRefusal(callee, { status, headers, body, ...over }, NOW);
}
const says = (message: string, code: string | null = null) => ({ error: { message, code } });
const HTML = '<html><head><title>x</title></head><body>x</body></html>';

describe('429: how fast, how much in a day, or how much money', () => {
	test.each<[string, string | null, FailureKind]>([
		['Project spend limit reached.', null, 'quota_exhausted'],
		['Your credit balance is too low', null, 'quota_exhausted'],
		['no', 'insufficient_quota', 'quota_exhausted'],
		['You reached 1000 calls / month of your trial key', null, 'quota_exhausted'],
		['Daily limit of free requests reached', null, 'quota_exhausted'],
		['free-models-per-day. Add 10 credits for more', null, 'quota_exhausted'],
		['You exceeded your current quota', 'RESOURCE_EXHAUSTED', 'rate_limited'],
		['Quota exceeded for requests per minute', null, 'rate_limited'],
		['Requests per minute limit exceeded', 'request_quota_exceeded', 'rate_limited'],
		['Rate limit: RPM 20. Need more? Add a payment method or top up', null, 'rate_limited'],
		['You are sending too much', null, 'rate_limited'],
		['Limit of tokens per minute: Limit 8000, Used 7000, Requested 2000', null, 'rate_limited'],
		['This request would exceed your limit of 30000 tokens per minute', null, 'rate_limited'],
		['Request too large for alpha on tokens per min (TPM): Limit 30000, Requested 61337', null, 'too_large_for_limit'],
		['Request too large for alpha on tokens per min (TPM): Limit 30,000, Requested 61,337', null, 'too_large_for_limit'],
		['The request exceeds the limit of 30000 tokens per minute', null, 'too_large_for_limit'],
		['Requests per day: Limit 3, Requested 5', null, 'quota_exhausted'],
	])('%s %s', (message, code, kind) => {
		expect(classify(429, says(message, code)).kind).toBe(kind);
	});

	it('a day’s quota that rolls is waited for as it says', () => {
		const rolling = classify(429, says('tokens per day (TPD): Limit 100, Used 99. Please try again in 7.5s'));
		expect(rolling).toMatchObject({ kind: 'rate_limited', retryAfterMs: 7_500 });
	});

	it('a day’s quota of one model leaves the others of its key alone, and is waited for by nobody', () => {
		const details = [{ violations: [{ quotaId: 'GenerateRequestsPerDayPerProjectPerModel-FreeTier' }] }, { retryDelay: '3s' }];
		const daily = classify(429, [
			{ error: { code: 429, message: 'You exceeded your current quota', status: 'RESOURCE_EXHAUSTED', details } },
		]);
		expect(daily).toMatchObject({ kind: 'rate_limited', retryAfterMs: TEN_MINUTES });
	});

	it('names the limit a request was larger than', () => {
		expect(classify(429, says('too large, tokens per min (TPM): Limit 30,000, Requested 61,337')).tokenLimit).toBe(30_000);
		expect(classify(413, says('The request exceeds the limit of 8000 tokens per minute')).tokenLimit).toBe(8_000);
		expect(classify(413, says('Request too large for alpha on tokens per minute')).tokenLimit).toBeUndefined();
		expect(classify(413, HTML).tokenLimit).toBeUndefined();
	});

	it('waits until the limit that is used up is free, where no Retry-After says it', () => {
		const headers = { 'x-ratelimit-remaining-requests': '0', 'x-ratelimit-reset-requests': '3s' };
		expect(classify(429, says('no'), { headers }).retryAfterMs).toBe(3_000);
		expect(classify(429, says('no'), { headers: { ...headers, 'retry-after': '1' } }).retryAfterMs).toBe(1_000);
		expect(classify(429, says('try again in 2s'), { headers }).retryAfterMs).toBe(2_000);
		expect(classify(403, says('no'), { headers }).retryAfterMs).toBeNull();
	});
});

describe('statuses that say enough', () => {
	test.each<[number, FailureKind]>([
		[401, 'auth'],
		[402, 'quota_exhausted'],
		[403, 'auth'],
		[404, 'model_not_found'],
		[405, 'invalid_response'],
		[408, 'timeout'],
		[409, 'connection'],
		[410, 'model_not_found'],
		[412, 'refused'],
		[413, 'too_large_for_limit'],
		[422, 'refused'],
		[424, 'overloaded'],
		[425, 'connection'],
		[429, 'rate_limited'],
		[451, 'refused'],
		[498, 'overloaded'],
		[499, 'overloaded'],
		[500, 'server_error'],
		[503, 'overloaded'],
		[520, 'server_error'],
		[529, 'overloaded'],
	])('%i is %s', (status, kind) => {
		expect(classify(status, '').kind).toBe(kind);
		expect(classify(status, HTML).kind).toBe(status === 403 ? 'refused' : kind);
	});
});

describe('statuses that words tell more about', () => {
	test.each<[number, string, FailureKind]>([
		[401, 'Your credit balance is too low', 'quota_exhausted'],
		[401, 'The content policy says no', 'auth'],
		[403, 'The organization reached its usage limit', 'quota_exhausted'],
		[403, 'Quota exceeded: 5 requests per minute', 'rate_limited'],
		[403, 'You have reached the rate limit of this key', 'rate_limited'],
		[400, 'Too many requests at once', 'rate_limited'],
		[400, 'Your plan quota is exhausted', 'quota_exhausted'],
		[400, 'Mind the rate limit of your plan', 'refused'],
		[403, 'Input was flagged', 'content_policy'],
		[403, 'Country not supported', 'auth'],
		[403, 'Your account was suspended for violating our usage policies', 'auth'],
		[403, "You don't have access to this model", 'model_not_found'],
		[403, 'You may not do this: it is not supported', 'auth'],
		[404, 'No endpoints found that support image input', 'unsupported'],
		[404, 'No endpoints found for alpha', 'model_not_found'],
		[404, 'No endpoints found that can handle the requested parameters', 'unsupported'],
		[404, 'This api-version is unknown', 'misconfigured'],
		[410, 'Images are not supported', 'unsupported'],
		[412, 'Account suspended, possibly due to the monthly spending limit', 'quota_exhausted'],
		[413, 'The context window is 8000 tokens', 'context_too_long'],
		[413, 'Request body too large for alpha model. Max size: 8000 tokens.', 'too_large_for_limit'],
		[418, 'Your budget is used up', 'quota_exhausted'],
		[422, '`inputs` tokens + `max_new_tokens` must be <= 4097', 'context_too_long'],
		[500, 'The prompt of 9000 tokens exceeds the context window', 'context_too_long'],
		[500, 'Incorrect API key provided', 'auth'],
		[500, 'Insufficient balance', 'quota_exhausted'],
		[500, 'The model is overloaded', 'overloaded'],
		[500, 'This is not supported', 'server_error'],
		[500, 'The model was not found', 'server_error'],
		[502, 'The content policy says no', 'server_error'],
	])('%i %s', (status, message, kind) => {
		expect(classify(status, says(message)).kind).toBe(kind);
	});

	test.each<[string, FailureKind]>([
		['content_filter', 'content_policy'],
		['model_not_found', 'model_not_found'],
		['rate_limit_exceeded', 'rate_limited'],
		['invalid_api_key', 'auth'],
		['whatever', 'server_error'],
	])('500 with the code %s', (code, kind) => {
		expect(classify(500, says('no', code)).kind).toBe(kind);
	});

	it('401 for a model that is not the key’s', () => {
		expect(classify(401, says('no', 'model_not_found')).kind).toBe('model_not_found');
	});
});

describe('a status inside the body', () => {
	test.each<[number, unknown, FailureKind]>([
		[200, { error: { code: 429, message: 'x' } }, 'rate_limited'],
		[200, { error: { code: 400, message: 'x' } }, 'refused'],
		[200, { error: { code: 402, message: 'x' } }, 'quota_exhausted'],
		[400, { error: { code: 429, message: 'x' } }, 'rate_limited'],
		[400, { error: { code: 400, message: 'x', metadata: { raw: '{"error":{"code":503}}' } } }, 'overloaded'],
		[400, { error: { code: 422, message: 'x' } }, 'refused'],
		[500, { error: { code: 429, message: 'x' } }, 'rate_limited'],
		[502, { error: { code: 402, message: 'x' } }, 'quota_exhausted'],
		[500, { error: { code: 400, message: 'x' } }, 'server_error'],
		[403, { error: { code: 429, message: 'x' } }, 'auth'],
		[503, { error: { code: 402, message: 'x' } }, 'overloaded'],
	])('%i %j', (status, body, kind) => {
		expect(classify(status, body).kind).toBe(kind);
	});
});

describe('a 200 that holds an error', () => {
	test.each<[unknown, FailureKind]>([
		[says('x', 'overloaded_error'), 'overloaded'],
		[says('x', 'rate_limit_exceeded'), 'rate_limited'],
		[says('x', 'server_error'), 'server_error'],
		[says('x', 'context_length_exceeded'), 'context_too_long'],
		[says('x', 'invalid_api_key'), 'auth'],
		[says('Your credit balance is too low'), 'quota_exhausted'],
		[says('x', 'whatever'), 'invalid_response'],
		[{ result: 'Bonjour' }, 'invalid_response'],
		['Your credit balance is too low', 'invalid_response'],
		[HTML, 'invalid_response'],
	])('%j', (body, kind) => {
		expect(classify(200, body)).toMatchObject({ kind, billed: true });
		expect(classify(200, body).hint).toBeUndefined();
	});
});

describe('a wrong address', () => {
	test.each<[number, unknown]>([
		[200, { error: 'Unexpected endpoint or method. (POST /chat/completions)' }],
		[200, { error: { message: 'Invalid URL (POST /v1/v1/chat/completions)' } }],
		[200, { message: 'no Route matched with those values' }],
		[400, says('Unknown endpoint')],
		[405, HTML],
		[405, says('Method Not Allowed')],
	])('%i %j is told, and not tried again', (status, body) => {
		const found = classify(status, body);
		expect(found).toMatchObject({ kind: 'invalid_response', retryable: false, hint: true });
		expect(found.message).toMatch(/check the Base URL$/);
	});

	it('is no other failure', () => {
		expect(classify(405, '').message).toBe('Acme did not answer with a completion (HTTP 405): check the Base URL');
		expect(classify(500, '').hint).toBeUndefined();
	});
});

describe('what was sent along', () => {
	const sent = (...parameters: string[]): Sent => ({ parameters, outputLimit: null });
	const limited = (name: string, tokens: number): Sent => ({ parameters: [name], outputLimit: { name, tokens } });

	test.each<[string, number, string, Sent, FailureKind, string | null]>([
		['is refused by name', 400, "Unsupported parameter: 'temperature'", sent('temperature'), 'unsupported', 'temperature'],
		['is refused in other letters', 400, 'Logprobs is not enabled for alpha', sent('logprobs'), 'unsupported', 'logprobs'],
		['is refused by another name', 400, 'maxOutputTokens is not supported', sent('max_tokens'), 'unsupported', 'max_tokens'],
		['is refused with a 403', 403, 'You may not ask for logprobs', sent('logprobs'), 'unsupported', 'logprobs'],
		['is refused in unknown words', 400, 'temperature: hm', sent('temperature'), 'unsupported', 'temperature'],
		[
			'needs another API version',
			400,
			'response_format is enabled only for api versions 2031-01-01 on',
			sent('response_format'),
			'unsupported',
			'response_format',
		],
		[
			'of two, the first',
			400,
			"Use 'temperature' without 'logprobs': unsupported value",
			sent('logprobs', 'temperature'),
			'unsupported',
			'temperature',
		],
		['is not what it is about', 400, 'logprobs is not supported', sent('temperature'), 'unsupported', null],
		['is not what a 403 is about', 403, 'You may not ask for logprobs', sent('temperature'), 'auth', null],
		[
			'is not what a long prompt is about',
			400,
			'temperature is fine, but the context window is not supported',
			sent('temperature'),
			'context_too_long',
			null,
		],
		['is part of a word', 400, 'the temperatures are odd', sent('temperature'), 'refused', null],
	])('%s', (_, status, message, had, kind, parameter) => {
		expect(classify(status, says(message), { sent: had })).toMatchObject({ kind, parameter });
	});

	it('is refused as the parameter the body names, before any in its words', () => {
		const body = { error: { message: 'temperature and logprobs: unsupported value', param: 'logprobs' } };
		expect(classify(400, body, { sent: sent('temperature', 'logprobs') }).parameter).toBe('logprobs');
		expect(classify(400, body, { sent: sent('temperature') }).parameter).toBe('temperature');
	});

	it('where it is not known, only words that say so make a refused parameter of it', () => {
		expect(classify(400, says('logprobs: hm')).kind).toBe('refused');
		expect(classify(403, says('You may not ask for logprobs')).kind).toBe('auth');
		expect(classify(400, says('logprobs is not supported'))).toMatchObject({ kind: 'unsupported', parameter: 'logprobs' });
		expect(classify(400, says('maxOutputTokens is not supported'))).toMatchObject({ kind: 'unsupported', parameter: null });
	});

	it('as an output limit, is kept to what the model takes', () => {
		const body = says('Invalid max_tokens value, the valid range of max_tokens is [1, 8192]');
		expect(classify(400, body, { sent: limited('max_tokens', 20_000) })).toMatchObject({
			kind: 'unsupported',
			parameter: 'max_tokens',
			outputLimit: { tokens: 8_192, lasting: true },
		});
		const fits = classify(400, body, { sent: limited('max_tokens', 1_024) });
		expect(fits).toMatchObject({ kind: 'unsupported', parameter: 'max_tokens' });
		expect(fits.outputLimit).toBeUndefined();
		expect(classify(400, body).outputLimit).toBeUndefined();
	});

	it('as an output limit, leaves a prompt that is too long too long', () => {
		const body = says('input length and `max_tokens` exceed context limit: 199759 + 8192 > 200000');
		expect(classify(400, body, { sent: limited('max_tokens', 8_192) }).kind).toBe('context_too_long');
		expect(classify(400, body, { sent: limited('max_tokens', 100_000) }).kind).toBe('context_too_long');
	});
});
