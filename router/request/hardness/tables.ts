import { DENSE_FEATURES, DENSE_VERSION } from './denseFeatures';
import { FRAGMENT_BUCKETS, FRAGMENTS_VERSION } from './fragments';
import type { Trees } from './trees';

/** What `hardnessOf` reads, made by `npm run train`. */
export interface HardnessTables {
	/** First twelve characters of the SHA-256 of everything below. */
	readonly version: string;
	/** Where nothing is known of a request: set above the middle, so that it goes up. */
	readonly bias: number;
	/** One byte for each fragment. */
	readonly fragments: Int8Array;
	readonly fragmentScale: number;
	/** A bit for each word, and each beginning of one, that the written requests hold. */
	readonly known: Uint8Array;
	/** In the order of `DENSE_FEATURES`: what each adds to the demand, and its mean over the written requests. */
	readonly dense: readonly number[];
	readonly means: readonly number[];
	/** Of the difficulty: trees, what the logarithm of the number of words adds, and what brings the mean to 0. */
	readonly trees: Trees;
	readonly lengthSlope: number;
	readonly difficultyOffset: number;
}

/** As it is written to a file: plain JSON. */
export interface EncodedTables extends Omit<HardnessTables, 'fragments' | 'known' | 'trees'> {
	readonly reads: string;
	readonly fragments: string;
	readonly known: string;
	readonly trees: {
		readonly depth: number;
		readonly features: string;
		readonly cuts: readonly number[];
		readonly leaves: readonly number[];
	};
}

/** What the numbers were made for. */
export const READS = `${FRAGMENTS_VERSION} ${DENSE_VERSION}`;

/** @throws Error where the tables were made for other features: they would be read as nonsense. */
export function decodeTables({ reads, fragments, known, trees, ...rest }: EncodedTables): HardnessTables {
	const bytes = Buffer.from(fragments, 'base64');
	if (reads !== READS || bytes.length !== FRAGMENT_BUCKETS || rest.dense.length !== DENSE_FEATURES.length) {
		throw new Error(`The hardness tables were made for ${reads}; this version reads ${READS}. Run "npm run train".`);
	}
	return {
		...rest,
		fragments: new Int8Array(bytes),
		known: new Uint8Array(Buffer.from(known, 'base64')),
		trees: {
			depth: trees.depth,
			features: new Uint8Array(Buffer.from(trees.features, 'base64')),
			cuts: Float64Array.from(trees.cuts),
			leaves: Float64Array.from(trees.leaves),
		},
	};
}

export function encodeTables({ fragments, known, trees, ...rest }: HardnessTables): EncodedTables {
	return {
		...rest,
		reads: READS,
		fragments: base64(fragments),
		known: base64(known),
		trees: {
			depth: trees.depth,
			features: base64(Uint8Array.from(trees.features)),
			cuts: [...Array.from(trees.cuts)],
			leaves: [...Array.from(trees.leaves)],
		},
	};
}

function base64({ buffer, byteOffset, byteLength }: Uint8Array | Int8Array): string {
	return Buffer.from(buffer, byteOffset, byteLength).toString('base64');
}
