import { createHash } from 'node:crypto';

import { NGRAM_BUCKETS, WORD_BUCKETS } from '../../features/features';
import { SIGNAL_FEATURES } from '../../features/signalFeatures';
import { type ClassifierWeights, encodeWeights } from '../../strategies/classifierWeights';

import { type FitExample, SIZE } from './fit';
import { quantize } from './quantize';
import { atOnce, type Sliced } from '../slices';

interface Fitted extends Pick<ClassifierWeights, 'knownWords' | 'rankPower' | 'baseRisk' | 'defaultThreshold'> {
	/** As `fitting` found them. */
	readonly x: Float64Array;
	/** Added to the bias. Default 0. */
	readonly offset?: number;
}

/** Fitted numbers as the classifier reads them, n-grams rounded to a byte each. Without a version yet. */
export function packWeights({ x, offset = 0, ...rest }: Fitted): ClassifierWeights {
	const words = quantize(x.subarray(0, WORD_BUCKETS));
	const pairs = quantize(x.subarray(WORD_BUCKETS, NGRAM_BUCKETS));
	const ngrams = new Int8Array(NGRAM_BUCKETS);
	ngrams.set(words.values);
	ngrams.set(pairs.values, WORD_BUCKETS);
	return {
		version: '',
		bias: roundWeight((x[SIZE - 1] ?? 0) + offset),
		signals: SIGNAL_FEATURES.map((_, i) => roundWeight(x[NGRAM_BUCKETS + i] ?? 0)),
		ngrams,
		wordScale: words.scale,
		pairScale: pairs.scale,
		...rest,
	};
}

/** The fitted numbers that weights were made of, but for the rounding. */
export function unpackWeights(weights: ClassifierWeights): Float64Array {
	const x = new Float64Array(SIZE);
	weights.ngrams.forEach((value, i) => (x[i] = value * (i < WORD_BUCKETS ? weights.wordScale : weights.pairScale)));
	x.set(weights.signals, NGRAM_BUCKETS);
	x[SIZE - 1] = weights.bias;
	return x;
}

/** Sets the version: a hash of everything the weights are. */
export function withVersion(weights: ClassifierWeights): ClassifierWeights {
	const content = JSON.stringify(encodeWeights({ ...weights, version: '' }));
	return { ...weights, version: createHash('sha256').update(content).digest('hex').slice(0, 12) };
}

/** A word counts as known when this many examples hold it. */
const KNOWN_FROM = 3;

/** A bit per word bucket that is known from these examples, found at once. */
export function knownWordsOf(examples: readonly Pick<FitExample, 'ngrams'>[]): Uint8Array {
	return atOnce(findingKnownWords(examples));
}

/** Examples read between two stops. */
const PIECE = 1_000;

export function* findingKnownWords(examples: readonly Pick<FitExample, 'ngrams'>[]): Sliced<Uint8Array> {
	const counts = new Uint32Array(WORD_BUCKETS);
	for (const [i, { ngrams }] of examples.entries()) {
		for (const index of ngrams) if (index < WORD_BUCKETS) counts[index] = (counts[index] ?? 0) + 1;
		if (i % PIECE === 0) yield;
	}
	const bits = new Uint8Array(WORD_BUCKETS / 8);
	counts.forEach((count, bucket) => {
		if (count >= KNOWN_FROM) bits[bucket >> 3] = (bits[bucket >> 3] ?? 0) | (1 << (bucket & 7));
	});
	return bits;
}

export function roundWeight(value: number): number {
	return Number(value.toFixed(5));
}
