import { classOf, IDEOGRAPH } from '../characters';
import { afterOpening } from './cjk';
import { isQuestionMark, skipForward, stretchEnd } from './marks';
import { ADDRESSEE, FAREWELL, GREETING, hashOf, isLetter, LINK, NICE, OPENER, OPENING, POLITE, politeKinds, TIME } from './politeKinds';
import { readStretch } from './stretch';

/** Where a text goes on behind one stretch of politeness at its start; `from` where it begins with none. */
export function afterPoliteness(text: string, from: number, to: number): number {
	if (from >= to) return from;
	if (text.charCodeAt(from) === 0xa1 || text.charCodeAt(from) === 0xbf) {
		const next = afterPoliteness(text, from + 1, to);
		return next > from + 1 ? next : from;
	}
	const mention = afterMention(text, from, to);
	if (mention > from) return skipForward(text, mention, to);
	if (classOf(text.charCodeAt(from)) === IDEOGRAPH) return afterIdeographs(text, from, to);
	const first = wordEnd(text, from, to);
	if (first === from || politeKinds(hashOf(text, from, first)) === 0) return from;
	const end = hopeEnd(text, from, stretchEnd(text, from, to), to);
	if (end === -1) return afterOpeningWords(text, from, to);
	const read = readStretch(text, from, end, isQuestionMark(text.charCodeAt(end)) && end < to);
	const polite = read.front ? end : read.small ? afterSmall(text, end, to) : -1;
	return polite === -1 ? afterOpeningWords(text, from, to) : afterLink(text, skipForward(text, polite, to), to);
}

/** Where politeness ends that opens with small words: "My question is this: …", "I'm new here, so sorry if …"; or -1. */
function afterSmall(text: string, end: number, to: number): number {
	if (end >= to || !/[,:：.!\n…—–-]/.test(text.charAt(end))) return -1;
	if (text.charCodeAt(end) !== 0x2c) return end;
	const next = stretchEnd(text, end + 1, to);
	return next !== -1 && readStretch(text, end + 1, next, isQuestionMark(text.charCodeAt(next))).front ? next : -1;
}

/** "Ich hoffe, es geht euch gut": what is hoped for stands behind a comma. */
function hopeEnd(text: string, from: number, end: number, to: number): number {
	if (end === -1 || text.charCodeAt(end) !== 0x2c || !HOPES.test(text.slice(from, end))) return end;
	return stretchEnd(text, end + 1, to);
}

const HOPES = /(?:hoffe|hoffen|wünsche|nadzieję|надеюсь|hope|espero|spero|hoop|espère|umarım)$/iu;

/** "@assistant", "<@U02BOT>", "Re:" and "Fwd:". */
function afterMention(text: string, from: number, to: number): number {
	const code = text.charCodeAt(from);
	if (code !== 0x40 && code !== 0x3c && !isReplyLetter(code)) return from;
	const found = /^(?:@[\w.-]{1,40}(?=[ ,:])|<[@!][\w|.^ -]{1,60}>|(?:re|fwd?|aw|wg|tr|rv|enc|odp|sv|ynt)\s?:)/i.exec(
		text.slice(from, Math.min(to, from + 70)),
	);
	return from + (found?.[0].length ?? 0);
}

function isReplyLetter(code: number): boolean {
	return REPLY_LETTERS.has(code | 0x20);
}

const REPLY_LETTERS = new Set(Array.from('rfawteosy', (letter) => letter.charCodeAt(0)));

function afterIdeographs(text: string, from: number, to: number): number {
	const end = stretchEnd(text, from, to);
	if (end !== -1 && readStretch(text, from, end).front) return skipForward(text, end, to);
	return skipForward(text, from + afterOpening(text.slice(from, Math.min(to, from + 20))), to);
}

/** "…, but why": what is asked begins behind the word that joins. */
function afterLink(text: string, from: number, to: number): number {
	const end = wordEnd(text, from, to);
	if (end === from || end >= to || text.charCodeAt(end) !== 0x20) return from;
	const isLink = (politeKinds(hashOf(text, from, end)) & LINK) !== 0;
	return isLink && !isCapital(text, from) ? skipForward(text, end, to) : from;
}

function isCapital(text: string, at: number): boolean {
	const letter = text.charAt(at);
	return letter !== letter.toLowerCase();
}

/** A greeting that runs on without a mark: "hey can you …", "hi there how …", "please write …". */
function afterOpeningWords(text: string, from: number, to: number): number {
	let greeted = false;
	for (let at = from, count = 0; count < 6; count++) {
		const end = wordEnd(text, at, to);
		if (end === at || text.charCodeAt(end) !== 0x20) return from;
		const kinds = politeKinds(hashOf(text, at, end));
		if (greeted && (kinds & OPENER) !== 0) return at;
		if (count === 0 && (kinds & OPENING) !== 0) return skipForward(text, end, to);
		const belongs = GREETING | NICE | ADDRESSEE | (greeted ? TIME : 0) | ((kinds & FAREWELL) === 0 ? 0 : POLITE);
		if ((kinds & belongs) === 0) return from;
		greeted ||= (kinds & (GREETING | NICE)) !== 0;
		at = end + 1;
	}
	return from;
}

function wordEnd(text: string, from: number, to: number): number {
	let i = from;
	while (i < to && isLetter(text.charCodeAt(i))) i++;
	return i;
}
