import { shown } from '../../shared/values';
import { expressionOf, pathText, plainName, type Fields, type Path } from './fields';
import { isSentence } from './sentence';

/** Why an item has no prompt, for people. */
export interface NoText {
	/** In our words and with the names of fields alone: it is kept. */
	readonly reason: string;
	/** The same with the beginnings of values and what to do about it, for the item itself. */
	readonly message: string;
}

/** @param problem goes before the fields: `the prompt is empty`. @param fix goes before the expression that people may paste. */
export function noText(problem: string, json: Fields, fix: string): NoText {
	const names = Object.keys(json);
	if (names.length === 0) return { reason: `${problem}; the item has no fields`, message: `${problem}; the item has no fields` };
	const found = leavesOf(json);
	const listed = found.map(({ path, value }) => leafText(path, value));
	const fields = listed.length === 0 ? names.map(shown) : listed;
	return {
		reason: `${problem}; the item has the fields ${enumerated(names.map(shown))}`,
		message: `${problem}; the item has the fields ${enumerated(fields)}${adviceFor(found, fix)}`,
	};
}

const FIELDS_SHOWN = 20;
const VALUE_CHARS = 40;
/** Leaves that are looked at: an item may have thousands. */
const MAX_LEAVES = 200;
const MAX_DEPTH = 8;

function enumerated(fields: readonly string[]): string {
	const more = fields.length - FIELDS_SHOWN;
	return fields.slice(0, FIELDS_SHOWN).join(', ') + (more > 0 ? ` and ${String(more)} more` : '');
}

interface Leaf {
	readonly path: Path;
	readonly value: string | number | boolean | null;
}

/** Values that are no objects, outer ones first. */
function leavesOf(json: Fields): Leaf[] {
	const leaves: Leaf[] = [];
	let level: { readonly path: Path; readonly value: object }[] = [{ path: [], value: json }];
	for (let depth = 0; depth < MAX_DEPTH && level.length > 0 && leaves.length < MAX_LEAVES; depth++) {
		const next: typeof level = [];
		for (const { path, value } of level) {
			for (const [name, inner] of entriesOf(value).slice(0, MAX_LEAVES)) {
				const here = [...path, Array.isArray(value) ? Number(name) : name];
				if (isLeaf(inner)) leaves.push({ path: here, value: inner });
				else if (typeof inner === 'object' && next.length < MAX_LEAVES) next.push({ path: here, value: inner });
			}
		}
		level = next;
	}
	return leaves;
}

function entriesOf(value: object): [string, unknown][] {
	return Object.entries(value);
}

function isLeaf(value: unknown): value is Leaf['value'] {
	return value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

/** A field of such a name may hold what nobody is to read. */
const SECRET = /auth|token|secret|passw|cookie|apikey|credential|signature|session/;

function isSecret(path: Path): boolean {
	return path.some((step) => typeof step === 'string' && SECRET.test(plainName(step)));
}

function leafText(path: Path, value: Leaf['value']): string {
	const name = shown(pathText(path));
	if (isSecret(path)) return name;
	if (typeof value !== 'string') return `${name} (${String(value)})`;
	const words = value
		.slice(0, 4 * VALUE_CHARS)
		.replace(/\s+/g, ' ')
		.trim();
	return `${name} ("${words.length > VALUE_CHARS ? `${[...words].slice(0, VALUE_CHARS - 1).join('')}…` : words}")`;
}

/** What to paste for the field that is most likely meant; a single word is hardly a prompt. */
function adviceFor(leaves: readonly Leaf[], fix: string): string {
	const texts = leaves.flatMap(({ path, value }) =>
		typeof value === 'string' && /\p{L}\S*\s+\S*\p{L}/u.test(value.slice(0, 4 * VALUE_CHARS)) && !isSecret(path)
			? [{ path, value, isSentence: isSentence(value) }]
			: [],
	);
	const [best] = texts.toSorted((a, b) => Number(b.isSentence) - Number(a.isSentence) || b.value.length - a.value.length);
	return `. ${fix}${best === undefined ? ' an expression that gives text' : `, for example, ${expressionOf(best.path)}`}`;
}
