import { type ClassifierWeights, decodeWeights } from './classifierWeights';

/** Written by `npm run train`; described in docs/classifier-card.md. Decoded on first use. */
export function shippedWeights(): ClassifierWeights {
	decoded ??= decodeWeights(encoded);
	return decoded;
}

let decoded: ClassifierWeights | null = null;

const encoded = {
	version: '8e6006cad545',
	bias: -1.46584,
	signals: [0.40607, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
	rankPower: 0.2,
	defaultThreshold: 0.82,
	featuresVersion: 'ngrams-15-15/signals-24/v2',
};
