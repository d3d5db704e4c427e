import type { IExecuteFunctions, INode } from 'n8n-workflow';

import type { ChatModelLike } from '../../adapters/connected/chatModel';
import { createCatalogue } from '../../adapters/catalogue/catalogue';
import type { DiskVectorCache } from '../../adapters/embeddings/diskVectorCache';
import type { Endpoint } from '../../adapters/providers';
import { createRedactor, type Redactor } from '../../router/calls/redact';
import { ConfigError } from '../../router/configError';
import type { RequestEmbedder } from '../../router/features/requestEmbedder';
import type { Check } from '../../router/quality/check';
import type { ModelSpec } from '../../router/registry/model';
import { weakestOf } from '../../router/registry/rank';
import type { Strategy } from '../../router/strategies/strategy';
import { isMemoryConnected } from '../shared/chatMemory';
import { connectedModels, modelIdOf } from '../shared/connectedModels';
import { resolveModels, resolveSideModel, type ResolvedModels } from '../shared/models';
import { readRegistry } from '../shared/registryCredential';
import { retirementHints } from '../shared/retiredModels';
import { readStoreSettings, secretsOf } from '../shared/store';
import type { StoreSettings } from '../shared/storeCredential';
import { vectorCacheFor } from '../shared/vectorCache';

import { createChecks } from './checks';
import { type Learned, readLearned } from './learned';
import type { Memory } from './memory';
import { readSettings } from './parameters';
import type { ModelChoice, NodeSettings } from './settings';
import { createClassifierEmbedder, createStrategies } from './strategies';

const CREDENTIAL = 'llmModelRegistryApi';

/**
 * What servers say is freed of every key where it is read. This second look is at whole sentences, in which a
 * made-up key such as `ollama` would tear model names apart.
 */
const SHORTEST_GUARDED = 8;

/** A run whose every setting is known to be good: from here on money may be spent. */
export interface PreparedRun {
	readonly resolved: ResolvedModels;
	/** Connected Chat Models by `keyId`; none where the models are of the registry. */
	readonly connected: ReadonlyMap<string, ChatModelLike>;
	readonly redactor: Redactor;
	/** Of the LLM Router Store; `null`: the node has none. */
	readonly store: StoreSettings | null;
	/** What all items share is read off this one. */
	readonly settings: NodeSettings;
	/** Of the classifier; `null`: none was chosen. */
	readonly embedder: RequestEmbedder | null;
	/** What the strategies have to say of their settings, once they have ranked. */
	readonly notices: () => readonly string[];
	/** By item. */
	readonly items: readonly PreparedItem[];
}

export interface PreparedItem {
	readonly settings: NodeSettings;
	readonly strategy: Strategy;
	readonly checks: readonly Check[];
}

export interface PrepareOptions {
	readonly ctx: IExecuteFunctions;
	readonly node: INode;
	readonly itemCount: number;
	readonly memory: Memory;
	/** Epoch ms. */
	readonly atMs: number;
}

/**
 * Reads and checks everything before the first call.
 * @throws ConfigError at the first thing a person has to change.
 */
export async function prepareRun({ ctx, node, itemCount, memory, atMs }: PrepareOptions): Promise<PreparedRun> {
	const all = Array.from({ length: itemCount }, (_, index) => readSettings(ctx, index));
	const settings = all[0] ?? readSettings(ctx, 0);
	const { resolved, connected, keys, sideModel } =
		settings.modelsFrom === 'connected' ? await fromPorts(ctx, settings) : await fromRegistry(ctx, node, settings, atMs);
	const store = await readStoreSettings(ctx, node);
	if (settings.conversation === 'memory') requireMemory(ctx);
	requireAboveFloor(all, resolved.models);
	const learned = await readLearned({ ctx, node, store, settings });
	const endpoints = new Map(resolved.endpoints);
	const besides: ModelSpec[] = [];
	const beside = (modelId: string, field: string) => {
		const { model, endpoint } = sideModel(modelId, field);
		if (endpoint !== null) endpoints.set(model.keyId, endpoint);
		besides.push(model);
		return model;
	};
	const judgeOf = (choice: ModelChoice, field = 'More Checks, LLM Judge') =>
		choice.kind === 'id' ? beside(choice.modelId, field) : weakestOf(resolved.models);
	let vectors: DiskVectorCache | null = null;
	const embedding = { embedderOf: beside, vectors: () => (vectors = vectorCacheFor(ctx)) };
	const embedder = createClassifierEmbedder(settings.embeddingModelId, embedding);
	const strategyOf = createStrategies({ judgeOf, ...embedding, verdicts: memory.verdicts, embedder, learned });
	const checksOf = createChecks(judgeOf);
	const items = all.map((one) =>
		withThreshold({ settings: one, strategy: strategyOf(one.strategy), checks: checksOf(one) }, learned, resolved.models),
	);
	const cap = capOf(settings);
	if (cap !== null) requirePrices(cap, [...resolved.models, ...besides]);
	return {
		resolved: { ...resolved, endpoints },
		connected,
		store,
		redactor: createRedactor([...keys, ...secretsOf(store)].filter((key) => key.length >= SHORTEST_GUARDED)),
		settings,
		items,
		embedder,
		notices: () =>
			[
				...[...new Set(items.map(({ strategy }) => strategy))].flatMap((strategy) => strategy.notices?.() ?? []),
				embedder?.notices() ?? [],
				vectors?.takeNotice() ?? [],
				learned.notices(),
				retirementHints(
					[...resolved.models, ...besides].map(({ id }) => id),
					atMs,
				),
			].flat(),
	};
}

function withThreshold({ settings, ...rest }: PreparedItem, { thresholdOf }: Learned, models: readonly ModelSpec[]): PreparedItem {
	const { policy } = settings;
	const threshold = thresholdOf({ ...settings, ...rest, models });
	return { settings: threshold === policy.threshold ? settings : { ...settings, policy: { ...policy, threshold } }, ...rest };
}

type Found = Pick<PreparedRun, 'resolved' | 'connected'> & {
	readonly keys: readonly string[];
	/** A model asked beside the candidates, by its id. @throws ConfigError naming `field`. */
	readonly sideModel: (modelId: string, field: string) => { readonly model: ModelSpec; readonly endpoint: Endpoint | null };
};

async function fromPorts(ctx: IExecuteFunctions, settings: NodeSettings): Promise<Found> {
	const { rows } = settings;
	const cap = capOf(settings);
	if (cap !== null) {
		throw new ConfigError(
			`Options, ${cap}`,
			'cannot be kept with Connected Chat Models, whose output cannot be limited from here',
			'Remove it, or set Models From to Registry Credential.',
		);
	}
	const found = await connectedModels(ctx, rows);
	return {
		...found,
		sideModel(named, field) {
			const model = found.resolved.models.find(({ id }) => id === modelIdOf(rows, named));
			if (model !== undefined) return { model, endpoint: null };
			throw new ConfigError(field, `is "${named}", which is not plugged in or is switched off`, 'Choose one of the connected models.');
		},
	};
}

async function fromRegistry(ctx: IExecuteFunctions, node: INode, { rows }: NodeSettings, atMs: number): Promise<Found> {
	const registry = readRegistry(await ctx.getCredentials(CREDENTIAL));
	const { id, name } = node.credentials?.[CREDENTIAL] ?? { id: null, name: CREDENTIAL };
	const ask = { registry, credentialId: id ?? name, catalogue: createCatalogue(), atMs };
	const resolved = resolveModels({ ...ask, rows });
	return {
		resolved,
		connected: new Map(),
		keys: registry.keys,
		sideModel(modelId, field) {
			// A candidate keeps what its row says of it.
			const model = resolved.models.find(({ id: known }) => known === modelId);
			return model === undefined ? resolveSideModel(ask, modelId, field) : { model, endpoint: null };
		},
	};
}

/** The setting that limits spending, as the panel names it; `null`: none does. */
function capOf({ costCapNanoUsd, daily }: NodeSettings): 'Cost Cap' | 'Daily Budget' | null {
	if (costCapNanoUsd !== null) return 'Cost Cap';
	return daily.budgetNanoUsd === null ? null : 'Daily Budget';
}

/** A cap nobody can count towards would cap nothing. */
function requirePrices(cap: string, models: readonly ModelSpec[]): void {
	const unpriced = models.find(({ price }) => price === null);
	if (unpriced === undefined) return;
	throw new ConfigError(
		`Options, ${cap}`,
		`cannot be kept, because no price is known for "${unpriced.id}"${unpriced.slot === 0 ? '' : ` (row ${String(unpriced.slot)})`}`,
		`Enter its prices under Overrides or in the credential, or remove ${cap}.`,
	);
}

function requireMemory(ctx: IExecuteFunctions): void {
	if (isMemoryConnected(ctx)) return;
	throw new ConfigError(
		'Previous Messages From',
		'is Connected Memory, but none is connected',
		'Connect a Memory node to the Memory input, or choose another source.',
	);
}

/** One model for everything that is too weak for anything would be a contradiction. */
function requireAboveFloor(all: readonly NodeSettings[], models: readonly ModelSpec[]): void {
	const rankOf = new Map(models.map(({ id, rank }) => [id, rank]));
	all.forEach(({ bypass, policy }, index) => {
		if (bypass.kind !== 'fixed' || policy.floor === null) return;
		if ((rankOf.get(bypass.modelId) ?? 0) >= (rankOf.get(policy.floor) ?? 0)) return;
		throw new ConfigError(
			'Route Nothing',
			`names "${bypass.modelId}", which is weaker than "${policy.floor}" under Never Below (item ${String(index)})`,
			'Choose a stronger model, or take one of the two away.',
		);
	});
}
