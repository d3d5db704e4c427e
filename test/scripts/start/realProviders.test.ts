import { createCatalogue } from '../../../adapters/catalogue/catalogue';
import { isRetired } from '../../../adapters/catalogue/retirements';
import { PROVIDER_KINDS, PROVIDERS } from '../../../adapters/providers';
import { keyNames, realProviders } from '../../../scripts/start/realProviders';

const AT = Date.UTC(2027, 0, 20);
const names = PROVIDER_KINDS.filter((kind) => PROVIDERS[kind].usualPair !== null).flatMap(keyNames);

describe('real providers from the environment', () => {
	it('are none without a key, and none with an empty one', () => {
		expect(realProviders({}, AT)).toBeNull();
		expect(realProviders({ OPENAI_API_KEY: '' }, AT)).toBeNull();
	});

	it('are looked for under the names their own docs give', () => {
		expect(names).toEqual(expect.arrayContaining(['OPENAI_API_KEY', 'GEMINI_API_KEY', 'GOOGLE_API_KEY', 'XAI_API_KEY']));
	});

	it.each(names)('%s gives two models the catalogue prices, the first one cheaper', (name) => {
		const found = realProviders({ [name]: 'key' }, AT);
		const prices = (found?.models ?? []).map((id) => {
			const kind = PROVIDER_KINDS.find((one) => id.startsWith(`${one}/`)) ?? 'custom1';
			return createCatalogue().lookup(kind, id.slice(kind.length + 1), AT)?.price?.tiers[0]?.outputUsdPerMTok;
		});
		expect(prices).toEqual([expect.any(Number), expect.any(Number)]);
		expect(prices[0]).toBeLessThan(prices[1] ?? 0);
	});

	it.each(names)('%s gives no model that was shut down', (name) => {
		const retired = (realProviders({ [name]: 'key' }, AT)?.models ?? []).filter((id) => {
			const kind = PROVIDER_KINDS.find((one) => id.startsWith(`${one}/`)) ?? 'custom1';
			return isRetired(createCatalogue().retirement(kind, id.slice(kind.length + 1)), AT);
		});
		expect(retired).toEqual([]);
	});

	it('puts every key found into the credential under its own provider', () => {
		expect(realProviders({ OPENAI_API_KEY: 'a', GROQ_API_KEY: 'b' }, AT)?.credential).toEqual({
			providers: ['openai', 'groq'],
			openaiApiKey: 'a',
			groqApiKey: 'b',
		});
	});
});
