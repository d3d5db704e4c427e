import { readingsOf } from './readings';

export interface Redactor {
	/** For errors, logs and hints: any piece of a key of 8 characters or more goes. */
	readonly message: (text: string) => string;
	/**
	 * For what a model said: only whole keys and halves of keys go, because an answer may rightly
	 * speak of the first characters that all keys of a provider share.
	 */
	readonly answer: (text: string) => string;
}

const GONE = '[key removed]';
const SHORTEST_PIECE = 8;
/** Shorter than this it guards nothing, and taking it out would spoil every word. */
const SHORTEST_KEY = 4;

/**
 * Takes keys out of text: plain, in base64 or in hexadecimal, whole or in pieces, whatever their case, and escaped or
 * interrupted by characters nobody sees as `readingsOf` says. Linear in the text's length.
 */
export function createRedactor(keys: Iterable<string | null>): Redactor {
	const plain = [...new Set([...keys].map((key) => key?.trim() ?? ''))].filter((key) => key.length >= SHORTEST_KEY);
	const forms = [...new Set(plain.flatMap(formsOf))];
	const message = remover(forms.map((form) => ({ form, piece: SHORTEST_PIECE })));
	// A dummy key such as `ollama` is a word an answer may use, and in another case the name of its provider.
	const short = plain.filter((key) => key.length < SHORTEST_PIECE).flatMap((key) => [key, inUrl(key)]);
	return {
		message: (text) => message(short.reduce((rest, key) => rest.replaceAll(key, GONE), text)),
		answer: remover(forms.map((form) => ({ form, piece: Math.max(SHORTEST_PIECE, Math.floor(form.length / 2)) }))),
	};
}

interface Guarded {
	readonly form: string;
	/** Characters in a row that give it away. */
	readonly piece: number;
}

/** What is looked for in every reading of a text. */
function formsOf(key: string): string[] {
	const bytes = Buffer.from(key);
	const base64 = [bytes.toString('base64'), bytes.toString('base64url'), ...[0, 1, 2].flatMap((offset) => base64At(key, offset))];
	// Beyond ASCII an accent may be a character of its own, and a URL has the bytes of a character, which are undone one by one.
	const written = [
		key,
		key.normalize('NFC'),
		key.normalize('NFD'),
		inUrl(key),
		JSON.stringify(key).slice(1, -1),
		bytes.toString('hex'),
		...base64,
	];
	return written.flatMap((form) => readingsOf(form).map(({ text }) => text)).filter((form) => form.length >= SHORTEST_PIECE);
}

/** Half a character, which no URL can have, is written as its replacement. */
function inUrl(key: string): string {
	return encodeURIComponent(Buffer.from(key).toString());
}

/** Inside a longer text (`user:key`) the key's base64 depends on where it starts; its rim also on its neighbours. */
function base64At(key: string, offset: number): string[] {
	const bytes = Buffer.concat([Buffer.alloc(offset), Buffer.from(key)]);
	const encoded = bytes.toString('base64').replace(/=+$/, '');
	const own = encoded.slice(offset === 0 ? 0 : offset + 1, bytes.length % 3 === 0 ? undefined : -1);
	return [own, own.replaceAll('+', '-').replaceAll('/', '_')];
}

/** A run of so many characters is looked up; what is around it is compared only where one of the guarded forms has it. */
const SEED = 4;

interface Place extends Guarded {
	/** Where in the form the seed stands. */
	readonly offset: number;
}

function remover(guarded: readonly Guarded[]): (text: string) => string {
	if (guarded.length === 0) return (text) => text;
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
	return (text) => {
		const found = readingsOf(text).flatMap((reading) =>
			rangesOf(reading.text, seeds, stride).map(({ from, to }) => ({ from: reading.startOf(from), to: reading.endOf(to) })),
		);
		return found.length === 0 ? text : cut(text, apart(found));
	};
}

interface Range {
	readonly from: number;
	readonly to: number;
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

function cut(text: string, ranges: readonly Range[]): string {
	let kept = '';
	let done = 0;
	for (const { from, to } of ranges) {
		kept += text.slice(done, from) + GONE;
		done = to;
	}
	return kept + text.slice(done);
}
