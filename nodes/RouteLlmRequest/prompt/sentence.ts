import { placeOf, plainName, type Fields, type Place } from './fields';
import { ASIDE, EXPECTED } from './names';

/** The only field that holds a sentence; `null` where several do, or none. */
export function onlySentence(json: Fields): Place | null {
	const found = sentences(json);
	return found.length === 1 ? (found[0] ?? null) : null;
}

/** Fields that hold a sentence, the longest first. */
export function sentences(json: Fields): Place[] {
	return Object.entries(json)
		.flatMap(([name, value]): Place[] => {
			const place = placeOf(value, [name]);
			if (place === null || !isSentence(place.text) || ASIDE.has(plainName(name)) || EXPECTED.test(plainName(name))) return [];
			return [place];
		})
		.toSorted((a, b) => b.text.length - a.text.length);
}

/** Names, titles and addresses are shorter, or begin most words with a capital. Chinese, Japanese and Thai have no words apart. */
const MIN_WORDS = 3;
const MIN_SMALL_WORDS = 2;
const MIN_UNSPACED = 6;
const MIN_LETTERS = 0.6;
const READ_CHARS = 400;

/** Whether a text reads like something said, and not like an ID, a name, a date or an address. */
export function isSentence(text: string): boolean {
	const start = text.slice(0, READ_CHARS).trim();
	const tokens = start.split(/\s+/);
	const letters = start.match(/\p{L}/gu)?.length ?? 0;
	if (letters < MIN_LETTERS * tokens.join('').length) return false;
	if (/[?？؟]$/.test(start) && !/^https?:/.test(start)) return true;
	if ((start.match(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/gu) ?? []).length >= MIN_UNSPACED) return true;
	const words = tokens.filter((token) => /\p{L}/u.test(token));
	if (words.length < MIN_WORDS) return false;
	const small = words.filter((word) => /^[^\p{L}]*[\p{Ll}\p{Lo}]/u.test(word)).length;
	return small >= MIN_SMALL_WORDS || start === start.toUpperCase();
}
