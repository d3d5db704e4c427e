import { FEATURES_VERSION, NGRAM_BUCKETS } from '../features/features';
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
	/** What the words of own requests add, where training found that they tell more. The shipped weights have none. */
	readonly words?: WordWeights;
	/** How fast the risk falls with rank: risk(r) = risk(0) × (1 − r) ^ `rankPower`. */
	readonly rankPower: number;
	/** Threshold that goes with these weights; docs/classifier-card.md says how it was chosen. */
	readonly defaultThreshold: number;
	/** What the embedding of a request adds, if the weights were trained with embeddings. Without it all above stands alone. */
	readonly embedding?: EmbeddingWeights;
}

/** Added to the logit: the sum over the n-grams of a request, by the square root of their number. */
export interface WordWeights {
	/** One byte per n-gram; words and pairs of words have a scale each. */
	readonly ngrams: Int8Array;
	readonly wordScale: number;
	readonly pairScale: number;
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
	readonly words?: { readonly ngrams: string; readonly wordScale: number; readonly pairScale: number } | undefined;
	readonly rankPower: number;
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
		words: z.object({ ngrams: z.string(), wordScale: finite, pairScale: finite }).strict().optional(),
		rankPower: finite.positive(),
		defaultThreshold: share,
		embedding: z
			.object({ modelId: z.string().min(1), values: z.string().min(1), scale: finite.positive(), bias: finite })
			.strict()
			.optional(),
	})
	.strict() satisfies z.ZodType<EncodedWeights>;

export function encodeWeights({ words, embedding, ...weights }: ClassifierWeights): EncodedWeights {
	return {
		...weights,
		featuresVersion: FEATURES_VERSION,
		...(words && { words: { ...words, ngrams: toBase64(words.ngrams) } }),
		...(embedding && { embedding: { ...embedding, values: toBase64(embedding.values) } }),
	};
}

/** Throws where the weights were made for other features: they would be read as nonsense. */
export function decodeWeights(encoded: EncodedWeights): ClassifierWeights {
	const { featuresVersion, words, embedding, ...rest } = encoded;
	const ngrams = words && Buffer.from(words.ngrams, 'base64');
	const fits = (ngrams === undefined || ngrams.length === NGRAM_BUCKETS) && encoded.signals.length === SIGNAL_FEATURES.length;
	if (featuresVersion !== FEATURES_VERSION || !fits) {
		throw new Error(
			`Classifier weights ${encoded.version} were made for features ${featuresVersion}; this version reads ${FEATURES_VERSION}. Train again.`,
		);
	}
	return {
		...rest,
		...(words && { words: { ...words, ngrams: new Int8Array(ngrams ?? []) } }),
		...(embedding && { embedding: { ...embedding, values: new Int8Array(Buffer.from(embedding.values, 'base64')) } }),
	};
}

function toBase64({ buffer, byteOffset, byteLength }: Uint8Array | Int8Array): string {
	return Buffer.from(buffer, byteOffset, byteLength).toString('base64');
}
