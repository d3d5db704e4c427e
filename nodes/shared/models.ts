import { providerIdOf, type Endpoint, type ProviderKind } from '../../adapters/providers';
import type { Catalogue } from '../../adapters/catalogue/catalogue';
import { withLocalPrice } from '../../adapters/catalogue/localModels';
import { ConfigError } from '../../router/configError';
import { mergeFacts, type ModelFacts, type OwnFacts } from '../../router/registry/facts';
import { NO_LIMITS, type ModelSpec } from '../../router/registry/model';
import { rankModels } from '../../router/registry/rank';
import type { RowSettings } from '../../router/registry/rowSettings';
import { partsOfRowId } from '../../router/registry/rows';
import { keyIdOf } from './keyId';
import { halfCharacterAt } from '../../router/request/halfCharacter';
import type { Registry } from './registryCredential';
import { halfCharacter, WHOLE_CHARACTERS } from './values';

/** One row of a node's model list. */
export interface ModelRow {
	/** The node's output and the row's number, 1…n. */
	readonly slot: number;
	/** The row's id (`rowIds`), or `connected/<sub-node name>`; empty only where the row is disabled. */
	readonly modelId: string;
	/** `provider/model`; empty for a connected one. */
	readonly model: string;
	/** The output's label. */
	readonly branch: string;
	/** 1 (weakest) to 10; `null`: by list price. */
	readonly strength: number | null;
	readonly enabled: boolean;
	/** What the user knows better than the catalogue. */
	readonly facts: OwnFacts;
	/** What requests it is for, in the user's words; absent: not said. */
	readonly goodAt?: string;
	/** What it sends with each answer; absent: nothing of its own. */
	readonly sent?: RowSettings;
}

interface ResolveOptions {
	readonly rows: readonly ModelRow[];
	readonly registry: Registry;
	/** Stands for the credential in keys of health and limits. */
	readonly credentialId: string;
	/** As people know it. */
	readonly credentialName: string;
	readonly catalogue: Catalogue;
	/** Epoch ms: prices may depend on the time. */
	readonly atMs: number;
}

export interface ResolvedModels {
	/** The enabled ones, in slot order. */
	readonly models: readonly ModelSpec[];
	/** By `keyId`; what the client needs to reach them. */
	readonly endpoints: ReadonlyMap<string, Endpoint>;
	readonly hints: readonly string[];
}

/**
 * Rows, credential and catalogue together.
 * @throws ConfigError naming the row: a provider the credential does not have, a strength that is missing.
 */
export function resolveModels(options: ResolveOptions): ResolvedModels {
	const found = options.rows.filter(({ enabled }) => enabled).map((row) => locate(options, row));
	if (found.length === 0) throw new ConfigError('Models', 'has no enabled row', 'Add a model, or switch a row on.');
	return {
		...rankRows(found),
		endpoints: new Map(found.map(({ keyId, endpoint }) => [keyId, endpoint])),
	};
}

/** An enabled row and all that is known of its model but how it ranks. */
export interface KnownRow extends Pick<ModelSpec, 'apiModel' | 'providerId' | 'keyId' | 'key' | 'limitsKey'> {
	readonly row: ModelRow;
	readonly facts: ModelFacts;
}

/**
 * The rows as the engine has them, ranked among each other.
 * @throws ConfigError naming the row that needs a Strength.
 */
export function rankRows(known: readonly KnownRow[]): Pick<ResolvedModels, 'models' | 'hints'> {
	const { rankOf, byRow } = rankModels(
		known.map(({ row, facts }) => ({
			slot: row.slot,
			strength: row.strength,
			price: facts.price,
			model: row.model === '' ? row.modelId : row.model,
			effort: row.sent?.effort,
		})),
	);
	const models = known.map(
		({ row, facts, apiModel, providerId, keyId, key, limitsKey }): ModelSpec => ({
			id: row.modelId,
			apiModel,
			slot: row.slot,
			rank: rankOf.get(row.slot) ?? 0,
			branch: row.branch,
			providerId,
			keyId,
			...(key !== undefined && { key }),
			limitsKey,
			...(row.sent !== undefined && { settings: row.sent }),
			...facts,
		}),
	);
	return {
		models,
		hints: byRow
			? [
					'The prices do not show which model is stronger, so the order of the rows decides: the first is the weakest. Set Strength to change that.',
				]
			: [],
	};
}

/**
 * A model that is asked beside the candidates: a judge, an embedding model. It has no row and so no rank.
 * @param field as the panel names where it was chosen.
 * @throws ConfigError naming `field`: a provider the credential does not have.
 */
export function resolveSideModel(
	options: Omit<ResolveOptions, 'rows'>,
	modelId: string,
	field: string,
): { readonly model: ModelSpec; readonly endpoint: Endpoint } {
	// In the log and in settings a model may be named as a row of another list.
	const { model, effort } = partsOfRowId(modelId);
	const sent = effort === null ? {} : { settings: { effort } };
	const row: ModelRow = { slot: 0, modelId, model, branch: modelId, strength: null, enabled: true, facts: NOTHING_KNOWN };
	const { endpoint, facts, apiModel, keyId, key, providerId, limitsKey } = locate({ ...options, rows: [row] }, row, field);
	return {
		endpoint,
		model: { id: modelId, ...sent, apiModel, slot: 0, rank: -1, branch: modelId, providerId, keyId, key, limitsKey, ...facts },
	};
}

const NOTHING_KNOWN: ModelRow['facts'] = {
	price: null,
	contextTokens: null,
	maxOutputTokens: null,
	capabilities: null,
	limits: NO_LIMITS,
};

function locate(
	{ registry, credentialId, credentialName, catalogue, atMs }: ResolveOptions,
	row: ModelRow,
	field = `Models, row ${String(row.slot)}`,
) {
	const { provider: kind, apiModel } = partsOfModel(row, field);
	const endpoint = endpointOf(registry.endpoints, kind, row.model, field);
	if (endpoint.kind === 'azure') requireDeployment(apiModel, field);
	const listed = withLocalPrice(endpoint, apiModel, catalogue.lookup(endpoint.kind, apiModel, atMs));
	const facts = mergeFacts(row.facts, registry.facts.get(row.model) ?? null, listed);
	const key = { name: `the key of ${endpoint.name} in the credential "${credentialName}"`, isTested: true };
	const providerId = providerIdOf(endpoint);
	return {
		row,
		endpoint,
		apiModel,
		facts,
		keyId: keyIdOf(credentialId, endpoint),
		key,
		providerId,
		limitsKey: `${credentialId}/${kind}:${apiModel}`,
	};
}

/** @throws ConfigError for a name that no provider takes. */
export function partsOfModel({ model, slot }: ModelRow, field = `Models, row ${String(slot)}`): { provider: string; apiModel: string } {
	const half = halfCharacterAt(model);
	if (half !== null) throw new ConfigError(field, halfCharacter(half), WHOLE_CHARACTERS);
	const slash = model.indexOf('/');
	return { provider: model.slice(0, slash), apiModel: model.slice(slash + 1) };
}

/** It is a part of the address: dots alone would lead to another one. */
function requireDeployment(name: string, field: string): void {
	if (/^(?!\.+$)[\w.-]+$/.test(name)) return;
	throw new ConfigError(
		field,
		`names the Azure deployment "${name}", which is not a valid deployment name`,
		'Write azure/ and the name as Azure shows it: letters, digits, hyphens, underscores and dots.',
	);
}

/** All endpoints of a credential by `keyId`, for whoever calls models that are known only later. */
export function endpointsOf(registry: Registry, credentialId: string): Map<string, Endpoint> {
	return new Map([...registry.endpoints.values()].map((endpoint) => [keyIdOf(credentialId, endpoint), endpoint]));
}

/** Whether the credential has the provider of this model. */
export function hasProviderOf(registry: Registry, modelId: string): boolean {
	return [...registry.endpoints.values()].some(({ kind }) => modelId.startsWith(`${kind}/`));
}

function endpointOf(endpoints: ReadonlyMap<ProviderKind, Endpoint>, kind: string, modelId: string, field: string): Endpoint {
	const endpoint = [...endpoints.values()].find((one) => one.kind === kind);
	if (endpoint !== undefined) return endpoint;
	const known = [...endpoints.keys()].join(', ');
	throw new ConfigError(
		field,
		`"${modelId}" belongs to a provider that is not in the credential`,
		`Write provider/model with one of its providers (${known}), or add the provider to the credential.`,
	);
}
