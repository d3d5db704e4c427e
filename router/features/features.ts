import { hashPair } from '../request/hash';
import type { AnalyzedRequest, Signals } from '../request/request';
import { scan } from '../request/scan';

import { SIGNAL_FEATURES } from './signalFeatures';

/** Changes with anything that changes a number below: weights of another version cannot be read. */
export const FEATURES_VERSION = 'ngrams-15-15/signals-24/v2';

/** Hashed words take the first half of the n-gram indices, hashed pairs of words the second. */
export const WORD_BUCKETS = 32_768;
export const NGRAM_BUCKETS = 65_536;

/** What the classifier and its trainer read. Valid until the next call: the buffers are reused. */
export interface Features {
	/** Distinct n-gram indices in order of appearance; only the first `count`. */
	readonly ngrams: Int32Array;
	readonly count: number;
	/** Value of each n-gram present: 1 ÷ √count, so that long texts do not weigh more. */
	readonly ngramValue: number;
	/** In the order of `SIGNAL_FEATURES`. */
	readonly signals: Float64Array;
}

/** Words, pairs of words and signals of a request. */
export function readFeatures(request: AnalyzedRequest): Features {
	reader.read(request);
	return reader;
}

class Reader implements Features {
	ngrams = new Int32Array(4_096);
	count = 0;
	ngramValue = 0;
	readonly signals = new Float64Array(SIGNAL_FEATURES.length);

	/** Call in which each index was seen last: clearing 65,536 flags per request would cost more than reading it. */
	private readonly seenIn = new Uint32Array(NGRAM_BUCKETS);
	private call = 0;

	read(request: AnalyzedRequest): void {
		this.startCall();
		const words = scan(request.text);
		for (let i = 0, before = 0; i < words.count; i++) {
			const hash = words.hashes[i] ?? 0;
			this.add(hash & (WORD_BUCKETS - 1));
			if (i > 0) this.add(WORD_BUCKETS + (hashPair(before, hash) & (WORD_BUCKETS - 1)));
			before = hash;
		}
		this.ngramValue = this.count === 0 ? 0 : 1 / Math.sqrt(this.count);
		fillSignals(this.signals, request.signals);
	}

	private startCall(): void {
		this.count = 0;
		this.call++;
		if (this.call > 0xffff_fffe) {
			this.seenIn.fill(0);
			this.call = 1;
		}
	}

	private add(index: number): void {
		if (this.seenIn[index] === this.call) return;
		this.seenIn[index] = this.call;
		if (this.count === this.ngrams.length) {
			const larger = new Int32Array(this.ngrams.length * 2);
			larger.set(this.ngrams);
			this.ngrams = larger;
		}
		this.ngrams[this.count++] = index;
	}
}

/** In the order of `SIGNAL_FEATURES`. */
export function signalValues(signals: Signals): Float64Array {
	const values = new Float64Array(SIGNAL_FEATURES.length);
	fillSignals(values, signals);
	return values;
}

/** One of them; `index`: its place in `SIGNAL_FEATURES`. */
export function signalValue(index: number, signals: Signals): number {
	return SIGNAL_FEATURES[index]?.value(signals) ?? 0;
}

function fillSignals(values: Float64Array, signals: Signals): void {
	for (let i = 0; i < SIGNAL_FEATURES.length; i++) values[i] = signalValue(i, signals);
}

const reader = new Reader();
