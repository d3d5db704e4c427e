import { estimateTokenCount } from '../../vendor/tokens';

/**
 * What tokenx estimates, in one pass and without a string for every word: it is asked only for stretches between spaces
 * that have other characters than those of European alphabets. The same number for every text, which the tests compare.
 */
export function textTokens(text: string): number {
	let tokens = 0;
	for (let at = 0; at < text.length; ) {
		const isSpace = kindOf(text.charCodeAt(at)) === Kind.Space;
		const end = isSpace ? spaceEnd(text, at) : readStretch(text, at);
		if (isSpace) tokens += spaceTokens(text, at, end);
		else tokens += stretchTokens ?? estimateTokenCount(text.slice(at, end));
		at = end;
	}
	return tokens;
}

const enum Kind {
	/** All that is no other kind: a capital, an accent, the apostrophe. */
	Word,
	Lower,
	Digit,
	Mark,
	Space,
	Foreign,
}

function spaceEnd(text: string, from: number): number {
	let at = from + 1;
	while (at < text.length && kindOf(text.charCodeAt(at)) === Kind.Space) at++;
	return at;
}

/** Indentation and empty lines count, and a line end that ends no sentence. */
function spaceTokens(text: string, from: number, to: number): number {
	let line = from;
	while (line < to && text.charCodeAt(line) !== LINE_END) line++;
	if (line === to) return 0;
	if (line + 1 < to) return 1;
	return from > 0 && endsClause(text.charCodeAt(from - 1)) ? 0 : 1;
}

const LINE_END = 0x0a;

/** Of the stretch read last; `null`: it has foreign characters. */
let stretchTokens: number | null = null;

/** Reads to the next space: runs of marks, and of anything else. */
function readStretch(text: string, from: number): number {
	let [start, at, tokens] = [from, from, 0];
	/** Of the run that began at `start`: its kinds, a bit each, and the first of the languages its characters are of. */
	let [kinds, language] = [0, NO_LANGUAGE];
	for (; at < text.length; at++) {
		const code = text.charCodeAt(at);
		const kind = kindOf(code);
		if (kind === Kind.Space) break;
		if (kind === Kind.Foreign) return readForeign(text, at);
		if (at > start && (kind === Kind.Mark) !== (kinds === MARKS)) {
			tokens += runTokens(kinds, language, at - start);
			[start, kinds, language] = [at, 0, NO_LANGUAGE];
		}
		kinds |= 1 << kind;
		if (code >= ASCII) language = Math.min(language, languages[code] ?? NO_LANGUAGE);
	}
	stretchTokens = tokens + runTokens(kinds, language, at - start);
	return at;
}

function readForeign(text: string, from: number): number {
	stretchTokens = null;
	let at = from;
	while (at < text.length && kindOf(text.charCodeAt(at)) !== Kind.Space) at++;
	return at;
}

const MARKS = 1 << Kind.Mark;
const DIGITS = 1 << Kind.Digit;
const LOWER = 1 << Kind.Lower;

function runTokens(kinds: number, language: number, length: number): number {
	if (language !== NO_LANGUAGE) return Math.ceil(length / (LANGUAGES[language]?.charsPerToken ?? 1));
	if (kinds === DIGITS) return Math.ceil(length / 3);
	if (length <= 3 || (kinds === LOWER && length <= 8)) return 1;
	return Math.ceil(length / (kinds === MARKS ? 6 : 7));
}

/** Letters that tell a language of longer or shorter tokens, in tokenx' order. */
const LANGUAGES: readonly { readonly letter: RegExp; readonly charsPerToken: number }[] = [
	{ letter: /[äöüßẞ]/i, charsPerToken: 3 },
	{ letter: /[éèêëàâîïôûùüÿçœæáíóúñ]/i, charsPerToken: 4.5 },
	{ letter: /[ąćęłńóśźżěščřžýůúďťň]/i, charsPerToken: 2.5 },
	{ letter: /[\u0430-\u044F\u0451]/i, charsPerToken: 6 },
	{ letter: /[\u03AC-\u03CE]/i, charsPerToken: 3 },
];
const NO_LANGUAGE = 0xff;

const ASCII = 0x80;
/** End of the Latin, Greek and Cyrillic blocks. */
const EUROPEAN = 0x530;

const characters = Array.from({ length: EUROPEAN }, (_, code) => String.fromCharCode(code));
const kinds = Uint8Array.from(characters, kindOfCharacter);
const languages = Uint8Array.from(characters, (one) => {
	const index = LANGUAGES.findIndex(({ letter }) => letter.test(one));
	return index === -1 ? NO_LANGUAGE : index;
});

function kindOfCharacter(one: string): Kind {
	if (/\s/.test(one)) return Kind.Space;
	if (/[a-z]/.test(one)) return Kind.Lower;
	if (/\d/.test(one)) return Kind.Digit;
	if (/[.,!?;(){}[\]<>:/\\|@#$%^&*+=`~_"-]/.test(one)) return Kind.Mark;
	return one >= '\u0080' && /\p{Extended_Pictographic}/u.test(one) ? Kind.Foreign : Kind.Word;
}

function kindOf(code: number): Kind {
	return code < EUROPEAN ? (kinds[code] ?? Kind.Word) : isWideSpace(code) ? Kind.Space : Kind.Foreign;
}

/** What `\s` has beyond the table. */
function isWideSpace(code: number): boolean {
	if (code < 0x2000) return code === 0x1680;
	return code <= 0x200a || code === 0x2028 || code === 0x2029 || code === 0x202f || code === 0x205f || code === 0x3000 || code === 0xfeff;
}

/** Whether it is a mark, wide ones included. */
function endsClause(code: number): boolean {
	return code < EUROPEAN ? kindOf(code) === Kind.Mark : WIDE_MARK.test(String.fromCharCode(code));
}

const WIDE_MARK = /[\u3001-\u3003\u3008-\u3011\u3014-\u301F\u3030\u30FB\uFF01-\uFF0F\uFF1A-\uFF20\uFF3B-\uFF40\uFF5B-\uFF65]/;
