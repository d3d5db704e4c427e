import { hashPair } from '../request/hash';
import { isListedWord } from '../request/lexicon';
import type { AnalyzedRequest } from '../request/request';
import { scan } from '../request/scan';

import { SIGNAL_FEATURES } from './signalFeatures';

/** Changes with anything that changes a number below: weights of another version cannot be read. */
export const FEATURES_VERSION = 'ngrams-15-15/signals-21/v1';

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
	/** Share of the words that are neither in `knownWords` nor in the word lists, in [0, 1]. */
	readonly unknownShare: number;
}

/**
 * Words, pairs of words and signals of a request. `knownWords` has a bit per word bucket the classifier met
 * in training; `null` where nobody asks.
 */
export function readFeatures(request: AnalyzedRequest, knownWords: Uint8Array | null): Features {
	reader.read(request, knownWords);
	return reader;
}

export function isKnown(knownWords: Uint8Array, bucket: number): boolean {
	return ((knownWords[bucket >> 3] ?? 0) & (1 << (bucket & 7))) !== 0;
}

class Reader implements Features {
	ngrams = new Int32Array(4_096);
	count = 0;
	ngramValue = 0;
	readonly signals = new Float64Array(SIGNAL_FEATURES.length);
	unknownShare = 0;

	/** Call in which each index was seen last: clearing 65,536 flags per request would cost more than reading it. */
	private readonly seenIn = new Uint32Array(NGRAM_BUCKETS);
	private call = 0;

	read(request: AnalyzedRequest, knownWords: Uint8Array | null): void {
		this.startCall();
		const words = scan(request.text);
		let unknown = 0;
		for (let i = 0, before = 0; i < words.count; i++) {
			const hash = words.hashes[i] ?? 0;
			const bucket = hash & (WORD_BUCKETS - 1);
			this.add(bucket);
			if (i > 0) this.add(WORD_BUCKETS + (hashPair(before, hash) & (WORD_BUCKETS - 1)));
			if (knownWords && !isKnown(knownWords, bucket) && !isListedWord(hash)) unknown++;
			before = hash;
		}
		this.ngramValue = this.count === 0 ? 0 : 1 / Math.sqrt(this.count);
		this.unknownShare = words.count === 0 ? 1 : unknown / words.count;
		SIGNAL_FEATURES.forEach((feature, i) => {
			this.signals[i] = feature.value(request.signals);
		});
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

const reader = new Reader();
