import { classOf, DIGIT, fold, IGNORED, WORD } from '../characters';
import { HASH_START, hashFinish, hashPair, hashStep } from '../hash';
import { DENIALS, OBJECT_BEFORE, POLITE_WORDS, SMALL_TALK } from './politeWords';

/** What a word is in a polite stretch, one bit each; a word may be more than one. 0: it says something. */
export const GREETING = 1;
export const OPENING = 2;
export const POLITE = 4;
export const FAREWELL = 8;
export const NICE = 16;
export const TIME = 32;
export const REQUEST = 64;
export const ADDRESSEE = 128;
export const YOU = 256;
export const THEIRS = 512;
export const NAMING = 1_024;
export const INTERJECTION = 2_048;
export const LINK = 4_096;
export const OPENER = 8_192;
export const FILL = 16_384;
const OBJECT = 32_768;
const SMALL_TALK_WORD = 65_536;
export const ACT = 131_072;
export const DENIAL = 262_144;

/** Words that belong into a polite stretch whatever is beside them. */
export const KNOWN = GREETING | OPENING | POLITE | FAREWELL | NICE | TIME | REQUEST | ADDRESSEE | YOU | NAMING | INTERJECTION | LINK | FILL;

/** Kinds of a word by its hash. */
export function politeKinds(hash: number): number {
	return kinds.get(hash) ?? 0;
}

/** Whether thanks behind this word are what is asked for. */
export function takesObject(hash: number): boolean {
	return (politeKinds(hash) & OBJECT) !== 0;
}

/** Whether these words, hashed in order, are a question that only greets. */
export function isSmallTalk(words: number): boolean {
	return smallTalk.has(words);
}

/** Order matters: "are you" is not "you are". */
export function joinHash(words: number, word: number): number {
	return hashPair(words, word);
}

/** Hash of the word that starts here and ends before `to`, without accents and case. */
export function hashOf(text: string, from: number, to: number): number {
	let hash = HASH_START;
	for (let i = from; i < to; i++) {
		const code = text.charCodeAt(i);
		if (classOf(code) !== IGNORED) hash = hashStep(hash, fold(code));
	}
	return hashFinish(hash);
}

/** Whether a character is part of a word written with letters. */
export function isLetter(code: number): boolean {
	const kind = classOf(code);
	return kind === WORD || kind === DIGIT || kind === IGNORED;
}

const kinds = new Map<number, number>();
const smallTalk = new Set<number>();

fill();

function fill(): void {
	const bits: readonly (readonly [string, number])[] = [
		[POLITE_WORDS.greeting, GREETING],
		[POLITE_WORDS.opening, OPENING],
		[POLITE_WORDS.polite, POLITE],
		[POLITE_WORDS.act, ACT],
		[POLITE_WORDS.farewell, FAREWELL],
		[POLITE_WORDS.nice, NICE],
		[POLITE_WORDS.time, TIME],
		[POLITE_WORDS.request, REQUEST],
		[POLITE_WORDS.addressee, ADDRESSEE],
		[POLITE_WORDS.you, YOU],
		[POLITE_WORDS.theirs, THEIRS],
		[POLITE_WORDS.naming, NAMING],
		[POLITE_WORDS.interjection, INTERJECTION],
		[POLITE_WORDS.link, LINK],
		[POLITE_WORDS.opener, OPENER],
		[POLITE_WORDS.fill, FILL],
		[OBJECT_BEFORE, OBJECT],
		[DENIALS, DENIAL],
	];
	for (const [words, bit] of bits) for (const word of wordsOf(words)) kinds.set(word, politeKinds(word) | bit);
	for (const phrase of SMALL_TALK.split(/[|\n]/)) {
		const words = wordsOf(phrase);
		for (const word of words) kinds.set(word, politeKinds(word) | SMALL_TALK_WORD);
		smallTalk.add(words.reduce(joinHash, 0));
	}
}

function wordsOf(words: string): number[] {
	return words
		.trim()
		.split(/[\s']+/)
		.map((word) => hashOf(word, 0, word.length));
}
