import type { INode } from 'n8n-workflow';

import { createCatalogue } from '../../adapters/catalogue/catalogue';
import { ConfigError } from '../../router/configError';
import type { ModelSpec } from '../../router/registry/model';
import { catalogueModels } from '../shared/catalogueModels';
import type { RouterContext } from '../shared/context';
import { type ModelRow, resolveModels, resolveSideModel, type ResolvedModels } from '../shared/models';
import { readRegistry } from '../shared/registryCredential';

import { connectedCandidates, type Candidates } from './candidates';
import type { NodeSettings } from './settings';

const CREDENTIAL = 'llmModelRegistryApi';

interface FindOptions {
	readonly ctx: RouterContext;
	readonly node: INode;
	/** Epoch ms. */
	readonly atMs: number;
}

/** From wherever Models From says. Rejects with a ConfigError naming what has to be changed. */
export async function findCandidates({ ctx, node, atMs }: FindOptions, settings: NodeSettings): Promise<Candidates> {
	const { rows } = settings;
	if (settings.modelsFrom === 'connected') return await connectedCandidates(ctx, settings);
	if (settings.modelsFrom === 'catalogue') return catalogueCandidates(rows, atMs);
	const { id, name } = node.credentials?.[CREDENTIAL] ?? { id: null, name: CREDENTIAL };
	const credential = await ctx.getCredentials(CREDENTIAL);
	return registryCandidates({ rows, credential, credentialId: id ?? name, credentialName: name, atMs });
}

/** What the catalogue knows of the rows: choosing without a key. @param atMs epoch ms. */
function catalogueCandidates(rows: readonly ModelRow[], atMs: number): Candidates {
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
function registryCandidates({ rows, credential, credentialId, credentialName, atMs }: RegistryOptions): Candidates {
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
