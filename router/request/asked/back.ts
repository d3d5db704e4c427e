import { classOf, IDEOGRAPH, NEWLINE, WORD } from '../characters';
import { MAX_STRETCH, isColon, isQuestionMark, skipBackward, stretchStart, trimEnd } from './marks';
import { FAREWELL, hashOf, isLetter, KNOWN, OPENING, POLITE, politeKinds, takesObject } from './politeKinds';
import { readStretch } from './stretch';

/** Names, titles, a company, an address and a phone below a farewell. */
const MAX_SIGNED = 24;
const MAX_SIGNED_CHARS = 700;

/**
 * Where a text ends before one stretch of politeness at its end, signature below included; `to` where it ends with
 * none.
 */
export function beforePoliteness(text: string, from: number, to: number): number {
	const end = skipBackward(text, from, to);
	if (end === from) return from;
	const aside = beforeAside(text, from, end);
	if (aside < end) return aside;
	if (!mayBePolite(text, from, end)) return to;
	let named = true;
	for (let at = end, count = 0; count <= MAX_SIGNED && to - at < MAX_SIGNED_CHARS; count++) {
		const start = stretchStart(text, from, at);
		if (start === -1) return to;
		const first = leading(text, start, at);
		const read = readStretch(text, first, at, asks(text, at, to));
		if (read.back && (count === 0 || (read.farewell && named && isParted(text, at, to))))
			return isObject(text, from, first) ? to : beforeSmall(text, from, first);
		const cut = count === 0 || isParted(text, at, to) ? beforeThanks(text, first, at) : at;
		if (cut < at && isLong(text, from, cut)) return cut;
		if (asks(text, at, to)) return to;
		named = isSignature(text, first, at);
		if (!named && !isRank(text, first, at, to)) return to;
		at = skipBackward(text, from, start);
		// "Ann Lee (she/her)"
		if (text.charCodeAt(at - 1) === 0x29) at--;
		if (at <= from) return to;
		if (isDelimited(text, from, at, start)) return at;
	}
	return to;
}

/** "That would be great, thanks": small words before a comma, with nothing else in their sentence. */
function beforeSmall(text: string, from: number, at: number): number {
	const comma = trimEnd(text, from, at) - 1;
	if (comma <= from || text.charCodeAt(comma) !== 0x2c) return at;
	const start = stretchStart(text, from, comma);
	if (start <= from || text.charCodeAt(start - 1) === 0x2c || isObject(text, from, start)) return at;
	const first = leading(text, start, comma);
	return readStretch(text, first, comma).small ? first : at;
}

/** "… (thanks!)" */
function beforeAside(text: string, from: number, to: number): number {
	if (text.charCodeAt(to - 1) !== 0x29) return to;
	const open = text.lastIndexOf('(', to);
	if (open <= from || to - open > MAX_ASIDE) return to;
	return readStretch(text, open + 1, skipBackward(text, open + 1, to - 1)).back ? open : to;
}

const MAX_ASIDE = 60;

/** The line above a signature, or the dash before a name on the last line. */
function isDelimited(text: string, from: number, at: number, start: number): boolean {
	const found = /\n[ \t]*(?:--|[-—–~]|__)[ \t]*(\r?\n)?[ \t]*$/.exec(text.slice(at, start));
	if (found === null || /[:：]/.test(text.slice(at, start))) return false;
	// In a list, a dash stands before every line.
	return found[1] !== undefined || !/\n[ \t]*[-—–~•*]/.test(text.slice(Math.max(from, at - MAX_SIGNED_CHARS), at));
}

/** Most texts end with a word that says something, in small letters: nothing more is read of them. */
function mayBePolite(text: string, from: number, to: number): boolean {
	const start = wordStart(text, from, to);
	if (start === to || start === from || isCapital(text, start)) return true;
	if (classOf(text.charCodeAt(to - 1)) !== WORD || politeKinds(hashOf(text, start, to)) !== 0) return true;
	const before = text.charCodeAt(start - 1);
	// A short line such as stands in signatures, or the end of an address.
	if (text.slice(Math.max(from, to - MAX_RANK), to).includes('\n')) return true;
	return classOf(before) === NEWLINE || before === 0x2e || before === 0x40 || before === 0x2f;
}

function asks(text: string, at: number, to: number): boolean {
	return at < to && isQuestionMark(text.charCodeAt(at));
}

function leading(text: string, start: number, to: number): number {
	let i = start;
	while (i < to && !isLetter(text.charCodeAt(i)) && /[\s*_]/.test(text.charAt(i))) i++;
	return i;
}

/** Behind a colon, politeness is what the request is about: "Make this formal: hey, thanks". */
function isObject(text: string, from: number, at: number): boolean {
	for (let end = at, count = 0; count < 4; count++) {
		const before = trimEnd(text, from, end);
		const mark = text.charCodeAt(before - 1);
		if (before === from || isColon(mark)) return before > from;
		if (mark !== 0x2c) return false;
		end = stretchStart(text, from, before - 1);
		if (end === -1) return false;
		const read = readStretch(text, leading(text, end, before), before - 1);
		if (!read.front && !read.back) return false;
	}
	return false;
}

/** A line or name such as stands below a farewell: capitals, numbers, addresses. No sentence. */
function isSignature(text: string, from: number, to: number): boolean {
	const most = /[|·•]/.test(text.slice(from, to)) ? 14 : 7;
	// Most stretches are sentences, which need not be taken apart.
	if (wordStarts(text, from, to) > most) return false;
	const words = text.slice(from, to).trim().split(/\s+/);
	if (words.length > most) return false;
	const isOwnLine = from === 0 || classOf(text.charCodeAt(from - 1)) === NEWLINE;
	if (classOf(text.charCodeAt(from)) === IDEOGRAPH && (!isOwnLine || to - from > MAX_IDEOGRAPHS)) return false;
	return words.every((word) => SIGNED.test(word)) || (isOwnLine && words.length === 1 && /^\p{L}{1,20}$/u.test(words[0] ?? ''));
}

/** Words behind a space, those that begin with a character of ASCII. */
function wordStarts(text: string, from: number, to: number): number {
	let starts = 0;
	for (let at = from + 1; at < to; at++) {
		if (text.charCodeAt(at - 1) !== 0x20) continue;
		const code = text.charCodeAt(at);
		if (code > 0x20 && code < 0x7f) starts++;
	}
	return starts;
}

/** "Assistante de direction": below a name, on a line of its own. */
function isRank(text: string, from: number, at: number, to: number): boolean {
	if (at - from > MAX_RANK || (from > 0 && classOf(text.charCodeAt(from - 1)) !== NEWLINE)) return false;
	if (at < to && classOf(text.charCodeAt(at)) !== NEWLINE) return false;
	return isCapital(text, from);
}

const MAX_RANK = 45;

/** A name of a person or company written without spaces. */
const MAX_IDEOGRAPHS = 10;

const SIGNED =
	/^(?:[("'/|•-]*[\p{Lu}\p{Lo}][\p{L}\p{M}\d.'’&/-]*[)"',]*|[+(]?[\d()/.-]+|\d[\p{L}\d-]*|[|/•&·–-]+|\S+@\S+\.\S+|(?:https?:\/\/|www\.)\S+|[\w-]+(?:\.[\w-]+)*\.[a-z]{2,7}(?:\/\S*)?|of|and|for|the|de|la|le|du|des|der|die|das|und|von|van|den|di|del|e|y|et|da|do|i|ve|mbh|\([\p{L}\/]{1,20}\)?|rue|avenue|bd|street|road|straße|str|via|calle|rua|ul|ulica|tel|mobile?|phone|fax|ext|email|e-mail|m|t)$/u;

/** "Thanks, Ann" and Ann on a line of her own, but not "Thanks. Summarize". */
function isParted(text: string, from: number, to: number): boolean {
	for (let i = from; i < to; i++) {
		const code = text.charCodeAt(i);
		if (code === 0x2c || code === 0xff0c || code === 0x3001 || classOf(code) === NEWLINE) return true;
		if (isLetter(code)) return false;
	}
	return false;
}

/** Thanks that run on without a mark: "… by noon please", "… on Mondays Thanks a lot". */
function beforeThanks(text: string, from: number, to: number): number {
	let cut = to;
	let thanks = to;
	let names = 0;
	for (let end = to; end > from; ) {
		const start = wordStart(text, from, end);
		if (start === end) return to;
		const word = hashOf(text, start, end);
		const kinds = politeKinds(word);
		const capital = isCapital(text, start);
		if (thanks < cut && !takesObject(word)) cut = thanks;
		const isName = capital && kinds === 0 && cut === to && ++names <= MAX_NAMES;
		if ((kinds & KNOWN) === 0 && !isName) return cut;
		if (capital && !isName ? readStretch(text, start, to).back : end === to && isThanks(kinds)) thanks = start;
		const before = text.charCodeAt(start - 1);
		if (before !== 0x20 && before !== 0x27 && before !== 0x2019) return cut;
		end = start - 1;
	}
	return to;
}

/** "LG Toni Maier" */
const MAX_NAMES = 2;

/** "Write thanks" is not thanked for. */
function isLong(text: string, from: number, to: number): boolean {
	return (
		text
			.slice(Math.max(from, to - MAX_STRETCH), to)
			.trim()
			.split(/\s+/, 3).length > 2
	);
}

function isThanks(kinds: number): boolean {
	return (kinds & POLITE) !== 0 && (kinds & (FAREWELL | OPENING)) !== 0;
}

function isCapital(text: string, at: number): boolean {
	const letter = text.charAt(at);
	return letter !== letter.toLowerCase();
}

function wordStart(text: string, from: number, to: number): number {
	let i = to;
	while (i > from && isLetter(text.charCodeAt(i - 1))) i--;
	return i;
}
