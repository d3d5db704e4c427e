import { classOf, fold, IDEOGRAPH } from './characters';
import { HASH_START, hashFinish, hashPair, hashStep } from './hash';
import { LANGUAGE_CODES, STOP_WORDS } from './stopWords';
import { WORDS } from './words';

/** Kinds of word, one bit each; a word may be of several. */
export const CONSTRAINT = 1;
export const REASONING = 2;
export const STEP = 4;
export const DOMAIN = 8;
export const ROUTINE = 16;
export const QUESTION = 32;
export const CODE = 64;
export const MATH = 128;
export const JSON_FORMAT = 256;
export const TABLE_FORMAT = 512;
export const LIST_FORMAT = 1_024;
export const CODE_FORMAT = 2_048;
export const FORMAT_CUE = 4_096;
/** Any of these: the word says something of what is asked. */
export const SAYING = 8_191;

/** Words that may begin a phrase of two. */
export const PHRASE_START = 8_192;

/** Stop words of language i of `LANGUAGE_CODES` carry this bit, shifted by i. */
export const FIRST_LANGUAGE_BIT = 14;

/** Kinds of a word by itself; `phraseKinds` has those of two. */
export function kindsOf(hash: number): number {
	if (((known[(hash >>> 5) & (KNOWN_BITS / 32 - 1)] ?? 0) & (1 << (hash & 31))) === 0) return 0;
	let slot = 2 * (hash & (SLOTS - 1));
	while (table[slot + 1] !== 0) {
		if (table[slot] === hash) return table[slot + 1] ?? 0;
		slot = (slot + 2) & (2 * SLOTS - 1);
	}
	return 0;
}

/** Kinds of a word behind one that begins phrases (`PHRASE_START`), so that "at most" is found. */
export function phraseKinds(before: number, hash: number): number {
	return kindsOf(hashPair(before, hash));
}

/** Hash of a word as the scanner makes it. */
function hashWord(word: string): number {
	let hash = HASH_START;
	for (let i = 0; i < word.length; i++) hash = hashStep(hash, fold(word.charCodeAt(i)));
	return hashFinish(hash);
}

/**
 * Open addressing over plain numbers, each word's hash and then its kinds: a Map of strings would need a substring for
 * every word.
 */
const SLOTS = 16_384;
const table = new Int32Array(2 * SLOTS);
/** A bit for each word that is in the table: most are not, and these few bytes are always at hand. */
const KNOWN_BITS = 65_536;
const known = new Int32Array(KNOWN_BITS / 32);

fill();

function fill(): void {
	const bits = {
		constraint: CONSTRAINT,
		reasoning: REASONING,
		step: STEP,
		domain: DOMAIN,
		routine: ROUTINE,
		question: QUESTION,
		code: CODE,
		math: MATH,
		json: JSON_FORMAT,
		table: TABLE_FORMAT,
		list: LIST_FORMAT,
		codeFormat: CODE_FORMAT,
		cue: FORMAT_CUE,
	};
	for (const [kind, bit] of Object.entries(bits)) {
		for (const entry of (WORDS.get(kind) ?? '').split(/\s+/)) addEntry(entry, bit);
	}
	LANGUAGE_CODES.forEach((code, i) => {
		for (const word of (STOP_WORDS.get(code) ?? '').split(/\s+/)) addEntry(word, 1 << (FIRST_LANGUAGE_BIT + i));
	});
}

/** A word, two joined by "_", or two Han characters, which the scanner reads as two words. */
function addEntry(entry: string, bit: number): void {
	if (entry === '') return;
	const [first = '', second] = classOf(entry.charCodeAt(0)) === IDEOGRAPH ? entry : entry.split('_');
	if (second === undefined) return add(hashWord(first), bit);
	add(hashWord(first), PHRASE_START);
	add(hashPair(hashWord(first), hashWord(second)), bit);
}

function add(hash: number, bit: number): void {
	let slot = 2 * (hash & (SLOTS - 1));
	while (table[slot + 1] !== 0 && table[slot] !== hash) slot = (slot + 2) & (2 * SLOTS - 1);
	table[slot] = hash;
	const word = (hash >>> 5) & (KNOWN_BITS / 32 - 1);
	known[word] = (known[word] ?? 0) | (1 << (hash & 31));
	table[slot + 1] = (table[slot + 1] ?? 0) | bit;
}
