import { DEEPEST } from '../../calls/withoutKeys';

export type JsonInText =
	| { readonly ok: true; readonly value: object }
	/** `why` is in our words alone; `where` quotes the text. */
	| { readonly ok: false; readonly why: string; readonly where?: string };

/**
 * Reads the JSON object or list that an answer is or holds: bare, in a fence, or with words around it, as long as there is
 * exactly one. What is broken or cut off is never read in part. Linear in the text's length.
 */
export function readJsonInText(text: string): JsonInText {
	// JSON within a JSON text is a text all the same.
	if (isText(text)) return NONE;
	const found: object[] = [];
	let parts = 0;
	for (let from = nextOpening(text, 0); from !== -1; ) {
		if (++parts > MOST_PARTS) return { ok: false, why: 'the answer has too many brackets to tell its JSON' };
		const { end, depth } = endOf(text, from);
		if (end === null) return { ok: false, why: 'the JSON in the answer is cut off' };
		if (depth > DEEPEST) return { ok: false, why: 'the JSON in the answer is nested too deeply' };
		const part = text.slice(from, end);
		const read = parsed(part);
		if (read.ok) found.push(read.value);
		// Brackets in prose, such as [see above], hold no quotes.
		else if (part.includes('"')) return read;
		from = nextOpening(text, end);
	}
	const [value, ...others] = found;
	if (value === undefined) return NONE;
	return others.length === 0 ? { ok: true, value } : { ok: false, why: 'the answer has more than one JSON value' };
}

/** Each that is no JSON is an exception, which takes its time. */
const MOST_PARTS = 1_000;

const NONE: JsonInText = { ok: false, why: 'the answer has no JSON object or list' };

function isText(text: string): boolean {
	try {
		return text.trimStart().startsWith('"') && typeof JSON.parse(text) === 'string';
	} catch {
		return false;
	}
}

function nextOpening(text: string, from: number): number {
	for (let at = from; at < text.length; at++) if (text[at] === '{' || text[at] === '[') return at;
	return -1;
}

interface End {
	/** Where the bracket at the start is closed; `null`: it is not. */
	readonly end: number | null;
	readonly depth: number;
}

function endOf(text: string, from: number): End {
	let open = 0;
	let depth = 0;
	for (let at = from; at < text.length; at++) {
		const sign = text[at];
		if (sign === '"') at = endOfString(text, at);
		else if (sign === '{' || sign === '[') depth = Math.max(depth, ++open);
		else if ((sign === '}' || sign === ']') && --open === 0) return { end: at + 1, depth };
	}
	return { end: null, depth };
}

function endOfString(text: string, from: number): number {
	let at = from + 1;
	while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
	return at;
}

/** From an opening bracket to the one that closes it: an object or a list, if it is JSON. */
function parsed(text: string): JsonInText {
	try {
		const value: unknown = JSON.parse(text);
		return typeof value === 'object' && value !== null ? { ok: true, value } : NONE;
	} catch (error) {
		return { ok: false, why: 'the JSON in the answer is not valid', where: error instanceof Error ? error.message : '' };
	}
}
