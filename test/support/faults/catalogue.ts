import { gzipSync } from 'node:zlib';

import type { FailureKind } from '../../../router/calls/failure';
import { completion, type Behaviour } from './provider';
import type { Serving } from './serving';

/** What the failure table (docs/architecture.md) promises for a fault. */
export interface Expected {
	/** `null`: it is an answer all the same. */
	readonly kind: FailureKind | null;
	/**
	 * The same model again, as far as Max Retries allows; `alone`: where nobody else may serve, after its cooldown; `corrected`:
	 * at once, without what it refused; Max Retries does not count it.
	 */
	readonly again: 'never' | 'alone' | 'once' | 'max_retries' | 'corrected';
	/** Whether a stronger model with another key, host and larger limits may take over. */
	readonly others: boolean;
	/** Retry-After as understood, in ms; `soon`: of an HTTP date about a second ahead. */
	readonly retryAfterMs?: number | 'soon';
}

export type Fault = {
	readonly name: string;
	readonly expected: Expected;
	/** Met with a cost cap, so that an output limit is sent. */
	readonly capped?: true;
} & (
	| ({ readonly at: 'provider' } & Omit<Behaviour, 'name'>)
	/** Nobody is there: the model's base URL, made anew for each use by a number above 0. */
	| { readonly at: 'address'; readonly urlOf: (n: number) => string }
);

const E = {
	once: (kind: FailureKind): Expected => ({ kind, again: 'once', others: true }),
	never: (kind: FailureKind): Expected => ({ kind, again: 'never', others: true }),
	/** Its second cooldown is longer than the rest of the patience. */
	alone: (kind: FailureKind): Expected => ({ kind, again: 'alone', others: true }),
	more: (kind: FailureKind): Expected => ({ kind, again: 'max_retries', others: true }),
	over: (kind: FailureKind): Expected => ({ kind, again: 'never', others: false }),
	answer: { kind: null, again: 'never', others: false } satisfies Expected,
};

function refusal(name: string, expected: Expected, status: number, error: object = {}, headers: Record<string, string> = {}): Fault {
	const body = JSON.stringify({ error: { message: 'refused', ...error } });
	return { at: 'provider', name, expected, bills: 'nothing', serving: { kind: 'reply', status, headers, body } };
}

function limited(
	name: string,
	headers: Record<string, string>,
	retryAfterMs: number | 'soon',
	again: Expected['again'] = 'max_retries',
): Fault {
	return refusal(`429, Retry-After ${name}`, { kind: 'rate_limited', again, others: true, retryAfterMs }, 429, {}, headers);
}

function broken(name: string, expected: Expected, serving: Serving): Fault {
	return { at: 'provider', name, expected, bills: 'unsaid', serving };
}

function bytes(text: string, then: 'close' | 'reset' | 'stall'): Serving {
	return { kind: 'bytes', bytes: text, then };
}

function page(status: number, body: string | Uint8Array, headers: Record<string, string> = {}): Serving {
	return { kind: 'reply', status, body, headers };
}

function miscounted(name: string, usage: object | undefined): Fault {
	const body = JSON.stringify({ ...(JSON.parse(completion('Bonjour')) as object), usage });
	return broken(`usage: ${name}`, E.answer, page(200, body));
}

const GOOD = completion('Bonjour');
const NESTED = GOOD.replace('"role"', `"tool_calls":${'['.repeat(1e5)}${']'.repeat(1e5)},"role"`);
const PACKED = gzipSync(GOOD);
const OK = 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n';
const CHUNKED = `${OK}transfer-encoding: chunked\r\n\r\n`;
const LONG = `${OK}content-length: 5000\r\n\r\n`;
const YEARS = String(5 * 365 * 86_400);
const TEN_MINUTES = 600_000;

const REFUSALS: readonly Fault[] = [
	refusal('400', E.never('refused'), 400),
	refusal('400, an empty list of messages', E.over('bad_request'), 400, { code: 'empty_array', param: 'messages' }),
	{
		...refusal('400, unsupported optional parameter', { kind: 'unsupported', again: 'corrected', others: true }, 400, {
			code: 'unsupported_parameter',
			param: 'max_tokens',
			message: "Unsupported parameter: 'max_tokens'",
		}),
		capped: true,
	},
	refusal('400, no image input', E.never('unsupported'), 400, { message: 'This model does not support image input' }),
	refusal('400, retired model', E.never('model_not_found'), 400, { message: 'The model has been retired' }),
	refusal('400, spend limit', E.never('quota_exhausted'), 400, { message: 'The organization has reached its spend limit' }),
	refusal('400, API version', E.never('misconfigured'), 400, { message: 'Only served from API version 2031-01-01 on' }),
	refusal('400, wrapped by a gateway', E.never('context_too_long'), 400, {
		message: 'Provider returned error',
		metadata: { raw: '{"error":{"code":"context_length_exceeded"}}' },
	}),
	refusal('400, unsupported feature', E.never('unsupported'), 400, {
		code: 'unsupported_value',
		param: 'messages',
		message: 'not supported',
	}),
	refusal('400, context too long', E.never('context_too_long'), 400, { code: 'context_length_exceeded' }),
	refusal('400, content filter', E.over('content_policy'), 400, { code: 'content_filter' }),
	refusal('401', E.never('auth'), 401),
	refusal('402', E.never('quota_exhausted'), 402),
	refusal('403', E.never('auth'), 403),
	refusal('403, no images', E.never('unsupported'), 403, { message: 'Images are not supported' }),
	refusal('404', E.never('model_not_found'), 404),
	refusal('405', E.never('invalid_response'), 405),
	refusal('408', E.once('timeout'), 408),
	refusal('409', E.once('connection'), 409),
	refusal('410', E.never('model_not_found'), 410),
	refusal('412, unpaid', E.never('quota_exhausted'), 412, { message: 'Account suspended: unpaid invoices' }),
	refusal('413', E.never('too_large_for_limit'), 413),
	refusal('413, larger than the tokens per minute', E.never('too_large_for_limit'), 413, {
		code: 'rate_limit_exceeded',
		message: 'Request too large on tokens per minute (TPM): Limit 8000, Requested 12328',
	}),
	refusal('418', E.never('refused'), 418),
	refusal('422', E.never('refused'), 422),
	refusal('424', E.once('overloaded'), 424),
	refusal('425', E.once('connection'), 425),
	refusal('429', E.alone('rate_limited'), 429),
	limited('in seconds', { 'retry-after': '1' }, 1_000),
	limited('with a unit', { 'retry-after': '300ms' }, 300),
	limited('in milliseconds', { 'retry-after-ms': '300' }, 300),
	limited('as an HTTP date', { 'retry-after': '{soon}' }, 'soon'),
	limited('of zero', { 'retry-after': '0' }, 0),
	limited('below zero', { 'retry-after': '-30' }, 0),
	limited('of five years', { 'retry-after': YEARS }, TEN_MINUTES, 'never'),
	refusal('429, Retry-After that is no number', E.alone('rate_limited'), 429, {}, { 'retry-after': 'after lunch' }),
	refusal('429, the wait in words', { kind: 'rate_limited', again: 'max_retries', others: true, retryAfterMs: 300 }, 429, {
		message: 'Please try again in 300ms.',
	}),
	refusal('429, no quota left', E.never('quota_exhausted'), 429, { code: 'insufficient_quota' }),
	refusal('498', E.once('overloaded'), 498),
	refusal('499', E.once('overloaded'), 499),
	refusal('500', E.more('server_error'), 500),
	refusal('500 that echoes the key', E.more('server_error'), 500, { message: 'bad header {key}', code: '{key}' }, { 'x-echo': '{key}' }),
	refusal('502', E.more('server_error'), 502),
	refusal('503', E.once('overloaded'), 503),
	refusal('504', E.more('server_error'), 504),
	refusal('529', E.once('overloaded'), 529),
	refusal('302 to another host', E.never('invalid_response'), 302, {}, { location: '{elsewhere}/v1/chat/completions' }),
	refusal('307 to another host', E.never('invalid_response'), 307, {}, { location: '{elsewhere}/v1/chat/completions' }),
];

const CONNECTIONS: readonly Fault[] = [
	{
		at: 'address',
		name: 'host name that does not resolve',
		expected: E.once('connection'),
		urlOf: (n) => `http://nobody-${String(n)}.invalid`,
	},
	{
		at: 'address',
		name: 'port closed',
		expected: E.once('connection'),
		urlOf: (n) => `http://127.0.${String(1 + (n >> 8))}.${String(n & 255)}:9`,
	},
	broken('reset before the headers', E.once('connection'), bytes('', 'reset')),
	broken('closed without a word', E.once('connection'), bytes('', 'close')),
	broken('reset within the headers', E.once('connection'), bytes('HTTP/1.1 200 OK\r\ncontent-ty', 'reset')),
	broken('reset after the headers', E.once('connection'), bytes(`${LONG}{"choices":`, 'reset')),
	broken('chunks that break off', E.once('connection'), bytes(`${CHUNKED}5\r\n{"cho\r\n`, 'close')),
	broken('body cut', E.once('connection'), bytes(`${LONG}{"choices":`, 'close')),
	broken('no answer at all', E.once('timeout'), bytes('', 'stall')),
	broken('headers that stall', E.once('timeout'), bytes('HTTP/1.1 200 OK\r\ncontent-ty', 'stall')),
	broken('body that stalls', E.once('timeout'), bytes(`${LONG}{"choices":`, 'stall')),
	broken('a byte now and then', E.once('timeout'), { kind: 'trickle', head: LONG, everyMs: 100 }),
	broken('a whole answer under too great a length', E.once('timeout'), bytes(`${LONG}${GOOD}`, 'stall')),
];

const ANSWERS: readonly Fault[] = [
	broken('body that never ends', E.never('invalid_response'), { kind: 'flood', head: `${OK}\r\n`, chunk: ' '.repeat(2 ** 16) }),
	broken('headers that never end', E.once('invalid_response'), { kind: 'flood', head: OK, chunk: `x-more: ${'a'.repeat(1_000)}\r\n` }),
	broken('no HTTP at all', E.once('invalid_response'), bytes('220 mail.example ESMTP ready\r\n', 'close')),
	broken('two different lengths', E.once('invalid_response'), bytes(`${OK}content-length: 5\r\ncontent-length: 6\r\n\r\n{"cho`, 'close')),
	broken(
		'200 with a web page',
		E.once('invalid_response'),
		page(200, '<!doctype html><html><body>Log in</body></html>', { 'content-type': 'text/html' }),
	),
	broken('200 with broken JSON', E.once('invalid_response'), page(200, '{"choices":[{"mess')),
	broken('200 with JSON of another shape', E.once('invalid_response'), page(200, '{"result":"Bonjour"}')),
	broken('200 with an empty body', E.once('invalid_response'), page(200, '')),
	broken(
		'200 with a stream that holds nothing',
		E.once('invalid_response'),
		page(200, 'data: {"choices":[]}\n\n', { 'content-type': 'text/event-stream' }),
	),
	broken('200 that says the address is wrong', E.never('invalid_response'), page(200, '{"error":"Unexpected endpoint or method."}')),
	broken('200 that holds a 503', E.once('overloaded'), page(200, JSON.stringify({ error: { code: 503, message: 'down' } }))),
	broken('204', E.once('invalid_response'), page(204, '')),
	broken('status 999', E.once('invalid_response'), bytes('HTTP/1.1 999 Go Away\r\ncontent-length: 2\r\n\r\n{}', 'stall')),
	broken(
		'another protocol',
		E.once('invalid_response'),
		bytes('HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n', 'stall'),
	),
	broken('chunk of an impossible size', E.once('connection'), bytes(`${CHUNKED}zz\r\n{"cho\r\n`, 'stall')),
	broken('brotli that is none', E.once('invalid_response'), page(200, GOOD, { 'content-encoding': 'br' })),
	broken('gzip that is none', E.once('invalid_response'), page(200, GOOD, { 'content-encoding': 'gzip' })),
	broken(
		'gzip that breaks off',
		E.once('invalid_response'),
		page(200, PACKED.subarray(0, PACKED.length / 2), { 'content-encoding': 'gzip' }),
	),
	...['error', 'network_error', 'insufficient_system_resource'].map(
		(reason): Fault => ({
			at: 'provider',
			name: `answer that broke off (${reason})`,
			expected: E.once('interrupted'),
			bills: 'usage',
			serving: page(200, completion('Bon', reason)),
		}),
	),
	{
		at: 'provider',
		name: 'answer taken away by a filter',
		expected: E.over('content_policy'),
		bills: 'usage',
		serving: page(200, completion('Bon', 'content_filter')),
	},
	{
		at: 'provider',
		name: 'output limit with no text',
		expected: E.never('truncated'),
		bills: 'usage',
		serving: page(200, completion(null, 'length')),
	},
	{ at: 'provider', name: 'tool calls nested 100,000 deep', expected: E.answer, bills: 'usage', serving: page(200, NESTED) },
	{
		at: 'provider',
		name: 'an answer of 9 MB',
		expected: E.answer,
		// Its usage says a few tokens, which nobody believes of so long a text.
		bills: 'unsaid',
		serving: page(200, completion('Bonjour. '.repeat(2 ** 20))),
	},
	miscounted('below zero', { prompt_tokens: -10, completion_tokens: -5, total_tokens: -15 }),
	miscounted('no numbers', { prompt_tokens: 'NaN', completion_tokens: 'NaN', total_tokens: 'NaN' }),
	miscounted('absurd', { prompt_tokens: 1e15, completion_tokens: 1e15, total_tokens: 2e15 }),
	miscounted('absent', undefined),
];

/** Every fault of the suite, in the order of its page. */
export const FAULTS: readonly Fault[] = [...REFUSALS, ...CONNECTIONS, ...ANSWERS];
