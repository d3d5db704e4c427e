import type { Embedding } from './embedding';
import { embeddingBytes, readEmbedding } from './encodeEmbedding';
import { FEATURES_VERSION, NGRAM_BUCKETS, type Features } from './features';
import { SIGNAL_FEATURES } from './signalFeatures';

/** Features as they were stored. */
interface EncodedFeatures {
	/** Distinct n-gram indices, ascending. */
	readonly ngrams: Int32Array;
	/** Value of each n-gram present: 1 ÷ √count. */
	readonly ngramValue: number;
	/** In the order of `SIGNAL_FEATURES`, in single precision. */
	readonly signals: Float64Array;
	/** `null`: none was kept. */
	readonly embedding: Embedding | null;
}

/** Version of features with an embedding: what reads only the other one refuses them. */
const WITH_EMBEDDING = `${FEATURES_VERSION}+embedding-1`;

/**
 * Features in few bytes, to be kept: their version (one byte its length, then ASCII), the signals as little-endian
 * 32-bit floats, the embedding where there is one, then the n-grams as steps from one to the next, seven bits a byte.
 * Some 600 bytes for 250 words, and one more for each number of the embedding.
 */
export function encodeFeatures({ ngrams, count, signals }: Features, embedding: Embedding | null = null): Uint8Array {
	const version = embedding === null ? FEATURES_VERSION : WITH_EMBEDDING;
	const head = new Uint8Array(1 + version.length + signals.length * 4);
	head[0] = version.length;
	for (let i = 0; i < version.length; i++) head[i + 1] = version.charCodeAt(i);
	const view = new DataView(head.buffer);
	signals.forEach((value, i) => view.setFloat32(1 + version.length + i * 4, value, true));
	const middle = embedding === null ? new Uint8Array(0) : embeddingBytes(embedding);
	const steps: number[] = [];
	let before = -1;
	for (const index of ngrams.slice(0, count).sort()) {
		pushVarint(steps, index - before - 1);
		before = index;
	}
	const bytes = new Uint8Array(head.length + middle.length + steps.length);
	bytes.set(head);
	bytes.set(middle, head.length);
	bytes.set(steps, head.length + middle.length);
	return bytes;
}

/** `null` where another version of the features was stored, or bytes that are none. */
export function decodeFeatures(bytes: Uint8Array): EncodedFeatures | null {
	const version = versionOf(bytes);
	const signalsFrom = 1 + version.length;
	const signalsTo = signalsFrom + SIGNAL_FEATURES.length * 4;
	if ((version !== FEATURES_VERSION && version !== WITH_EMBEDDING) || bytes.length < signalsTo) return null;
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	const signals = Float64Array.from(SIGNAL_FEATURES, (_, i) => view.getFloat32(signalsFrom + i * 4, true));
	const middle = version === WITH_EMBEDDING ? readEmbedding(bytes.subarray(signalsTo)) : NO_EMBEDDING;
	const ngrams = middle === null ? null : readSteps(bytes.subarray(signalsTo + middle.length));
	if (middle === null || ngrams === null) return null;
	return { ngrams, ngramValue: ngrams.length === 0 ? 0 : 1 / Math.sqrt(ngrams.length), signals, embedding: middle.embedding };
}

const NO_EMBEDDING = { embedding: null, length: 0 };

function versionOf(bytes: Uint8Array): string {
	return String.fromCharCode(...bytes.subarray(1, 1 + (bytes[0] ?? 0)));
}

function pushVarint(to: number[], value: number): void {
	let rest = value;
	while (rest > 0x7f) {
		to.push((rest & 0x7f) | 0x80);
		rest >>>= 7;
	}
	to.push(rest);
}

/** `null` where they lead beyond the last n-gram, or end in the middle of one. */
function readSteps(bytes: Uint8Array): Int32Array | null {
	const ngrams: number[] = [];
	let before = -1;
	let step = 0;
	let shift = 0;
	for (const byte of bytes) {
		step += (byte & 0x7f) * 2 ** shift;
		shift += 7;
		if (byte > 0x7f) continue;
		before += step + 1;
		if (before >= NGRAM_BUCKETS) return null;
		ngrams.push(before);
		step = 0;
		shift = 0;
	}
	return shift === 0 ? Int32Array.from(ngrams) : null;
}
