import { classOf, DIGIT, IDEOGRAPH, MARK, NEWLINE, WORD } from '../characters';
import type { Scan } from '../scan';
import type { Signals } from '../request';

/** What the trees read of a request, one number each. Adding, removing or rescaling one is a new version. */
export const DENSE_FEATURES = [
	'log words',
	'log characters of a word',
	'log sentences',
	'log words of a sentence',
	'code',
	'log code marks',
	'log math marks',
	'share of digits',
	'log numbers',
	'log questions',
	'log constraints',
	'log steps',
	'log reasoning words',
	'log expert words',
	'log everyday words',
	'format',
	'log option lines',
	'log table lines',
	'log lines',
	'share of capitals',
	'share of marks',
	'share of long words',
	'share of ideographs',
	'log brackets',
	'log quotes',
	'log currency and percent signs',
	'log commas',
	'log blanks to fill',
	'ends with a question',
	'English',
	'earlier turns',
] as const;

export const DENSE_VERSION = 'dense-31/v1';

/** Characters read at each end. */
const READ_CHARS = 4_096;
const LONG_WORD = 8;

/** Valid until the next call: the buffer is reused. */
export function readDense(text: string, signals: Omit<Signals, 'hardness'>, found: Scan): Float64Array {
	counts.fill(0);
	const half = READ_CHARS;
	countCharacters(text, 0, Math.min(half, text.length));
	if (text.length > half) countCharacters(text, Math.max(half, text.length - half), text.length);
	fillDense(text, signals, found);
	return dense;
}

const dense = new Float64Array(DENSE_FEATURES.length);

const enum Count {
	Chars,
	Digits,
	Numbers,
	Capitals,
	Marks,
	Words,
	LongWords,
	Ideographs,
	Brackets,
	Quotes,
	Money,
	Commas,
	Blanks,
	Lines,
	OptionLines,
	Size,
}

const counts = new Float64Array(Count.Size);

function fillDense(text: string, signals: Omit<Signals, 'hardness'>, found: Scan): void {
	const chars = Math.max(1, counts[Count.Chars] ?? 1);
	const share = (which: Count): number => (counts[which] ?? 0) / chars;
	const log = (which: Count): number => Math.log1p(counts[which] ?? 0);
	const values = [
		Math.log1p(signals.words),
		Math.log1p(signals.chars / Math.max(1, signals.words)),
		Math.log1p(signals.sentences),
		Math.log1p(signals.words / Math.max(1, signals.sentences)),
		signals.hasCode ? 1 : 0,
		Math.log1p(found.codeMarks),
		Math.log1p(found.mathMarks),
		share(Count.Digits),
		log(Count.Numbers),
		Math.log1p(signals.questions),
		Math.log1p(signals.constraints),
		Math.log1p(signals.steps),
		Math.log1p(signals.reasoningWords),
		Math.log1p(signals.domainWords),
		Math.log1p(signals.routineWords),
		signals.format === 'text' ? 0 : 1,
		log(Count.OptionLines),
		Math.log1p(found.tableLines),
		log(Count.Lines),
		share(Count.Capitals),
		share(Count.Marks),
		(counts[Count.LongWords] ?? 0) / Math.max(1, counts[Count.Words] ?? 1),
		share(Count.Ideographs),
		log(Count.Brackets),
		log(Count.Quotes),
		log(Count.Money),
		log(Count.Commas),
		log(Count.Blanks),
		endsWithQuestion(text) ? 1 : 0,
		signals.language === 'en' || signals.language === null ? 1 : 0,
		Math.log1p(signals.priorTurns),
	];
	dense.set(values);
}

function countCharacters(text: string, from: number, to: number): void {
	let word = 0;
	let inNumber = false;
	let lineStart = from;
	for (let at = from; at < to; at++) {
		const code = text.charCodeAt(at);
		const kind = classOf(code);
		if (kind === DIGIT) {
			count(Count.Digits);
			if (!inNumber) count(Count.Numbers);
		}
		inNumber = kind === DIGIT || (inNumber && (code === 0x2e || code === 0x2c));
		if (kind === WORD) {
			word++;
			if (code >= 0x41 && code <= 0x5a) count(Count.Capitals);
			else if (code === 0x5f && text.charCodeAt(at - 1) === 0x5f) count(Count.Blanks);
			continue;
		}
		if (word > 0) endWord(word);
		word = 0;
		if (kind === IDEOGRAPH) count(Count.Ideographs);
		else if (kind === MARK) countMark(code);
		else if (kind === NEWLINE) {
			if (at > lineStart) endLine(text, lineStart);
			lineStart = at + 1;
		}
	}
	if (word > 0) endWord(word);
	if (to > lineStart) endLine(text, lineStart);
	counts[Count.Chars] = (counts[Count.Chars] ?? 0) + (to - from);
}

function count(which: Count): void {
	counts[which] = (counts[which] ?? 0) + 1;
}

function endWord(length: number): void {
	count(Count.Words);
	if (length >= LONG_WORD) count(Count.LongWords);
}

/** Lines such as "A. …" or "(b) …" are the options of an exam. */
function endLine(text: string, start: number): void {
	count(Count.Lines);
	const first = text.charCodeAt(start) === 0x28 ? start + 1 : start;
	const letter = text.charCodeAt(first) & ~0x20;
	const behind = text.charCodeAt(first + 1);
	if (letter >= 0x41 && letter <= 0x4a && (behind === 0x2e || behind === 0x29 || behind === 0x3a)) count(Count.OptionLines);
}

function countMark(code: number): void {
	count(Count.Marks);
	if (code === 0x28 || code === 0x5b || code === 0x7b) count(Count.Brackets);
	else if (code === 0x22 || code === 0x201c || code === 0x201e || code === 0xab) count(Count.Quotes);
	else if (code === 0x24 || code === 0x25 || code === 0x20ac || code === 0xa3 || code === 0xa5) count(Count.Money);
	else if (code === 0x2c || code === 0x3001) count(Count.Commas);
}

function endsWithQuestion(text: string): boolean {
	for (let at = text.length - 1; at >= Math.max(0, text.length - 4); at--) {
		const code = text.charCodeAt(at);
		if (code === 0x3f || code === 0xff1f) return true;
	}
	return false;
}
