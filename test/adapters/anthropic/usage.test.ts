import { readMessageBill } from '../../../adapters/anthropic/usage';
import { costNanoUsd } from '../../../router/registry/cost';
import type { Price } from '../../../router/registry/model';

const PRICE: Price = {
	source: 'row',
	tiers: [
		{
			fromInputTokens: 0,
			inputUsdPerMTok: 3,
			cachedInputUsdPerMTok: 0.3,
			cacheWriteUsdPerMTok: 3.75,
			cacheWrite1hUsdPerMTok: 6,
			outputUsdPerMTok: 15,
		},
	],
};

describe('usage of a message', () => {
	it('counts as input what was read from the cache and written to it', () => {
		const usage = {
			input_tokens: 10,
			output_tokens: 5,
			cache_read_input_tokens: 1_000,
			cache_creation_input_tokens: 300,
			cache_creation: { ephemeral_5m_input_tokens: 200, ephemeral_1h_input_tokens: 100 },
		};
		const bill = readMessageBill({ usage });
		expect(bill).toEqual({
			usage: { inputTokens: 1_310, outputTokens: 5, cachedInputTokens: 1_000, cacheWriteTokens: 200, cacheWrite1hTokens: 100 },
		});
		// 10 × 3 + 1,000 × 0.3 + 200 × 3.75 + 100 × 6 + 5 × 15 = 1,755 micro-USD.
		expect(bill.usage && costNanoUsd(PRICE, bill.usage)).toBe(1_755_000);
	});

	test.each([
		['only in all', { cache_creation_input_tokens: 300, cache_creation: null }, { inputTokens: 310, cacheWriteTokens: 300 }],
		['only by how long it is kept', { cache_creation: { ephemeral_5m_input_tokens: 7 } }, { inputTokens: 17, cacheWriteTokens: 7 }],
		['not at all', { cache_read_input_tokens: null }, { inputTokens: 10, cachedInputTokens: 0 }],
	])('reads what was written where it is counted %s', (_, cache, expected) => {
		expect(readMessageBill({ usage: { input_tokens: 10, output_tokens: 5, ...cache } }).usage).toMatchObject(expected);
	});

	test.each([
		[{ input_tokens: '10', output_tokens: 5 }],
		[{ input_tokens: -1, output_tokens: 5 }],
		[{ input_tokens: 10, output_tokens: 5, cache_read_input_tokens: 'many' }],
		[{ input_tokens: 10, output_tokens: 5, cache_read_input_tokens: -3 }],
	])('says so where nobody can count so: %j', (usage) => {
		expect(readMessageBill({ usage })).toEqual({ usage: null, stated: { costNanoUsd: null, impossible: true } });
	});

	test.each([[null], ['text'], [{}], [{ usage: null }]])('is none in %j', (body) => {
		expect(readMessageBill(body)).toEqual({ usage: null });
	});
});
