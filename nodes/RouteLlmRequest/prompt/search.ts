/**
 * The first place of `wanted` within `text` from `from` to `to`, or -1. It takes linear time whatever both hold
 * (Knuth, Morris and Pratt); `indexOf` may take half a minute for a million characters that were written to slow it down.
 */
export function firstIn(text: string, wanted: string, from: number, to: number): number {
	const read = readUntilFound(text, wanted, { from, step: 1, count: to - from });
	return read === -1 ? -1 : from + read - wanted.length;
}

/** The last place, found by reading backwards. */
export function lastIn(text: string, wanted: string, from: number, to: number): number {
	const read = readUntilFound(text, wanted, { from: to - 1, step: -1, count: to - from });
	return read === -1 ? -1 : to - read;
}

interface Reading {
	readonly from: number;
	/** Which way: 1 or -1. */
	readonly step: number;
	/** Characters at most. */
	readonly count: number;
}

/** How many characters were read when `wanted` was, or -1. */
function readUntilFound(text: string, wanted: string, { from, step, count }: Reading): number {
	if (wanted.length > count) return -1;
	if (wanted.length === 0) return 0;
	const begin = step === 1 ? 0 : wanted.length - 1;
	const borders = bordersOf(wanted, begin, step);
	let matched = 0;
	for (let read = 0; read < count; read++) {
		const code = text.charCodeAt(from + step * read);
		while (matched > 0 && wanted.charCodeAt(begin + step * matched) !== code) matched = borders[matched - 1] ?? 0;
		if (wanted.charCodeAt(begin + step * matched) === code) matched++;
		if (matched === wanted.length) return read + 1;
	}
	return -1;
}

/** For each beginning of a text: how long the longest part is that it both begins and ends with, itself apart. */
function bordersOf(text: string, begin: number, step: number): Uint32Array {
	const borders = new Uint32Array(text.length);
	for (let i = 1, matched = 0; i < text.length; i++) {
		const code = text.charCodeAt(begin + step * i);
		while (matched > 0 && text.charCodeAt(begin + step * matched) !== code) matched = borders[matched - 1] ?? 0;
		if (text.charCodeAt(begin + step * matched) === code) matched++;
		borders[i] = matched;
	}
	return borders;
}
