import { cut, type Find, type Range } from './keyRanges';
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
	const tell = (ranges: readonly Range[], until: number) => {
		const told = cut(
			held.slice(0, until),
			ranges.filter(({ to }) => to <= until),
		);
		held = held.slice(until);
		lookAt = held.length > SHORT ? 2 * held.length : 0;
		return told;
	};
	return {
		add(piece) {
			held += piece;
			if (held === '' || held.length < lookAt) return '';
			const ranges = find(() => readingsOf(held));
			return tell(ranges, settledUntil(held, ranges, forms));
		},
		end: () =>
			tell(
				find(() => readingsOf(held)),
				held.length,
			),
	};
}

/** Up to where nothing that may follow makes a difference. */
function settledUntil(text: string, ranges: readonly Range[], forms: readonly string[]): number {
	const { open, readings, length } = openFrom(text, forms);
	const deepest = readings.at(-1);
	let until = open;
	for (let before = Infinity; until < before; ) {
		before = until;
		until = deepest === undefined || until === length ? until : wholeCharacters(until, deepest);
		until = ranges.find(({ from, to }) => from < until && until < to)?.from ?? until;
		// A key right behind a key has the same place, also where what is between is not seen.
		const last = ranges.findLast(({ to }) => to <= until);
		if (last !== undefined && deepest !== undefined && lastStart(deepest, until) < last.to) until = last.from;
	}
	return until > 0 && /[\uD800-\uDBFF]/.test(text.charAt(until - 1)) ? until - 1 : until;
}

/**
 * Where a piece of a key may begin that goes on behind the text, or an escape that is not whole. An escape may be escaped
 * itself, so each reading is looked at without what is not whole in the one before.
 */
function openFrom(text: string, forms: readonly string[]): { open: number; readings: readonly Reading[]; length: number } {
	let stable = text;
	let open = text.length;
	let readings = readingsOf(stable);
	for (let depth = 0; ; depth += 1) {
		const reading = readings[depth];
		if (reading === undefined) return { open: Math.min(open, stable.length), readings, length: stable.length };
		const end = reading.text.length;
		const placeOf = (at: number) => (at === end ? stable.length : reading.startOf(at));
		const escape = escapeFrom(reading.text);
		open = Math.min(open, ...[end, escape].map((until) => placeOf(keyFrom(reading.text, until, forms))));
		if (escape === end) continue;
		stable = stable.slice(0, placeOf(escape));
		readings = readingsOf(stable);
	}
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
function wholeCharacters(until: number, deepest: Reading): number {
	const behind = startingBy(deepest, until);
	if (behind === 0) return 0;
	const from = deepest.startOf(behind - 1);
	const to = deepest.endOf(behind);
	return until === from || until < to ? from : to;
}

/** Where the last character before a place begins. */
function lastStart(reading: Reading, place: number): number {
	const before = startingBy(reading, place - 1);
	return before === 0 ? -1 : reading.startOf(before - 1);
}

/** How many characters begin at a place or before it. */
function startingBy(reading: Reading, place: number): number {
	let [low, high] = [0, reading.text.length];
	while (low < high) {
		const middle = Math.floor((low + high) / 2);
		if (reading.startOf(middle) <= place) low = middle + 1;
		else high = middle;
	}
	return low;
}
