/** How an answer is built, and what it says in the end. */
export interface AnswerText {
	/** What is read as prose: the strings of a JSON answer on lines of their own, else the answer itself. */
	readonly body: string;
	/** What it gives as its result; empty where nothing marks one and no line is left. */
	readonly final: string;
	/** A word, a sign or a field says that this is the result. */
	readonly finalMarked: boolean;
	/** `broken`: it starts as a JSON object and cannot be parsed as one. */
	readonly shape: 'prose' | 'json' | 'broken';
}

/** Characters (UTF-16 code units) of an answer that are read; longer ones are read head and tail. */
export const MAX_ANSWER_CHARS = 65_536;

export function readAnswerText(answer: string): AnswerText {
	const text = ends(answer);
	const block = jsonBlock(text);
	const fields = block === null ? null : fieldsOf(block);
	if (fields !== null) return { ...fields, shape: 'json' };
	return { body: text, ...finalOf(text), shape: block === null ? 'prose' : 'broken' };
}

function ends(text: string): string {
	if (text.length <= MAX_ANSWER_CHARS) return text;
	const half = MAX_ANSWER_CHARS / 2 - 1;
	return `${text.slice(0, half)}\n${text.slice(-half)}`;
}

/** How far from the start an object may open and the answer still count as JSON: room for a line of greeting. */
const PREAMBLE_CHARS = 200;

function jsonBlock(text: string): string | null {
	const open = text.indexOf('{');
	if (open < 0 || open > PREAMBLE_CHARS) return null;
	const starts = text
		.slice(open + 1, open + 40)
		.trimStart()
		.startsWith('"');
	if (!starts) return null;
	const close = text.lastIndexOf('}');
	return close < open ? text.slice(open) : text.slice(open, close + 1);
}

/** The string and number fields of an object, in order; the last one is the result. */
function fieldsOf(block: string): Omit<AnswerText, 'shape'> | null {
	const parsed = parse(block);
	if (parsed === null) return null;
	const values = Object.values(parsed).map((value) => (typeof value === 'string' ? value : (JSON.stringify(value) ?? '')));
	return { body: values.join('\n'), final: (values.at(-1) ?? '').trim(), finalMarked: values.length > 0 };
}

function parse(block: string): object | null {
	try {
		// Models write line breaks inside strings, which JSON does not allow; nobody who reads them minds.
		const value: unknown = JSON.parse(block.replace(/[\n\r\t]/g, ' '));
		return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : null;
	} catch {
		return null;
	}
}

/** What stands before a result. The one that comes last in the answer decides. */
const MARKS = [
	'"answer":',
	'####',
	'\\boxed{',
	'answer is',
	'answer:',
	'result is',
	'the output is',
	'returns',
	'therefore,',
	'final answer',
];

function finalOf(text: string): { final: string; finalMarked: boolean } {
	const lower = text.toLowerCase();
	let at = -1;
	for (const mark of MARKS) {
		const found = lower.lastIndexOf(mark);
		if (found >= 0) at = Math.max(at, found + mark.length);
	}
	const marked = at < 0 ? '' : firstLine(text.slice(at));
	return marked === '' ? { final: lastLine(text), finalMarked: false } : { final: marked, finalMarked: true };
}

function firstLine(text: string): string {
	return bare(text.trimStart().split('\n', 1)[0] ?? '');
}

function lastLine(text: string): string {
	const trimmed = text.trimEnd();
	return bare(trimmed.slice(trimmed.lastIndexOf('\n') + 1));
}

/** Without the signs that only dress a result up. */
function bare(line: string): string {
	let from = 0;
	let to = line.length;
	while (from < to && DRESS.includes(line.charAt(from))) from++;
	while (to > from && DRESS.includes(line.charAt(to - 1))) to--;
	return line.slice(from, to);
}

const DRESS = ' \t\r"\'`*$:.,{}\\';
