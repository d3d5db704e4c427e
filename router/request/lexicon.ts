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
const PHRASE_START = 8_192;

/** Stop words of language i of `LANGUAGE_CODES` carry the bit `FIRST_LANGUAGE << i`. */
export const FIRST_LANGUAGE = 16_384;

/** Kinds of a word, with `before` the word in front of it (0 where there is none), so that "at most" is found. */
export function kindsOf(hash: number, before: number): number {
	const kinds = lookUp(hash);
	if (before === 0 || (lookUp(before) & PHRASE_START) === 0) return kinds;
	return kinds | lookUp(hashPair(before, hash));
}

/** Hash of a word as the scanner makes it. */
function hashWord(word: string): number {
	let hash = HASH_START;
	for (let i = 0; i < word.length; i++) hash = hashStep(hash, fold(word.charCodeAt(i)));
	return hashFinish(hash);
}

/** Open addressing over plain numbers: a Map of strings would need a substring for every word. */
const SLOTS = 16_384;
const keys = new Int32Array(SLOTS);
const values = new Int32Array(SLOTS);

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
		for (const word of (STOP_WORDS.get(code) ?? '').split(/\s+/)) addEntry(word, FIRST_LANGUAGE << i);
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
	let slot = hash & (SLOTS - 1);
	while (keys[slot] !== 0 && keys[slot] !== hash) slot = (slot + 1) & (SLOTS - 1);
	keys[slot] = hash;
	values[slot] = (values[slot] ?? 0) | bit;
}

function lookUp(hash: number): number {
	let slot = hash & (SLOTS - 1);
	while (keys[slot] !== 0) {
		if (keys[slot] === hash) return values[slot] ?? 0;
		slot = (slot + 1) & (SLOTS - 1);
	}
	return 0;
}
