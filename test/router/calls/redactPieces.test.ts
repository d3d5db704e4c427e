import fc from 'fast-check';

import { createRedactor } from '../../../router/calls/redact';

const KEY = 'sk-test-Aa11+Bb22/Cc33%Dd44';
const { answer, inPieces } = createRedactor([KEY, null]);

function told(pieces: readonly string[]): string[] {
	const clean = inPieces();
	return [...pieces.map((piece) => clean.add(piece)), clean.end()];
}

const escaped = (text: string) => [...text].map((one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`).join('');
const inEntities = (text: string) => [...text].map((one) => `&#${one.charCodeAt(0)};`).join('');
const FORMS = [
	KEY,
	KEY.toUpperCase(),
	encodeURIComponent(KEY),
	encodeURIComponent(encodeURIComponent(KEY)),
	Buffer.from(KEY).toString('base64'),
	Buffer.from(KEY).toString('hex'),
	escaped(KEY),
	escaped(escaped(KEY)),
	inEntities(KEY),
	inEntities(escaped(KEY)).slice(0, 400),
	[...KEY].join('\u200b'),
	[...KEY].join('\n'),
];

const word = fc.oneof(
	fc.constantFrom(...FORMS),
	fc.tuple(fc.constantFrom(...FORMS), fc.nat(200), fc.nat(200)).map(([form, from, length]) => form.slice(from, from + length)),
	fc.constantFrom('\\', '\\u', '\\u{7', '%', '%2', '%25', '&', '&#', '&#x7', '🙂', '\n', '\u200b', 'sk-', 'İ', ' '),
	fc.string({ maxLength: 12 }),
);

/** Texts with keys, parts of keys and of escapes, cut anywhere. */
const cut = fc.tuple(fc.array(word, { maxLength: 8 }), fc.array(fc.nat(12), { maxLength: 60 })).map(([words, sizes]) => {
	let rest = words.join('');
	const pieces = sizes.map((size) => {
		const piece = rest.slice(0, size);
		rest = rest.slice(size);
		return piece;
	});
	return [...pieces, rest];
});

it('leaves of a text in pieces what it leaves of the whole', () => {
	fc.assert(
		fc.property(cut, (pieces) => {
			expect(told(pieces).join('')).toBe(answer(pieces.join('')));
		}),
		{ numRuns: 600 },
	);
});

it('holds back no more than may become a key', () => {
	expect(told(['Привет, м', 'ир: ', 'sk-test-Aa', '11+Bb22/Cc33%D', 'd44, вот'])).toEqual([
		'Привет, м',
		'ир: ',
		'',
		'',
		'[key removed], вот',
		'',
	]);
	expect(told(['да, s', 'k-t', 'уу'])).toEqual(['да, ', '', 'sk-tуу', '']);
	expect(told(['да ж%', ' и'])).toEqual(['да ж', '% и', '']);
});

it('never cuts a character in two', () => {
	expect(told(['ж\ud83d', '\ude42ж'])).toEqual(['ж', '🙂ж', '']);
	const without = createRedactor([]).inPieces();
	expect([without.add('a\ud83d'), without.add('\ude42'), without.end()]).toEqual(['a', '🙂', '']);
});

it('tells a text that goes on like a key without end', () => {
	const pieces = Array.from({ length: 3000 }, () => '\n');
	expect(told(['s', ...pieces, 'x']).join('')).toBe(`s${pieces.join('')}x`);
});
