import fc from 'fast-check';

import type { CharacterCounts } from '../../../router/request/characterCounts';
import { classOf, DIGIT, fold, IDEOGRAPH, IGNORED, MARK, NEWLINE, WORD } from '../../../router/request/characters';
import { HASH_START, hashFinish, hashStep } from '../../../router/request/hash';
import { countCharacters, scan } from '../../../router/request/scan';

/** What makes a difference to words, numbers and lines, and characters of every kind. */
const pieces = fc.constantFrom(
	...[
		'a',
		'word',
		'Words',
		'internationally',
		'camelCase',
		'snake_case',
		'__',
		'_',
		'x1',
		'12',
		'1,200.5',
		'3.',
		'.5',
		'A.',
		'(b)',
		'C:',
		'é',
	],
	...[
		' ',
		'  ',
		'\t',
		'\n',
		'\r\n',
		'\n\n',
		'\u2028',
		'.',
		',',
		'!',
		'?',
		'...',
		'"',
		'“',
		'„',
		'«',
		'$',
		'%',
		'€',
		'£',
		'¥',
		'、',
		'。',
		'？',
	],
	...[
		'(',
		')',
		'[',
		'{',
		'}',
		';',
		'|',
		'`',
		'=',
		'>',
		'/',
		':',
		'\\',
		'^',
		'²',
		'×',
		'3 + 4',
		'1.',
		'2)',
		'漢',
		'字',
		'かな',
		'한글',
		'ё',
	],
	...['\u200b', '\u00ad', 'e\u0301', '\ufeff', '👍', '\ud83d', '\udc4d', '𠮷', '٣', 'Ａ'],
);
const texts = fc.oneof(
	fc.array(pieces, { maxLength: 40 }).map((all) => all.join('')),
	fc.string({ unit: 'binary', maxLength: 80 }),
	fc.string({ unit: 'grapheme', maxLength: 80 }),
);

it('finds the words that a plain loop over the characters finds', () => {
	fc.assert(
		fc.property(texts, fc.nat(200), (text, position) => {
			const { hashes, count, ideographs, wordsBefore } = scan(text, position);
			const found = { hashes: Array.from(hashes.slice(0, count)), ideographs, wordsBefore };
			expect({ text, position, ...found }).toEqual({ text, position, ...plainWords(text, position) });
		}),
		{ numRuns: 2_000 },
	);
});

it('counts the characters that a plain loop counts, of a whole text and of any stretch of it', () => {
	fc.assert(
		fc.property(texts, fc.nat(200), fc.nat(200), (text, a, b) => {
			const [from = 0, to = 0] = [a, b].map((at) => Math.min(at, text.length)).sort((one, other) => one - other);
			const found = scan(text);
			expect({ text, ...found.characters }).toEqual({ text, ...plainCounts(text, 0, text.length) });
			expect({ text, from, to, ...countCharacters(found, from, to) }).toEqual({ text, from, to, ...plainCounts(text, from, to) });
			expect(found.characters).toEqual(plainCounts(text, 0, text.length));
		}),
		{ numRuns: 2_000 },
	);
});

it('takes texts of any length, and remembers nothing of the one before', () => {
	const many = 'word '.repeat(100_000);
	expect(wordsOf(many)).toHaveLength(100_000);
	expect(scan('').characters).toEqual(plainCounts('', 0, 0));
	expect(wordsOf('字'.repeat(100_000))).toHaveLength(100_000);
	expect(wordsOf('two words')).toHaveLength(2);
});

function wordsOf(text: string): Int32Array {
	const { hashes, count } = scan(text);
	return hashes.slice(0, count);
}

function plainWords(text: string, position: number) {
	const hashes: number[] = [];
	let [ideographs, wordsBefore] = [0, 0];
	const push = (hash: number, isBefore: boolean): void => {
		hashes.push(hashFinish(hash));
		if (isBefore) wordsBefore = hashes.length;
	};
	let word: number | null = null;
	for (let at = 0; at <= text.length; at++) {
		const code = text.charCodeAt(at);
		const kind = classOf(code);
		if (kind === WORD || kind === DIGIT) word = hashStep(word ?? HASH_START, fold(code));
		if (kind === WORD || kind === DIGIT || kind === IGNORED) continue;
		if (word !== null) push(word, at <= position);
		word = null;
		if (kind !== IDEOGRAPH) continue;
		ideographs++;
		push(hashStep(HASH_START, code), at < position);
	}
	return { hashes, ideographs, wordsBefore };
}

function plainCounts(text: string, from: number, to: number): CharacterCounts {
	const units = Array.from({ length: to - from }, (_, i) => text.charCodeAt(from + i));
	const kinds = units.map(classOf);
	const ofKind = (kind: number) => kinds.filter((one) => one === kind).length;
	const among = (characters: string) => units.filter((code) => characters.includes(String.fromCharCode(code))).length;
	// One letter for each kind, so that runs of them can be matched.
	const drawn = units.map((code, i) => (code === 0x2e || code === 0x2c ? ',' : ' wdimn '.charAt(kinds[i] ?? 0))).join('');
	const runs = drawn.match(/w+/g) ?? [];
	const starts = [0, ...kinds.flatMap((kind, i) => (kind === NEWLINE ? [i + 1] : []))];
	const lines = starts.filter((start) => start < units.length && kinds[start] !== NEWLINE);
	return {
		chars: units.length,
		digits: ofKind(DIGIT),
		numbers: drawn.match(/d[d,]*/g)?.length ?? 0,
		capitals: units.filter((code) => code >= 0x41 && code <= 0x5a).length,
		marks: ofKind(MARK),
		letterRuns: runs.length,
		longRuns: runs.filter((run) => run.length >= 8).length,
		ideographs: ofKind(IDEOGRAPH),
		brackets: among('([{'),
		quotes: among('"“„«'),
		money: among('$%€£¥'),
		commas: among(',、'),
		blanks: units.filter((code, i) => code === 0x5f && text.charAt(from + i - 1) === '_').length,
		lines: lines.length,
		optionLines: lines.filter((start) => /^\(?[A-Ja-j][.):]/.test(text.slice(from + start, from + start + 3))).length,
	};
}
