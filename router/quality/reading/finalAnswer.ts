import { z } from '../../../vendor/zod';

/** What an answer comes down to, in a form that can be compared. */
export interface FinalAnswer {
	readonly kind: 'number' | 'option' | 'words';
	readonly value: string;
}

/**
 * The final answer in a text, or `null` where it has none that could be compared, such as long prose. Looked for in
 * this order: a JSON object's `answer`, the last `\boxed{…}`, what follows the last "answer:", "answer is" or
 * `####`, a whole text that is short, and the number in a short last sentence. Linear time.
 */
export function finalAnswerOf(text: string): FinalAnswer | null {
	const trimmed = text.trim();
	if (trimmed === '') return null;
	const marked = markedAnswer(trimmed);
	if (marked !== null) return comparable(marked);
	// JSON without such a field is data: its last number says nothing.
	if (isJson(trimmed)) return null;
	if (trimmed.length <= SHORT_CHARS) return comparable(trimmed);
	const number = lastNumber(lastSentence(trimmed).normalize('NFKC'));
	return number === null ? null : { kind: 'number', value: number };
}

/** What a text itself marks as its answer: a JSON object's `answer`, `\boxed{…}`, what follows "answer is" and the like. */
export function markedAnswer(text: string): string | null {
	const trimmed = text.trim();
	return isJson(trimmed) ? fromJson(trimmed) : (boxed(trimmed) ?? afterMarker(trimmed));
}

function isJson(text: string): boolean {
	return /^[[{]/.test(text) && /[\]}]$/.test(text);
}

/** Whether two final answers say the same: "Paris" and "It is Paris" do, "safe" and "not safe" do not. */
export function agrees(a: FinalAnswer, b: FinalAnswer): boolean {
	if (a.kind !== b.kind) return false;
	if (a.value === b.value) return true;
	if (a.kind !== 'words') return false;
	const [short, long] = [a.value.split(' '), b.value.split(' ')].sort((x, y) => x.length - y.length);
	if (short === undefined || long === undefined || short.length === long.length) return false;
	const rest = long.length - short.length;
	if (endsIn(long, short)) return !long.slice(0, rest).some(isNegation);
	return endsIn(long.slice(0, short.length), short) && !long.slice(short.length).some(isNegation);
}

/** Up to here a whole text counts as the answer itself. */
const SHORT_CHARS = 80;

const NEGATIONS: ReadonlySet<string> = new Set([
	'not',
	'no',
	'never',
	'none',
	'cannot',
	'neither',
	'nicht',
	'kein',
	'keine',
	'ne',
	'pas',
	'non',
]);

function isNegation(word: string): boolean {
	return NEGATIONS.has(word) || word.endsWith("n't");
}

function endsIn(words: readonly string[], ending: readonly string[]): boolean {
	const from = words.length - ending.length;
	return ending.every((word, i) => words[from + i] === word);
}

const WithAnswer = z.object({ answer: z.union([z.string(), z.number(), z.boolean()]).transform(String) });

function fromJson(text: string): string | null {
	try {
		return WithAnswer.safeParse(JSON.parse(text)).data?.answer ?? null;
	} catch {
		return null;
	}
}

const BOX = '\\boxed{';

function boxed(text: string): string | null {
	const start = text.lastIndexOf(BOX);
	if (start === -1) return null;
	let open = 1;
	for (let i = start + BOX.length; i < text.length; i++) {
		if (text[i] === '{') open++;
		else if (text[i] === '}') open--;
		if (open === 0) return text.slice(start + BOX.length, i);
	}
	return null;
}

const MARKERS = ['####', 'answer:', 'answer**:', 'answer is:', 'answer is'];

/** The rest of the sentence after the last marker, where that is short enough to be an answer. */
function afterMarker(text: string): string | null {
	const lower = text.toLowerCase();
	const starts = MARKERS.map((marker) => ({ at: lower.lastIndexOf(marker), length: marker.length }));
	const last = starts.reduce((a, b) => (b.at > a.at || (b.at === a.at && b.length > a.length) ? b : a));
	// Lower case of some letters is longer: only where it is not, places in both are the same.
	if (last.at === -1 || lower.length !== text.length) return null;
	const rest = text.slice(last.at + last.length).trimStart();
	const sentence =
		rest
			.slice(0, SHORT_CHARS + 1)
			.split(SENTENCE_END)[0]
			?.trim() ?? '';
	return sentence === '' || sentence.length > SHORT_CHARS ? null : sentence;
}

const SENTENCE_END = /[.!?]\s|\n/;

function lastSentence(text: string): string {
	// A sentence that could be the final answer is short: more of the end need not be read.
	const tail = text.slice(-SHORT_CHARS - 2);
	const parts = tail.split(SENTENCE_END);
	return parts.length === 1 ? '' : (parts.at(-1) ?? '');
}

function comparable(answer: string): FinalAnswer | null {
	const text = answer
		.slice(0, 4 * SHORT_CHARS)
		.normalize('NFKC')
		.trim();
	const option = /^[*(]{0,3}([A-J])(?:[*).:]{1,4}(?:\s|$)|$)/.exec(text)?.[1];
	if (option !== undefined) return { kind: 'option', value: option };
	const number = lastNumber(text);
	if (number !== null) return { kind: 'number', value: number };
	const words = text
		.toLowerCase()
		.replace(/’/g, "'")
		.match(/[\p{L}\p{N}']+/gu);
	return words === null ? null : { kind: 'words', value: words.join(' ') };
}

/** In one spelling: 1,234.50 and +1234.5 are one number; a fraction is kept as it stands. */
function lastNumber(text: string): string | null {
	const found = text.match(/(?:(?<![\p{L}\d])[-−+])?\d[\d,]*(?:\.\d+)?(?:\/\d+)?/gu)?.at(-1);
	if (found === undefined) return null;
	const plain = found
		.replace(/[+,]/g, '')
		.replace('−', '-')
		.replace(/^(-?)0+(?=\d)/, '$1');
	return plain.includes('.') && !plain.includes('/') ? plain.replace(/0+$/, '').replace(/\.$/, '') : plain;
}
