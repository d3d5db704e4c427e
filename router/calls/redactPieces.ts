import { GONE, type Find, type Range } from './keyRanges';
import { readingsOf, type Reading } from './readings';

export interface CleanPieces {
	/** What can be told of the text so far, beyond what has been; what may become a key waits. */
	add(piece: string): string;
	/** What still waits; the text has ended. */
	end(): string;
}

/** What waits is read anew with each piece up to this length; beyond only when it has doubled, so that time stays linear. */
const SHORT = 1024;

/**
 * Takes keys out of a text that comes in pieces: what is told, all together, is what taking them out of the whole leaves.
 * @param forms of the keys, in lower case; `find` finds them.
 */
export function cleanInPieces(forms: readonly string[], find: Find): CleanPieces {
	let held = '';
	let lookAt = 0;
	/** What was told last is a key's place; a key right behind it has the same one. */
	let inKey = false;
	const tell = (ranges: readonly Range[], until: number) => {
		let told = '';
		let done = 0;
		for (const { from, to } of ranges.filter((range) => range.to <= until)) {
			told += held.slice(done, from) + (from === 0 && inKey ? '' : GONE);
			done = to;
		}
		told += held.slice(done, until);
		if (until > 0) inKey = done === until;
		held = held.slice(until);
		lookAt = held.length > SHORT ? 2 * held.length : 0;
		return told;
	};
	return {
		add(piece) {
			held += piece;
			if (held === '' || held.length < lookAt) return '';
			const readings = readingsOf(held);
			const ranges = find(() => readings);
			return tell(ranges, settledUntil(held, { readings, ranges, forms }));
		},
		end: () =>
			tell(
				find(() => readingsOf(held)),
				held.length,
			),
	};
}

interface Look {
	readonly readings: readonly Reading[];
	readonly ranges: readonly Range[];
	readonly forms: readonly string[];
}

/** Up to where nothing that may follow makes a difference. */
function settledUntil(text: string, { readings, ranges, forms }: Look): number {
	const opens = readings.map((reading) => {
		const at = forms.length === 0 ? reading.text.length : openFrom(reading.text, forms);
		return at === reading.text.length ? text.length : reading.startOf(at);
	});
	let until = Math.min(text.length, ...opens);
	for (let before = Infinity; until < before; ) {
		before = until;
		until = wholeCharacters(text, until, readings.at(-1));
		until = ranges.find(({ from, to }) => from < until && until < to)?.from ?? until;
	}
	return until > 0 && /[\uD800-\uDBFF]/.test(text.charAt(until - 1)) ? until - 1 : until;
}

/** Where a piece of a key may begin that goes on behind the text, or an escape that is not whole. */
function openFrom(text: string, forms: readonly string[]): number {
	const escape = escapeFrom(text);
	return Math.min(keyFrom(text, text.length, forms), keyFrom(text, escape, forms));
}

function keyFrom(text: string, end: number, forms: readonly string[]): number {
	let from = end;
	while (from > 0 && forms.some((form) => form.includes(text.slice(from - 1, end)))) from -= 1;
	return from;
}

/** No escape but a row of backslashes is longer. */
const LONGEST_ESCAPE = 24;
const OPEN_ESCAPE = /(?:%[\da-f]{0,17}|&(?:#(?:x[\da-f]{0,14}|\d{0,15})?)?|\\(?:u\{?[\da-f]{0,14}\}?|x[\da-f]{0,2}|[bfnrtv])?)$/;

function escapeFrom(text: string): number {
	const start = Math.max(0, text.length - LONGEST_ESCAPE);
	const open = OPEN_ESCAPE.exec(text.slice(start));
	if (open === null) return text.length;
	let from = start + open.index;
	while (from > 0 && text[from] === '\\' && text[from - 1] === '\\') from -= 1;
	return from;
}

/** No place in the middle of an escape, however often that is escaped itself: its rest would read as something else. */
function wholeCharacters(text: string, until: number, deepest: Reading | undefined): number {
	if (deepest === undefined || until === text.length) return until;
	let [low, high] = [0, deepest.text.length];
	while (low < high) {
		const middle = Math.floor((low + high) / 2);
		if (deepest.startOf(middle) <= until) low = middle + 1;
		else high = middle;
	}
	if (low === 0) return 0;
	const from = deepest.startOf(low - 1);
	if (from === until) return until;
	const to = deepest.endOf(low);
	return until < to ? from : to;
}
