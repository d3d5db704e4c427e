/**
 * A text as its words, numbers and signs in one spelling: lower case, without punctuation and spacing. A sign such
 * as `<` or `€` counts, or "a < b" were "a > b"; so does the minus of a number. Only punctuation: the text itself.
 */
export function plainWords(text: string): readonly string[] {
	const plain = text.normalize('NFKC').replaceAll('\uFE0F', '').toLowerCase();
	const words = [...plain.matchAll(WORD)].map(([word]) => word.replace(THOUSANDS, '').replace('−', '-'));
	return words.length === 0 ? [plain.trim()] : words;
}

/** Whether the words of `part` stand in a row in `text`. */
export function holdsWords(text: string, part: string): boolean {
	const [all, some] = [plainWords(text), plainWords(part)];
	// Such scripts have no spaces between words, so any place may be a word's edge.
	if (UNSPACED.test(part)) return all.join('').includes(some.join(''));
	return ` ${all.join(' ')} `.includes(` ${some.join(' ')} `);
}

const WORD = /(?:(?<![\p{L}\p{N}])[-−])?\d+(?:[.,]\d+)*|[\p{L}\p{M}\p{N}]+|[\p{Sm}\p{Sc}\p{So}]/gu;
const THOUSANDS = /,(?=\d{3}(?:\D|$))/g;
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
