import { durationMs, exhaustedMs, rateLimitHint, retryAfterMs, waitInWords } from '../../../router/calls/headers';

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
		[{ 'retry-after': '1s' }, 1_000],
		[{ 'retry-after': '1m30s' }, 90_000],
		[{ 'retry-after': '20 seconds' }, 20_000],
		[{ 'retry-after': String(NOW / 1_000 + 3) }, 3_000],
		[{ 'retry-after': String(NOW + 3_000) }, 3_000],
		[{ 'retry-after': String(NOW / 1_000 - 3) }, 0],
		[{ 'retry-after': '999999999' }, TEN_MINUTES],
		[{ 'retry-after': `${'1'.repeat(64)}s` }, null],
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
		['0', 0],
		[String(NOW / 1_000 + 9), 9_000],
		[String(NOW + 9_000), 9_000],
		[String(NOW / 1_000 - 9), 0],
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
	['20 seconds', 20_000],
	['1 minute, 5 seconds', 65_000],
	['2 Hours and 3 mins', 7_380_000],
	['300 milliseconds', 300],
	['7 msec', 7],
	['1d', 86_400_000],
	['2µs', 2e-3],
	['3ns', 3e-6],
	['5 models', null],
	['5sx', null],
])('durationMs(%j) is %p', (text, expected) => {
	expect(durationMs(text)).toBe(expected);
});

describe('waitInWords', () => {
	test.each<[string, number | null]>([
		['Rate limit reached: Limit 3, Used 3. Please try again in 300ms. More at example.com', 300],
		['try again in 7m12.5s', 432_500],
		['Please retry after 20 seconds.', 20_000],
		['Please wait 2 minutes before the next call', 120_000],
		['Retrying in 1.5s', 1_500],
		['Your limit resets at 5s', 5_000],
		['try again in 3 days', TEN_MINUTES],
		['Try again later; retry in 4 s', 4_000],
		['try again, 20 calls are too many', null],
		['wait until 2027', null],
		['the model took 20 seconds', null],
		['', null],
	])('%s', (words, expected) => {
		expect(waitInWords(words)).toBe(expected);
	});
});

describe('exhaustedMs', () => {
	const headers = (requests: string, tokens: string) => ({
		'x-ratelimit-remaining-requests': requests,
		'x-ratelimit-reset-requests': '2s',
		'x-ratelimit-remaining-tokens': tokens,
		'x-ratelimit-reset-tokens': '7s',
	});
	test.each<[Record<string, string>, number | null]>([
		[headers('0', '5'), 2_000],
		[headers('1', '0'), 7_000],
		[headers('0', '0'), 7_000],
		[headers('1', '5'), null],
		[{ 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(NOW / 1_000 + 4) }, 4_000],
		[{ 'x-ratelimit-remaining-requests': '0' }, null],
		[{}, null],
	])('%j → %p', (had, expected) => {
		expect(exhaustedMs(had, NOW)).toBe(expected);
	});
});
