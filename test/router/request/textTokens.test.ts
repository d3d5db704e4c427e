import fc from 'fast-check';

import { textTokens } from '../../../router/request/textTokens';
import { estimateTokenCount } from '../../../vendor/tokens';

/** What texts are made of where tokenx makes differences: runs of each kind, and what joins or parts them. */
const pieces = fc.constantFrom(
	...[
		'word',
		'Word',
		'WORD',
		'don’t',
		"don't",
		'internationally',
		'a',
		'ab',
		'abcdefgh',
		'abcdefghi',
		'7',
		'1234',
		'12345678',
		'4a',
		'x_y',
	],
	...[
		'.',
		',',
		'...',
		'-------',
		'-----------',
		'(',
		'"',
		'\\n',
		'`',
		'\u0000',
		'\u007f',
		' ',
		'  ',
		'\t',
		'\n',
		'\r\n',
		'\n\n',
		'\n\t',
		'\n ',
	],
	...[
		'größer',
		'été',
		'ż',
		'привет',
		'ά',
		'naïveté',
		'漢字',
		'かな',
		'한글',
		'。',
		'、',
		'・',
		'！',
		'。。',
		'字。',
		'\u3000',
		'\u00a0',
		'\u2028',
	],
	...['Ấ', 'ế', 'ẞ', 'ᲀ', 'ا', 'ไทย', 'გ', 'ㄱ', '㈱', 'ﾊﾝ', 'Ａ', '々', '〜', '☀', '‼', 'ℹ', '©', '𠮷', 'ſ', 'K', '١', '\u1680'],
	...['\ufeff', '\u200b', '👍', '👍🏽', '👩‍💻', '\ud83d', '\udc4d', '…', '—', '€', '²'],
);

const texts = fc.oneof(
	fc.array(pieces, { maxLength: 30 }).map((all) => all.join('')),
	fc.string({ unit: 'binary', maxLength: 60 }),
	fc.string({ unit: 'grapheme', maxLength: 60 }),
);

it('counts what tokenx counts, whatever the text is made of', () => {
	fc.assert(
		fc.property(texts, (text) => expect({ text, tokens: textTokens(text) }).toEqual({ text, tokens: estimateTokenCount(text) })),
		{ numRuns: 2_000 },
	);
});

it.each([
	['nothing', ''],
	['English', 'Compare the two proposals below, and say which costs less over 5 years (at 3.5 %).\n\nThank you!'],
	['code', 'function read(path: string) {\n\tif (path !== "") return `${path}/x`;\n}\n// 0x1f600 => done;'],
	['German', 'Prüfe, ob die Verträge\nfür größere Aufträge kündbar sind.\nDanke'],
	['Chinese', '请比较下面的两个方案，并说明哪一个更好。\n第二行 mixed with English。'],
	['Japanese with wide spaces', '東京　大阪　\n　京都。\n・一つ目'],
	['an indent after a wide stop', '文。\n\u3000新'],
	['signs that are pictures', 'a © b ®® c'],
	['Korean', '안녕하세요. 두 제안을 비교해 주세요!\n감사합니다'],
])('counts %s as tokenx does', (_, text) => {
	expect(textTokens(text)).toBe(estimateTokenCount(text));
});
