import type { Embedding } from '../features/embedding';
import type { RequestEmbedOptions, RequestEmbedder } from '../features/requestEmbedder';

import { readsEmbedding } from './classifierRisk';
import type { ClassifierWeights } from './classifierWeights';

export type EmbeddingRead =
	/** The weights were trained without. */
	| { readonly kind: 'none' }
	| { readonly kind: 'read'; readonly embedding: Embedding }
	/** The weights were trained with one, and this request's is not there; `why` in our words alone. */
	| { readonly kind: 'missing'; readonly why: string };

export const NOT_READ: EmbeddingRead = { kind: 'none' };

interface EmbeddingReader {
	/** For the strategy's settings: predictions with embeddings are another policy than those without. */
	readonly settings: { readonly embeddings?: string };
	/** Asks the embedding model only where the weights can read what it says. */
	read(options: RequestEmbedOptions): Promise<EmbeddingRead> | EmbeddingRead;
	notices(): readonly string[];
}

/** The part of the classifier that reads embeddings, for weights that were trained with them. */
export function createEmbeddingReader({
	weights,
	embedder,
}: {
	readonly weights: ClassifierWeights;
	readonly embedder: RequestEmbedder | null;
}): EmbeddingReader {
	const trainedWith = weights.embedding?.modelId;
	if (trainedWith === undefined) return { settings: {}, read: () => NOT_READ, notices: () => [] };
	// No text goes to a provider because somebody trained with it elsewhere: this node's owner has to choose it too.
	if (embedder?.modelId !== trainedWith) {
		const missing: EmbeddingRead = { kind: 'missing', why: 'its model is not chosen here' };
		return { settings: {}, read: () => missing, notices: () => [notChosen(trainedWith)] };
	}
	return {
		settings: { embeddings: trainedWith },
		async read(ask) {
			const result = await embedder.embed(ask);
			if (!result.ok) return { kind: 'missing', why: result.why };
			return readsEmbedding(weights, result.embedding)
				? { kind: 'read', embedding: result.embedding }
				: { kind: 'missing', why: 'vectors of another length' };
		},
		notices: () => [],
	};
}

function notChosen(modelId: string): string {
	return `Classifier Weights: these were trained with embeddings of "${modelId}", which this node does not use, so only the text decides. Choose it as Embedding Model for the Classifier under Learning, or train with Use Embeddings off.`;
}
