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

/** Takes keys out of text: plain, URL-encoded or in base64, whole or in pieces. */
export function createRedactor(keys: Iterable<string | null>): Redactor {
	const plain = [...new Set([...keys].map((key) => key?.trim() ?? ''))].filter((key) => key.length >= SHORTEST_KEY);
	const forms = [...new Set(plain.flatMap(formsOf))];
	const message = forms.map((form) => ({ form, piece: Math.min(form.length, SHORTEST_PIECE) }));
	// A dummy key such as `ollama` is a word an answer may use.
	const answer = forms
		.filter((form) => form.length >= SHORTEST_PIECE)
		.map((form) => ({ form, piece: Math.min(form.length, Math.max(SHORTEST_PIECE, Math.floor(form.length / 2))) }));
	return { message: remover(message), answer: remover(answer) };
}

interface Guarded {
	readonly form: string;
	/** Characters in a row that give it away. */
	readonly piece: number;
}

function formsOf(key: string): string[] {
	const url = encodeURIComponent(key);
	const bytes = Buffer.from(key);
	const base64 = [bytes.toString('base64'), bytes.toString('base64url'), ...[0, 1, 2].flatMap((offset) => base64At(key, offset))];
	return [key, url, url.toLowerCase(), JSON.stringify(key).slice(1, -1), ...base64].filter((form) => form.length >= SHORTEST_KEY);
}

/** Inside a longer text (`user:key`) the key's base64 depends on where it starts; its rim also on its neighbours. */
function base64At(key: string, offset: number): string[] {
	const bytes = Buffer.concat([Buffer.alloc(offset), Buffer.from(key)]);
	const encoded = bytes.toString('base64').replace(/=+$/, '');
	const own = encoded.slice(offset === 0 ? 0 : offset + 1, bytes.length % 3 === 0 ? undefined : -1);
	return [own, own.replaceAll('+', '-').replaceAll('/', '_')];
}

function remover(guarded: readonly Guarded[]): (text: string) => string {
	const pieces = new Map<number, Set<string>>();
	for (const { form, piece } of guarded) pieces.set(piece, new Set([...(pieces.get(piece) ?? []), ...stretchesOf(form, piece)]));
	const shortest = Math.min(...pieces.keys());
	const width = Math.min(GRAM, shortest);
	const grams = new Set(guarded.flatMap(({ form }) => stretchesOf(form, width)));
	return (text) => (guarded.length === 0 ? text : cut(text, rangesOf(text, { pieces, grams, width, stride: shortest - width + 1 })));
}

/** Every run of so many characters in a text. */
function stretchesOf(text: string, length: number): string[] {
	return Array.from({ length: text.length - length + 1 }, (_, start) => text.slice(start, start + length));
}

const GRAM = 4;

interface Search {
	/** What gives a key away, by its length. */
	readonly pieces: ReadonlyMap<number, ReadonlySet<string>>;
	/** What every piece is made of. Looking for these at each `stride` alone misses no piece, and answers may have megabytes. */
	readonly grams: ReadonlySet<string>;
	readonly width: number;
	readonly stride: number;
}

type Range = readonly [from: number, to: number];

function rangesOf(text: string, { pieces, grams, width, stride }: Search): Range[] {
	const found: Range[] = [];
	for (let at = 0; at + width <= text.length; at += stride) {
		if (!grams.has(text.slice(at, at + width))) continue;
		for (const [length, known] of pieces) {
			for (let start = Math.max(0, at + width - length); start <= at; start += 1) {
				if (known.has(text.slice(start, start + length))) found.push([start, start + length]);
			}
		}
	}
	return found.sort((a, b) => a[0] - b[0]);
}

function cut(text: string, ranges: readonly Range[]): string {
	if (ranges.length === 0) return text;
	let kept = '';
	let done = 0;
	for (const [from, to] of ranges) {
		if (from > done || done === 0) kept += text.slice(done, from) + GONE;
		done = Math.max(done, to);
	}
	return kept + text.slice(done);
}
