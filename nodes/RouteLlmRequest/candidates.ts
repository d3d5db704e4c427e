import type { ChatModelLike } from '../../adapters/connected/chatModel';
import { createCatalogue } from '../../adapters/catalogue/catalogue';
import type { Endpoint } from '../../adapters/providers';
import { ConfigError } from '../../router/configError';
import type { ModelSpec } from '../../router/registry/model';
import { catalogueModels } from '../shared/catalogueModels';
import type { ConnectedModels } from '../shared/connectedModels';
import { oneByName } from '../shared/modelNames';
import { type ModelRow, resolveModels, resolveSideModel, type ResolvedModels } from '../shared/models';
import { readRegistry } from '../shared/registryCredential';

/** The models an item may be answered by, and the way to others that are asked beside them. */
export interface Candidates {
	readonly resolved: ResolvedModels;
	/** Connected Chat Models by `keyId`; none where the models are of the registry. */
	readonly connected: ReadonlyMap<string, ChatModelLike>;
	/** What must never be shown. */
	readonly keys: readonly string[];
	/** A model asked beside the candidates, by its id. @throws ConfigError naming `field`. */
	readonly sideModel: (modelId: string, field: string) => { readonly model: ModelSpec; readonly endpoint: Endpoint | null };
}

/** The Chat Models plugged into the node. */
export function connectedCandidates(rows: readonly ModelRow[], found: ConnectedModels): Candidates {
	return {
		...found,
		sideModel(named, field) {
			const meant = oneByName(rows, named);
			const model = meant.kind === 'one' ? found.resolved.models.find(({ id }) => id === meant.row.modelId) : undefined;
			if (model !== undefined) return { model, endpoint: null };
			throw new ConfigError(field, `is "${named}", which is not connected or is disabled`, 'Choose one of the connected models.');
		},
	};
}

/** What the catalogue knows of the rows: choosing without a key. @param atMs epoch ms. */
export function catalogueCandidates(rows: readonly ModelRow[], atMs: number): Candidates {
	return {
		resolved: catalogueModels(rows, atMs),
		connected: new Map(),
		keys: [],
		sideModel(modelId, field) {
			const why = `is "${modelId}", but with Catalogue there is no credential to reach it`;
			throw new ConfigError(field, why, 'Set Models From to Registry Credential.');
		},
	};
}

/** A model whose rows all send settings of their own is what those rows say, without the settings. */
function byModel({ models }: ResolvedModels, rows: readonly ModelRow[], named: string): ModelSpec | undefined {
	const slot = rows.find(({ model, enabled }) => enabled && model === named)?.slot;
	const found = models.find((model) => model.slot === slot);
	if (found === undefined) return undefined;
	const { settings: _, ...model } = found;
	return { ...model, id: named };
}

interface RegistryOptions {
	readonly rows: readonly ModelRow[];
	/** The credential's fields, as n8n hands them over. */
	readonly credential: unknown;
	readonly credentialId: string;
	/** As people know it. */
	readonly credentialName: string;
	/** Epoch ms. */
	readonly atMs: number;
}

/** The rows, as the credential LLM Model Registry and the catalogue know them. */
export function registryCandidates({ rows, credential, credentialId, credentialName, atMs }: RegistryOptions): Candidates {
	const registry = readRegistry(credential);
	const options = { registry, credentialId, credentialName, catalogue: createCatalogue(), atMs };
	const resolved = resolveModels({ ...options, rows });
	return {
		resolved,
		connected: new Map(),
		keys: registry.keys,
		sideModel(modelId, field) {
			// A candidate keeps what its row says of it.
			const model = resolved.models.find(({ id: known }) => known === modelId) ?? byModel(resolved, rows, modelId);
			return model === undefined ? resolveSideModel(options, modelId, field) : { model, endpoint: null };
		},
	};
}
