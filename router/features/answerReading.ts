import type { AnalyzedRequest } from '../request/request';
import { scan } from '../request/scan';

import { readAnswerText, type AnswerText } from './answerText';
import { checkSums, type Sums } from './sums';

/** What was counted in an answer, and in the request it is held against. Shares are in [0, 1]. */
export interface AnswerReading {
	readonly text: AnswerText;
	readonly words: number;
	readonly promptWords: number;
	readonly sentences: number;
	readonly steps: number;
	readonly mathMarks: number;
	/** Of the characters. */
	readonly digitShare: number;
	readonly hedges: number;
	readonly corrections: number;
	readonly sums: Sums;
	/** The result as a number, or `null` where it is none. */
	readonly finalNumber: number | null;
	/** The result stands in the last part of what leads to it. */
	readonly finalInLastStep: boolean;
	/** Places of the result in the answer, the result itself not counted. */
	readonly finalMentions: number;
	readonly finalInPrompt: boolean;
	/** Distinct words as a share of the words, of the first `COUNTED_WORDS`. */
	readonly distinctWords: number;
	/** The same of runs of `RUN_WORDS` words. */
	readonly distinctRuns: number;
	/** Distinct words of the answer that are not in the prompt. */
	readonly ownWordShare: number;
	/** Distinct words of the prompt that are in the answer. */
	readonly promptWordsUsed: number;
	readonly numbers: number;
	readonly promptNumbers: number;
	readonly ownNumberShare: number;
	readonly promptNumbersUsed: number;
	readonly decimalShare: number;
}

/** One reading per answer; every part of it takes linear time. */
export function readAnswer({ text: prompt }: AnalyzedRequest, answer: string): AnswerReading {
	const text = readAnswerText(answer);
	const words = wordsOf(text.body);
	const scanned = scan(text.body);
	return {
		text,
		words: words.length,
		sentences: scanned.sentences,
		steps: scanned.numberedLines + countWords(words, STEP_WORDS),
		mathMarks: scanned.mathMarks,
		digitShare: text.body.length === 0 ? 0 : (text.body.length - text.body.replace(/\d/g, '').length) / text.body.length,
		hedges: countWords(words, HEDGES),
		corrections: countWords(words, CORRECTIONS),
		sums: checkSums(text.body),
		...readWords(words, wordsOf(prompt)),
		...readNumbers(numbersOf(text.body), numbersOf(prompt)),
		...readFinal(text, prompt),
	};
}

/** More words than these say nothing more about how often an answer repeats itself. */
const COUNTED_WORDS = 400;
const RUN_WORDS = 4;

const HEDGES = new Set([
	'maybe',
	'perhaps',
	'probably',
	'possibly',
	'might',
	'likely',
	'seems',
	'appears',
	'assume',
	'assuming',
	'approximately',
	'roughly',
	'about',
	'unclear',
	'unsure',
	'guess',
	'cannot',
	'could',
	'should',
	'unfortunately',
	'estimate',
]);
const CORRECTIONS = new Set([
	'wait',
	'actually',
	'however',
	'mistake',
	'incorrect',
	'correction',
	'recheck',
	'reconsider',
	'sorry',
	'apologies',
	'oops',
	'instead',
	'but',
	'realize',
	'contradiction',
]);
const STEP_WORDS = new Set(['step', 'first', 'second', 'third', 'next', 'then', 'finally']);

function wordsOf(text: string): string[] {
	return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}

function countWords(words: readonly string[], list: ReadonlySet<string>): number {
	return words.reduce((count, word) => (list.has(word) ? count + 1 : count), 0);
}

type WordReading = Pick<AnswerReading, 'promptWords' | 'distinctWords' | 'distinctRuns' | 'ownWordShare' | 'promptWordsUsed'>;

function readWords(words: readonly string[], promptWords: readonly string[]): WordReading {
	const own = new Set(words);
	const asked = new Set(promptWords);
	const counted = words.slice(0, COUNTED_WORDS);
	const runs = counted.slice(RUN_WORDS - 1).map((_, i) => counted.slice(i, i + RUN_WORDS).join(' '));
	return {
		promptWords: promptWords.length,
		distinctWords: share(new Set(counted).size, counted.length, 1),
		distinctRuns: share(new Set(runs).size, runs.length, 1),
		ownWordShare: share(countOutside(own, asked), own.size, 0),
		promptWordsUsed: 1 - share(countOutside(asked, own), asked.size, 0),
	};
}

function countOutside<T>(set: ReadonlySet<T>, other: ReadonlySet<T>): number {
	let count = 0;
	for (const one of set) if (!other.has(one)) count++;
	return count;
}

function share(part: number, whole: number, ofNothing: number): number {
	return whole === 0 ? ofNothing : part / whole;
}

/** Numbers as they are written, without the commas of thousands. */
function numbersOf(text: string): string[] {
	return (text.match(/\d[\d,]*(?:\.\d+)?/g) ?? []).map((number) => number.replaceAll(',', ''));
}

type NumberReading = Pick<AnswerReading, 'numbers' | 'promptNumbers' | 'ownNumberShare' | 'promptNumbersUsed' | 'decimalShare'>;

function readNumbers(numbers: readonly string[], promptNumbers: readonly string[]): NumberReading {
	const own = new Set(numbers);
	const asked = new Set(promptNumbers);
	return {
		numbers: numbers.length,
		promptNumbers: promptNumbers.length,
		ownNumberShare: share(countOutside(own, asked), own.size, 0),
		promptNumbersUsed: 1 - share(countOutside(asked, own), asked.size, 0),
		decimalShare: share(numbers.filter((number) => number.includes('.')).length, numbers.length, 0),
	};
}

type FinalReading = Pick<AnswerReading, 'finalNumber' | 'finalInLastStep' | 'finalMentions' | 'finalInPrompt'>;

/** A result longer than this is a text, and is looked for by its beginning. */
const SOUGHT_CHARS = 60;
/** Characters before the result that count as its last step. */
const LAST_STEP_CHARS = 160;

function readFinal({ body, final }: AnswerText, prompt: string): FinalReading {
	const [number] = numbersOf(final);
	const isNumber = number !== undefined && wordsOf(final).length <= 4;
	const sought = isNumber ? number : final.slice(0, SOUGHT_CHARS);
	if (sought === '') return { finalNumber: null, finalInLastStep: false, finalMentions: 0, finalInPrompt: false };
	const last = body.lastIndexOf(sought);
	const lead = last < 0 ? '' : body.slice(0, last);
	return {
		finalNumber: isNumber ? finite(Number(number)) : null,
		finalInLastStep: lead.slice(-LAST_STEP_CHARS).includes(sought),
		finalMentions: countOf(lead, sought),
		finalInPrompt: isNumber ? numbersOf(prompt).includes(sought) : prompt.includes(sought),
	};
}

function finite(value: number): number | null {
	return Number.isFinite(value) ? value : null;
}

function countOf(text: string, sought: string): number {
	let count = 0;
	for (let at = text.indexOf(sought); at >= 0; at = text.indexOf(sought, at + sought.length)) count++;
	return count;
}
