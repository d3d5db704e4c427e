import { FEATURES_VERSION, NGRAM_BUCKETS, WORD_BUCKETS } from '../features/features';
import { SIGNAL_FEATURES } from '../features/signalFeatures';
import type { ModelId } from '../registry/model';
import { z } from '../../vendor/zod';

/** A trained classifier. A logit above 0 means the weakest model would more likely than not fall short. */
export interface ClassifierWeights {
	/** First twelve characters of the SHA-256 of everything below, after the date of training. */
	readonly version: string;
	readonly bias: number;
	/** In the order of `SIGNAL_FEATURES`. */
	readonly signals: readonly number[];
	/** One byte per n-gram; words and pairs of words have a scale each. */
	readonly ngrams: Int8Array;
	readonly wordScale: number;
	readonly pairScale: number;
	/** A bit per word bucket met in training. */
	readonly knownWords: Uint8Array;
	/** How fast the risk falls with rank: risk(r) = risk(0) × (1 − r) ^ `rankPower`. */
	readonly rankPower: number;
	/** Risk of the weakest model over all training questions: what is assumed of requests unlike them. */
	readonly baseRisk: number;
	/** Threshold that goes with these weights: the lowest with a false-cheap rate of at most 5 % on held-out rows. */
	readonly defaultThreshold: number;
	/** What the embedding of a request adds, if the weights were trained with embeddings. Without it all above stands alone. */
	readonly embedding?: EmbeddingWeights;
}

/** Added to the logit: Σ value × `scale` × number of the embedding (of length 1), plus the bias. */
export interface EmbeddingWeights {
	readonly modelId: ModelId;
	/** One for each number of its vectors. */
	readonly values: Int8Array;
	readonly scale: number;
	readonly bias: number;
}

/** As it is written to a file: plain JSON. */
interface EncodedWeights {
	readonly version: string;
	readonly featuresVersion: string;
	readonly bias: number;
	readonly signals: readonly number[];
	readonly ngrams: string;
	readonly wordScale: number;
	readonly pairScale: number;
	readonly knownWords: string;
	readonly rankPower: number;
	readonly baseRisk: number;
	readonly defaultThreshold: number;
	readonly embedding?: { readonly modelId: string; readonly values: string; readonly scale: number; readonly bias: number } | undefined;
}

const finite = z.number().finite();
const share = finite.min(0).max(1);

/**
 * Encoded weights read back from where they were stored. A part that is not named here is refused: without it they
 * would say something else.
 */
export const encodedWeightsSchema = z
	.object({
		version: z.string().min(1),
		featuresVersion: z.string(),
		bias: finite,
		signals: z.array(finite),
		ngrams: z.string(),
		wordScale: finite,
		pairScale: finite,
		knownWords: z.string(),
		rankPower: finite.positive(),
		baseRisk: share,
		defaultThreshold: share,
		embedding: z
			.object({ modelId: z.string().min(1), values: z.string().min(1), scale: finite.positive(), bias: finite })
			.strict()
			.optional(),
	})
	.strict() satisfies z.ZodType<EncodedWeights>;

export function encodeWeights({ embedding, ...weights }: ClassifierWeights): EncodedWeights {
	return {
		...weights,
		featuresVersion: FEATURES_VERSION,
		ngrams: toBase64(weights.ngrams),
		knownWords: toBase64(weights.knownWords),
		// Weights without it are written as they always were: their version is a hash of this.
		...(embedding && { embedding: { ...embedding, values: toBase64(embedding.values) } }),
	};
}

/** Throws where the weights were made for other features: they would be read as nonsense. */
export function decodeWeights(encoded: EncodedWeights): ClassifierWeights {
	const { featuresVersion, embedding, ...rest } = encoded;
	const ngrams = Buffer.from(encoded.ngrams, 'base64');
	const knownWords = new Uint8Array(Buffer.from(encoded.knownWords, 'base64'));
	const fits =
		ngrams.length === NGRAM_BUCKETS && knownWords.length === WORD_BUCKETS / 8 && encoded.signals.length === SIGNAL_FEATURES.length;
	if (featuresVersion !== FEATURES_VERSION || !fits) {
		throw new Error(
			`Classifier weights ${encoded.version} were made for features ${featuresVersion}; this version reads ${FEATURES_VERSION}. Train again.`,
		);
	}
	return {
		...rest,
		ngrams: new Int8Array(ngrams),
		knownWords,
		...(embedding && { embedding: { ...embedding, values: new Int8Array(Buffer.from(embedding.values, 'base64')) } }),
	};
}

function toBase64({ buffer, byteOffset, byteLength }: Uint8Array | Int8Array): string {
	return Buffer.from(buffer, byteOffset, byteLength).toString('base64');
}
