import type { INode } from 'n8n-workflow';
import type { RouterContext } from '../shared/context';

import type { ChatModelLike } from '../../adapters/connected/chatModel';
import { createRedactor, type Redactor } from '../../router/calls/redact';
import type { RequestEmbedder } from '../../router/features/requestEmbedder';
import type { ModelId, ModelSpec } from '../../router/registry/model';
import { isMemoryConnected } from '../shared/chatMemory';
import { connectedModels } from '../shared/connectedModels';
import type { ResolvedModels } from '../shared/models';
import { retirementHints } from '../shared/retiredModels';
import { secretsOf } from '../shared/store';
import type { StoreSettings } from '../shared/storeCredential';
import { vectorCacheFor } from '../shared/vectorCache';

import { type Candidates, catalogueCandidates, connectedCandidates, registryCandidates } from './candidates';
import { createDeciders, type PreparedItem } from './deciders';
import { type Learned, readLearned } from './learned';
import { limitWait } from './limitWait';
import type { Memory } from './memory';
import { openSettings } from './parameters';
import { createAllowedResolver, type AllowedFor } from './parameters/allowedModels';
import { requireAboveFloor, requireMemory, requireNoCap, requirePrices, requireStore } from './requirements';
import type { NodeSettings } from './settings';

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
	/** What strategies and checks have to say of their settings, once they have been used. */
	readonly notices: () => readonly string[];
	/** By item. */
	readonly items: readonly ReadyItem[];
}

/** An item and the models it may be shown to. */
export interface ReadyItem extends PreparedItem {
	readonly allowedFor: AllowedFor;
}

interface PrepareOptions {
	readonly ctx: RouterContext;
	readonly node: INode;
	readonly itemCount: number;
	readonly memory: Pick<Memory, 'verdicts'>;
	/** Epoch ms. */
	readonly atMs: number;
	/** Whether the items hold the prompts; else whoever asks brings them. Default: they do. */
	readonly readsPrompt?: boolean;
}

/**
 * Reads and checks everything before the first call.
 * @throws ConfigError at the first thing a person has to change.
 */
export async function prepareRun({ ctx, node, itemCount, memory, atMs, readsPrompt = true }: PrepareOptions): Promise<PreparedRun> {
	const read = await openSettings(ctx, { readsPrompt });
	const all = Array.from({ length: itemCount }, (_, index) => read(index));
	const settings = all[0] ?? read(0);
	const candidates = await findCandidates({ ctx, node, atMs }, settings);
	const store = settings.shareBetweenWorkers ? await requireStore(ctx, node) : null;
	requireMemory(settings, () => isMemoryConnected(ctx));
	requireAboveFloor(all, candidates.resolved.models);
	const learned = await readLearned({ ctx, node, store, settings });
	const redactor = createRedactor([...candidates.keys, ...secretsOf(store)].filter((key) => key.length >= SHORTEST_GUARDED));
	const deciders = createDeciders({
		candidates,
		settings,
		learned,
		verdicts: memory.verdicts,
		clean: redactor.message,
		openVectors: () => vectorCacheFor(ctx),
	});
	const waitFor = limitWait(all, candidates.resolved.models);
	const prepared = all.map((one) => withThreshold(deciders.prepare(waitFor(one)), learned, candidates.resolved.models));
	const items = withAllowed(prepared, settings.rows, deciders.sideModels);
	const asked = [...candidates.resolved.models, ...deciders.sideModels];
	requirePrices(settings, asked);
	return {
		resolved: { ...candidates.resolved, endpoints: new Map([...candidates.resolved.endpoints, ...deciders.endpoints]) },
		connected: candidates.connected,
		store,
		redactor,
		settings,
		items,
		embedder: deciders.embedder,
		notices: () => [...deciders.notices(items), ...learned.notices(), ...retirementHints(idsOf(asked), atMs)],
	};
}

function idsOf(models: readonly ModelSpec[]): ModelId[] {
	return models.map(({ id }) => id);
}

/** The models beside the candidates are known once strategies and checks are made. */
function withAllowed(prepared: readonly PreparedItem[], rows: NodeSettings['rows'], sideModels: readonly ModelSpec[]): ReadyItem[] {
	const others = sideModels.map(({ id, branch }) => ({ modelId: id, branch }));
	const allowedFor = createAllowedResolver(rows, others);
	return prepared.map((one, index) => ({ ...one, allowedFor: allowedFor(one.settings.allowedNames, index) }));
}

async function findCandidates(
	{ ctx, node, atMs }: Pick<PrepareOptions, 'ctx' | 'node' | 'atMs'>,
	settings: NodeSettings,
): Promise<Candidates> {
	const { rows } = settings;
	if (settings.modelsFrom === 'connected') {
		requireNoCap(settings);
		return connectedCandidates(rows, await connectedModels(ctx, rows));
	}
	if (settings.modelsFrom === 'catalogue') return catalogueCandidates(rows, atMs);
	const { id, name } = node.credentials?.[CREDENTIAL] ?? { id: null, name: CREDENTIAL };
	const credential = await ctx.getCredentials(CREDENTIAL);
	return registryCandidates({ rows, credential, credentialId: id ?? name, credentialName: name, atMs });
}

function withThreshold({ settings, ...rest }: PreparedItem, { thresholdOf }: Learned, models: readonly ModelSpec[]): PreparedItem {
	const { policy } = settings;
	const threshold = thresholdOf({ ...settings, ...rest, models, allowedDefinition: settings.allowedNames.definition });
	return { settings: threshold === policy.threshold ? settings : { ...settings, policy: { ...policy, threshold } }, ...rest };
}
