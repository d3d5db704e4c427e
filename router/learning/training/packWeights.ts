import { createHash } from 'node:crypto';

import { NGRAM_BUCKETS, WORD_BUCKETS } from '../../features/features';
import { SIGNAL_FEATURES } from '../../features/signalFeatures';
import { type ClassifierWeights, encodeWeights, type WordWeights } from '../../strategies/classifierWeights';

import { SIZE } from './fit';
import { quantize } from './quantize';

interface Fitted extends Pick<ClassifierWeights, 'rankPower' | 'defaultThreshold'> {
	/** As `fitting` found them. */
	readonly x: Float64Array;
}

/** Fitted numbers as the classifier reads them, n-grams rounded to a byte each. Without a version yet. */
export function packWeights({ x, ...rest }: Fitted): ClassifierWeights {
	const words = x.subarray(0, NGRAM_BUCKETS).some((weight) => weight !== 0) ? { words: packWords(x) } : {};
	return {
		version: '',
		bias: roundWeight(x[SIZE - 1] ?? 0),
		signals: SIGNAL_FEATURES.map((_, i) => roundWeight(x[NGRAM_BUCKETS + i] ?? 0)),
		...words,
		...rest,
	};
}

function packWords(x: Float64Array): WordWeights {
	const words = quantize(x.subarray(0, WORD_BUCKETS));
	const pairs = quantize(x.subarray(WORD_BUCKETS, NGRAM_BUCKETS));
	const ngrams = new Int8Array(NGRAM_BUCKETS);
	ngrams.set(words.values);
	ngrams.set(pairs.values, WORD_BUCKETS);
	return { ngrams, wordScale: words.scale, pairScale: pairs.scale };
}

/** The fitted numbers that weights were made of, but for the rounding. */
export function unpackWeights({ words, signals, bias }: ClassifierWeights): Float64Array {
	const x = new Float64Array(SIZE);
	words?.ngrams.forEach((value, i) => (x[i] = value * (i < WORD_BUCKETS ? words.wordScale : words.pairScale)));
	x.set(signals, NGRAM_BUCKETS);
	x[SIZE - 1] = bias;
	return x;
}

/** Sets the version: a hash of everything the weights are. */
export function withVersion(weights: ClassifierWeights): ClassifierWeights {
	const content = JSON.stringify(encodeWeights({ ...weights, version: '' }));
	return { ...weights, version: createHash('sha256').update(content).digest('hex').slice(0, 12) };
}

export function roundWeight(value: number): number {
	return Number(value.toFixed(5));
}
