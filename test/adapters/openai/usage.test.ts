import { readBill } from '../../../adapters/openai/usage';

const read = (given: object, statesCost: 'usd' | 'usd_ticks' | null = null) => readBill({ usage: given }, statesCost);
const usage = (given: object) => read(given).usage;

describe('tokens', () => {
	it('are read, cached ones included', () => {
		expect(read({ prompt_tokens: 100, completion_tokens: 20, total_tokens: 120, prompt_tokens_details: { cached_tokens: 60 } })).toEqual({
			usage: { inputTokens: 100, outputTokens: 20, cachedInputTokens: 60 },
		});
	});

	test.each([
		['DeepSeek', { prompt_cache_hit_tokens: 64 }],
		['Moonshot', { cached_tokens: 64 }],
		['LiteLLM before Anthropic', { cache_read_input_tokens: 64 }],
	])('read from the cache are found where %s counts them', (_, given) => {
		expect(usage({ prompt_tokens: 100, completion_tokens: 20, ...given })?.cachedInputTokens).toBe(64);
	});

	test.each([
		['OpenAI and OpenRouter', { prompt_tokens_details: { cached_tokens: 10, cache_write_tokens: 80 } }, { cacheWriteTokens: 80 }],
		['Anthropic, for five minutes', { cache_creation_input_tokens: 80 }, { cacheWriteTokens: 80 }],
		[
			'Anthropic, for both',
			{ cache_creation_input_tokens: 80, cache_creation: { ephemeral_5m_input_tokens: 50, ephemeral_1h_input_tokens: 30 } },
			{ cacheWriteTokens: 50, cacheWrite1hTokens: 30 },
		],
		[
			'LiteLLM, for an hour',
			{ prompt_tokens_details: { cache_creation_tokens: 80, cache_creation_token_details: { ephemeral_1h_input_tokens: 80 } } },
			{ cacheWrite1hTokens: 80 },
		],
	])('written to the cache are found where %s counts them', (_, given, expected) => {
		const { inputTokens, outputTokens, cachedInputTokens, ...written } =
			usage({ prompt_tokens: 100, completion_tokens: 5, ...given }) ?? {};
		expect([inputTokens, outputTokens, written]).toEqual([100, 5, expected]);
	});

	test.each([
		['the total alone has', { completion_tokens: 5, total_tokens: 215 }, 205],
		['the output has already', { completion_tokens: 205, total_tokens: 215, completion_tokens_details: { reasoning_tokens: 200 } }, 205],
		[
			'is counted beside, with a total',
			{ completion_tokens: 5, total_tokens: 215, completion_tokens_details: { reasoning_tokens: 200 } },
			205,
		],
		['is counted beside, without a total', { completion_tokens: 5, completion_tokens_details: { reasoning_tokens: 200 } }, 205],
		[
			'is counted beside, and left out of the total',
			{ completion_tokens: 5, total_tokens: 15, completion_tokens_details: { reasoning_tokens: 200 } },
			205,
		],
		['nobody counts', { completion_tokens: 5, completion_tokens_details: { reasoning_tokens: null } }, 5],
	])('of reasoning that %s are output, once', (_, given, expected) => {
		expect(usage({ prompt_tokens: 10, ...given })?.outputTokens).toBe(expected);
	});

	test.each<[object]>([
		[{ prompt_tokens: -1, completion_tokens: 5 }],
		[{ prompt_tokens: '10', completion_tokens: 5 }],
		[{ prompt_tokens: NaN, completion_tokens: 5 }],
		[{ prompt_tokens: 1.5, completion_tokens: 5 }],
		[{ prompt_tokens: 1e12, completion_tokens: 5 }],
		[{ prompt_tokens: 10, completion_tokens: -5 }],
		[{ prompt_tokens: 10, completion_tokens: 5, prompt_tokens_details: { cached_tokens: 11 } }],
		[{ prompt_tokens: 10, completion_tokens: 5, prompt_tokens_details: { cached_tokens: 6, cache_write_tokens: 6 } }],
		[{ completion_tokens: 5 }],
	])('like %j are not believed', (given) => {
		expect(read(given)).toEqual({ usage: null, stated: { costNanoUsd: null, impossible: true } });
	});

	test.each([[{}], [{ prompt_tokens: null, completion_tokens: null }], [{ queue_time: 0.1 }]])('are not counted in %j', (given) => {
		expect(read(given)).toEqual({ usage: null });
		expect(readBill({ usage: null }, 'usd')).toEqual({ usage: null });
		expect(readBill('no object', 'usd')).toEqual({ usage: null });
	});
});

describe('a stated cost', () => {
	const tokens = { prompt_tokens: 100, completion_tokens: 20 };
	const cost = (given: object, statesCost: 'usd' | 'usd_ticks' | null = 'usd') =>
		read({ ...tokens, ...given }, statesCost).stated?.costNanoUsd;

	test.each([
		['OpenRouter’s, in USD', { cost: 0.0414, cost_details: { upstream_inference_cost: 0.03 } }, 'usd' as const, 41_400_000],
		['nothing for a free model', { cost: 0 }, 'usd' as const, 0],
		[
			'its fee and the bill of one’s own key',
			{ cost: 0.001, is_byok: true, cost_details: { upstream_inference_cost: 0.02 } },
			'usd' as const,
			21_000_000,
		],
		['xAI’s, in ticks', { cost_in_usd_ticks: 37_756_000 }, 'usd_ticks' as const, 3_775_600],
	])('is %s', (_, given, statesCost, expected) => {
		expect(cost(given, statesCost)).toBe(expected);
	});

	test.each([[{ cost: -1 }], [{ cost: '0.1' }], [{ cost: { total: 1 } }], [{ cost: 1e300 }], [{}]])('in %j is none', (given) => {
		expect(cost(given)).toBeUndefined();
	});

	it('is not read of a provider that is not known to state dollars', () => {
		expect(cost({ cost: 0.0414 }, null)).toBeUndefined();
		expect(cost({ cost: 0.0414 }, 'usd_ticks')).toBeUndefined();
	});

	it('counts where the tokens cannot be', () => {
		expect(read({ prompt_tokens: -1, cost: 0.5 }, 'usd')).toEqual({ usage: null, stated: { costNanoUsd: 500_000_000, impossible: true } });
	});
});
