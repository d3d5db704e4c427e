import type { DiskVectorCache } from '../../adapters/embeddings/diskVectorCache';
import type { Endpoint } from '../../adapters/providers';
import type { RequestEmbedder } from '../../router/features/requestEmbedder';
import type { Check } from '../../router/quality/check';
import type { ModelSpec } from '../../router/registry/model';
import { weakestOf } from '../../router/registry/rank';
import type { VerdictCache } from '../../router/strategies/judgeVerdicts';
import type { Strategy } from '../../router/strategies/strategy';

import type { Candidates } from './candidates';
import { createChecks } from './checks';
import type { Learned } from './learned';
import type { ModelChoice, NodeSettings } from './settings';
import { createClassifierEmbedder, createStrategies } from './strategies';

export interface PreparedItem {
	readonly settings: NodeSettings;
	readonly strategy: Strategy;
	readonly checks: readonly Check[];
}

/** What decides about the items of a run: strategies, checks, and the models these ask beside the candidates. */
interface Deciders {
	/** @throws ConfigError where a judge or an embedding model is not known. */
	prepare(settings: NodeSettings): PreparedItem;
	/** Of the classifier; `null`: none was chosen. */
	readonly embedder: RequestEmbedder | null;
	/** Who compares for Auto-Tune; `null`: the strongest candidate, or there is none. */
	readonly tuningJudge: ModelSpec | null;
	/** Asked beside the candidates by what was prepared so far. */
	readonly sideModels: readonly ModelSpec[];
	/** Where to reach them, by `keyId`. */
	readonly endpoints: ReadonlyMap<string, Endpoint>;
	/** What strategies and checks of these items have to say of their settings, once they have been used. */
	notices(items: Iterable<PreparedItem>): readonly string[];
}

interface DecidersOptions {
	readonly candidates: Pick<Candidates, 'resolved' | 'sideModel'>;
	/** What all items share is read off this one. */
	readonly settings: NodeSettings;
	readonly learned: Learned;
	readonly verdicts: VerdictCache;
	/** Takes keys out of what judges said. */
	readonly clean: (text: string) => string;
	/** Opens the embeddings on disk, once they are needed. */
	readonly openVectors: () => DiskVectorCache;
}

export function createDeciders({ candidates, settings, learned, verdicts, clean, openVectors }: DecidersOptions): Deciders {
	const endpoints = new Map<string, Endpoint>();
	const sideModels: ModelSpec[] = [];
	const sideModel = (modelId: string, field: string) => {
		const { model, endpoint } = candidates.sideModel(modelId, field);
		if (endpoint !== null) endpoints.set(model.keyId, endpoint);
		sideModels.push(model);
		return model;
	};
	const judgeOf = (choice: ModelChoice, field = 'More Checks, LLM Judge') =>
		choice.kind === 'id' ? sideModel(choice.modelId, field) : weakestOf(candidates.resolved.models);
	let vectors: DiskVectorCache | null = null;
	const embedding = { embedderOf: sideModel, vectors: () => (vectors = openVectors()) };
	const embedder = createClassifierEmbedder(settings.embeddingModelId, embedding);
	const { thresholdFrom } = settings;
	const tuningJudge =
		thresholdFrom.kind === 'auto_tune' && thresholdFrom.judge.kind === 'id' ? sideModel(thresholdFrom.judge.modelId, 'Judge') : null;
	const strategyOf = createStrategies({ judgeOf, ...embedding, verdicts, clean, embedder, learned });
	const checksOf = createChecks({ judgeOf, clean });
	return {
		prepare: (one) => ({ settings: one, strategy: strategyOf(one.strategy), checks: checksOf(one) }),
		embedder,
		tuningJudge,
		sideModels,
		endpoints,
		notices: (items) =>
			[...[...decidersOf(items)].flatMap((one) => one.notices?.() ?? []), embedder?.notices() ?? [], vectors?.takeNotice() ?? []].flat(),
	};
}

/** Each once. */
function decidersOf(items: Iterable<PreparedItem>): Set<Strategy | Check> {
	const all = new Set<Strategy | Check>();
	for (const { strategy, checks } of items) {
		all.add(strategy);
		for (const check of checks) all.add(check);
	}
	return all;
}
