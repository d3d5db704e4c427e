import { FEATURES_VERSION, NGRAM_BUCKETS, WORD_BUCKETS } from '../features/features';
import { SIGNAL_FEATURES } from '../features/signalFeatures';
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
}

/** As it is written to a file: plain JSON. */
export interface EncodedWeights {
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
}

const finite = z.number().finite();
const share = finite.min(0).max(1);

/** Encoded weights read back from where they were stored. A part that is not named here is refused: without it they would say something else. */
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
	})
	.strict() satisfies z.ZodType<EncodedWeights>;

export function encodeWeights(weights: ClassifierWeights): EncodedWeights {
	return {
		...weights,
		featuresVersion: FEATURES_VERSION,
		ngrams: toBase64(new Uint8Array(weights.ngrams.buffer, weights.ngrams.byteOffset, weights.ngrams.byteLength)),
		knownWords: toBase64(weights.knownWords),
	};
}

/** Throws where the weights were made for other features: they would be read as nonsense. */
export function decodeWeights(encoded: EncodedWeights): ClassifierWeights {
	const { featuresVersion, ...rest } = encoded;
	const ngrams = Buffer.from(encoded.ngrams, 'base64');
	const knownWords = new Uint8Array(Buffer.from(encoded.knownWords, 'base64'));
	const fits = ngrams.length === NGRAM_BUCKETS && knownWords.length === WORD_BUCKETS / 8 && encoded.signals.length === SIGNAL_FEATURES.length;
	if (featuresVersion !== FEATURES_VERSION || !fits) {
		throw new Error(`Classifier weights ${encoded.version} were made for features ${featuresVersion}; this version reads ${FEATURES_VERSION}. Train again.`);
	}
	return { ...rest, ngrams: new Int8Array(ngrams), knownWords };
}

function toBase64(bytes: Uint8Array): string {
	return Buffer.from(bytes).toString('base64');
}
