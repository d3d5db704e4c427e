import type { INode } from 'n8n-workflow';
import type { RouterContext } from '../shared/context';

import type { ChatModelLike } from '../../adapters/connected/chatModel';
import { createRedactor, type Redactor } from '../../router/calls/redact';
import type { RequestEmbedder } from '../../router/features/requestEmbedder';
import type { ModelId, ModelSpec } from '../../router/registry/model';
import { isMemoryConnected } from '../shared/chatMemory';
import type { ResolvedModels } from '../shared/models';
import type { Pace } from '../shared/pace';
import { sameAsLast } from '../../router/sameAsLast';
import type { StoreSettings } from '../shared/storeCredential';
import { secretsOf } from '../shared/storeSecrets';

import { createDeciders, type PreparedItem } from './deciders';
import type { Learned } from './learned';
import { limitWait } from './limitWait';
import type { Memory } from './memory';
import { openSettings } from './parameters';
import { createAllowedResolver, type AllowedFor } from './parameters/allowedModels';
import { requireAboveFloor, requireMemory, requirePrices } from './requirements';
import type { Asked, ItemRead, NodeSettings } from './settings';
import type { World } from './world';

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
	/** As `Deciders` has it. */
	readonly tuningJudge: ModelSpec | null;
	/** As `Learned` has it. */
	readonly frozenWeights: NonNullable<Learned['frozenWeights']> | null;
	/** What strategies and checks have to say of their settings, once they have been used. */
	readonly notices: () => readonly string[];
	/** By item. */
	readonly items: readonly ReadyItem[];
}

/** An item and the models it may be shown to. */
export interface ReadyItem extends PreparedItem, Asked {
	readonly allowedFor: AllowedFor;
}

interface PrepareOptions {
	readonly world: World;
	readonly ctx: RouterContext;
	readonly node: INode;
	readonly itemCount: number;
	readonly memory: Pick<Memory, 'verdicts'>;
	/** Epoch ms. */
	readonly atMs: number;
	/** Whether the items hold the prompts; else whoever asks brings them. Default: they do. */
	readonly readsPrompt?: boolean;
	/** Between items. Default: there are few. */
	readonly pace?: Pace;
}

/**
 * Reads and checks everything before the first call.
 * @throws ConfigError at the first thing a person has to change.
 */
export async function prepareRun(options: PrepareOptions): Promise<PreparedRun> {
	const { world, ctx, node, itemCount, memory, atMs, readsPrompt = true, pace = AT_ONCE } = options;
	const read = await openSettings(ctx, { readsPrompt });
	const all = await paced(itemCount, read, pace);
	const { settings } = all[0] ?? read(0);
	const candidates = await world.findCandidates({ ctx, node, atMs }, settings);
	const store = settings.shareBetweenWorkers ? await world.requireStore(ctx, node) : null;
	requireMemory(settings, () => isMemoryConnected(ctx));
	requireAboveFloor(all, candidates.resolved.models);
	const learned = await world.readLearned({ ctx, node, store, settings, models: candidates.resolved.models });
	const redactor = createRedactor([...candidates.keys, ...secretsOf(store)].filter((key) => key.length >= SHORTEST_GUARDED));
	const deciders = createDeciders({
		candidates,
		settings,
		learned,
		verdicts: memory.verdicts,
		clean: redactor.message,
		openVectors: () => world.vectorsFor(ctx),
	});
	const waitFor = limitWait(all, candidates.resolved.models);
	const ready = sameAsLast((one: NodeSettings) => withThreshold(deciders.prepare(waitFor(one)), learned, candidates.resolved.models));
	const prepared = await paced(itemCount, (index) => ready(at(all, index).settings), pace);
	const allowedFor = allowedResolver(settings.rows, deciders.sideModels);
	const items = await paced(itemCount, (index) => readyItem(at(all, index), at(prepared, index), index, allowedFor), pace);
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
		tuningJudge: deciders.tuningJudge,
		frozenWeights: learned.frozenWeights ?? null,
		notices: () => [...deciders.notices(new Set(prepared)), ...learned.notices(), ...world.retirementHints(idsOf(asked), atMs)],
	};
}

const AT_ONCE: Pace = () => null;

async function paced<T>(count: number, each: (index: number) => T, pace: Pace): Promise<T[]> {
	const done: T[] = [];
	for (let index = 0; index < count; index++) {
		const turn = pace();
		if (turn !== null) await turn;
		done.push(each(index));
	}
	return done;
}

function at<T>(all: readonly T[], index: number): T {
	const one = all[index];
	if (one === undefined) throw new Error(`There is no item ${String(index)}`);
	return one;
}

function idsOf(models: readonly ModelSpec[]): ModelId[] {
	return models.map(({ id }) => id);
}

/** The models beside the candidates are known once strategies and checks are made. */
function allowedResolver(rows: NodeSettings['rows'], sideModels: readonly ModelSpec[]): AllowedResolver {
	return createAllowedResolver(
		rows,
		sideModels.map(({ id, branch }) => ({ modelId: id, branch })),
	);
}

type AllowedResolver = ReturnType<typeof createAllowedResolver>;

function readyItem({ prompt, history }: ItemRead, prepared: PreparedItem, index: number, allowedFor: AllowedResolver): ReadyItem {
	const { settings, strategy, checks } = prepared;
	return { settings, strategy, checks, prompt, history, allowedFor: allowedFor(settings.allowedNames, index) };
}

function withThreshold({ settings, ...rest }: PreparedItem, { thresholdOf }: Learned, models: readonly ModelSpec[]): PreparedItem {
	const { policy } = settings;
	const threshold = thresholdOf({ ...settings, ...rest, models, allowedDefinition: settings.allowedNames.definition });
	return { settings: threshold === policy.threshold ? settings : { ...settings, policy: { ...policy, threshold } }, ...rest };
}
