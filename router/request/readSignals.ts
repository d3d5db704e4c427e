import { hardnessOf } from './hardness/hardness';
import { countLanguages, detectLanguage, LANGUAGE_WORDS } from './language';
import * as lexicon from './lexicon';
import type { Signals, WantedFormat } from './request';
import { type Scan, scan } from './scan';
import { LANGUAGE_CODES } from './stopWords';
import type { TokenEstimate } from './tokens';
import type { UserText } from './userText';

// Taken out once: a name of another module is looked up at each use, and these are used for every word.
const {
	CODE,
	CODE_FORMAT,
	CONSTRAINT,
	DOMAIN,
	FORMAT_CUE,
	JSON_FORMAT,
	kindsOf,
	LIST_FORMAT,
	MATH,
	PHRASE_START,
	phraseKinds,
	QUESTION,
	REASONING,
	ROUTINE,
	SAYING,
	STEP,
	TABLE_FORMAT,
} = lexicon;

/** Signals of the read user turns: one pass over the characters, one over the words. */
export function readSignals(userText: UserText, wantsJsonSchema: boolean, tokens: TokenEstimate): Signals {
	const found = scan(userText.text, userText.lastTurnStart);
	const signals = countSignals(found, { userText, wantsJsonSchema, tokens });
	return { ...signals, hardness: hardnessOf({ text: userText.text, from: userText.lastTurnStart, signals, found }) };
}

interface ReadText {
	readonly userText: UserText;
	readonly wantsJsonSchema: boolean;
	readonly tokens: TokenEstimate;
}

/** All signals that can be read without anything trained. */
export function countSignals(found: Scan, { userText, wantsJsonSchema, tokens }: ReadText): Omit<Signals, 'hardness'> {
	const words = readWords(found);
	return {
		requestTokens: tokens.request,
		lastTurnTokens: tokens.lastTurn,
		chars: userText.text.length,
		// Chinese and Japanese words are about two characters long.
		words: found.count - found.ideographs + Math.ceil(found.ideographs / 2),
		sentences: found.sentences,
		hasCode: found.codeMarks + words.code >= EVIDENCE,
		hasMath: found.mathMarks + words.math >= EVIDENCE,
		hasTable: found.tableLines >= TABLE_LINES,
		urls: found.urls,
		images: userText.images,
		questions: Math.max(found.questions, words.startsAsQuestion ? 1 : 0),
		constraints: words.constraints,
		steps: words.steps + found.numberedLines,
		reasoningWords: words.reasoning,
		domainWords: words.domain,
		routineWords: words.routine,
		language: detectLanguage(found, words.languages),
		format: wantsJsonSchema ? 'json' : words.format,
		priorTurns: userText.priorTurns,
	};
}

/** One mark may be chance: a dash between years, a brace in prose. */
const EVIDENCE = 2;
const TABLE_LINES = 2;
/** Everyday work is named at once ("translate …"); further in, its words are part of a story. */
const OPENING_WORDS = 6;

/** Reused for each text. */
const languages = new Uint32Array(LANGUAGE_CODES.length);

interface WordCounts {
	readonly constraints: number;
	readonly reasoning: number;
	readonly steps: number;
	readonly domain: number;
	readonly routine: number;
	readonly code: number;
	readonly math: number;
	readonly startsAsQuestion: boolean;
	readonly format: WantedFormat;
	readonly languages: Uint32Array;
}

function readWords(found: Scan): WordCounts {
	const format = new FormatReader();
	languages.fill(0);
	let constraints = 0,
		reasoning = 0,
		steps = 0,
		domain = 0,
		routine = 0,
		code = 0,
		math = 0;
	let startsAsQuestion = false;
	const { hashes, count, wordsBefore } = found;
	for (let i = 0, before = 0, mayBePhrase = false; i < count; i++) {
		const hash = hashes[i] ?? 0;
		const alone = kindsOf(hash);
		const kinds = mayBePhrase ? alone | phraseKinds(before, hash) : alone;
		before = hash;
		mayBePhrase = (alone & PHRASE_START) !== 0;
		if (kinds === 0) continue;
		if (i < LANGUAGE_WORDS) countLanguages(kinds, languages);
		// Most words that are known at all are those that tell the language.
		if ((kinds & SAYING) === 0) continue;
		if ((kinds & CONSTRAINT) !== 0) constraints++;
		if ((kinds & REASONING) !== 0) reasoning++;
		if ((kinds & STEP) !== 0) steps++;
		if ((kinds & DOMAIN) !== 0) domain++;
		if ((kinds & CODE) !== 0) code++;
		if ((kinds & MATH) !== 0) math++;
		if (i < wordsBefore) continue;
		if ((kinds & ROUTINE) !== 0 && i < wordsBefore + OPENING_WORDS) routine++;
		if (i === wordsBefore) startsAsQuestion = (kinds & QUESTION) !== 0;
		format.read(kinds, i);
	}
	return { constraints, reasoning, steps, domain, routine, code, math, startsAsQuestion, format: format.wanted(), languages };
}

/** A format counts as wanted shortly after a word that asks for one: "as a table", not "the table was set". */
class FormatReader {
	private lastCue = -CUE_REACH - 1;
	private kinds = 0;

	read(kinds: number, at: number): void {
		if (at - this.lastCue <= CUE_REACH || (kinds & JSON_FORMAT) !== 0) this.kinds |= kinds;
		if ((kinds & FORMAT_CUE) !== 0) this.lastCue = at;
	}

	wanted(): WantedFormat {
		if ((this.kinds & JSON_FORMAT) !== 0) return 'json';
		if ((this.kinds & TABLE_FORMAT) !== 0) return 'table';
		if ((this.kinds & LIST_FORMAT) !== 0) return 'list';
		return (this.kinds & CODE_FORMAT) !== 0 ? 'code' : 'text';
	}
}

const CUE_REACH = 3;
