import { markedAnswer } from './reading/finalAnswer';
import { readJsonAnswer } from '../request/jsonAnswer';
import { lastNumberIn, sameNumber } from './reading/lastNumber';

/**
 * How an answer is compared with the one it should be: `text` the same words, `contains` the reference's words
 * in a row somewhere in the answer, `number` the same final number, `json` the same JSON value whatever the order
 * of its keys.
 */
export const COMPARE_BY = ['text', 'contains', 'number', 'json'] as const;
export type CompareBy = (typeof COMPARE_BY)[number];

export type Compared =
	/** `why`: for people; quotes nothing but numbers. */
	| { readonly kind: 'same' | 'different'; readonly why: string }
	/** Nothing can be compared with this reference; goes on from "Reference Answer: ". */
	| { readonly kind: 'unusable'; readonly why: string };

/** Characters (UTF-16 code units) that are compared. */
const MAX_READ_CHARS = 65_536;

/** Compares an answer with a reference. Linear in both; what is longer than `MAX_READ_CHARS` is not compared. */
export function compareWithReference({
	answer,
	reference,
	by,
}: {
	readonly answer: string;
	readonly reference: string;
	readonly by: CompareBy;
}): Compared {
	if (reference.trim() === '') return { kind: 'unusable', why: 'is empty. Use an expression for the field that has it.' };
	if (reference.length > MAX_READ_CHARS) return { kind: 'unusable', why: `has more than ${MAX_READ_CHARS} characters.` };
	if (answer.length > MAX_READ_CHARS) return { kind: 'different', why: `the answer has more than ${MAX_READ_CHARS} characters` };
	return COMPARE[by](answer, reference);
}

const COMPARE: Readonly<Record<CompareBy, (answer: string, reference: string) => Compared>> = {
	text: (answer, reference) => verdict(plainWords(answer).join(' ') === plainWords(reference).join(' '), ['the same text', 'another text']),
	contains: (answer, reference) =>
		verdict(holdsWords(answer, reference), ['the answer contains the reference', 'the answer does not contain the reference']),
	number: byNumber,
	json: byJson,
};

function byNumber(answer: string, reference: string): Compared {
	const wanted = finalNumber(reference);
	if (wanted === null) return { kind: 'unusable', why: 'has no number, and is to be compared by number.' };
	const found = finalNumber(answer);
	if (found === null) return { kind: 'different', why: 'the answer has no number' };
	return verdict(sameNumber(found, wanted), ['the same number', `the answer has ${found}, not ${wanted}`]);
}

function finalNumber(text: string): string | null {
	const marked = markedAnswer(text);
	return (marked === null ? null : lastNumberIn(marked)) ?? lastNumberIn(text);
}

function byJson(answer: string, reference: string): Compared {
	const wanted = readJsonAnswer(reference);
	if (!wanted.ok) return { kind: 'unusable', why: 'is not valid JSON, but is to be compared as JSON.' };
	const found = readJsonAnswer(answer);
	if (!found.ok) return { kind: 'different', why: 'the answer is not valid JSON' };
	return verdict(sameJson(found.value, wanted.value), ['the same JSON', 'another JSON value']);
}

function verdict(same: boolean, [yes, no]: readonly [string, string]): Compared {
	return same ? { kind: 'same', why: yes } : { kind: 'different', why: no };
}

/** Whether two JSON values are the same; the order of keys does not matter, that of list items does. */
function sameJson(a: unknown, b: unknown): boolean {
	// Not by recursion: JSON from outside may be nested deeper than the stack.
	const open: [unknown, unknown][] = [[a, b]];
	for (let pair = open.pop(); pair !== undefined; pair = open.pop()) {
		const [one, other] = pair;
		if (one === other) continue;
		const [members, others] = [membersOf(one), membersOf(other)];
		if (members === null || others === null || Array.isArray(one) !== Array.isArray(other) || members.size !== others.size) return false;
		for (const [key, value] of members) {
			if (!others.has(key)) return false;
			open.push([value, others.get(key)]);
		}
	}
	return true;
}

function membersOf(value: unknown): ReadonlyMap<string, unknown> | null {
	return typeof value === 'object' && value !== null ? new Map(Object.entries(value)) : null;
}

/**
 * A text as its words, numbers and signs in one spelling: lower case, without punctuation and spacing. A sign such
 * as `<` or `€` counts, or "a < b" were "a > b"; so does the minus of a number. Only punctuation: the text itself.
 */
function plainWords(text: string): readonly string[] {
	const plain = text.normalize('NFKC').replaceAll('\uFE0F', '').toLowerCase();
	const words = [...plain.matchAll(WORD)].map(([word]) => word.replace(THOUSANDS, '').replace('−', '-'));
	return words.length === 0 ? [plain.trim()] : words;
}

/** Whether the words of `part` stand in a row in `text`. */
function holdsWords(text: string, part: string): boolean {
	const [all, some] = [plainWords(text), plainWords(part)];
	// Such scripts have no spaces between words, so any place may be a word's edge.
	if (UNSPACED.test(part)) return all.join('').includes(some.join(''));
	return ` ${all.join(' ')} `.includes(` ${some.join(' ')} `);
}

const WORD = /(?:(?<![\p{L}\p{N}])[-−])?\d+(?:[.,]\d+)*|[\p{L}\p{M}\p{N}]+|[\p{Sm}\p{Sc}\p{So}]/gu;
const THOUSANDS = /,(?=\d{3}(?:\D|$))/g;
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
