import { at, isFields, parsed, plainName, said, type Fields, type Path, type Place } from './fields';
import { htmlText, isHtml } from './htmlText';
import { ASIDE, ASKED, BODIES, ENDINGS, EXPECTED, HOLDERS, MADE, OTHER_KIND, SAID, TITLES, TOPICS, TURNS } from './names';
import { isSentence, onlySentence } from './sentence';
import { spoken } from './spoken';

/** What no node in particular has made: fields by their names, from outer to inner ones, then the only one that holds a sentence. */
export function readAnything(json: object): Place | null {
	const search = new Search(isRow(json));
	return search.within(json, [], 0) ?? (isFields(json) ? (onlySentence(json) ?? textOf(json, namesOf(json), [], TOPICS)) : null);
}

/** Rows of a sheet, a table or an evaluation are made by people: an "answer" there is what is expected, not what is asked. */
function isRow(json: object): boolean {
	const names = new Set(Object.keys(json).map(plainName));
	const isDataTable = names.has('createdat') && names.has('updatedat') && names.has('id');
	return names.has('rownumber') || names.has('rowsleft') || isDataTable;
}

const MAX_DEPTH = 8;
/** Parts of one item that are looked into. */
const MAX_PARTS = 2_000;
/** Of a list of things, the first ones are looked at. */
const MAX_LISTED = 20;

class Search {
	private parts = 0;

	constructor(private readonly isRow: boolean) {}

	/** @param isNamed whether its own name says that it holds what is looked for; then a title alone will do. */
	within(value: object, path: Path, depth: number, isNamed = false): Place | null {
		this.parts += 1;
		if (depth > MAX_DEPTH || this.parts > MAX_PARTS) return null;
		if (Array.isArray(value)) return this.inList(value, path, depth);
		if (!isFields(value)) return null;
		const names = namesOf(value);
		const seen = new Set<string>();
		const named = (wanted: readonly string[], convert = false) => this.named({ value, names, path, depth, seen, convert }, wanted);
		const held = () => this.named({ value, names, path, depth, seen, convert: true, sentences: true }, HOLDERS);
		return (
			named(ASKED) ??
			this.lastTurn(value, names, path) ??
			titled(value, names, path) ??
			named(SAID, true) ??
			byEnding(value, names, path) ??
			(this.isRow && depth === 0 ? null : named(MADE, true)) ??
			held() ??
			(isNamed ? textOf(value, names, path, TOPICS) : null) ??
			this.inRest({ value, names, path, depth, seen, convert: true })
		);
	}

	private named(inside: Inside, wanted: readonly string[]): Place | null {
		for (const name of wanted) {
			const own = inside.names.get(name);
			if (own === undefined || inside.seen.has(own)) continue;
			inside.seen.add(own);
			const place = this.at(inside, own);
			if (place !== null) return place;
		}
		return null;
	}

	private at({ value, path, depth, convert, sentences = false }: Inside, own: string): Place | null {
		const inner = value[own];
		const here = [...path, own];
		// A number is a question in a column of questions, and a measurement elsewhere.
		const text = typeof inner === 'number' && convert ? null : spoken(inner);
		if (text === null) return typeof inner === 'object' && inner !== null ? this.within(inner, here, depth + 1, true) : null;
		const inside = typeof inner === 'string' ? parsed(text) : null;
		const found = inside === null ? null : this.within(inside, here, depth + 1);
		if (found === null && sentences && typeof inner === 'string' && own !== 'data' && !isSentence(text)) return null;
		return found ?? { text: convert && isHtml(text) ? htmlText(text) || text : text, path: here };
	}

	/** Where only one part of an object says anything, it is meant; among several nobody can choose. */
	private inRest(inside: Inside): Place | null {
		const { value, path, depth, seen } = inside;
		const found: Place[] = [];
		for (const [own, inner] of Object.entries(value)) {
			if (seen.has(own) || ASIDE.has(plainName(own)) || typeof inner !== 'object' || inner === null) continue;
			const place = this.within(inner, [...path, own], depth + 1);
			if (place !== null) found.push(place);
			if (found.length > 1) return null;
		}
		return found[0] ?? null;
	}

	private inList(list: readonly unknown[], path: Path, depth: number): Place | null {
		for (const [index, inner] of list.slice(0, MAX_LISTED).entries()) {
			const place = typeof inner === 'object' && inner !== null ? this.within(inner, [...path, index], depth + 1) : null;
			if (place !== null) return place;
		}
		return null;
	}

	/** What the user said last. */
	private lastTurn(value: Fields, names: Names, path: Path): Place | null {
		for (const name of TURNS) {
			const own = names.get(name);
			const turns: unknown = own === undefined ? null : value[own];
			if (own === undefined || !Array.isArray(turns)) continue;
			const index = turns.findLastIndex(isUserTurn);
			for (const field of ['content', 'parts', 'text', 'human', 'user']) {
				const text = spoken(at(turns, [index, field]));
				if (text !== null) return { text, path: [...path, own, index, field] };
			}
		}
		return null;
	}
}

/** As providers and LangChain write one, or n8n's Chat Memory Manager (`{ human, ai }`). */
function isUserTurn(turn: unknown): boolean {
	const by = at(turn, ['role']) ?? at(turn, ['type']);
	return by === undefined ? said(at(turn, ['human'])) !== null : typeof by === 'string' && /^(user|human)$/i.test(by);
}

type Names = ReadonlyMap<string, string>;

interface Inside {
	readonly value: Fields;
	readonly names: Names;
	readonly path: Path;
	readonly depth: number;
	/** Own names that have been looked at. */
	readonly seen: Set<string>;
	/** Whether HTML is to be read as a page. What a person asks may be about HTML. */
	readonly convert: boolean;
	/** Whether a text has to be a sentence. */
	readonly sentences?: boolean;
}

/** Plain name → the field's own; Notion begins the names of its columns with `property_`. */
function namesOf(value: Fields): Names {
	const names = new Map<string, string>();
	for (const own of Object.keys(value)) {
		const name = plainName(own.replace(/^property_/, ''));
		if (!names.has(name) && name !== 'llmroute' && !EXPECTED_OUTPUT.test(name)) names.set(name, own);
	}
	return names;
}

const EXPECTED_OUTPUT = new RegExp(`${EXPECTED.source}.+(output|answer|response|text)$`);

/** An issue, a page or a post: its title belongs to it. */
function titled(value: Fields, names: Names, path: Path): Place | null {
	const title = textOf(value, names, path, TITLES);
	const bodies = BODIES.filter((name) => value[names.get(name) ?? ''] !== title?.text);
	const body = textOf(value, names, path, bodies);
	if (title === null || body === null || title.path.at(-1) === body.path.at(-1)) return null;
	return { text: `${title.text}\n\n${body.text}`, path: body.path };
}

function byEnding(value: Fields, names: Names, path: Path): Place | null {
	const own = [...names.keys()].filter((name) => !OTHER_KIND.test(name) && !ASIDE.has(name) && !EXPECTED.test(name));
	const wanted = ENDINGS.flatMap((ending) => own.filter((name) => name.endsWith(ending) && name !== ending));
	return textOf(value, names, path, wanted);
}

function textOf(value: Fields, names: Names, path: Path, wanted: readonly string[]): Place | null {
	for (const name of wanted) {
		const own = names.get(name);
		const text = own === undefined || typeof value[own] === 'number' ? null : spoken(value[own]);
		if (own !== undefined && text !== null) return { text: isHtml(text) ? htmlText(text) || text : text, path: [...path, own] };
	}
	return null;
}
