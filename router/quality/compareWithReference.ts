import { markedAnswer } from './reading/finalAnswer';
import { readJsonAnswer } from './reading/jsonAnswer';
import { lastNumberIn, sameNumber } from './reading/lastNumber';
import { holdsWords, plainWords } from './reading/plainWords';
import { sameJson } from './reading/sameJson';

/**
 * How an answer is compared with the one it should be: `text` the same words, `contains` the reference's words
 * in a row somewhere in the answer, `number` the same final number, `json` the same JSON value whatever the order
 * of its keys.
 */
export type CompareBy = 'text' | 'contains' | 'number' | 'json';

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
	if (!wanted.ok) return { kind: 'unusable', why: 'is no JSON, and is to be compared as JSON.' };
	const found = readJsonAnswer(answer);
	if (!found.ok) return { kind: 'different', why: 'the answer is no JSON' };
	return verdict(sameJson(found.value, wanted.value), ['the same JSON', 'another JSON value']);
}

function verdict(same: boolean, [yes, no]: readonly [string, string]): Compared {
	return same ? { kind: 'same', why: yes } : { kind: 'different', why: no };
}
