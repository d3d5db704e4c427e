import { decodeFeatures, encodeFeatures } from '../../../router/features/encode';
import { FEATURES_VERSION, NGRAM_BUCKETS, readFeatures } from '../../../router/features/features';
import { analyzed } from '../../support/requests';

const text = 'Prove that there are infinitely many primes, step by step. Write it as a list, with code if you must: https://example.com';

const features = () => readFeatures(analyzed(text));
const embedding = { modelId: 'größe/embed', values: Int8Array.of(127, -127, 0, 5) };

describe('stored features with an embedding', () => {
	it('are read back with it, and with all the rest', () => {
		const bytes = encodeFeatures(features(), embedding);
		expect(decodeFeatures(bytes)).toEqual({ ...decodeFeatures(encodeFeatures(features())), embedding });
		// From the middle of a larger buffer, as a database may give them.
		expect(decodeFeatures(Uint8Array.from([9, ...bytes, 9]).subarray(1, -1))?.embedding).toEqual(embedding);
	});

	it('take a byte more for each number', () => {
		const of = (length: number) => encodeFeatures(features(), { modelId: 'a/b', values: new Int8Array(length).fill(1) }).length;
		expect(of(1_536) - of(512)).toBe(1_024);
		expect(of(512) - 512 - encodeFeatures(features()).length).toBeLessThan(24);
	});

	it('are of another version for whoever reads only those without', () => {
		const versionOf = (bytes: Uint8Array) => String.fromCharCode(...bytes.subarray(1, 1 + (bytes[0] ?? 0)));
		expect(versionOf(encodeFeatures(features()))).toBe(FEATURES_VERSION);
		expect(versionOf(encodeFeatures(features(), embedding))).not.toBe(FEATURES_VERSION);
	});

	it('are not read where they are damaged', () => {
		const bytes = encodeFeatures(features(), embedding);
		const from = (bytes[0] ?? 0) + 1 + 4 * features().signals.length;
		for (const end of [from, from + 3, from + 8]) expect(decodeFeatures(bytes.slice(0, end))).toBeNull();
		const none = bytes.slice();
		none.set([0, 0], from + 2);
		expect(decodeFeatures(none)).toBeNull();
	});
});

describe('stored features', () => {
	it('are read back as they were: n-grams, their value, signals', () => {
		const features = readFeatures(analyzed(text));
		const decoded = decodeFeatures(encodeFeatures(features));
		expect(decoded?.ngrams).toEqual(features.ngrams.slice(0, features.count).sort());
		expect(decoded?.ngramValue).toBe(features.ngramValue);
		expect(decoded?.signals).toEqual(features.signals.map(Math.fround));
		expect(decoded?.signals.some((value) => value > 0)).toBe(true);
	});

	it('hold the first and the last n-gram, and none at all', () => {
		const signals = new Float64Array(readFeatures(analyzed(text)).signals.length);
		const of = (ngrams: number[]) =>
			decodeFeatures(encodeFeatures({ ngrams: Int32Array.from([...ngrams, 7]), count: ngrams.length, ngramValue: 0, signals }));
		expect(of([NGRAM_BUCKETS - 1, 0])).toEqual({
			ngrams: Int32Array.of(0, NGRAM_BUCKETS - 1),
			ngramValue: 1 / Math.sqrt(2),
			signals,
			embedding: null,
		});
		expect(of([])).toEqual({ ngrams: new Int32Array(0), ngramValue: 0, signals, embedding: null });
	});

	it('take little room', () => {
		const long = Array.from({ length: 25 }, () => text).join(' ');
		expect(encodeFeatures(readFeatures(analyzed(long))).length).toBeLessThan(300);
	});

	it('are not read by another version, nor where they are damaged', () => {
		const bytes = encodeFeatures(readFeatures(analyzed(text)));
		const other = bytes.slice();
		other.set([FEATURES_VERSION.charCodeAt(FEATURES_VERSION.length - 1) + 1], FEATURES_VERSION.length);
		expect(decodeFeatures(other)).toBeNull();
		expect(decodeFeatures(new Uint8Array(0))).toBeNull();
		expect(decodeFeatures(bytes.slice(0, FEATURES_VERSION.length + 5))).toBeNull();
		expect(decodeFeatures(Uint8Array.from([...bytes, 0x80]))).toBeNull();
		expect(decodeFeatures(Uint8Array.from([...bytes, 0xff, 0xff, 0x7f]))).toBeNull();
	});
});
