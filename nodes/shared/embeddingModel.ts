import type { Catalogue } from '../../adapters/catalogue/catalogue';
import { providerIdOf, type Endpoint } from '../../adapters/providers';
import { ConfigError } from '../../router/configError';
import { mergeFacts } from '../../router/registry/facts';
import type { ModelSpec } from '../../router/registry/model';
import type { Registry } from './registryCredential';

export interface EmbeddingModelAsk {
	/** `provider/model`. */
	readonly modelId: string;
	readonly registry: Registry;
	/** Stands for the credential in keys of health and limits, as in `ResolveAsk`. */
	readonly credentialId: string;
	readonly catalogue: Catalogue;
	/** Epoch ms. */
	readonly atMs: number;
}

export interface EmbeddingModel {
	readonly model: ModelSpec;
	/** What the client needs to reach it, by the model's `keyId`. */
	readonly endpoint: Endpoint;
}

/**
 * An embedding model as the client and the meter take it: no candidate, so it has no output and no rank.
 * @throws ConfigError where the credential does not have its provider.
 */
export function resolveEmbeddingModel({ modelId, registry, credentialId, catalogue, atMs }: EmbeddingModelAsk): EmbeddingModel {
	const slash = modelId.indexOf('/');
	const kind = modelId.slice(0, slash);
	const apiModel = modelId.slice(slash + 1);
	const endpoint = [...registry.endpoints.values()].find((one) => one.kind === kind);
	if (endpoint === undefined) {
		throw new ConfigError(
			'Embedding Model',
			`"${modelId}" is of a provider that is not in the credential`,
			`Write provider/model with one of its providers (${[...registry.endpoints.keys()].join(', ')}), or add the provider to the credential.`,
		);
	}
	const keyId = `${credentialId}/${kind}`;
	const facts = mergeFacts(NOTHING_SAID, registry.facts.get(modelId) ?? null, catalogue.lookup(endpoint.kind, apiModel, atMs));
	const model: ModelSpec = {
		id: modelId, apiModel, slot: 0, rank: 0, branch: '', providerId: providerIdOf(endpoint), keyId, limitsKey: `${keyId}:${apiModel}`, ...facts,
	};
	return { model, endpoint };
}

const NOTHING_SAID = { price: null, contextTokens: null, maxOutputTokens: null, capabilities: null };
