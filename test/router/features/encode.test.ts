import { decodeFeatures, encodeFeatures } from '../../../router/features/encode';
import { FEATURES_VERSION, NGRAM_BUCKETS, readFeatures } from '../../../router/features/features';
import { analyzed } from '../../support/requests';

const text = 'Prove that there are infinitely many primes, step by step. Write it as a list, with code if you must: https://example.com';

describe('stored features', () => {
	it('are read back as they were: n-grams, their value, signals', () => {
		const features = readFeatures(analyzed(text), null);
		const decoded = decodeFeatures(encodeFeatures(features));
		expect(decoded?.ngrams).toEqual(features.ngrams.slice(0, features.count).sort());
		expect(decoded?.ngramValue).toBe(features.ngramValue);
		expect(decoded?.signals).toEqual(features.signals.map(Math.fround));
		expect(decoded?.signals.some((value) => value > 0)).toBe(true);
	});

	it('hold the first and the last n-gram, and none at all', () => {
		const signals = new Float64Array(readFeatures(analyzed(text), null).signals.length);
		const of = (ngrams: number[]) => decodeFeatures(encodeFeatures({ ngrams: Int32Array.from([...ngrams, 7]), count: ngrams.length, ngramValue: 0, signals, unknownShare: 0 }));
		expect(of([NGRAM_BUCKETS - 1, 0])).toEqual({ ngrams: Int32Array.of(0, NGRAM_BUCKETS - 1), ngramValue: 1 / Math.sqrt(2), signals });
		expect(of([])).toEqual({ ngrams: new Int32Array(0), ngramValue: 0, signals });
	});

	it('take little room', () => {
		const long = Array.from({ length: 25 }, () => text).join(' ');
		expect(encodeFeatures(readFeatures(analyzed(long), null)).length).toBeLessThan(300);
	});

	it('are not read by another version, nor where they are damaged', () => {
		const bytes = encodeFeatures(readFeatures(analyzed(text), null));
		const other = bytes.slice();
		other.set([FEATURES_VERSION.charCodeAt(FEATURES_VERSION.length - 1) + 1], FEATURES_VERSION.length);
		expect(decodeFeatures(other)).toBeNull();
		expect(decodeFeatures(new Uint8Array(0))).toBeNull();
		expect(decodeFeatures(bytes.slice(0, FEATURES_VERSION.length + 5))).toBeNull();
		expect(decodeFeatures(Uint8Array.from([...bytes, 0x80]))).toBeNull();
		expect(decodeFeatures(Uint8Array.from([...bytes, 0xff, 0xff, 0x7f]))).toBeNull();
	});
});
