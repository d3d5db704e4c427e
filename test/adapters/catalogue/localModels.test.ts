import { withLocalPrice } from '../../../adapters/catalogue/localModels';
import type { Endpoint, ProviderKind } from '../../../adapters/providers';

const endpoint = (kind: ProviderKind, baseUrl: string): Endpoint => ({ kind, name: kind, baseUrl, apiKey: null, apiVersion: null });
const price = (kind: ProviderKind, baseUrl: string, model = 'llama3.2') =>
	withLocalPrice(endpoint(kind, baseUrl), model, null)?.price?.tiers[0]?.outputUsdPerMTok ?? null;

test.each<[ProviderKind, string]>([
	['ollama', 'http://localhost:11434/v1'],
	['ollama', 'http://host.docker.internal:11434/v1'],
	['ollama', 'http://10.0.0.5:8080/v1'],
	['custom1', 'http://127.0.0.1:1234/v1'],
	['custom2', 'http://localhost:11434/v1'],
])('a model of %s at %s costs nothing', (kind, url) => {
	expect(price(kind, url)).toBe(0);
});

test.each<[ProviderKind, string, string]>([
	['ollama', 'https://ollama.com/v1', 'gpt-oss:120b'],
	['ollama', 'http://localhost:11434/v1', 'gpt-oss:120b-cloud'],
	['ollama', 'http://localhost:11434/v1', 'glm-4.6:cloud'],
	['custom1', 'http://127.0.0.1:4000/v1', 'gateway'],
	['custom1', 'https://api.example.com/v1', 'paid'],
	['openai', 'http://localhost:1234/v1', 'gpt-4o'],
	['custom1', 'no address', 'x'],
])('of %s at %s what %s costs is not known', (kind, url, model) => {
	expect(price(kind, url, model)).toBeNull();
});

it('leaves what the catalogue says', () => {
	const facts = { price: null, contextTokens: 8_192, maxOutputTokens: null, capabilities: null };
	expect(withLocalPrice(endpoint('ollama', 'http://localhost:11434/v1'), 'm', facts)).toMatchObject({
		contextTokens: 8_192,
		price: { source: 'catalogue' },
	});
	const priced = { ...facts, price: { tiers: [], source: 'catalogue' as const } };
	expect(withLocalPrice(endpoint('ollama', 'http://localhost:11434/v1'), 'm', priced)).toBe(priced);
});
