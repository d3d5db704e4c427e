import { baseForms } from './wordForms';

export interface Dictionary {
	readonly version: string;
	/** Numbers of a meaning. */
	readonly dimensions: number;
	/** A word in lower case, or the one that it is a form of; `null`: it has neither. */
	lookUp(word: string): KnownWord | null;
}

export interface KnownWord {
	/** 0 is the commonest. */
	readonly rank: number;
	/** As long as every other word's, nearly. */
	readonly vector: Int8Array;
}

/** As it is kept in a file. */
export interface EncodedDictionary {
	/** Changes with any word or number. */
	readonly version: string;
	readonly dimensions: number;
	/** The commonest first, with spaces between. */
	readonly words: string;
	/** One character for each number, in the order of the words. */
	readonly values: string;
}

export function createDictionary({ version, dimensions, words, values }: EncodedDictionary): Dictionary {
	const ranks = new Map(words.split(' ').map((word, rank) => [word, rank]));
	const numbers = decodeNumbers(values);
	return {
		version,
		dimensions,
		lookUp(word) {
			const rank = ranks.get(word) ?? rankOfBase(word, ranks);
			return rank === null ? null : { rank, vector: numbers.subarray(rank * dimensions, (rank + 1) * dimensions) };
		},
	};
}

function rankOfBase(word: string, ranks: ReadonlyMap<string, number>): number | null {
	const base = baseForms(word).find((form) => ranks.has(form));
	return base === undefined ? null : (ranks.get(base) ?? null);
}

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
/** A digit stands for its place less this. */
const MIDDLE = 32;

/** Whole numbers from -31 to 31 as one character each: in an average over words finer ones would not be noticed. */
export function encodeNumbers(numbers: readonly number[]): string {
	return numbers.map((number) => DIGITS.charAt(number + MIDDLE)).join('');
}

function decodeNumbers(text: string): Int8Array {
	const places = new Int8Array(128);
	for (let place = 0; place < DIGITS.length; place++) places[DIGITS.charCodeAt(place)] = place - MIDDLE;
	return Int8Array.from({ length: text.length }, (_, index) => places[text.charCodeAt(index)] ?? 0);
}
