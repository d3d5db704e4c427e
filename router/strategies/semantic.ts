import type { Embedded, Embedder } from '../features/embedder';
import { readable, embedWithCooldown } from '../features/embedWithCooldown';
import { dot } from '../features/vectors';
import type { ModelId } from '../registry/model';

import { choiceOf, defaultChoice } from './choice';
import { clusterCentroids } from './semanticClusters';
import { describeContradiction, findContradictions, type SemanticExample } from './semanticContradictions';
import type { Ranking, Strategy, RankOptions } from './strategy';

export interface SemanticConfig {
	/** What each model is for, in the user's words. Those of a model that is not enabled are left out, and the reason says so. */
	readonly examples: readonly SemanticExample[];
	readonly embedder: Embedder;
	/** How much nearer than the next model's the best model's examples must be, in [0, 1]. */
	readonly margin: number;
	/** Where nothing is similar enough, two models are as near, or embeddings fail; `null`: the strongest. */
	readonly defaultModelId: ModelId | null;
	/** The examples as the user wrote them: what the policy hash reads. */
	readonly definition: unknown;
}

export interface SemanticStrategy extends Strategy {
	/**
	 * What is wrong with the examples, for the user: the same or nearly the same one under two models. Known
	 * once the first request was ranked. May quote examples, which are settings and no prompts.
	 */
	notices(): readonly string[];
}

/**
 * The model whose examples the request is most like. Each model's examples are summed up in one to eight
 * centroids; a model scores the cosine of its nearest. The request's Threshold is the least similarity that
 * counts. Nearest single examples, alone or mixed in, measured no better than centroids (see
 * test/support/utterances.ts), which also cost less.
 */
export function createSemanticStrategy(config: SemanticConfig): SemanticStrategy {
	const learn = createLearner(config);
	return {
		name: 'semantic',
		settings: { examples: config.definition, margin: config.margin, defaultModelId: config.defaultModelId, embedder: config.embedder.id },
		weightsVersion: null,
		notices: () => learn.notices(),
		async rank(ask) {
			const near = await nearness(config, learn, ask);
			if (!near.ok) return defaultChoice(ask, config.defaultModelId, `The embedding failed (${near.why})`);
			return choose(config, ask, near.scores);
		},
	};
}

type Learned = { readonly ok: true; readonly centroids: ReadonlyMap<ModelId, readonly Float32Array[]> } | Extract<Embedded, { ok: false }>;

interface Learner {
	/** The centroids, worked out once; a failure is remembered for `PAUSE_MS` only. */
	centroids(options: RankOptions): Promise<Learned>;
	/** The request's vector, likewise. */
	prompt(options: RankOptions): Promise<Embedded>;
	notices(): readonly string[];
}

function createLearner({ examples, embedder }: SemanticConfig): Learner {
	const embed = embedWithCooldown(embedder);
	let learned: Promise<Learned> | null = null;
	let notices: readonly string[] = [];

	const work = async ({ call, nowMs }: RankOptions): Promise<Learned> => {
		const result = await embed({ texts: examples.map(({ text }) => text), kind: 'examples', call, nowMs });
		if (!result.ok) {
			learned = null;
			return result;
		}
		notices = findContradictions(examples, result.vectors).map(describeContradiction);
		return { ok: true, centroids: centroidsOf(examples, result.vectors) };
	};
	return {
		async centroids(ask) {
			const joined = learned;
			const result = await (learned ??= work(ask));
			// What another request might not ask says nothing of this one.
			return result.ok || joined === null ? result : await (learned ??= work(ask));
		},
		prompt: ({ request, call, nowMs }) => embed({ texts: [readable(request.text)], kind: 'prompt', call, nowMs }),
		notices: () => notices,
	};
}

function centroidsOf(examples: readonly SemanticExample[], vectors: readonly Float32Array[]): Map<ModelId, readonly Float32Array[]> {
	const byModel = new Map<ModelId, Float32Array[]>();
	examples.forEach(({ modelId }, index) => {
		const vector = vectors[index];
		if (vector !== undefined) byModel.set(modelId, [...(byModel.get(modelId) ?? []), vector]);
	});
	return new Map([...byModel].map(([modelId, own]) => [modelId, clusterCentroids(own)]));
}

interface Score {
	readonly modelId: ModelId;
	/** Cosine to the nearest centroid, in [0, 1]; what points away counts as 0. */
	readonly similarity: number;
}

type Nearness = { readonly ok: true; readonly scores: readonly Score[] } | { readonly ok: false; readonly why: string };

/** The enabled models that have examples, nearest first. */
async function nearness(config: SemanticConfig, learn: Learner, options: RankOptions): Promise<Nearness> {
	if (!config.examples.some(({ modelId }) => isEnabled(options, modelId))) return { ok: true, scores: [] };
	const learned = await learn.centroids(options);
	if (!learned.ok) return learned;
	const embedded = await learn.prompt(options);
	if (!embedded.ok) return embedded;
	const [prompt] = embedded.vectors;
	const mine = [...learned.centroids].filter(([modelId]) => isEnabled(options, modelId));
	if (prompt === undefined || mine.some(([, centroids]) => centroids.some(({ length }) => length !== prompt.length))) {
		return { ok: false, why: 'vectors of different lengths' };
	}
	const scores = mine.map(([modelId, centroids]) => ({
		modelId,
		similarity: Math.max(0, ...centroids.map((centroid) => dot(centroid, prompt))),
	}));
	return { ok: true, scores: scores.sort((a, b) => b.similarity - a.similarity) };
}

function choose(config: SemanticConfig, options: RankOptions, scores: readonly Score[]): Ranking {
	const [best, second] = scores;
	const leftOut = omitted(config, options);
	if (best === undefined) return defaultChoice(options, config.defaultModelId, 'No enabled model has examples', leftOut);
	const similarity = best.similarity.toFixed(2);
	if (best.similarity < options.threshold || best.similarity === 0) {
		return defaultChoice(
			options,
			config.defaultModelId,
			`The closest examples, of ${nameIn(options, best.modelId)}, at ${similarity} are below ${options.threshold}`,
			leftOut,
		);
	}
	if (second === undefined) return found(options, best, similarity, leftOut);
	const margin = best.similarity - second.similarity;
	if (margin < config.margin) {
		const why = `The examples of two models are about as close (${similarity} and ${second.similarity.toFixed(2)})`;
		return defaultChoice(options, config.defaultModelId, why, leftOut);
	}
	return found(options, best, `${similarity}, ${margin.toFixed(2)} ahead of the next model`, leftOut);
}

function found(options: RankOptions, { modelId, similarity }: Score, how: string, leftOut: string): Ranking {
	const name = nameIn(options, modelId);
	return choice(modelId, similarity, `Similar to the examples of ${name} (${how}), so ${name}${leftOut}`);
}

function omitted({ examples }: SemanticConfig, options: RankOptions): string {
	const absent = [...new Set(examples.map(({ modelId }) => modelId))].filter((modelId) => !isEnabled(options, modelId));
	return absent.length === 0 ? '' : `; examples of models that are not enabled were ignored: ${absent.join(', ')}`;
}

/** And may serve this item. */
function isEnabled({ models }: RankOptions, modelId: ModelId): boolean {
	return models.some(({ id }) => id === modelId);
}

function choice(modelId: ModelId, confidence: number | null, reason: string): Ranking {
	return choiceOf(modelId, { confidence, reason });
}

function nameIn({ models }: RankOptions, modelId: ModelId): string {
	return models.find(({ id }) => id === modelId)?.branch ?? modelId;
}
