import { completeBaseUrl, parseHttpUrl, trimSlashes } from './baseUrl';
import { USER_AGENT } from './userAgent';

/** How a provider kind is reached, and what its key is worth. Sources: each provider's own API reference. */
export interface ProviderFacts {
	/** Name people know it by. */
	readonly name: string;
	/** Its OpenAI-compatible endpoint; `null` where only the user knows it (Azure, custom). */
	readonly defaultBaseUrl: string | null;
	/** What its base URL ends in on every server, whatever else was pasted; `null`: that is the server's own affair. */
	readonly baseUrlEnd: string | null;
	/** Provider id in `@pydantic/genai-prices`; `null`: it lists no prices. */
	readonly pricesId: string | null;
	/** Whether a call without a key can work (a local server). */
	readonly keyOptional: boolean;
	/** Header that carries the key on chat and embedding calls. */
	readonly auth: 'bearer' | 'api-key';
	/** Name of the output limit on the wire. */
	readonly outputLimitParameter: 'max_completion_tokens' | 'max_tokens';
	/**
	 * How its answers state what was charged: `usage.cost` in USD, or `usage.cost_in_usd_ticks`. `null`: not known to
	 * state it, so that a number of the same name, in whatever currency a gateway counts, is not taken for dollars.
	 */
	readonly statesCost: 'usd' | 'usd_ticks' | null;
	/** Its models have names that their user gave them, so nothing is guessed from those. */
	readonly ownModelNames: boolean;
	/** What `npm start` asks where it finds a key, each the first that is priced and not retired; `null`: it does not look for a key. */
	readonly usualPair: { readonly cheap: readonly string[]; readonly strong: readonly string[] } | null;
	/** GET that fails with a bad key and costs nothing. */
	readonly verify: KeyedGet;
	/** GET that lists what can be called. */
	readonly list: KeyedGet;
}

interface KeyedGet {
	/** Appended to the base URL, query included. */
	readonly path: string;
	readonly auth: 'bearer' | 'api-key' | 'x-api-key';
	/** Sent besides the key. */
	readonly headers: Readonly<Record<string, string>>;
	/** Adds the endpoint's `api-version` to the query. */
	readonly withApiVersion: boolean;
}

/** A provider as configured: everything needed to call it. Holds a secret: never log, store or show it. */
export interface Endpoint {
	readonly kind: ProviderKind;
	/** How errors name it. */
	readonly name: string;
	/** Complete, as `readBaseUrl` gives it. For Azure the resource's endpoint, without `/openai`. */
	readonly baseUrl: string;
	/** `null`: none is sent. */
	readonly apiKey: string | null;
	/** Azure only; `null` means `DEFAULT_AZURE_API_VERSION`. */
	readonly apiVersion: string | null;
}

/** Azure's generally available data-plane version. */
export const DEFAULT_AZURE_API_VERSION = '2024-10-21';

const MODELS: KeyedGet = { path: '/models', auth: 'bearer', headers: {}, withApiVersion: false };

/** Anthropic's model list is its native API, which takes the key elsewhere than its OpenAI-compatible calls. */
const ANTHROPIC_MODELS: KeyedGet = {
	path: '/models?limit=1000',
	auth: 'x-api-key',
	headers: { 'anthropic-version': '2023-06-01' },
	withApiVersion: false,
};

const AZURE_MODELS: KeyedGet = { path: '/openai/models', auth: 'api-key', headers: {}, withApiVersion: true };

/** Newer versions of Azure's data plane list base models only; this one still lists deployments, which is what a call names. */
const AZURE_DEPLOYMENTS: KeyedGet = {
	path: '/openai/deployments?api-version=2022-12-01',
	auth: 'api-key',
	headers: {},
	withApiVersion: false,
};

/** The model list is public there: any key would pass. */
const OPENROUTER_KEY: KeyedGet = { ...MODELS, path: '/key' };

/** By use, as people choose among them; Custom last. */
const TABLE = {
	openai: {
		...compatible('OpenAI', 'https://api.openai.com/v1', 'openai'),
		outputLimitParameter: 'max_completion_tokens',
		usualPair: { cheap: ['gpt-6-luna', 'gpt-5.4-mini'], strong: ['gpt-6.1-sol', 'gpt-5.6-sol'] },
	},
	anthropic: {
		...compatible('Anthropic', 'https://api.anthropic.com/v1', 'anthropic'),
		verify: ANTHROPIC_MODELS,
		list: ANTHROPIC_MODELS,
		usualPair: { cheap: ['claude-haiku-5-5', 'claude-haiku-4-5'], strong: ['claude-sonnet-5-5', 'claude-sonnet-5'] },
	},
	gemini: {
		...compatible('Google Gemini', 'https://generativelanguage.googleapis.com/v1beta/openai', 'google'),
		usualPair: { cheap: ['gemini-3.5-flash-lite', 'gemini-2.5-flash-lite'], strong: ['gemini-3.8-flash', 'gemini-2.5-pro'] },
	},
	azure: {
		...compatible('Azure OpenAI', null, 'azure'),
		auth: 'api-key',
		outputLimitParameter: 'max_completion_tokens',
		verify: AZURE_MODELS,
		list: AZURE_DEPLOYMENTS,
		ownModelNames: true,
	},
	openrouter: {
		...compatible('OpenRouter', 'https://openrouter.ai/api/v1', 'openrouter'),
		statesCost: 'usd',
		verify: OPENROUTER_KEY,
		usualPair: {
			cheap: ['openai/gpt-5.4-nano', 'openai/gpt-oss-20b'],
			strong: ['anthropic/claude-sonnet-5', 'anthropic/claude-sonnet-4.5'],
		},
	},
	mistral: {
		...compatible('Mistral', 'https://api.mistral.ai/v1', 'mistral'),
		usualPair: { cheap: ['mistral-small-latest'], strong: ['mistral-medium-latest', 'mistral-large-latest'] },
	},
	groq: {
		...compatible('Groq', 'https://api.groq.com/openai/v1', 'groq'),
		usualPair: { cheap: ['openai/gpt-oss-20b'], strong: ['openai/gpt-oss-120b'] },
	},
	deepseek: {
		...compatible('DeepSeek', 'https://api.deepseek.com/v1', 'deepseek'),
		usualPair: { cheap: ['deepseek-flash'], strong: ['deepseek-v4-pro'] },
	},
	xai: {
		...compatible('xAI', 'https://api.x.ai/v1', 'x-ai'),
		statesCost: 'usd_ticks',
		usualPair: { cheap: ['grok-4.3'], strong: ['grok-4.7', 'grok-4.6'] },
	},
	together: {
		...compatible('Together', 'https://api.together.xyz/v1', 'together'),
		usualPair: { cheap: ['openai/gpt-oss-20b'], strong: ['openai/gpt-oss-120b'] },
	},
	// Its own API is at another path than the one that OpenAI's clients call.
	ollama: { ...compatible('Ollama', 'http://localhost:11434/v1', null), baseUrlEnd: '/v1', keyOptional: true, ownModelNames: true },
	custom1: { ...compatible('Custom 1', null, null), keyOptional: true, ownModelNames: true },
	custom2: { ...compatible('Custom 2', null, null), keyOptional: true, ownModelNames: true },
	custom3: { ...compatible('Custom 3', null, null), keyOptional: true, ownModelNames: true },
} satisfies Readonly<Record<string, ProviderFacts>>;

/** A provider as ids name it: `openai` in `openai/gpt-4o`. */
export type ProviderKind = keyof typeof TABLE;

/** Every provider there is, in the order the credential shows them: this table is the one place that lists them. */
export const PROVIDERS: Readonly<Record<ProviderKind, ProviderFacts>> = TABLE;

export const PROVIDER_KINDS: readonly ProviderKind[] = Object.keys(PROVIDERS).filter(isProviderKind);

function isProviderKind(name: string): name is ProviderKind {
	return Object.hasOwn(PROVIDERS, name);
}

/** A GET ready to be sent. `headers` hold the key. */
export interface PreparedGet {
	readonly url: string;
	readonly headers: Readonly<Record<string, string>>;
}

/** The GET that tells whether the endpoint's key is good. Any 2xx: it is. */
export function verifyRequest(endpoint: Endpoint): PreparedGet {
	return prepare(endpoint, PROVIDERS[endpoint.kind].verify);
}

/** A POST that no server answers with a completion, as it asks for nothing: it tells whether runs will find one. */
export function probeRequest(endpoint: Endpoint): PreparedGet & { readonly body: string } {
	const headers = { ...OWN_HEADERS, 'content-type': 'application/json', ...keyHeader(PROVIDERS[endpoint.kind].auth, endpoint.apiKey) };
	return { url: `${normalBaseUrl(endpoint.kind, endpoint.baseUrl)}/chat/completions`, headers, body: '{}' };
}

/** The GET that lists the endpoint's models (Azure: deployments). */
export function listRequest(endpoint: Endpoint): PreparedGet {
	return prepare(endpoint, PROVIDERS[endpoint.kind].list);
}

/**
 * The base URL that an address means as people paste it, complete and without what they copied along.
 * @throws TypeError where it is no http(s) URL, or carries a user name or password.
 */
export function readBaseUrl(kind: ProviderKind, typed: string): string {
	if (kind === 'azure') return normalBaseUrl(kind, typed);
	const { defaultBaseUrl: baseUrl, baseUrlEnd: alwaysEndsIn } = PROVIDERS[kind];
	return completeBaseUrl(typed.trim(), { baseUrl, alwaysEndsIn });
}

/**
 * The base URL without trailing slashes, and for Azure without the `/openai…` people copy along.
 * @throws TypeError where it is no http(s) URL, or carries a user name or password.
 */
export function normalBaseUrl(kind: ProviderKind, baseUrl: string): string {
	const url = parseHttpUrl(baseUrl.trim());
	const path = trimSlashes(url.pathname);
	return url.origin + (kind === 'azure' ? trimSlashes(path.replace(/\/openai(\/.*)?$/, '')) : path);
}

/** What goes down together: the origin. @throws TypeError as `normalBaseUrl`. */
export function providerIdOf(endpoint: Endpoint): string {
	return parseHttpUrl(endpoint.baseUrl.trim()).origin;
}

const OWN_HEADERS = { accept: 'application/json', 'user-agent': USER_AGENT };

function prepare(endpoint: Endpoint, get: KeyedGet): PreparedGet {
	const url = new URL(normalBaseUrl(endpoint.kind, endpoint.baseUrl) + get.path);
	if (get.withApiVersion) url.searchParams.set('api-version', endpoint.apiVersion ?? DEFAULT_AZURE_API_VERSION);
	return { url: url.href, headers: { ...OWN_HEADERS, ...get.headers, ...keyHeader(get.auth, endpoint.apiKey) } };
}

function keyHeader(auth: KeyedGet['auth'], apiKey: string | null): Record<string, string> {
	if (apiKey === null) return {};
	return auth === 'bearer' ? { authorization: `Bearer ${apiKey}` } : { [auth]: apiKey };
}

function compatible(name: string, defaultBaseUrl: string | null, pricesId: string | null): ProviderFacts {
	return {
		name,
		defaultBaseUrl,
		baseUrlEnd: null,
		pricesId,
		keyOptional: false,
		auth: 'bearer',
		outputLimitParameter: 'max_tokens',
		statesCost: null,
		ownModelNames: false,
		usualPair: null,
		verify: MODELS,
		list: MODELS,
	};
}
