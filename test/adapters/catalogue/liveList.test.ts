import { readLiveList } from '../../../adapters/catalogue/liveList';

const openRouter = (row: object) => readLiveList('openrouter', { data: [{ id: 'maker/model', ...row }] })?.[0];
const together = (row: object) => readLiveList('together', [{ id: 'maker/Model', ...row }])?.[0];

it('reads what OpenRouter says of its models', () => {
	expect(
		openRouter({
			pricing: { prompt: '0.00000015', completion: '0.0000006', input_cache_read: '0.000000075', input_cache_write: '0.0000001875' },
			context_length: 131_072,
			top_provider: { max_completion_tokens: 32_768 },
			architecture: { input_modalities: ['text', 'image'] },
			supported_parameters: ['tools', 'temperature', 'structured_outputs'],
			expiration_date: '2027-03-01T00:00:00Z',
		}),
	).toEqual({
		id: 'maker/model',
		model: null,
		retirement: { on: '2027-03-01', instead: null },
		facts: {
			price: {
				tiers: [
					{ fromInputTokens: 0, inputUsdPerMTok: 0.15, cachedInputUsdPerMTok: 0.075, cacheWriteUsdPerMTok: 0.1875, outputUsdPerMTok: 0.6 },
				],
				source: 'catalogue',
			},
			contextTokens: 131_072,
			maxOutputTokens: 32_768,
			capabilities: new Set(['vision', 'tools', 'json_schema']),
		},
	});
});

it.each([
	['depends on who answers', { prompt: '-1', completion: '-1' }],
	['is no number', { prompt: 'free', completion: 'free' }],
	['was never filled in', { prompt: '0', completion: '0' }],
	['is half there', { prompt: '0.1' }],
	['is not there', null],
])('knows no price of a model whose price %s', (_, pricing) => {
	expect(openRouter({ pricing })?.facts.price).toBeNull();
});

it('takes nothing for free that is not called so', () => {
	const [model] = readLiveList('openrouter', { data: [{ id: 'maker/model:free', pricing: { prompt: '0', completion: '0' } }] }) ?? [];
	expect(model?.facts.price?.tiers).toMatchObject([{ inputUsdPerMTok: 0, outputUsdPerMTok: 0 }]);
});

it('reads what Together says of its models, but for those it sells by the hour', () => {
	expect(together({ pricing: { input: 0.15, output: 0.6, cached_input: 0.07 }, context_length: 131_072 })?.facts).toEqual({
		price: {
			tiers: [{ fromInputTokens: 0, inputUsdPerMTok: 0.15, cachedInputUsdPerMTok: 0.07, outputUsdPerMTok: 0.6 }],
			source: 'catalogue',
		},
		contextTokens: 131_072,
		maxOutputTokens: null,
		capabilities: null,
	});
	expect(together({ pricing: { hourly: 4, input: 0, output: 0 } })?.facts.price).toBeNull();
});

it('reads which model an Azure deployment is, and when OpenAI shuts one down', () => {
	expect(readLiveList('azure', { data: [{ id: 'mine', model: 'gpt-4o' }] })?.[0]?.model).toBe('gpt-4o');
	expect(readLiveList('openai', { data: [{ id: 'gpt-5', shutdown_date: '2026-12-11' }] })?.[0]?.retirement).toEqual({
		on: '2026-12-11',
		instead: null,
	});
	expect(readLiveList('openai', { data: [{ id: 'gpt-6', shutdown_date: null }] })?.[0]?.retirement).toBeNull();
});

it('leaves odd rows and odd fields out, and names no model twice', () => {
	const rows = [null, 'x', { id: 7 }, { id: 'models/a', context_length: 'long', pricing: 3, top_provider: [] }, { id: 'a' }, {}];
	expect(readLiveList('openrouter', { data: rows })?.map(({ id }) => id)).toEqual(['a']);
	expect(readLiveList('azure', { data: [{ id: 'd', model: 4 }] })?.[0]?.model).toBeNull();
	expect([readLiveList('openai', { models: [] }), readLiveList('openai', 'x'), readLiveList('openai', null)]).toEqual([null, null, null]);
});
