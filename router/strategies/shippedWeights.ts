import { type ClassifierWeights, decodeWeights } from './classifierWeights';

/** Written by `npm run train`; described in docs/classifier-card.md. Decoded on first use. */
export function shippedWeights(): ClassifierWeights {
	decoded ??= decodeWeights(encoded);
	return decoded;
}

let decoded: ClassifierWeights | null = null;

const encoded = {
	version: '27483fa93be7',
	bias: -1.45439,
	signals: [0.40366, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
	rankPower: 0.2,
	defaultThreshold: 0.82,
	featuresVersion: 'ngrams-15-15/signals-24/v2',
};
