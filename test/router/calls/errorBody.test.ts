import { readErrorBody } from '../../../router/calls/errorBody';

const NOW = Date.parse('2026-03-01T12:00:00Z');
const read = (body: unknown) => readErrorBody(body, NOW);
const codesOf = (body: unknown) => [...read(body).codes].sort();

describe('words', () => {
	test.each<[string, unknown, string]>([
		['OpenAI', { error: { message: 'No', type: 't', param: null, code: 'c' } }, 'No'],
		['Google', [{ error: { code: 400, message: 'No', status: 'S' } }], 'No'],
		['a bare error', { error: 'No' }, 'No'],
		['problem+json', { type: 'about:blank', title: 'Gone', status: 410, detail: 'The model is gone.' }, 'Gone: The model is gone.'],
		[
			'OpenRouter',
			{ error: { message: 'Provider returned error', metadata: { raw: '{"error":{"message":"No"}}' } } },
			'Provider returned error: No',
		],
		[
			'OpenRouter, raw in words',
			{ error: { message: 'Provider returned error', metadata: { raw: 'slow down' } } },
			'Provider returned error: slow down',
		],
		['what was passed on twice', { error: { message: 'Upstream: No', metadata: { raw: '{"error":{"message":"No"}}' } } }, 'Upstream: No'],
		['the longer of two alike', { message: 'No', error: { message: 'No, thanks' } }, 'No, thanks'],
		['a list of errors', { errors: ['a is wrong', 'b is wrong'] }, 'a is wrong: b is wrong'],
		['words in the parameter', { error: { message: 'Param Incorrect', param: 'too many things' } }, 'Param Incorrect: too many things'],
		[
			'FastAPI',
			{ detail: [{ loc: ['body', 'temperature'], msg: 'Extra inputs', type: 'extra_forbidden' }] },
			'body.temperature: Extra inputs',
		],
		['MiniMax', { base_resp: { status_code: 1008, status_msg: 'insufficient balance' } }, 'insufficient balance'],
		['a text', 'slow down', 'slow down'],
		['a web page', '<!doctype html><p>secret', 'the answer is an HTML page'],
		['brackets that are no JSON', { error: { message: '[Acme] no {' } }, '[Acme] no {'],
		['a reason in words', { error: { reason: 'it is full' } }, 'it is full'],
		['a reason that is a code', { error: { reason: 'FULL' } }, ''],
		['blank words', { error: { message: '  ' } }, ''],
		['no words', { error: { message: 7 } }, ''],
		['nothing', null, ''],
	])('%s', (_, body, message) => {
		expect(read(body).message).toBe(message);
	});

	it('that were sent and given back are none', () => {
		const echo = {
			input: 'quota',
			prompt: 'quota',
			messages: [{ message: 'quota' }],
			request: { message: 'quota' },
			ctx: { error: 'quota' },
			url: '{"message":"quota"}',
		};
		expect(read({ error: { message: 'No', ...echo } }).text).toBe('No');
	});

	it('are read as far as the first 4,000 characters', () => {
		const body = { error: { message: `${'x'.repeat(3_996)}end${'y'.repeat(90_000)}` } };
		expect(read(body).text).toMatch(/^x+endy$/);
		expect(read(body).message).toHaveLength(4_000);
	});
});

describe('codes', () => {
	test.each<[string, unknown, string[]]>([
		[
			'of each name',
			{ error: { code: 'A', type: 'b', status: 'C', reason: 'd', errorCode: 'e', error_type: 'f', kind: 'g', innererror: { code: 'h' } } },
			['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'],
		],
		['as numbers', { error: { code: 1305 } }, ['1305']],
		['of AWS', { __type: 'ThrottlingException' }, ['throttlingexception']],
		['in words', { code: 'The caller may not', error: 'No' }, ['the caller may not']],
		[
			'of Google’s details',
			[{ error: { details: [{ reason: 'API_KEY_INVALID' }, { violations: [{ quotaId: 'PerDay' }] }] } }],
			['api_key_invalid', 'perday'],
		],
		[
			'inside JSON inside JSON',
			{ error: { metadata: { raw: JSON.stringify({ error: { message: JSON.stringify({ error: { code: 'deep' } }) } }) } } },
			['deep'],
		],
		['inside JSON under any name', { upstream_body: '{"error":{"code":"deep"}}' }, ['deep']],
		[
			'as Python prints them',
			{ error: { message: "Error code: 400 - {'error': {'code': 'context_length_exceeded', 'type': None}}" } },
			['context_length_exceeded', 'none'],
		],
		['as JSON in words', { error: { message: 'P said: {\\"error\\":{\\"code\\":\\"deep\\",\\"status\\": 429}}' } }, ['429', 'deep']],
		['of moderation', { error: { metadata: { reasons: ['violence'] } } }, ['moderation']],
		['of Zhipu’s filter', { contentFilter: [{ level: 0, role: 'user' }] }, ['moderation']],
		['but not of no moderation', { error: { metadata: { reasons: [] } } }, []],
		['but nothing endless', { error: { code: 'x'.repeat(121) } }, []],
	])('%s', (_, body, codes) => {
		expect(codesOf(body)).toEqual(codes);
	});
});

test.each<[string, unknown, string | null]>([
	['named', { error: { param: 'temperature' } }, 'temperature'],
	['part of one', { error: { param: 'response_format.json_schema' } }, 'response_format'],
	['an element of one', { error: { param: 'messages[0].content' } }, 'messages'],
	['by its place', { detail: [{ loc: ['body', 'top_p', 0], msg: 'no' }] }, 'top_p'],
	['by a place that is the body', { detail: [{ loc: ['body'], msg: 'no' }] }, null],
	['none', { error: { param: '' } }, null],
])('the parameter is %s', (_, body, param) => {
	expect(read(body).param).toBe(param);
});

test.each<[string, unknown, number | null]>([
	['Google’s delay', [{ error: { details: [{ retryDelay: '34.5s' }] } }], 34_500],
	['seconds', { error: { retry_after: 2 } }, 2_000],
	['seconds as text', { retryAfter: '2' }, 2_000],
	['an epoch in kept headers', { error: { metadata: { headers: { 'X-RateLimit-Reset': String(NOW + 7_000) } } } }, 7_000],
	['an epoch that is over', { error: { metadata: { headers: { 'X-RateLimit-Reset': String(NOW - 7_000) } } } }, 0],
	['its words', { error: { message: 'Please try again in 300ms.' } }, 300],
	['the field before its words', { error: { message: 'try again in 3s', retry_after: 5 } }, 5_000],
	['its words where the field is none', { error: { message: 'try again in 3s', retry_after: 'soon' } }, 3_000],
	['nothing', { error: { message: 'later' } }, null],
])('how long to wait is in %s', (_, body, ms) => {
	expect(read(body).retryAfterMs).toBe(ms);
});

test.each<[unknown, number[]]>([
	[{ error: { code: 429, message: 'x' } }, [429]],
	[{ error: { code: '503' } }, [503]],
	[{ status: 400, error: { code: 429 } }, [400, 429]],
	[{ error: { code: 1305, status: 'X', type: '4299' } }, []],
	[{ error: { code: 200 } }, []],
])('statuses in %j', (body, statuses) => {
	expect(read(body).statuses).toEqual(statuses);
});

it('is not led on without end', () => {
	let nested: unknown = { message: 'bottom' };
	for (let depth = 0; depth < 5_000; depth++) nested = { error: nested };
	expect(read(nested).message).toBe('');
	const wide = { errors: Array.from({ length: 100_000 }, (_, n) => ({ message: `no ${String(n)}` })) };
	expect(read(wide).message.length).toBeLessThan(20_000);
	let packed = JSON.stringify({ message: 'bottom' });
	for (let depth = 0; depth < 14; depth++) packed = JSON.stringify({ message: packed });
	expect(read(JSON.parse(packed)).message).toBe('');
});
