/** Takes keys out of a text that comes in pieces. All it gives, put together, is what `clean` makes of the whole text. */
export interface StreamRedactor {
	/** What may be shown now; `''`: nothing yet. */
	push(piece: string): string;
	/** The rest, once no more is to come. */
	flush(): string;
}

/**
 * A key may begin in one piece and end in another, so what could be a part of one is held back: all since the last
 * character that no key has in it, however it is written. In prose that is the last word.
 */
export function createStreamRedactor(clean: (text: string) => string): StreamRedactor {
	let held = '';
	return {
		push(piece) {
			const end = endOfWords(piece);
			if (end === 0) {
				held += piece;
				return '';
			}
			const whole = held + piece.slice(0, end);
			held = piece.slice(end);
			return clean(whole);
		},
		flush() {
			const rest = held;
			held = '';
			return clean(rest);
		},
	};
}

/** A space, and the letters of scripts that are written without any. Line breaks are none: a long key may be wrapped. */
const APART = /[ \p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}]/gu;

/** Where the text behind the last of them begins; 0: there is none. */
function endOfWords(text: string): number {
	let end = 0;
	for (const { index, 0: apart } of text.matchAll(APART)) end = index + apart.length;
	return end;
}
