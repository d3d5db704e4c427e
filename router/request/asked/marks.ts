import { classOf, IDEOGRAPH, NEWLINE, SPACE } from '../characters';
import { isLetter } from './politeKinds';

/** No stretch of politeness between two marks is longer, in UTF-16 units. */
export const MAX_STRETCH = 220;

/** Where the stretch that starts here ends: at a mark, at `to`, or -1 where neither is near. */
export function stretchEnd(text: string, from: number, to: number): number {
	const near = Math.min(to, from + MAX_STRETCH);
	for (let i = from; i < near; i++) if (isBreak(text, i, to)) return i;
	return near === to ? to : -1;
}

/** Where the stretch that ends here starts: behind a mark, at `from`, or -1 where neither is near. */
export function stretchStart(text: string, from: number, to: number): number {
	const near = Math.max(from, to - MAX_STRETCH);
	for (let i = to - 1; i >= near; i--) if (isBreak(text, i, to)) return i + 1;
	return near === from ? from : -1;
}

/** Behind spaces, marks of sentences, emoji and smileys. Marks that open something are kept. */
export function skipForward(text: string, from: number, to: number): number {
	let i = from;
	while (i < to && isSkipped(text, i, to)) i++;
	return i;
}

/** Before spaces, marks of sentences and emoji, seen from the end. */
export function skipBackward(text: string, from: number, to: number): number {
	let i = to;
	while (i > from && (isSentenceMark(text.charCodeAt(i - 1)) || isDash(text.charCodeAt(i - 1)))) i--;
	return i;
}

export function trimStart(text: string, from: number, to: number): number {
	let i = from;
	while (i < to && isBlank(text.charCodeAt(i))) i++;
	return i;
}

export function trimEnd(text: string, from: number, to: number): number {
	let i = to;
	while (i > from && isBlank(text.charCodeAt(i - 1))) i--;
	return i;
}

export function isQuestionMark(code: number): boolean {
	return code === 0x3f || code === 0xff1f;
}

export function isColon(code: number): boolean {
	return code === 0x3a || code === 0xff1a;
}

function isBreak(text: string, at: number, to: number): boolean {
	const code = text.charCodeAt(at);
	if (code === 0x2e) return endsSentence(text, at, to);
	if (code === 0xa1 || code === 0xbf || code === 0x2c || code === 0x3b || code === 0x21 || isQuestionMark(code) || isStop(code))
		return true;
	if (isColon(code)) return !isLetter(text.charCodeAt(at - 1)) || !isLetter(text.charCodeAt(at + 1)) || code === 0xff1a;
	if (code === 0x2d || code === 0x2013) return isBlank(text.charCodeAt(at - 1)) && (at + 1 >= to || isBlank(text.charCodeAt(at + 1)));
	const kind = classOf(code);
	if (kind === NEWLINE || isEmoji(code)) return true;
	if (CLOSING.has(code)) return !isBlank(text.charCodeAt(at - 1)) && (at + 1 >= to || isBlank(text.charCodeAt(at + 1)));
	// Beside words that are written without spaces, a space is a mark.
	return kind === SPACE && (classOf(text.charCodeAt(at - 1)) === IDEOGRAPH || classOf(text.charCodeAt(at + 1)) === IDEOGRAPH);
}

/** Closing quotation marks and brackets. */
const CLOSING = new Set(Array.from('"”“»)]\'’」』`', (mark) => mark.charCodeAt(0)));

/** A dot inside "3.14" or "e.g." or behind "Mr" ends nothing. */
function endsSentence(text: string, at: number, to: number): boolean {
	if (at + 1 < to && !isBlank(text.charCodeAt(at + 1)) && !isEmoji(text.charCodeAt(at + 1))) return false;
	return !/(^|[^\p{L}])(mrs?|ms|dr|prof|sra?|sig|dott|hr|fr)$/iu.test(text.slice(Math.max(0, at - 5), at));
}

/** Marks of sentences that are no ASCII: …、。，！；— and the middle dot. */
function isStop(code: number): boolean {
	return code === 0x2026 || code === 0x2014 || code === 0x3001 || code === 0x3002 || code === 0xff0c || code === 0xff01 || code === 0xff1b;
}

function isSkipped(text: string, at: number, to: number): boolean {
	const code = text.charCodeAt(at);
	if (isSentenceMark(code)) return true;
	if (isDash(code)) return at + 1 < to && isBlank(text.charCodeAt(at + 1));
	// ":)" and ";-)"
	return code === 0x29 && /[:;]-?$/.test(text.slice(Math.max(0, at - 2), at));
}

function isSentenceMark(code: number): boolean {
	return (
		isBlank(code) ||
		isEmoji(code) ||
		isStop(code) ||
		isColon(code) ||
		code === 0x2c ||
		code === 0x2e ||
		code === 0x21 ||
		code === 0x3b ||
		isQuestionMark(code) ||
		code === 0x7e ||
		code === 0xff5e ||
		code === 0xa1 ||
		code === 0xbf
	);
}

function isDash(code: number): boolean {
	return code === 0x2d || code === 0x2013 || code === 0x2014;
}

function isBlank(code: number): boolean {
	const kind = classOf(code);
	return kind === SPACE || kind === NEWLINE;
}

function isEmoji(code: number): boolean {
	return (
		(code >= 0xd83c && code <= 0xd83e) ||
		(code >= 0xdc00 && code <= 0xdfff) ||
		(code >= 0x2600 && code <= 0x27bf) ||
		code === 0xfe0f ||
		code === 0x200d
	);
}
