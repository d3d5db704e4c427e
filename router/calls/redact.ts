import { cut, finder, GONE, type Find } from './keyRanges';
import { readingsOf } from './readings';
import { cleanInPieces, type CleanPieces } from './redactPieces';

export interface Redactor {
	/** For errors, logs and hints: any piece of a key of 8 characters or more goes. */
	readonly message: (text: string) => string;
	/**
	 * For what a model said: only whole keys and halves of keys go, because an answer may rightly
	 * speak of the first characters that all keys of a provider share.
	 */
	readonly answer: (text: string) => string;
	/** The same for an answer that comes in pieces. */
	readonly inPieces: () => CleanPieces;
}

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
	const message = remover(finder(forms.map((form) => ({ form, piece: SHORTEST_PIECE }))));
	const find = finder(forms.map((form) => ({ form, piece: Math.max(SHORTEST_PIECE, Math.floor(form.length / 2)) })));
	// A dummy key such as `ollama` is a word an answer may use, and in another case the name of its provider.
	const short = plain.filter((key) => key.length < SHORTEST_PIECE).flatMap((key) => [key, inUrl(key)]);
	return {
		message: (text) => message(short.reduce((rest, key) => rest.replaceAll(key, GONE), text)),
		answer: remover(find),
		inPieces: () => cleanInPieces(forms, find),
	};
}

function remover(find: Find): (text: string) => string {
	return (text) =>
		cut(
			text,
			find(() => readingsOf(text)),
		);
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
