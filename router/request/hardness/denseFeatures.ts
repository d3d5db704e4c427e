import { type CharacterCounts, sumOf } from '../characterCounts';
import type { Signals } from '../request';
import { countCharacters, type Scan } from '../scan';

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

/** `found`: what `scan` made of this text. Valid until the next call: the buffer is reused. */
export function readDense(text: string, signals: Omit<Signals, 'hardness'>, found: Scan): Float64Array {
	if (text.length <= READ_CHARS) {
		fillDense(text, signals, found, found.characters);
	} else {
		const head = { ...countCharacters(found, 0, READ_CHARS) };
		const tail = countCharacters(found, Math.max(READ_CHARS, text.length - READ_CHARS), text.length);
		fillDense(text, signals, found, sumOf(head, tail));
	}
	return dense;
}

const dense = new Float64Array(DENSE_FEATURES.length);

function fillDense(text: string, signals: Omit<Signals, 'hardness'>, found: Scan, characters: CharacterCounts): void {
	const chars = Math.max(1, characters.chars);
	let next = 0;
	const add = (value: number): void => {
		dense[next++] = value;
	};
	const log = (count: number): void => add(count === 0 ? 0 : Math.log1p(count));
	log(signals.words);
	log(signals.chars / Math.max(1, signals.words));
	log(signals.sentences);
	log(signals.words / Math.max(1, signals.sentences));
	add(signals.hasCode ? 1 : 0);
	log(found.codeMarks);
	log(found.mathMarks);
	add(characters.digits / chars);
	log(characters.numbers);
	log(signals.questions);
	log(signals.constraints);
	log(signals.steps);
	log(signals.reasoningWords);
	log(signals.domainWords);
	log(signals.routineWords);
	add(signals.format === 'text' ? 0 : 1);
	log(characters.optionLines);
	log(found.tableLines);
	log(characters.lines);
	add(characters.capitals / chars);
	add(characters.marks / chars);
	add(characters.longRuns / Math.max(1, characters.letterRuns));
	add(characters.ideographs / chars);
	log(characters.brackets);
	log(characters.quotes);
	log(characters.money);
	log(characters.commas);
	log(characters.blanks);
	add(endsWithQuestion(text) ? 1 : 0);
	add(signals.language === 'en' || signals.language === null ? 1 : 0);
	log(signals.priorTurns);
}

function endsWithQuestion(text: string): boolean {
	for (let at = text.length - 1; at >= Math.max(0, text.length - 4); at--) {
		const code = text.charCodeAt(at);
		if (code === 0x3f || code === 0xff1f) return true;
	}
	return false;
}
