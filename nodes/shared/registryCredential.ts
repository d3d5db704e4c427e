import { PROVIDER_KINDS, PROVIDERS, readBaseUrl, type Endpoint, type ProviderKind } from '../../adapters/providers';
import { ConfigError } from '../../router/configError';
import type { OwnFacts } from '../../router/registry/facts';
import { CAPABILITIES, type Capability } from '../../router/registry/model';
import { z } from '../../vendor/zod';

/** The credential as the engine needs it. Holds secrets: never log, store or show it. */
export interface Registry {
	/** By provider kind; only those selected in the credential. */
	readonly endpoints: ReadonlyMap<ProviderKind, Endpoint>;
	/** What the credential says of models, by `provider/model`. */
	readonly facts: ReadonlyMap<string, OwnFacts>;
	/** All keys of the credential, also of providers not selected: what must never be shown. */
	readonly keys: readonly string[];
}

const text = z
	.union([z.string(), z.number()])
	.nullish()
	.transform((value) => String(value ?? '').trim());

const factsSchema = z.object({
	modelId: text,
	inputPrice: z.number().nullish(),
	cachedInputPrice: z.number().nullish(),
	outputPrice: z.number().nullish(),
	contextTokens: z.number().nullish(),
	maxOutputTokens: z.number().nullish(),
	requestsPerMinute: z.number().nullish(),
	tokensPerMinute: z.number().nullish(),
	parallelCalls: z.number().nullish(),
	capabilities: z.array(z.enum(CAPABILITIES)).nullish(),
});

const schema = z
	.object({
		providers: z.array(z.string()).nullish(),
		modelFacts: z.object({ values: z.array(factsSchema).nullish() }).nullish(),
	})
	.catchall(z.unknown());

/**
 * Reads the decrypted credential.
 * @throws ConfigError naming the provider's field: no provider, a missing key, an unusable base URL.
 */
export function readRegistry(data: unknown): Registry {
	const parsed = schema.safeParse(data);
	if (!parsed.success) {
		throw new ConfigError('LLM Model Registry', 'cannot be read', 'Open the credential, check it and save it again.');
	}
	const fields = parsed.data;
	const selected = PROVIDER_KINDS.filter((kind) => (fields.providers ?? []).includes(kind));
	if (selected.length === 0) {
		throw new ConfigError('LLM Model Registry, Providers', 'is empty', 'Select at least one provider in the credential.');
	}
	const read = (name: string) => text.catch('').parse(fields[name]);
	return {
		endpoints: new Map(selected.map((kind) => [kind, readEndpoint(kind, read)])),
		facts: readFacts(fields.modelFacts?.values ?? []),
		keys: PROVIDER_KINDS.map((kind) => read(`${kind}ApiKey`)).filter((key) => key !== ''),
	};
}

function readEndpoint(kind: ProviderKind, read: (name: string) => string): Endpoint {
	const provider = PROVIDERS[kind];
	const name = read(`${kind}Name`) || provider.name;
	const apiKey = read(`${kind}ApiKey`);
	if (apiKey === '' && !provider.keyOptional) {
		throw new ConfigError(
			`LLM Model Registry, ${provider.name} API Key`,
			'is empty',
			'Enter the key, or remove the provider from Providers.',
		);
	}
	// A header cannot carry them: n8n would drop them and send another key than the one stored.
	if (!/^[\x21-\x7e]*$/.test(apiKey)) {
		throw new ConfigError(
			`LLM Model Registry, ${provider.name} API Key`,
			'contains spaces or characters that keys do not have',
			'Copy the whole key again.',
		);
	}
	return {
		kind,
		name,
		baseUrl: baseUrlOf(kind, read(`${kind}BaseUrl`)),
		apiKey: apiKey === '' ? null : apiKey,
		apiVersion: kind === 'azure' ? read('azureApiVersion') || null : null,
	};
}

function baseUrlOf(kind: ProviderKind, typed: string): string {
	const provider = PROVIDERS[kind];
	const field = `LLM Model Registry, ${provider.name} ${kind === 'azure' ? 'Endpoint' : 'Base URL'}`;
	const url = typed || provider.defaultBaseUrl;
	if (url === null) throw new ConfigError(field, 'is empty', 'Enter the address of the server.');
	// Azure shows its address with a query, and the API version has its own field; elsewhere a query may hold a key.
	if (kind !== 'azure' && /[?#]/.test(url)) {
		throw new ConfigError(field, 'has a query or a fragment', 'Enter the address up to the question mark.');
	}
	const normal = tryNormal(kind, url);
	if (normal.kind === 'unusable') throw new ConfigError(field, 'cannot be used', `${normal.why}.`);
	return normal.url;
}

function tryNormal(kind: ProviderKind, typed: string): { kind: 'usable'; url: string } | { kind: 'unusable'; why: string } {
	try {
		const url = readBaseUrl(kind, typed);
		return { kind: 'usable', url };
	} catch (error) {
		return { kind: 'unusable', why: error instanceof Error ? error.message : 'It is no web address' };
	}
}

function readFacts(rows: readonly z.infer<typeof factsSchema>[]): Map<string, OwnFacts> {
	const facts = new Map<string, OwnFacts>();
	rows.forEach((row, index) => {
		const field = `LLM Model Registry, Model Facts, row ${String(index + 1)}`;
		if (row.modelId === '') throw new ConfigError(field, 'has no model ID', 'Enter it as provider/model, or delete the row.');
		if (!PROVIDER_KINDS.some((kind) => row.modelId.startsWith(`${kind}/`))) {
			throw new ConfigError(field, 'does not name its provider', 'Write the model as provider/model, for example openai/gpt-4o-mini.');
		}
		if (facts.has(row.modelId)) throw new ConfigError(field, 'names a model a second time', 'Delete one of the rows.');
		facts.set(row.modelId, {
			price: readPrice(row, field),
			contextTokens: readCount(row.contextTokens, `${field}, Context Window`),
			maxOutputTokens: readCount(row.maxOutputTokens, `${field}, Output Limit`),
			capabilities: readCapabilities(row.capabilities),
			limits: {
				requestsPerMinute: readCount(row.requestsPerMinute, `${field}, Requests per Minute`),
				tokensPerMinute: readCount(row.tokensPerMinute, `${field}, Tokens per Minute`),
				parallel: readCount(row.parallelCalls, `${field}, Parallel Calls`),
			},
		});
	});
	return facts;
}

/** Prices of 0 count as not said here; a model that is free is said so in the node's row. */
function readPrice(row: z.infer<typeof factsSchema>, field: string): OwnFacts['price'] {
	const input = said(row.inputPrice, `${field}, Input Price`);
	const cached = said(row.cachedInputPrice, `${field}, Cached Input Price`);
	const output = said(row.outputPrice, `${field}, Output Price`);
	if (input === null && output === null && cached === null) return null;
	if (input === null || output === null) {
		throw new ConfigError(field, 'sets only a part of the price', 'Enter both Input Price and Output Price, or neither.');
	}
	return { inputUsdPerMTok: input, cachedInputUsdPerMTok: cached, outputUsdPerMTok: output };
}

function readCapabilities(values: readonly Capability[] | null | undefined): readonly Capability[] | null {
	return values === null || values === undefined || values.length === 0 ? null : values;
}

function readCount(value: number | null | undefined, field: string): number | null {
	const count = said(value, field);
	if (count !== null && !Number.isSafeInteger(count)) throw new ConfigError(field, `is ${String(count)}`, 'Use a whole number.');
	return count;
}

/** `null`: 0 or left out. */
function said(value: number | null | undefined, field: string): number | null {
	if (value === null || value === undefined || value === 0) return null;
	if (value < 0 || !Number.isFinite(value))
		throw new ConfigError(field, `is ${String(value)}`, 'Use a number above 0, or 0 for "not said".');
	return value;
}
