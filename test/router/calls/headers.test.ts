import { goDurationMs, rateLimitHint, retryAfterMs } from '../../../router/calls/headers';

const NOW = Date.parse('2026-03-01T12:00:00Z');
const TEN_MINUTES = 600_000;

describe('retryAfterMs', () => {
	test.each<[Record<string, string>, number | null]>([
		[{ 'retry-after': '20' }, 20_000],
		[{ 'retry-after': '0.5' }, 500],
		[{ 'retry-after': ' 7 ' }, 7_000],
		[{ 'retry-after-ms': '1500', 'retry-after': '2' }, 1_500],
		[{ 'retry-after-ms': 'soon', 'retry-after': '2' }, 2_000],
		[{ 'x-ms-retry-after-ms': '250' }, 250],
		[{ 'retry-after': 'Sun, 01 Mar 2026 12:00:30 GMT' }, 30_000],
		[{ 'retry-after': 'Sun, 01 Mar 2026 11:00:00 GMT' }, 0],
		[{ 'retry-after': 'Sun, 01 Mar 2027 11:00:00 GMT' }, TEN_MINUTES],
		[{ 'retry-after': '99999999999999999999' }, TEN_MINUTES],
		[{ 'retry-after': '-5' }, 0],
		[{ 'retry-after': 'soon 1' }, null],
		[{ 'retry-after': 'NaN' }, null],
		[{ 'retry-after': 'Infinity' }, null],
		[{ 'retry-after': '1e9' }, null],
		[{ 'retry-after': '' }, null],
		[{}, null],
	])('%j → %p', (headers, expected) => {
		expect(retryAfterMs(headers, NOW)).toBe(expected);
	});
});

describe('rateLimitHint', () => {
	it('reads OpenAI’s headers', () => {
		const headers = {
			'x-ratelimit-remaining-requests': '4999',
			'x-ratelimit-remaining-tokens': '0',
			'x-ratelimit-reset-requests': '12ms',
			'x-ratelimit-reset-tokens': '1m2.5s',
		};
		expect(rateLimitHint(headers, NOW)).toEqual({
			remainingRequests: 4999,
			remainingTokens: 0,
			requestsResetMs: 12,
			tokensResetMs: 62_500,
		});
	});

	it('reads Anthropic’s headers, whose resets are dates', () => {
		const headers = { 'anthropic-ratelimit-requests-remaining': '3', 'anthropic-ratelimit-requests-reset': '2026-03-01T12:00:09Z' };
		expect(rateLimitHint(headers, NOW)).toEqual({
			remainingRequests: 3,
			remainingTokens: null,
			requestsResetMs: 9_000,
			tokensResetMs: null,
		});
	});

	test.each<[string, number | null]>([
		['7.66', 7_660],
		['2h', TEN_MINUTES],
		['-3', null],
		['later', null],
		['1m2', null],
		['9'.repeat(100), null],
	])('a reset of %s is %p ms', (value, expected) => {
		const hint = rateLimitHint({ 'x-ratelimit-remaining-requests': '1', 'x-ratelimit-reset-requests': value }, NOW);
		expect(hint?.requestsResetMs).toBe(expected);
	});

	test.each(['-1', 'many', '99999999999999999'])('remaining %s is not believed', (value) => {
		expect(rateLimitHint({ 'x-ratelimit-remaining-tokens': value }, NOW)).toBeNull();
	});
});

test.each<[string, number | null]>([
	['1h2m3s', 3_723_000],
	['6ms', 6],
	['500us', 0.5],
	['', null],
	['5', null],
	['s5', null],
	['5s ', null],
])('goDurationMs(%j) is %p', (text, expected) => {
	expect(goDurationMs(text)).toBe(expected);
});
