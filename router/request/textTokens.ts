import { estimateTokenCount } from '../../vendor/tokens';
import { createUnitReader } from './codeUnits';

/**
 * What tokenx estimates, in one pass and without a string for every word: it is asked only for words with characters of
 * no class below, such as emoji. The same number for every text, which the tests compare.
 */
export function textTokens(text: string): number {
	const units = reader.read(text);
	const { length } = text;
	const of = classes;
	let tokens = 0;
	let one = of[units[0] ?? 0] ?? 0;
	for (let at = 0; at < length; ) {
		const start = at;
		const first = one;
		if ((first & WORD) !== 0) {
			let seen = 0;
			do {
				seen |= one;
				one = of[units[++at] ?? 0] ?? 0;
			} while ((one & WORD) !== 0);
			if ((seen & WIDE) !== 0) while (one === WIDE_MARK) one = of[units[++at] ?? 0] ?? 0;
			tokens += (seen & RARE) === 0 ? plainTokens(seen, at - start) : rareTokens(text, units, start, at, seen);
		} else if (first >= MARK) {
			do one = of[units[++at] ?? 0] ?? 0;
			while (one === first);
			tokens += first === WIDE_MARK ? wideTokens(units, start, at) : markTokens(at - start);
		} else {
			let hasLineEnd = false;
			do {
				hasLineEnd ||= one === LINE_END;
				one = of[units[++at] ?? 0] ?? 0;
			} while (at < length && one < MARK && (one & WORD) === 0);
			if (hasLineEnd) tokens += lineEndTokens(units, start, at);
		}
	}
	return tokens;
}

const reader = createUnitReader();

// What a character is, one bit each: in words …
const LOWER = 1;
const DIGIT = 2;
/** A capital, an accent, the apostrophe, and all else that nothing is said of here. */
const OTHER = 4;
/** One of `LANGUAGES`. */
const TELLING = 8;
/** Of Chinese, Japanese and Korean. */
const WIDE = 16;
/** What only tokenx knows. */
const FOREIGN = 32;
const RARE = TELLING | WIDE | FOREIGN;
const WORD = LOWER | DIGIT | OTHER | RARE;
// … and between them.
const SPACE = 0;
const LINE_END = 64;
const MARK = 128;
const WIDE_MARK = 192;

function plainTokens(seen: number, length: number): number {
	if (length <= 3 && seen !== DIGIT) return 1;
	if (seen === LOWER && length <= 8) return 1;
	return Math.ceil(length / (seen === DIGIT ? 3 : 7));
}

function markTokens(length: number): number {
	return length <= 3 ? 1 : Math.ceil(length / 6);
}

function rareTokens(text: string, units: Uint16Array, from: number, to: number, seen: number): number {
	if ((seen & FOREIGN) !== 0) return estimateTokenCount(text.slice(from, to));
	if ((seen & WIDE) !== 0) return wideTokens(units, from, to);
	let language = LANGUAGES.length;
	for (let at = from; at < to; at++) language = Math.min(language, languages[units[at] ?? 0] ?? language);
	return Math.ceil((to - from) / (LANGUAGES[language]?.charsPerToken ?? 1));
}

function wideTokens(units: Uint16Array, from: number, to: number): number {
	let [kana, hangul] = [0, 0];
	for (let at = from; at < to; at++) {
		const code = units[at] ?? 0;
		if (code >= 0x3040 && code <= 0x30ff) kana++;
		else if (isHangul(code)) hangul++;
	}
	return Math.ceil((to - from - kana - hangul) / 1.2 + kana / 1.35 + hangul / 1.65);
}

function isHangul(code: number): boolean {
	if (code >= 0xac00) return code <= 0xd7ff;
	return (code >= 0x1100 && code <= 0x11ff) || (code >= 0x3130 && code <= 0x318f) || (code >= 0xa960 && code <= 0xa97f);
}

/** Indentation and empty lines count, and a line end that ends no sentence. */
function lineEndTokens(units: Uint16Array, from: number, to: number): number {
	let line = from;
	while (classes[units[line] ?? 0] !== LINE_END) line++;
	if (line + 1 < to) return 1;
	const before = from === 0 ? SPACE : (classes[units[from - 1] ?? 0] ?? SPACE);
	return before === MARK || before === WIDE_MARK ? 0 : 1;
}

/** Letters that tell a language of longer or shorter tokens, in tokenx' order. */
const LANGUAGES: readonly { readonly letter: RegExp; readonly charsPerToken: number }[] = [
	{ letter: /[äöüßẞ]/i, charsPerToken: 3 },
	{ letter: /[éèêëàâîïôûùüÿçœæáíóúñ]/i, charsPerToken: 4.5 },
	{ letter: /[ąćęłńóśźżěščřžýůúďťň]/i, charsPerToken: 2.5 },
	{ letter: /[\u0430-\u044F\u0451]/i, charsPerToken: 6 },
	{ letter: /[\u03AC-\u03CE]/i, charsPerToken: 3 },
];

type Ranges = readonly (readonly [from: number, to: number])[];

/** Latin, Greek and Cyrillic, then more of Latin, then marks such as dashes and curly quotes: looked at one by one. */
const EUROPEAN: Ranges = [
	[0, 0x52f],
	[0x1e00, 0x1eff],
	[0x2000, 0x206f],
];
/** From Armenian to Georgian: letters that tell no language. */
const PLAIN: Ranges = [[0x530, 0x10ff]];
const WIDE_SPACES: Ranges = [
	[0x1680, 0x1680],
	[0x3000, 0x3000],
	[0xfeff, 0xfeff],
];
const WIDES: Ranges = [
	[0x1100, 0x11ff],
	[0x2e80, 0x2eff],
	[0x3000, 0x30ff],
	[0x3130, 0x318f],
	[0x31c0, 0x31ef],
	[0x3200, 0x4dbf],
	[0x4e00, 0x9fff],
	[0xa960, 0xa97f],
	[0xac00, 0xd7ff],
	[0xff00, 0xffef],
];
const WIDE_MARKS: Ranges = [
	[0x3001, 0x3003],
	[0x3008, 0x3011],
	[0x3014, 0x301f],
	[0x3030, 0x3030],
	[0x30fb, 0x30fb],
	[0xff01, 0xff0f],
	[0xff1a, 0xff20],
	[0xff3b, 0xff40],
	[0xff5b, 0xff65],
];

const ASCII = 0x80;
const languages = new Uint8Array(0x10000).fill(LANGUAGES.length);
const classes = buildClasses();

function buildClasses(): Uint8Array {
	const table = new Uint8Array(0x10000).fill(FOREIGN);
	const set = (what: number, ranges: Ranges): void => {
		for (const [from, to] of ranges) table.fill(what, from, to + 1);
	};
	set(OTHER, PLAIN);
	set(WIDE, WIDES);
	set(WIDE_MARK, WIDE_MARKS);
	set(SPACE, WIDE_SPACES);
	for (const [from, to] of EUROPEAN) {
		for (let code = from; code <= to; code++) {
			const one = String.fromCharCode(code);
			const language = code < ASCII ? -1 : LANGUAGES.findIndex(({ letter }) => letter.test(one));
			if (language !== -1) languages[code] = language;
			table[code] = language === -1 ? classOf(one) : TELLING;
		}
	}
	return table;
}

function classOf(one: string): number {
	if (one === '\n') return LINE_END;
	if (/\s/.test(one)) return SPACE;
	if (/[a-z]/.test(one)) return LOWER;
	if (/\d/.test(one)) return DIGIT;
	if (/[.,!?;(){}[\]<>:/\\|@#$%^&*+=`~_"-]/.test(one)) return MARK;
	return one >= '\u0080' && /\p{Extended_Pictographic}/u.test(one) ? FOREIGN : OTHER;
}
