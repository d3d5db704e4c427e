import { statedOutputLimit } from '../../../router/calls/outputLimit';

const lasting = (tokens: number) => ({ tokens, lasting: true });
const ofThisRequest = (tokens: number) => ({ tokens, lasting: false });

describe('the limit a message names', () => {
	test.each<[string, number, number]>([
		['Invalid max_tokens value, the valid range of max_tokens is [1, 8192]', 20_000, 8_192],
		['max_tokens is too large: 100000. This model supports at most 16384 completion tokens, whereas you provided 100000.', 100_000, 16_384],
		['max_tokens: 100000 > 8192, which is the maximum allowed number of output tokens for claude-3-5-sonnet-20240620', 100_000, 8_192],
		['it has a maxOutputTokens value of 100000 but the supported range is from 1 (inclusive) to 8193 (exclusive).', 100_000, 8_192],
		['`max_tokens` must be less than or equal to `8192`, less than the `context_window` for this model', 9_000, 8_192],
		['max_tokens for `alpha-3.1-8b` must be less than or equal to 8,000', 9_000, 8_000],
		['The maximum tokens you requested exceeds the model limit of 4096. Try again with a value that is lower than 4096.', 5_000, 4_096],
		['max_completion_tokens must be less than 4097', 5_000, 4_096],
		['max_tokens can not exceed 8k', 10_000, 8_000],
		['Range of max_tokens should be [1, 8192]', 8_193, 8_192],
		['HTTP 4000: max_tokens should be at most 2048', 5_000, 2_048],
		['Error code: 400 - max_tokens may be at most 350', 5_000, 350],
		['max_tokens may be at most 16', 5_000, 16],
	])('%s', (words, sent, tokens) => {
		expect(statedOutputLimit(words, sent)).toEqual(lasting(tokens));
	});

	test.each<[string, number]>([
		['Invalid max_tokens value, the valid range of max_tokens is [1, 8192]', 8_192],
		['Invalid max_tokens value, the valid range of max_tokens is [1, 8192]', 1_024],
		['max_tokens is too large', 5_000],
		['max_tokens must be at least 15', 5_000],
		['temperature must be at most 2 and top_k at most 40', 5_000],
		['max_tokens is odd, says gpt-4096 of 2024-08-06, v1.5000 and /v1/2048', 50_000],
		['Error code: 400 - max_tokens is too large', 5_000],
		['prompt is too long: 210000 tokens > 200000 maximum', 500_000],
		['the answer has 2048 output tokens', 5_000],
	])('is none: %s, of %i', (words, sent) => {
		expect(statedOutputLimit(words, sent)).toBeNull();
	});
});

describe('what a window leaves of an answer', () => {
	test.each<[string, number, number]>([
		[
			"'max_tokens' is too large: 20000. The maximum context length is 16384 tokens and your request has 1234 input tokens (20000 > 16384 - 1234).",
			20_000,
			15_150,
		],
		[
			'maximum context length is 4097 tokens. However, you requested 4162 tokens (2162 in the messages, 2000 in the completion tokens).',
			2_000,
			1_935,
		],
		['`inputs` tokens + `max_new_tokens` must be <= 8193. Given: 2000 `inputs` tokens and 8000 `max_new_tokens`', 8_000, 6_193],
		['input length and `max_tokens` exceed context limit: 150000 + 64000 > 200000', 64_000, 50_000],
		[
			'maximum context length of 16,384 tokens, requested 20000 output tokens, your prompt contains at least 384 input tokens',
			20_000,
			16_000,
		],
		['max_tokens: 900 + 200 > 1000, exceed context limit', 200, 100],
	])('%s', (words, sent, tokens) => {
		expect(statedOutputLimit(words, sent)).toEqual(ofThisRequest(tokens));
	});

	test.each<[string, number]>([
		['input length and `max_tokens` exceed context limit: 199759 + 8192 > 200000', 8_192],
		['input length and `max_tokens` exceed context limit: 901 + 200 > 1000', 200],
		['max_tokens and 5000 input tokens are more than the maximum', 8_192],
	])('is too little for an answer: %s', (words, sent) => {
		expect(statedOutputLimit(words, sent)).toBeNull();
	});
});
