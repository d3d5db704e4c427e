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

it('calls each by another name, and each kind so that an id can begin with it', () => {
	expect(new Set(PROVIDER_KINDS.map((kind) => PROVIDERS[kind].name)).size).toBe(PROVIDER_KINDS.length);
	expect(PROVIDER_KINDS.filter((kind) => !/^[a-z0-9]+$/.test(kind))).toEqual([]);
});

test.each(PROVIDER_KINDS)('%s: its prices id is one the catalogue knows', (kind) => {
	const { pricesId } = PROVIDERS[kind];
	if (pricesId !== null) expect(findProvider({ providerId: pricesId })?.id).toBe(pricesId);
});

test.each(PROVIDER_KINDS)('%s: its default base URL is in normal form', (kind) => {
	const { defaultBaseUrl } = PROVIDERS[kind];
	if (defaultBaseUrl !== null) expect(normalBaseUrl(kind, defaultBaseUrl)).toBe(defaultBaseUrl);
});

interface Requests {
	readonly verify: string;
	/** Default: the same. */
	readonly list?: string;
	/** Default: the key as a bearer. */
	readonly headers?: Record<string, string>;
}

/** As each provider's own docs have it. Typed as total: a new provider does not compile until it is listed here. */
const REQUESTS: Readonly<Record<ProviderKind, Requests>> = {
	openai: { verify: 'https://api.openai.com/v1/models' },
	anthropic: {
		verify: 'https://api.anthropic.com/v1/models?limit=1000',
		headers: { 'x-api-key': 'k-123', 'anthropic-version': '2023-06-01' },
	},
	gemini: { verify: 'https://generativelanguage.googleapis.com/v1beta/openai/models' },
	azure: {
		verify: `https://own.example/base/openai/models?api-version=${DEFAULT_AZURE_API_VERSION}`,
		list: 'https://own.example/base/openai/deployments?api-version=2022-12-01',
		headers: { 'api-key': 'k-123' },
	},
	mistral: { verify: 'https://api.mistral.ai/v1/models' },
	groq: { verify: 'https://api.groq.com/openai/v1/models' },
	deepseek: { verify: 'https://api.deepseek.com/v1/models' },
	xai: { verify: 'https://api.x.ai/v1/models' },
	openrouter: { verify: 'https://openrouter.ai/api/v1/key', list: 'https://openrouter.ai/api/v1/models' },
	together: { verify: 'https://api.together.xyz/v1/models' },
	ollama: { verify: 'http://localhost:11434/v1/models' },
	custom1: { verify: 'https://own.example/base/models' },
	custom2: { verify: 'https://own.example/base/models' },
	custom3: { verify: 'https://own.example/base/models' },
};

test.each(PROVIDER_KINDS)('%s: how its key is verified and its models listed', (kind) => {
	const { verify, list = verify, headers = { authorization: 'Bearer k-123' } } = REQUESTS[kind];
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
