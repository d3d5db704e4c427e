import { type ClassifierWeights, decodeWeights } from './classifierWeights';

/** Written by `npm run train`; described in docs/classifier-card.md. Decoded on first use. */
export function shippedWeights(): ClassifierWeights {
	decoded ??= decodeWeights(encoded);
	return decoded;
}

let decoded: ClassifierWeights | null = null;

const encoded = {
	version: '49cb4b0f73fd',
	bias: -1.45607,
	signals: [0.40143, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
	rankPower: 0.2,
	defaultThreshold: 0.82,
	featuresVersion: 'ngrams-15-15/signals-24/v2',
};
