import { createCatalogue } from '../../../adapters/catalogue/catalogue';
import { PRICE_LIST, PROFILE_SOURCES, PROFILES } from '../../../adapters/catalogue/profiles';
import { PROVIDER_KINDS, PROVIDERS, type ProviderKind } from '../../../adapters/providers';
import { costNanoUsd } from '../../../router/registry/cost';
import { calcPrice, findProvider } from '../../../vendor/prices';
import manifest from '../../../package.json';

const catalogue = createCatalogue();
const NOW = Date.UTC(2026, 10, 1, 12);

it('prices a dated name as the list does, cached input included', () => {
	expect(catalogue.lookup('openai', 'gpt-4o-mini-2024-07-18', NOW)?.price).toEqual({
		tiers: [{ fromInputTokens: 0, inputUsdPerMTok: 0.15, cachedInputUsdPerMTok: 0.075, outputUsdPerMTok: 0.6 }],
		source: 'catalogue',
	});
});

it('starts a tier one token above the list’s start, for all parts of the price', () => {
	expect(catalogue.lookup('gemini', 'gemini-2.5-pro', NOW)?.price?.tiers).toEqual([
		{ fromInputTokens: 0, inputUsdPerMTok: 1.25, cachedInputUsdPerMTok: 0.125, outputUsdPerMTok: 10 },
		{ fromInputTokens: 200_001, inputUsdPerMTok: 2.5, cachedInputUsdPerMTok: 0.25, outputUsdPerMTok: 15 },
	]);
});

it('takes the price of the day', () => {
	const input = (atMs: number) => catalogue.lookup('openai', 'gpt-5.6-luna', atMs)?.price?.tiers[0]?.inputUsdPerMTok;
	expect(input(Date.UTC(2026, 6, 29))).toBe(1);
	expect(input(Date.UTC(2026, 6, 31))).toBe(0.2);
});

it('takes the price of the hour', () => {
	const input = (hour: number) =>
		catalogue.lookup('deepseek', 'deepseek-reasoner', Date.UTC(2026, 10, 1, hour))?.price?.tiers[0]?.inputUsdPerMTok;
	expect(input(12)).toBe(0.55);
	expect(input(20)).toBe(0.135);
});

it.each(['no-such-model', 'gpt-5-super-new', 'ft:gpt-4o-mini:acme', 'constructor', '__proto__', 'toString', ''])(
	'knows nothing of "%s" instead of guessing by a similar name',
	(name) => {
		expect(catalogue.lookup('openai', name, NOW)).toBeNull();
	},
);

it.each<[ProviderKind, string, string]>([
	['anthropic', 'claude-sonnet-5-5', 'claude-sonnet-5'],
	['anthropic', 'claude-3-5-haiku-turbo', 'claude-3-5-haiku-latest'],
	['gemini', 'gemini-2.5-pro-ultra', 'gemini-2.5-pro'],
	['gemini', 'gemini-1.5-flash-8b', 'gemini-1.5-flash'],
	['deepseek', 'deepseek-chat-next', 'deepseek-chat'],
	['openai', 'computer-use-2', 'computer-use'],
])('does not lead %s %s to the price of %s, as the list would', (kind, name, other) => {
	expect(calcPrice({ input_tokens: 1 }, name, { providerId: PROVIDERS[kind].pricesId ?? '' })?.model.id).toBe(other);
	expect(catalogue.lookup(kind, name, NOW)?.price ?? null).toBeNull();
});

it.each<[ProviderKind, string]>([
	['anthropic', 'claude-opus-4-1-20250805'],
	['anthropic', 'claude-sonnet-4-20250514'],
	['anthropic', 'claude-3-5-sonnet-latest'],
	['gemini', 'gemini-2.5-pro-preview-06-05'],
	['gemini', 'gemini-2.5-flash-lite-preview-09-2025'],
	['openai', 'GPT-4o-mini'],
	['openai', 'ft:gpt-4o-mini-2024-07-18:acme::a1b2'],
	['xai', 'grok-4-0709'],
])('%s: knows %s, a dated or tuned name of a listed model', (kind, name) => {
	expect(catalogue.lookup(kind, name, NOW)?.price).not.toBeNull();
	expect(catalogue.lookup(kind, name, NOW)?.price).toBeDefined();
});

it('knows nothing of servers without a list', () => {
	expect(catalogue.lookup('ollama', 'gpt-4o-mini', NOW)).toBeNull();
	expect(catalogue.list('custom1', NOW)).toEqual([]);
});

it('does not bill one provider by another’s list', () => {
	// The list itself would answer for Azure with xAI's price.
	expect(calcPrice({ input_tokens: 1 }, 'grok-4', { providerId: 'azure' })).not.toBeNull();
	expect(catalogue.lookup('azure', 'grok-4', NOW)).toBeNull();
	expect(catalogue.lookup('azure', 'gpt-4o', NOW)?.price).not.toBeNull();
});

it('offers no Claude model at the Gemini API', () => {
	expect(findProvider({ providerId: 'google' })?.models.some(({ id }) => id.startsWith('claude'))).toBe(true);
	expect(catalogue.list('gemini', NOW).filter(({ apiModel }) => apiModel.startsWith('claude'))).toEqual([]);
});

it('gives no price to a model that is listed without one for answers, but for embedding models, which give none', () => {
	expect(findProvider({ providerId: 'azure' })?.models.some(({ id }) => id === 'babbage')).toBe(true);
	expect(catalogue.lookup('azure', 'babbage', NOW)?.price ?? null).toBeNull();
	expect(catalogue.lookup('openai', 'text-embedding-3-small', NOW)?.price?.tiers).toEqual([
		{ fromInputTokens: 0, inputUsdPerMTok: 0.02, cachedInputUsdPerMTok: null, outputUsdPerMTok: 0 },
	]);
});

it('knows windows, output limits and capabilities', () => {
	expect(catalogue.lookup('openai', 'gpt-4o', NOW)).toMatchObject({
		contextTokens: 128_000,
		maxOutputTokens: 16_384,
		capabilities: new Set(['vision', 'tools', 'json_schema']),
	});
	expect(catalogue.lookup('openai', 'gpt-4o-2024-05-13', NOW)?.maxOutputTokens).toBe(4096);
});

it('says not known where no profile names the model', () => {
	expect(catalogue.lookup('mistral', 'mistral-large-latest', NOW)).toMatchObject({ maxOutputTokens: null, capabilities: null });
});

it('claims no JSON schema for Anthropic, whose compatible endpoint ignores it', () => {
	expect(Object.values(PROFILES.anthropic ?? {}).some(([, , can]) => can.includes('j'))).toBe(true);
	const able = catalogue.list('anthropic', NOW).filter(({ capabilities }) => capabilities?.has('json_schema'));
	expect(able).toEqual([]);
});

it('lists every kind’s models once, marking retired ones', () => {
	const ids = catalogue.list('mistral', NOW).map(({ apiModel }) => apiModel);
	expect(new Set(ids).size).toBe(ids.length);
	expect(ids).toEqual([...ids].sort());
	expect(catalogue.list('mistral', NOW).some(({ deprecated }) => deprecated)).toBe(true);
});

it('carries the date of the price list that is installed', () => {
	expect(catalogue.date).toMatch(/^20\d\d-\d\d-\d\d$/);
	expect(PRICE_LIST.version).toBe(manifest.devDependencies['@pydantic/genai-prices']);
	for (const { version, date } of PROFILE_SOURCES)
		expect([version, date]).toEqual([expect.stringMatching(/^\d+\.\d+\.\d+$/), expect.stringMatching(/^20\d\d-/)]);
});

const INPUTS = [1, 1000, 128_000, 200_000, 200_001, 272_000, 500_000];

it.each(PROVIDER_KINDS.filter((kind) => PROVIDERS[kind].pricesId !== null))(
	'%s: every listed price adds up to what the list itself calculates',
	(kind) => {
		const providerId = PROVIDERS[kind].pricesId ?? '';
		let compared = 0;
		for (const { apiModel, price } of catalogue.list(kind, NOW)) {
			if (price === null) continue;
			for (const inputTokens of INPUTS) {
				const cachedInputTokens = price.tiers[0]?.cachedInputUsdPerMTok == null ? 0 : Math.floor(inputTokens / 2);
				const usage = { input_tokens: inputTokens, cache_read_tokens: cachedInputTokens, output_tokens: 777 };
				const expected = calcPrice(usage, apiModel, { providerId, timestamp: new Date(NOW) });
				const ours = costNanoUsd(price, { inputTokens, cachedInputTokens, outputTokens: 777 });
				expect({
					apiModel,
					inputTokens,
					off: Math.abs((ours ?? NaN) - (expected?.total_price ?? NaN) * 1e9) < 2 ? 0 : [ours, expected?.total_price],
				}).toEqual({ apiModel, inputTokens, off: 0 });
				compared += 1;
			}
		}
		expect(compared).toBeGreaterThan(0);
		expect(findProvider({ providerId })).toBeDefined();
	},
);
