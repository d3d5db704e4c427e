import { type Kind, kindOf } from '../features/kind';
import type { RequestEmbedder } from '../features/requestEmbedder';
import type { ModelId, ModelSpec } from '../registry/model';
import { strongestOf } from '../registry/rank';
import type { AnalyzedRequest } from '../request/request';

import { rankByRisk } from './classifier';
import { createEmbeddingReader, type EmbeddingRead } from './classifierEmbedding';
import type { ClassifierWeights } from './classifierWeights';
import { type AdaptiveState, type Corrections, correctionsOf } from './corrections';
import type { Ranking, Strategy } from './strategy';

interface AdaptiveOptions {
	readonly weights: ClassifierWeights;
	/** What is learned at this moment. The same object as long as nothing new is: corrections are kept by it. */
	readonly state: () => AdaptiveState;
	/** Share of the requests, in [0, 1], whose first model is sampled at random, to learn about the others. Default: 0.05. */
	readonly epsilon?: number;
	/** As the classifier has it. */
	readonly embedder?: RequestEmbedder | null;
}

const DEFAULT_EPSILON = 0.05;

/**
 * The classifier, corrected by own outcomes per model and kind of request. With nothing learned and ε = 0 it decides
 * as the classifier does. The strongest model's quality stays 1: all others are measured by it.
 */
export function createAdaptiveStrategy({ weights, state, epsilon = DEFAULT_EPSILON, embedder = null }: AdaptiveOptions): Strategy {
	const embeddings = createEmbeddingReader({ weights, embedder });
	const corrections = rememberLast(correctionsOf);
	return {
		name: 'adaptive',
		settings: { epsilon, ...embeddings.settings },
		weightsVersion: weights.version,
		notices: () => embeddings.notices(),
		async rank({ request, models, call, nowMs }) {
			const embedding = await embeddings.read({ request, call, nowMs });
			return rankAdaptively({ request, models, weights, epsilon, embedding, corrections: corrections(state(), strongestOf(models).id) });
		},
	};
}

interface AdaptiveAsk {
	readonly request: AnalyzedRequest;
	readonly models: readonly ModelSpec[];
	readonly weights: ClassifierWeights;
	readonly epsilon: number;
	readonly corrections: Corrections;
	/** Default: none. */
	readonly embedding?: EmbeddingRead;
}

/** What `rank` answers, without the promise: the benchmark calls it too. */
export function rankAdaptively({ request, models, weights, epsilon, corrections, embedding }: AdaptiveAsk): Ranking {
	const ranking = rankByRisk(request, models, weights, embedding);
	if (ranking.kind !== 'scored') return ranking;
	const prior = ranking.quality;
	const kind = kindOf(request.signals);
	const quality = new Map([...prior].map(([id, predicted]) => [id, corrected(predicted, corrections(id, kind))]));
	return { ...ranking, quality, prior, epsilon, reason: `${ranking.reason}, ${learned(models, kind, corrections)}` };
}

function corrected(predicted: number, correction: number): number {
	return Math.min(1, Math.max(0, predicted + correction));
}

function learned(models: readonly ModelSpec[], kind: Kind, corrections: Corrections): string {
	const changes = models.flatMap(({ id, branch }): string[] => {
		const change = corrections(id, kind).toFixed(2);
		return Number(change) === 0 ? [] : [`${branch} ${change.startsWith('-') ? `−${change.slice(1)}` : `+${change}`}`];
	});
	return changes.length === 0 ? 'no correction from your outcomes' : `corrected by your outcomes for ${kind}: ${changes.join(', ')}`;
}

/** Items of one run share state and models. */
function rememberLast(
	make: (state: AdaptiveState, strongest: ModelId) => Corrections,
): (state: AdaptiveState, strongest: ModelId) => Corrections {
	let last: { readonly state: AdaptiveState; readonly strongest: ModelId; readonly made: Corrections } | null = null;
	return (state, strongest) => {
		if (last?.state !== state || last.strongest !== strongest) last = { state, strongest, made: make(state, strongest) };
		return last.made;
	};
}
