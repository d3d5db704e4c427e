import type { Span } from '../../../router/request/request';
import type { Fields } from './fields';
import { firstIn, lastIn } from './search';
import { fieldText, hasWords, type Piece } from './template';

/**
 * Where the words of a template stand in the text that n8n made of it for an item, in order. Nothing is evaluated
 * again. Words that could stand in more than one place, because the item has them too, are left to the item: an
 * instruction taken for data costs little, data taken for an instruction can be an attack. Takes linear time, whatever
 * the item holds.
 */
export function wordsIn(template: readonly Piece[], text: string, json: Fields): readonly Span[] {
	const byFields = align(literalsOf(template, json), text);
	return byFields ?? align(literalsOf(template, null), text) ?? [];
}

/** A stretch of text that is known, between two that are not. */
interface Literal {
	text: string;
	/** Where in it the words of the template are. */
	readonly words: Span[];
}

/** Fields whose text is known make the stretches longer, and with that harder to mistake. @param json `null`: none is. */
function literalsOf(template: readonly Piece[], json: Fields | null): readonly Literal[] {
	const literals: Literal[] = [];
	let literal = begin(literals);
	for (const piece of template) {
		const known = piece.kind === 'words' ? piece.text : json === null || piece.field === null ? null : fieldText(json, piece.field);
		if (known === null) {
			literal = begin(literals);
			continue;
		}
		const from = literal.text.length;
		literal.text += known;
		if (hasWords(piece)) literal.words.push({ from, to: literal.text.length });
	}
	return literals;
}

function begin(literals: Literal[]): Literal {
	const literal: Literal = { text: '', words: [] };
	literals.push(literal);
	return literal;
}

/** `null`: the text was not made of these. */
function align(literals: readonly Literal[], text: string): readonly Span[] | null {
	const first = literals[0]?.text ?? '';
	const last = literals.at(-1)?.text ?? '';
	if (literals.length === 1) return first === text ? spansAt(literals, [0]) : null;
	const end = text.length - last.length;
	if (first.length > end || !text.startsWith(first) || !text.endsWith(last)) return null;
	const between = literals.slice(1, -1);
	const earliest = earliestPlaces(between, text, first.length, end);
	if (earliest === null) return null;
	const latest = latestPlaces(between, text, first.length, end);
	const places = earliest.map((place, index) => (place === latest[index] ? place : null));
	return spansAt(literals, [0, ...places, end]);
}

function earliestPlaces(literals: readonly Literal[], text: string, from: number, to: number): readonly number[] | null {
	const places: number[] = [];
	let at = from;
	for (const literal of literals) {
		const place = firstIn(text, literal.text, at, to);
		if (place === -1) return null;
		places.push(place);
		at = place + literal.text.length;
	}
	return places;
}

/** Of literals that do fit between `from` and `to`. */
function latestPlaces(literals: readonly Literal[], text: string, from: number, to: number): readonly number[] {
	let at = to;
	return literals
		.toReversed()
		.map((literal) => {
			at = lastIn(text, literal.text, from, at);
			return at;
		})
		.toReversed();
}

/** @param places of each literal; `null`: it could be in several. */
function spansAt(literals: readonly Literal[], places: readonly (number | null)[]): readonly Span[] {
	return literals.flatMap(({ words }, index) => {
		const place = places[index] ?? null;
		return place === null ? [] : words.map(({ from, to }) => ({ from: place + from, to: place + to }));
	});
}
