import {
	DEFAULT_AZURE_API_VERSION,
	listRequest,
	normalBaseUrl,
	providerIdOf,
	PROVIDER_KINDS,
	PROVIDERS,
	verifyRequest,
	type Endpoint,
	type ProviderKind,
} from '../../adapters/providers';
import { USER_AGENT } from '../../adapters/userAgent';
import { findProvider } from '../../vendor/prices';

function endpoint(kind: ProviderKind, more: Partial<Endpoint> = {}): Endpoint {
	const baseUrl = PROVIDERS[kind].defaultBaseUrl ?? 'https://own.example/base';
	return { kind, name: kind, baseUrl, apiKey: 'k-123', apiVersion: null, ...more };
}

const OWN = { accept: 'application/json', 'user-agent': USER_AGENT };

it('lists every kind once', () => {
	expect([...PROVIDER_KINDS].sort()).toEqual(Object.keys(PROVIDERS).sort());
});

test.each(PROVIDER_KINDS)('%s: its prices id is one the catalogue knows', (kind) => {
	const { pricesId } = PROVIDERS[kind];
	if (pricesId === null) expect(['ollama', 'custom1', 'custom2', 'custom3']).toContain(kind);
	else expect(findProvider({ providerId: pricesId })?.id).toBe(pricesId);
});

test.each(PROVIDER_KINDS)('%s: its default base URL is in normal form', (kind) => {
	const { defaultBaseUrl } = PROVIDERS[kind];
	if (defaultBaseUrl === null) expect(['azure', 'custom1', 'custom2', 'custom3']).toContain(kind);
	else expect(normalBaseUrl(kind, defaultBaseUrl)).toBe(defaultBaseUrl);
});

test.each<[ProviderKind, string, string, Record<string, string>]>([
	['openai', 'https://api.openai.com/v1/models', 'https://api.openai.com/v1/models', { authorization: 'Bearer k-123' }],
	[
		'anthropic',
		'https://api.anthropic.com/v1/models?limit=1000',
		'https://api.anthropic.com/v1/models?limit=1000',
		{ 'x-api-key': 'k-123', 'anthropic-version': '2023-06-01' },
	],
	['openrouter', 'https://openrouter.ai/api/v1/key', 'https://openrouter.ai/api/v1/models', { authorization: 'Bearer k-123' }],
	[
		'azure',
		`https://own.example/base/openai/models?api-version=${DEFAULT_AZURE_API_VERSION}`,
		'https://own.example/base/openai/deployments?api-version=2022-12-01',
		{ 'api-key': 'k-123' },
	],
	['custom2', 'https://own.example/base/models', 'https://own.example/base/models', { authorization: 'Bearer k-123' }],
])('%s: how its key is verified and its models listed', (kind, verify, list, headers) => {
	expect(verifyRequest(endpoint(kind))).toEqual({ url: verify, headers: { ...OWN, ...headers } });
	expect(listRequest(endpoint(kind))).toEqual({ url: list, headers: { ...OWN, ...headers } });
});

it('sends no key header without a key', () => {
	expect(verifyRequest(endpoint('ollama', { apiKey: null })).headers).toEqual(OWN);
});

it('uses the endpoint’s own Azure version', () => {
	expect(verifyRequest(endpoint('azure', { apiVersion: '2030-01-01' })).url).toContain('api-version=2030-01-01');
});

test.each<[ProviderKind, string, string]>([
	['openai', ' https://proxy.example/v1/// ', 'https://proxy.example/v1'],
	['openai', 'https://proxy.example', 'https://proxy.example'],
	['azure', 'https://x.openai.azure.com/', 'https://x.openai.azure.com'],
	['azure', 'https://x.openai.azure.com/openai/deployments/a', 'https://x.openai.azure.com'],
	['azure', 'https://x.openai.azure.com/openai/v1', 'https://x.openai.azure.com'],
])('%s: %s becomes %s', (kind, given, expected) => {
	expect(normalBaseUrl(kind, given)).toBe(expected);
});

test.each(['', 'api.openai.com/v1', 'ftp://x/y', 'http://', 'https://user:pass@host/v1'])('refuses the base URL %j', (given) => {
	expect(() => normalBaseUrl('openai', given)).toThrow(TypeError);
});

it('knows what goes down together by the origin', () => {
	expect(providerIdOf(endpoint('openai', { baseUrl: 'https://a.example:8443/v1' }))).toBe('https://a.example:8443');
});
