import { ExpressionParser } from 'n8n-workflow';

import { at, type Fields, type Path } from './fields';

/** Of a prompt as the workflow stores it: words that every item has, or what an expression puts between them. */
export type Piece =
	| { readonly kind: 'words'; readonly text: string }
	/** Where a field is all it takes: which one. `null`: it is worked out. */
	| { readonly kind: 'expression'; readonly field: Path | null };

/**
 * The pieces of a stored prompt, in order. `null`: it has either no expression or nothing else, so there is nothing to
 * tell apart. The words are those n8n sends, its escapes taken off.
 */
export function readTemplate(stored: unknown): readonly Piece[] | null {
	if (typeof stored !== 'string' || !stored.startsWith('=')) return null;
	const chunks = ExpressionParser.splitExpression(stored.slice(1));
	const pieces = chunks.map((chunk, index): Piece => {
		if (chunk.type === 'code') return { kind: 'expression', field: fieldOf(chunk.text) };
		return { kind: 'words', text: index < chunks.length - 1 ? unescaped(chunk.text) : chunk.text };
	});
	const told = pieces.some(({ kind }) => kind === 'expression') && pieces.some(hasWords);
	return told ? pieces : null;
}

export function hasWords(piece: Piece): boolean {
	return piece.kind === 'words' && piece.text.trim() !== '';
}

/** What n8n writes for a field of the item between other text; `null`: that is not known without evaluating it. */
export function fieldText(json: Fields, field: Path): string | null {
	const [holder, name] = [at(json, field.slice(0, -1)), field.at(-1)];
	// What is inherited, or asked of a text, only an evaluation can tell.
	if (typeof holder !== 'object' || holder === null || name === undefined) return null;
	const value = at(holder, [name]);
	if (value === undefined && name in holder) return null;
	if (typeof value === 'string') return value;
	if (typeof value === 'boolean') return String(value);
	if (typeof value === 'number') return Number.isNaN(value) ? '' : String(value);
	return value === undefined || value === null ? '' : null;
}

/** In words before an expression, two backslashes are one. */
function unescaped(text: string): string {
	return text.replaceAll('\\\\', '\\');
}

const NAME = '[\\p{ID_Start}$_][\\p{ID_Continue}$]*';
const IN_BRACKETS = `\\[\\s*(?:(\\d+)|"([^"\\\\]*)"|'([^'\\\\]*)')\\s*\\]`;
const FIELD = new RegExp(`^\\s*(?:\\$json|\\$input\\.item\\.json)((?:\\??\\.${NAME}|(?:\\?\\.)?${IN_BRACKETS})+)\\s*$`, 'u');
const STEP = new RegExp(`\\.(${NAME})|${IN_BRACKETS}`, 'gu');

function fieldOf(code: string): Path | null {
	const steps = FIELD.exec(code)?.[1];
	if (steps === undefined) return null;
	return [...steps.matchAll(STEP)].map(([, name, index, double, single]) =>
		index === undefined ? (name ?? double ?? single ?? '') : Number(index),
	);
}
