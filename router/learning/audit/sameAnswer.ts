import { canonicalJson } from '../../canonicalJson';
import { readJsonAnswer } from '../../request/jsonAnswer';

import { readLabel } from './label';
import { readNumber } from './plainNumber';

/**
 * Whether two answers say the same, so that no judge is needed: as labels whatever their case and closing punctuation,
 * as numbers by value, as JSON by value, else to the letter. In doubt they do not.
 */
export function saysTheSame(a: string, b: string): boolean {
	return formOf(a) === formOf(b);
}

function formOf(text: string): string {
	const bare = text.trim().replace(/\r\n?/g, '\n');
	const number = readNumber(bare);
	if (number !== null) return `number ${number}`;
	const json = jsonOf(bare);
	if (json !== null) return `json ${json}`;
	const label = readLabel(bare);
	return label === null ? `text ${bare}` : `label ${label.toLowerCase()}`;
}

/** Longer ones are read wrongly: 16 digits and more may be any of several numbers then. */
const LONG_NUMBER = /\d{16}/;

function jsonOf(text: string): string | null {
	const read = readJsonAnswer(text);
	if (!read.ok || typeof read.value !== 'object' || read.value === null || LONG_NUMBER.test(read.text)) return null;
	return canonicalJson(read.value, 'answer');
}
