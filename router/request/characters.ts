/** What a UTF-16 code unit is to the scanner. */
export const SPACE = 0;
export const WORD = 1;
export const DIGIT = 2;
/** Han and kana: written without spaces, so each character stands as a word of its own. */
export const IDEOGRAPH = 3;
export const MARK = 4;
export const NEWLINE = 5;
/** Combining marks and joiners: part of whatever they stand in. */
export const IGNORED = 6;

const classes = buildClasses();
const folded = buildFolds();

/** Of `unitTable`: the class, one of the constants above, and one bit each. */
export const CLASS = 7;
/** A letter or digit. */
export const IN_WORD = 8;
/** What makes a word more than small letters: a capital from A to Z, a digit, a joiner, an underscore. */
export const NOT_PLAIN = 32;
export const BRACKET = 64;
export const QUOTE = 128;
/** A currency or percent sign. */
export const MONEY = 256;
export const COMMA = 512;
export const COUNTED_MARK = BRACKET | QUOTE | MONEY | COMMA;
/** A mark that ends a sentence or is an operator of mathematics or code. */
export const ACTS = 1_024;
/** What the unit is folded to, see `fold`. */
export const FOLD_SHIFT = 16;

/** All that the scanner wants to know of a UTF-16 unit, in one number. */
export const unitTable = buildUnits();

/** Class of a code unit, one of the constants above. */
export function classOf(code: number): number {
	return classes[code] ?? MARK;
}

/** Lower case without accents, so that "Démontrer" and "demontrer" are one word. Digits become '0'. */
export function fold(code: number): number {
	return code < folded.length ? (folded[code] ?? code) : code;
}

function buildClasses(): Uint8Array {
	const table = new Uint8Array(0x10000).fill(WORD);
	const set = (kind: number, ...ranges: readonly (readonly [number, number])[]): void => {
		for (const [from, to] of ranges) table.fill(kind, from, to + 1);
	};
	set(SPACE, [0x00, 0x20], [0x7f, 0xa0], [0x1680, 0x1680], [0x2000, 0x200a], [0x202f, 0x202f], [0x205f, 0x205f], [0x3000, 0x3000]);
	set(MARK, [0x21, 0x2f], [0x3a, 0x40], [0x5b, 0x5e], [0x60, 0x60], [0x7b, 0x7e], [0xa1, 0xa9], [0xab, 0xb4]);
	set(MARK, [0xb6, 0xb9], [0xbb, 0xbf], [0xd7, 0xd7], [0xf7, 0xf7], [0x2010, 0x2027], [0x2030, 0x205e], [0x2070, 0x2bff]);
	set(MARK, [0x060c, 0x060c], [0x061b, 0x061f], [0x066a, 0x066d], [0x06d4, 0x06d4], [0x0964, 0x0965]);
	set(MARK, [0x2e00, 0x2e7f], [0x3001, 0x3004], [0x3008, 0x303f], [0x30fb, 0x30fb], [0xd800, 0xf8ff]);
	set(MARK, [0xfe30, 0xfe6f], [0xff01, 0xff0f], [0xff1a, 0xff20], [0xff3b, 0xff40], [0xff5b, 0xff65], [0xfff0, 0xffff]);
	set(DIGIT, [0x30, 0x39], [0x0660, 0x0669], [0x06f0, 0x06f9], [0xff10, 0xff19]);
	set(IDEOGRAPH, [0x3005, 0x3007], [0x3040, 0x30fa], [0x30fc, 0x30ff], [0x3400, 0x9fff], [0xf900, 0xfaff]);
	set(NEWLINE, [0x0a, 0x0a], [0x0d, 0x0d], [0x2028, 0x2029]);
	set(IGNORED, [0x0300, 0x036f], [0x200b, 0x200f], [0xfe00, 0xfe0f], [0xfeff, 0xfeff], [0xad, 0xad]);
	return table;
}

function buildUnits(): Int32Array {
	const table = Int32Array.from(classes, (kind, code) => {
		const inWord = kind === WORD || kind === DIGIT ? IN_WORD : 0;
		const isPlain = kind !== DIGIT && kind !== IGNORED && code !== 0x5f;
		return (fold(code) << FOLD_SHIFT) | kind | inWord | (isPlain ? 0 : NOT_PLAIN);
	});
	const add = (bit: number, characters: string): void => {
		for (const one of characters) table[one.charCodeAt(0)] = (table[one.charCodeAt(0)] ?? 0) | bit;
	};
	add(NOT_PLAIN, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ');
	add(BRACKET, '([{');
	add(QUOTE, '"“„«');
	add(MONEY, '$%€£¥');
	add(COMMA, ',、');
	add(ACTS, '.!。！।?？؟|/`=>);\\^*+-×²³');
	for (let code = 0x2200; code <= 0x22ff; code++) table[code] = (table[code] ?? 0) | ACTS;
	return table;
}

function buildFolds(): Uint16Array {
	const table = new Uint16Array(0x530);
	for (let code = 0; code < table.length; code++) {
		const base = String.fromCharCode(code).normalize('NFD').toLowerCase();
		table[code] = code >= 0x30 && code <= 0x39 ? 0x30 : base.charCodeAt(0);
	}
	table[0xdf] = 0x73; // ß, for which Unicode knows no single base letter
	return table;
}
