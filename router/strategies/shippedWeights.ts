import { type ClassifierWeights, decodeWeights } from './classifierWeights';

/** Written by `npm run train`; described in docs/classifier-card.md. Decoded on first use. */
export function shippedWeights(): ClassifierWeights {
	decoded ??= decodeWeights(encoded);
	return decoded;
}

let decoded: ClassifierWeights | null = null;

const encoded = {
	version: '20016a44dd5d',
	bias: -1.44717,
	signals: [0.39965, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
	rankPower: 0.2,
	defaultThreshold: 0.82,
	featuresVersion: 'ngrams-15-15/signals-24/v2',
};
