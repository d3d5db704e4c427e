import type { Signals } from '../request/request';

import { type Features, signalValues } from './features';

/** What the log keeps of a request that the classifier read. */
export interface StoredFeatures {
	/** Distinct n-gram indices. */
	readonly ngrams: Int32Array;
	readonly signals: Signals;
}

/** The classifier's features of a request without its text: all as `readFeatures` has them. */
export function featuresFrom({ ngrams, signals }: StoredFeatures): Features {
	return {
		ngrams,
		count: ngrams.length,
		ngramValue: ngrams.length === 0 ? 0 : 1 / Math.sqrt(ngrams.length),
		signals: signalValues(signals),
	};
}
