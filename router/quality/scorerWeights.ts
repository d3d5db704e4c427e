import { ANSWER_FEATURE_NAMES, ANSWER_FEATURES_VERSION, ASKED_WORD_BUCKETS } from '../features/answerFeatures';

/** A trained scorer. A logit above 0 means the answer is more likely right than wrong. */
export interface ScorerWeights {
	/** First twelve characters of the SHA-256 of everything below. */
	readonly version: string;
	readonly bias: number;
	/** In the order of `ANSWER_FEATURE_NAMES`. */
	readonly features: readonly number[];
	/** One byte per bucket of asked words. */
	readonly words: Int8Array;
	readonly wordScale: number;
}

/** As it is written to a file: plain JSON. */
interface EncodedScorerWeights {
	readonly version: string;
	readonly featuresVersion: string;
	readonly bias: number;
	readonly features: readonly number[];
	readonly words: string;
	readonly wordScale: number;
}

export function encodeScorerWeights(weights: ScorerWeights): EncodedScorerWeights {
	const { words } = weights;
	return {
		...weights,
		featuresVersion: ANSWER_FEATURES_VERSION,
		words: Buffer.from(words.buffer, words.byteOffset, words.byteLength).toString('base64'),
	};
}

/** Throws where the weights were made for other features: they would be read as nonsense. */
export function decodeScorerWeights(encoded: EncodedScorerWeights): ScorerWeights {
	const { featuresVersion, ...rest } = encoded;
	const words = new Int8Array(Buffer.from(encoded.words, 'base64'));
	const fits = words.length === ASKED_WORD_BUCKETS && encoded.features.length === ANSWER_FEATURE_NAMES.length;
	if (featuresVersion !== ANSWER_FEATURES_VERSION || !fits) {
		throw new Error(
			`Scorer weights ${encoded.version} were made for features ${featuresVersion}; this version reads ${ANSWER_FEATURES_VERSION}. Train again.`,
		);
	}
	return { ...rest, words };
}
