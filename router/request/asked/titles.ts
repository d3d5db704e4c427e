import { TITLE_FILL, TITLE_WORDS } from './headerKeys';

/**
 * Whether these words are the title of a form, ticket or message: "Ticket #4411 from Anna", "New message in #general".
 * `alone`: one word is enough, since what is around it says so.
 */
export function isTitle(line: string, alone: boolean): boolean {
	let titles = 0;
	let marked = false;
	let previous = '';
	const words = line.trim().split(/[\s|·–—:-]+/);
	if (words.length > MAX_WORDS) return false;
	for (const word of words) {
		const plain = word.toLowerCase().replace(/[.,()]/g, '');
		if (TITLES.has(plain)) titles++;
		else if (/^[#@№]?[\p{L}]{0,5}[-_]?\d[\d-]*$|^[#@][\p{L}\w-]+$/u.test(plain)) marked = true;
		else if (FILL.has(plain)) marked ||= FROM.has(plain);
		else if (!isName(word, previous)) return false;
		previous = plain;
	}
	return titles > 0 && (alone || marked || titles > 1);
}

const MAX_WORDS = 9;
const TITLES = new Set(TITLE_WORDS.split(/\s+/));
const FILL = new Set(TITLE_FILL.split(/\s+/));
const FROM = new Set((TITLE_FILL.split('\n')[1] ?? '').trim().split(/\s+/));

/** "from Anna Lee": a name behind "from", or behind another. */
function isName(word: string, previous: string): boolean {
	return /^[\p{Lu}\p{Lo}]/u.test(word) && previous !== '' && (FROM.has(previous) || (!TITLES.has(previous) && !FILL.has(previous)));
}
