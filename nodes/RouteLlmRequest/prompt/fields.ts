/** Own fields of an item, or of a part of it. */
export type Fields = Readonly<Record<string, unknown>>;

/** Where a value stands in an item's json. */
export type Path = readonly (string | number)[];

/** A text of the item, and where it was found. */
export interface Place {
	readonly text: string;
	readonly path: Path;
}

export function isFields(value: unknown): value is Fields {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value at a path of own fields; `undefined` where there is none. */
export function at(value: unknown, path: Path): unknown {
	let inner = value;
	for (const step of path) {
		if (typeof inner !== 'object' || inner === null || !Object.hasOwn(inner, step)) return undefined;
		inner = Reflect.get(inner, step);
	}
	return inner;
}

/** The fields at a path; none where something else is there. */
export function fieldsAt(value: unknown, path: Path): Fields | null {
	const inner = at(value, path);
	return isFields(inner) ? inner : null;
}

export function listAt(value: unknown, path: Path): readonly unknown[] {
	const inner = at(value, path);
	return Array.isArray(inner) ? inner : [];
}

/** Text as it is sent: without the space around it. Sheets give numbers. `null`: there is none, or it is blank. */
export function said(value: unknown): string | null {
	if (typeof value === 'number') return Number.isFinite(value) ? String(value) : null;
	if (typeof value !== 'string') return null;
	const text = value.trim();
	return text === '' ? null : text;
}

/** A value as a place of text; `null`: it is no text, or blank. */
export function placeOf(value: unknown, path: Path): Place | null {
	const text = typeof value === 'string' ? said(value) : null;
	return text === null ? null : { text, path };
}

/** The first of these paths that holds text: one that is empty does not hide the next. */
export function firstText(json: unknown, paths: readonly Path[]): Place | null {
	for (const path of paths) {
		const text = said(at(json, path));
		if (text !== null) return { text, path };
	}
	return null;
}

/** The same place, seen from further out. */
export function under<T extends { readonly path: Path }>(prefix: Path, place: T): T {
	return { ...place, path: [...prefix, ...place.path] };
}

/** Names without their case and punctuation: `Text_Plain` and `textPlain` are one. */
export function plainName(name: string): string {
	const known = plainNames.get(name);
	if (known !== undefined) return known;
	const plain = name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
	if (plainNames.size >= MAX_KNOWN_NAMES) plainNames.clear();
	if (name.length <= MAX_KNOWN_CHARS) plainNames.set(name, plain);
	return plain;
}

/** All items of a run have the same fields. */
const plainNames = new Map<string, string>();
const MAX_KNOWN_NAMES = 2_000;
const MAX_KNOWN_CHARS = 100;

/** Longer JSON is not worth parsing for a prompt. */
const MAX_PARSED_CHARS = 1_000_000;

/** What JSON text holds, where that is an object or a list. */
export function parsed(text: string): object | null {
	if (text.length > MAX_PARSED_CHARS || !/^\s*[{[]/.test(text)) return null;
	try {
		const value: unknown = JSON.parse(text);
		return typeof value === 'object' ? value : null;
	} catch {
		return null;
	}
}

const IDENTIFIER = /^[A-Za-z_$][\w$]*$/;

/** As people write it: `body.messages[0].text`. */
export function pathText(path: Path): string {
	return path.map((step, index) => stepText(step, index === 0)).join('');
}

function stepText(step: string | number, isFirst: boolean): string {
	if (typeof step === 'number') return `[${String(step)}]`;
	if (isFirst) return step;
	return IDENTIFIER.test(step) ? `.${step}` : `[${JSON.stringify(step)}]`;
}

/** As a field of the panel takes it: `{{ $json.body.question }}`. */
export function expressionOf(path: Path): string {
	const steps = path.map((step) => (typeof step === 'string' && IDENTIFIER.test(step) ? `.${step}` : `[${JSON.stringify(step)}]`));
	return `{{ $json${steps.join('')} }}`;
}
