import type { Reading } from './readings';

/** What is told in a key's place. */
export const GONE = '[key removed]';

export interface Range {
	readonly from: number;
	readonly to: number;
}

/** Where in a text keys are, in order and apart from each other. */
export type Find = (readings: () => readonly Reading[]) => readonly Range[];

export interface Guarded {
	readonly form: string;
	/** Characters in a row that give it away. */
	readonly piece: number;
}

export function finder(guarded: readonly Guarded[]): Find {
	if (guarded.length === 0) return () => [];
	const seeds = new Map<string, Place[]>();
	for (const { form, piece } of guarded) {
		for (let offset = 0; offset + SEED <= form.length; offset += 1) {
			const seed = form.slice(offset, offset + SEED);
			const places = seeds.get(seed) ?? [];
			places.push({ form, piece, offset });
			seeds.set(seed, places);
		}
	}
	// Looking at each stride alone misses no piece, and answers may have megabytes.
	const stride = Math.min(...guarded.map(({ piece }) => piece)) - SEED + 1;
	return (readings) =>
		apart(
			readings().flatMap((reading) =>
				rangesOf(reading.text, seeds, stride).map(({ from, to }) => ({ from: reading.startOf(from), to: reading.endOf(to) })),
			),
		);
}

export function cut(text: string, ranges: readonly Range[]): string {
	if (ranges.length === 0) return text;
	let kept = '';
	let done = 0;
	for (const { from, to } of ranges) {
		kept += text.slice(done, from) + GONE;
		done = to;
	}
	return kept + text.slice(done);
}

/** A run of so many characters is looked up; what is around it is compared only where one of the guarded forms has it. */
const SEED = 4;

interface Place extends Guarded {
	/** Where in the form the seed stands. */
	readonly offset: number;
}

/** In order, and apart from each other. */
function rangesOf(text: string, seeds: ReadonlyMap<string, readonly Place[]>, stride: number): Range[] {
	const found: Range[] = [];
	for (let at = 0, next = 0; at + SEED <= text.length; at = next) {
		next = at + stride;
		for (const place of seeds.get(text.slice(at, at + SEED)) ?? []) {
			const range = grown(text, at, place);
			if (range.to - range.from < place.piece) continue;
			merge(found, range);
			// What goes beyond its end has a seed there.
			next = Math.max(next, range.to - SEED + 1);
		}
	}
	return found;
}

/** All that text and form have in common around a seed. */
function grown(text: string, at: number, { form, offset }: Place): Range {
	let before = 0;
	while (before < offset && before < at && text.charCodeAt(at - before - 1) === form.charCodeAt(offset - before - 1)) before += 1;
	let after = SEED;
	while (offset + after < form.length && text.charCodeAt(at + after) === form.charCodeAt(offset + after)) after += 1;
	return { from: at - before, to: at + after };
}

function merge(found: Range[], { from, to }: Range): void {
	let whole = { from, to };
	for (let last = found.at(-1); last !== undefined && last.to >= whole.from; last = found.at(-1)) {
		whole = { from: Math.min(last.from, whole.from), to: Math.max(last.to, whole.to) };
		found.pop();
	}
	found.push(whole);
}

function apart(ranges: readonly Range[]): Range[] {
	const merged: Range[] = [];
	for (const range of ranges.toSorted((a, b) => a.from - b.from)) merge(merged, range);
	return merged;
}
