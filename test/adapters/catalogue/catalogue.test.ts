import { createCatalogue } from '../../../adapters/catalogue/catalogue';
import { correctionOf } from '../../../adapters/catalogue/corrected';
import { CORRECTIONS } from '../../../adapters/catalogue/corrections';
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

it('takes the price of the hour, and of the day of the week', () => {
	const input = (model: string, day: number, hour: number) =>
		catalogue.lookup('deepseek', model, Date.UTC(2026, 10, day, hour))?.price?.tiers[0]?.inputUsdPerMTok;
	expect([input('deepseek-v4-pro', 2, 8), input('deepseek-v4-pro', 2, 12)]).toEqual([1.32, 0.66]);
	const [monday, sunday] = [2, 1];
	expect([input('deepseek-flash', monday, 1), input('deepseek-flash', monday, 4), input('deepseek-flash', sunday, 1)]).toEqual([
		0.3, 0.15, 0.15,
	]);
});

it.each(['no-such-model', 'gpt-5-super-new', 'ft:gpt-4o-mini:acme', 'constructor', '__proto__', 'toString', ''])(
	'knows nothing of "%s" instead of guessing by a similar name',
	(name) => {
		expect(catalogue.lookup('openai', name, NOW)).toBeNull();
	},
);

it.each<[ProviderKind, string, string]>([
	['anthropic', 'claude-sonnet-5-9', 'claude-sonnet-5'],
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
});

it.each(['gpt-4o', 'gpt-4o-mini', 'gpt-4.1', 'gpt-5', 'gpt-5-mini', 'gpt-5.6-sol', 'o3-mini', 'gpt-4o-2024-11-20'])(
	'prices a deployment called %s, and knows what it can, by the name of the model',
	(name) => {
		const { price, ...facts } = catalogue.lookup('azure', name, NOW) ?? {};
		const { price: atOpenAi, ...there } = catalogue.lookup('openai', name, NOW) ?? {};
		expect(price?.tiers[0]?.inputUsdPerMTok).toBe(atOpenAi?.tiers[0]?.inputUsdPerMTok);
		expect(facts).toEqual(there);
		expect(catalogue.lookup('azure', `my-${name}`, NOW)).toBeNull();
	},
);

it('knows a dated name by the undated one, but for its own', () => {
	const facts = (name: string) => catalogue.lookup('openai', name, NOW);
	expect(facts('gpt-5-2025-08-07')).toEqual(facts('gpt-5'));
	expect(facts('gpt-5-2025-08-07')?.capabilities).not.toBeNull();
	expect(facts('gpt-4o-2024-05-13')?.maxOutputTokens).toBe(4096);
});

it('knows the Gemini API’s models by the names its list has', () => {
	expect(catalogue.lookup('gemini', 'models/gemini-3.8-flash', NOW)).toEqual(catalogue.lookup('gemini', 'gemini-3.8-flash', NOW));
	expect(catalogue.lookup('gemini', 'models/gemini-3.8-flash', NOW)?.price).not.toBeNull();
	expect(catalogue.retirement('gemini', 'models/gemini-3.7-flash')).not.toBeNull();
});

describe('at OpenRouter', () => {
	const facts = (name: string) => catalogue.lookup('openrouter', name, NOW);

	it.each(['openai/gpt-oss-20b:free', 'nobody/knows-this:free'])('%s costs nothing', (name) => {
		expect(facts(name)?.price?.tiers).toMatchObject([{ inputUsdPerMTok: 0, outputUsdPerMTok: 0 }]);
	});

	it.each([':nitro', ':online', ':floor'])('what %s costs is not known, but what it can', (variant) => {
		const base = facts('anthropic/claude-sonnet-4.5');
		expect(base?.price).not.toBeNull();
		expect(facts(`anthropic/claude-sonnet-4.5${variant}`)).toEqual({ ...base, price: null });
		expect(facts(`nobody/knows-this${variant}`)).toBeNull();
	});

	it('what the model that chooses for itself costs is not known', () => {
		expect(facts('openrouter/auto')?.price ?? null).toBeNull();
	});
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
	expect(catalogue.lookup('mistral', 'open-mistral-nemo', NOW)).toMatchObject({ maxOutputTokens: null, capabilities: null });
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
	expect(catalogue.list('mistral', NOW).find(({ apiModel }) => apiModel === 'mistral-tiny')?.retirement).toEqual({
		on: null,
		instead: null,
	});
	expect(catalogue.list('groq', NOW).find(({ apiModel }) => apiModel === 'llama-3.1-8b-instant')?.retirement).toEqual({
		on: '2026-08-16',
		instead: 'openai/gpt-oss-20b',
	});
});

it('carries the date of the price list that is installed', () => {
	expect(catalogue.date).toMatch(/^20\d\d-\d\d-\d\d$/);
	expect(PRICE_LIST.version).toBe(manifest.devDependencies['@pydantic/genai-prices']);
	for (const { version, date } of PROFILE_SOURCES)
		expect([version, date]).toEqual([expect.stringMatching(/^\d+\.\d+\.\d+$/), expect.stringMatching(/^20\d\d-/)]);
});

describe('our corrections', () => {
	const all = Object.entries(CORRECTIONS).flatMap(([kind, corrections]) =>
		corrections.map((one) => [kind, one.models.join(', '), one] as const),
	);

	it.each(all)('of %s %s name the page they were read on, and say something', (_kind, _models, { source, models, ...said }) => {
		expect(new URL(source).protocol).toBe('https:');
		expect(models.length).toBeGreaterThan(0);
		expect(Object.keys(said).length).toBeGreaterThan(0);
	});

	it.each<[ProviderKind, string, number, number]>([
		['anthropic', 'claude-sonnet-5-5', 2, 10],
		['anthropic', 'claude-haiku-5-5', 0.1, 0.5],
		['gemini', 'gemini-flash-latest', 0.75, 3.75],
		['gemini', 'gemini-flash-lite-latest', 0.3, 2.5],
		['gemini', 'gemini-pro-latest', 2, 12],
		['mistral', 'mistral-large-latest', 0.5, 1.5],
		['mistral', 'mistral-small-latest', 0.15, 0.6],
		['mistral', 'mistral-small-2506', 0.1, 0.3],
		['mistral', 'ministral-3b-latest', 0.1, 0.1],
		['mistral', 'ministral-14b-latest', 0.2, 0.2],
		['mistral', 'devstral-latest', 0.4, 2],
		['mistral', 'devstral-medium-latest', 0.4, 2],
		['groq', 'openai/gpt-oss-safeguard-20b', 0.075, 0.3],
		['deepseek', 'deepseek-v4-flash', 0.15, 0.6],
		['deepseek', 'deepseek-flash', 0.15, 0.6],
		['xai', 'grok-4.20-reasoning', 1.25, 2.5],
		['xai', 'grok-4.20-non-reasoning', 1.25, 2.5],
		['openai', 'gpt-6.1-sol', 2, 10],
		['together', 'openai/gpt-oss-120b', 0.15, 0.6],
		['together', 'moonshotai/Kimi-K2.6', 1.2, 4.5],
	])('price %s %s at %d and %d', (kind, name, input, output) => {
		const tier = catalogue.lookup(kind, name, NOW)?.price?.tiers[0];
		expect([tier?.inputUsdPerMTok, tier?.outputUsdPerMTok]).toEqual([input, output]);
	});

	it('price a long prompt as a whole, and what is written to the cache', () => {
		expect(catalogue.lookup('anthropic', 'claude-haiku-5-5', NOW)?.price?.tiers).toEqual([
			{
				fromInputTokens: 0,
				inputUsdPerMTok: 0.1,
				cachedInputUsdPerMTok: 0.01,
				cacheWriteUsdPerMTok: 0.125,
				cacheWrite1hUsdPerMTok: 0.2,
				outputUsdPerMTok: 0.5,
			},
			{
				fromInputTokens: 100_001,
				inputUsdPerMTok: 0.5,
				cachedInputUsdPerMTok: 0.05,
				cacheWriteUsdPerMTok: 0.625,
				cacheWrite1hUsdPerMTok: 1,
				outputUsdPerMTok: 2.5,
			},
		]);
	});

	it.each<[ProviderKind, string]>([
		['openai', 'gpt-5.6-luna'],
		['openai', 'gpt-5.4-mini'],
		['openai', 'gpt-5.4-nano'],
		['openai', 'gpt-6-sol'],
		['openai', 'gpt-6-astra'],
		['anthropic', 'claude-opus-5-5'],
		['anthropic', 'claude-sonnet-5-5'],
		['gemini', 'gemini-3.1-pro-preview'],
		['gemini', 'gemini-3.5-flash-lite'],
		['gemini', 'gemini-3.8-flash'],
		['mistral', 'mistral-large-latest'],
		['mistral', 'mistral-medium-latest'],
		['groq', 'openai/gpt-oss-120b'],
		['deepseek', 'deepseek-flash'],
		['xai', 'grok-4.7'],
		['together', 'zai-org/GLM-5.2'],
	])('know window, output limit and abilities of %s %s', (kind, name) => {
		expect(catalogue.lookup(kind, name, NOW)).toEqual({
			price: expect.any(Object),
			contextTokens: expect.any(Number),
			maxOutputTokens: expect.any(Number),
			capabilities: expect.any(Set),
		});
	});

	it.each<[ProviderKind, string, boolean, boolean]>([
		['openai', 'gpt-4', false, false],
		['openai', 'gpt-4-turbo', true, false],
		['xai', 'grok-4', true, false],
		['anthropic', 'claude-sonnet-4-0', true, false],
	])('let %s %s read images: %s, and answer by a schema: %s', (kind, name, vision, schema) => {
		const able = catalogue.lookup(kind, name, NOW)?.capabilities;
		expect([able?.has('vision'), able?.has('json_schema')]).toEqual([vision, schema]);
	});

	it('leave no price that is out of date', () => {
		expect(catalogue.lookup('deepseek', 'deepseek-chat', NOW)).toMatchObject({ price: null, contextTokens: 1_000_000 });
	});
});

it('knows no output limit beyond the window', () => {
	const beyond = PROVIDER_KINDS.flatMap((kind) => catalogue.list(kind, NOW)).filter(
		({ contextTokens, maxOutputTokens }) => contextTokens !== null && maxOutputTokens !== null && maxOutputTokens > contextTokens,
	);
	expect(beyond).toEqual([]);
});

const INPUTS = [1, 1000, 128_000, 200_000, 200_001, 272_000, 500_000];

it.each(PROVIDER_KINDS.filter((kind) => PROVIDERS[kind].pricesId !== null))(
	'%s: every listed price adds up to what the list itself calculates, where nobody has corrected it',
	(kind) => {
		const providerId = PROVIDERS[kind].pricesId ?? '';
		let compared = 0;
		for (const { apiModel, price } of catalogue.list(kind, NOW)) {
			const corrected = correctionOf(kind, apiModel);
			if (price === null || apiModel.endsWith(':free') || corrected?.aliasOf !== undefined || corrected?.price !== undefined) continue;
			if (corrected?.above !== undefined) continue;
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
