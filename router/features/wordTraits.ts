import { STOP_WORDS } from '../request/stopWords';

import { TOPICS } from './topics';

/** One thing seen in a text, named so that equal things have equal names, and how much it says. */
type Trait = readonly [name: string, weight: number];

export interface TextReading {
	/** By name, with how much each says. */
	readonly traits: ReadonlyMap<string, number>;
	/** As written but for case and accents, with how often each stands there. */
	readonly words: ReadonlyMap<string, number>;
}

/**
 * What the lexical embedder reads: words, and as traits stemmed words, pairs of them, pieces of words (for typos and
 * endings), topics, foreign script, and the punctuation of code. One pass, whatever the text.
 */
export function readText(text: string): TextReading {
	const traits = new Map<string, number>();
	const words = new Map<string, number>();
	let before = '';
	for (const [token] of fold(text).matchAll(TOKEN)) {
		if (!IS_WORD.test(token)) {
			if (!PROSE_MARK.test(token)) add(traits, `mark ${token}`, MARK_WEIGHT);
			continue;
		}
		add(words, token, 1);
		for (const [name, weight] of traitsOf(token)) add(traits, name, weight);
		const stemmed = stem(token);
		if (before !== '') add(traits, `pair ${before} ${stemmed}`, PAIR_WEIGHT);
		before = stemmed;
	}
	return { traits, words };
}

function add(counts: Map<string, number>, name: string, weight: number): void {
	counts.set(name, (counts.get(name) ?? 0) + weight);
}

/** The name of the trait that a word and its endings share. */
export function wordTrait(word: string): string {
	return `word ${stem(word.slice(0, LONGEST_WORD))}`;
}

/** Lower case, without accents and apostrophes: "don’t" is "dont". */
function fold(text: string): string {
	return text
		.normalize('NFKD')
		.toLowerCase()
		.replace(/[\p{M}'’]+/gu, '');
}

const TOKEN = /[\p{L}\p{N}]+|[^\p{L}\p{N}\s]/gu;
const IS_WORD = /^[\p{L}\p{N}]/u;
const PROSE_MARK = /^[.,!?…¡¿“”«»„–—-]$/u;
/** Written without spaces, so a run of them is a phrase and not a word. */
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
const NOT_LATIN = /[^\p{Script=Latin}\p{N}]/u;

/** Weights measured by cross-validation on the example half of test/support/utterances.ts. */
const PAIR_WEIGHT = 0.3;
const PIECES_WEIGHT = 0.5;
const TOPIC_WEIGHT = 1.5;
const STOP_WEIGHT = 0.5;
const MARK_WEIGHT = 0.5;
const SCRIPT_WEIGHT = 1;
/** Characters of a word that are read: longer ones are no words, and their pieces would drown the rest. */
const LONGEST_WORD = 32;

function traitsOf(word: string): Trait[] {
	if (UNSPACED.test(word)) return [['script', SCRIPT_WEIGHT], ...pairsOfCharacters(word)];
	const head = word.slice(0, LONGEST_WORD);
	const stemmed = stem(head);
	const traits: Trait[] = [[`word ${stemmed}`, isStop(head) ? STOP_WEIGHT : 1]];
	if (NOT_LATIN.test(head)) traits.push(['script', SCRIPT_WEIGHT]);
	for (const topic of topicsOf(stemmed)) traits.push([`topic ${topic}`, TOPIC_WEIGHT]);
	if (!isStop(head)) traits.push(...piecesOf(head));
	return traits;
}

function pairsOfCharacters(phrase: string): Trait[] {
	const characters = [...phrase];
	if (characters.length === 1) return [[`word ${phrase}`, 1]];
	return characters.slice(1).map((character, index): Trait => [`word ${characters[index] ?? ''}${character}`, 1]);
}

/** All pieces of a word together weigh the same, however long it is. */
function piecesOf(word: string): Trait[] {
	const padded = `_${word}_`;
	const pieces: string[] = [];
	for (const length of [3, 4]) {
		for (let start = 0; start + length <= padded.length; start++) pieces.push(padded.slice(start, start + length));
	}
	return pieces.map((piece): Trait => [`piece ${piece}`, PIECES_WEIGHT / Math.sqrt(pieces.length)]);
}

const ENDINGS = [
	'ations',
	'ation',
	'ingly',
	'ments',
	'ment',
	'ings',
	'ing',
	'edly',
	'ies',
	'ied',
	'ers',
	'er',
	'ed',
	'es',
	'en',
	'ly',
	's',
	'e',
	'y',
];

/** English endings, some of which German and the Romance languages share. A short stem is left alone. */
function stem(word: string): string {
	if (word.length < 4) return word;
	const ending = ENDINGS.find((one) => word.endsWith(one) && word.length - one.length >= (one === 's' ? 3 : 4));
	return ending === undefined ? word : word.slice(0, -ending.length);
}

let stopWords: ReadonlySet<string> | null = null;

function isStop(word: string): boolean {
	stopWords ??= new Set([...STOP_WORDS.values()].flatMap((words) => words.split(' ').map(fold)));
	return stopWords.has(word);
}

let topicIndex: ReadonlyMap<string, readonly string[]> | null = null;

function topicsOf(stemmed: string): readonly string[] {
	topicIndex ??= indexTopics();
	return topicIndex.get(stemmed) ?? [];
}

function indexTopics(): ReadonlyMap<string, readonly string[]> {
	const index = new Map<string, string[]>();
	for (const [topic, words] of TOPICS) {
		// What every sentence has says nothing of its topic, even where it is a keyword of some language.
		const telling = words.split(/\s+/).filter((word) => !isStop(word));
		for (const stemmed of new Set(telling.map(stem))) index.set(stemmed, [...(index.get(stemmed) ?? []), topic]);
	}
	return index;
}
