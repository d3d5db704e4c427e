import { evaluateExpression, type NumberStyle, parseNumber, type Quantity } from './evaluate';
import { mathTokens, type MathToken, plainMath } from './mathTokens';

/** An equation a text states between plain numbers. */
interface Equation {
	/** As it stands, but for LaTeX. */
	readonly text: string;
	readonly right: boolean;
	/** What its left side comes to. */
	readonly computed: string;
}

/** What was read of a text. */
export interface Equations {
	readonly equations: readonly Equation[];
	/** Characters of the lines with calculations that were read, where not all were; `null`: all were. */
	readonly stoppedAfter: number | null;
}

/**
 * Finds the equations of a text and recomputes them. In doubt it is no equation. `decimalComma`: the text may
 * write 3,5 for three and a half.
 */
export function findEquations(text: string, decimalComma: boolean): Equations {
	const styles: readonly NumberStyle[] = decimalComma ? ['point', 'comma'] : ['point'];
	const equations: Equation[] = [];
	let read = 0;
	for (const line of plainMath(text).split(/[\n;]/)) {
		if (!/\d/.test(line) || !(line.includes('=') || /%[^%]* is /.test(line))) continue;
		if (read + line.length > MAX_EQUATION_CHARS) return { equations, stoppedAfter: read };
		read += line.length;
		if (!DOUBT.test(line)) equations.push(...readLine(line, styles));
	}
	return { equations, stoppedAfter: null };
}

/** Characters of all lines with equations, about 6,000 of them; further ones are not read. */
const MAX_EQUATION_CHARS = 65_536;

/** Lines that talk of other arithmetic, of big units, or of a sum that is not claimed to be right. */
const DOUBT =
	/[≈≠≡∑∏∫√?…]|\.\.\.|!=|\\(?:approx|neq?|sqrt|pm)|\b(?:mod|modulo|base|binary|hex|octal|xor|log|ln|sin|cos|tan|remainder|rest|wrong|incorrect|incorrectly|false|not|n't|isn't|mistake|mistaken|suppose|if|falsch|nicht|faux|falso|errado|sbagliato|dozen|hundred|thousand|million|billion|tausend|millionen?|milliarden?|mille|mil|clock|am|pm|a\.m|p\.m|approximately|roughly|about|rounded|nearly|almost)\b/i;

function readLine(line: string, styles: readonly NumberStyle[]): Equation[] {
	const bullet = /^\s*(?:\d+[.)]|[-*+•])\s+/.exec(line)?.[0] ?? '';
	const body = line.slice(bullet.length);
	const tokens = percentOf(mathTokens(body));
	// "- 2 + 3" may be an item of a list or minus two.
	const minus = bullet.trim() === '-';
	return segmentsOf(tokens)
		.flatMap((segment) => readSegment(body, segment, styles))
		.filter(({ right }) => right || !minus);
}

/** "5% of 200 is 10" as 5% × 200 = 10. */
function percentOf(tokens: readonly MathToken[]): MathToken[] {
	let percentOf = false;
	return tokens.map((token, i) => {
		const before = tokens[i - 1];
		if (token.text === 'of' && before?.kind === 'percent' && tokens[i + 1]?.kind === 'number') {
			percentOf = true;
			return { ...token, kind: 'op', text: '*' };
		}
		if (token.text === 'is' && percentOf && before?.kind === 'number') return { ...token, kind: 'equals', text: '=' };
		if (token.kind === 'other' || token.kind === 'comma') percentOf = false;
		return token;
	});
}

interface Segment {
	readonly tokens: readonly MathToken[];
	readonly before: MathToken | undefined;
	readonly after: MathToken | undefined;
}

/** Stretches of numbers and signs. A word belongs to one only as the unit of the number before it. */
function segmentsOf(tokens: readonly MathToken[]): Segment[] {
	const segments: Segment[] = [];
	let start = 0;
	for (let i = 0; i <= tokens.length; i++) {
		const token = tokens[i];
		if (token !== undefined && !breaks(token, tokens[i - 1], tokens[i + 1])) continue;
		if (i > start) segments.push({ tokens: tokens.slice(start, i), before: tokens[start - 1], after: token });
		// Of two numbers side by side the second begins anew.
		start = token !== undefined && token.kind === 'number' ? i : i + 1;
	}
	return segments;
}

function breaks(token: MathToken, before: MathToken | undefined, after: MathToken | undefined): boolean {
	if (token.kind === 'other' || token.kind === 'comma') return true;
	if (token.kind === 'number') return before?.kind === 'number' || before?.kind === 'percent' || before?.kind === 'unit';
	if (token.kind !== 'unit') return false;
	const isUnit = before?.kind === 'number' || before?.kind === 'percent';
	const ends =
		after === undefined || ['op', 'equals', 'close', 'comma'].includes(after.kind) || (after.kind === 'other' && /^[.:!]/.test(after.text));
	return !isUnit || !ends;
}

function readSegment(line: string, segment: Segment, styles: readonly NumberStyle[]): Equation[] {
	if (isDoubtful(segment)) return [];
	const sides = sidesOf(segment.tokens);
	return sides.flatMap((side, i) => {
		const next = sides[i + 1];
		return next === undefined ? [] : compare(line, side, next, styles);
	});
}

/** Text close to both ends may make the numbers something else: f(2) = …, 10:30 + 1 = …, … = 2x. */
function isDoubtful({ tokens, before, after }: Segment): boolean {
	const [first] = tokens;
	const last = tokens.at(-1);
	if (first === undefined || last === undefined || isHalf(tokens)) return true;
	if (before !== undefined && first.kind !== 'equals') {
		if (!first.spaced && !'([{'.includes(before.text)) return true;
		if (before.kind === 'number' || before.kind === 'percent' || FUNCTIONS.has(before.text) || /^[\p{L}|/\\]$/u.test(before.text))
			return true;
		if (first.kind === 'op') return true;
	}
	if (after === undefined) return last.kind === 'op';
	return (
		last.kind === 'op' ||
		after.kind === 'number' ||
		SCALES.has(after.text) ||
		(/^[\p{L}\\!°^_|/]/u.test(after.text) && after.kind === 'other') ||
		(!after.spaced && after.text === ':')
	);
}

/** Half of a bracket inside has its other half, and what that means, outside: lcm(6, 21) = 42. Around the whole it may. */
function isHalf(tokens: readonly MathToken[]): boolean {
	let depth = 0;
	for (const [i, { kind }] of tokens.entries()) {
		if (kind === 'open') depth++;
		if (kind === 'close') depth--;
		if (depth < 0 && i < tokens.length - 1) return true;
	}
	return false;
}

const FUNCTIONS = new Set([
	'of',
	'plus',
	'minus',
	'times',
	'by',
	'over',
	'than',
	'and',
	'half',
	'twice',
	'double',
	'sqrt',
	'root',
	'gcd',
	'lcm',
	'max',
	'min',
	'exp',
	'lim',
	'plus',
	'mal',
	'durch',
	'fois',
	'por',
	'per',
]);
const SCALES = new Set([
	'times',
	'plus',
	'minus',
	'divided',
	'multiplied',
	'r',
	'x',
	'k',
	'm',
	'mio',
	'mrd',
	'over',
	'squared',
	'cubed',
	'mal',
]);

interface Side {
	readonly tokens: readonly MathToken[];
	readonly units: ReadonlySet<string>;
}

function sidesOf(tokens: readonly MathToken[]): Side[] {
	const sides: MathToken[][] = [[]];
	for (const token of tokens) {
		if (token.kind === 'equals') sides.push([]);
		else sides.at(-1)?.push(token);
	}
	return sides.map((side) => ({
		tokens: trimBrackets(side.filter(({ kind }) => kind !== 'unit')),
		units: new Set(side.filter(({ kind }) => kind === 'unit').map(({ text }) => text)),
	}));
}

/** A bracket around the whole equation leaves half of itself on either side. */
function trimBrackets(side: readonly MathToken[]): readonly MathToken[] {
	const opened = side.filter(({ kind }) => kind === 'open').length;
	const closed = side.filter(({ kind }) => kind === 'close').length;
	if (opened === closed + 1 && side[0]?.kind === 'open') return side.slice(1);
	if (closed === opened + 1 && side.at(-1)?.kind === 'close') return side.slice(0, -1);
	return side;
}

function compare(line: string, left: Side, right: Side, styles: readonly NumberStyle[]): Equation[] {
	const first = left.tokens[0];
	const last = right.tokens.at(-1);
	if (first === undefined || last === undefined || !(calculates(left) || calculates(right))) return [];
	const readings = styles.flatMap((style) => [...reading(left, right, style), ...runningOn(left, right, style)]);
	const best = readings.find(({ isRight }) => isRight) ?? readings[0];
	if (best === undefined || (!best.isRight && !isSure(left, right, best))) return [];
	return [
		{ text: line.slice(first.start, last.end).replaceAll('⁄⁄', '\\frac').trim(), right: best.isRight, computed: shown(best.left.value) },
	];
}

/** A sign alone calculates nothing: −5. */
function calculates({ tokens }: Side): boolean {
	return tokens.some(({ kind }, i) => kind === 'frac' || (kind === 'op' && i > 0));
}

interface Reading {
	readonly left: Quantity;
	readonly right: Quantity;
	readonly isRight: boolean;
}

function reading(left: Side, right: Side, style: NumberStyle): Reading[] {
	const a = evaluateExpression(left.tokens, style);
	const b = evaluateExpression(right.tokens, style);
	if (a === null || b === null) return [];
	// "× 100 = 12.5%": the sign may say what was multiplied in.
	const percent = (side: Side, { value }: Quantity): number[] => (side.tokens.at(-1)?.kind === 'percent' ? [value, value * 100] : [value]);
	const slack = a.slack + roundingOf(a, b, right, style);
	const isRight = percent(left, a).some((x) => percent(right, b).some((y) => Math.abs(x - y) <= slack + 1e-12 * Math.abs(x)));
	return [{ left: a, right: b, isRight }];
}

/** "2 + 3 = 5 + 1 = 6": some write on behind the result. Only where that holds is it a reading. */
function runningOn(left: Side, right: Side, style: NumberStyle): Reading[] {
	const [result, next] = right.tokens;
	if (result?.kind !== 'number' || next?.kind !== 'op') return [];
	return reading(left, { ...right, tokens: [result] }, style).filter(({ isRight }) => isRight);
}

/** A result may be rounded, or cut, to the digits it shows, unless the value has no more digits than that. */
function roundingOf(left: Quantity, value: Quantity, right: Side, style: NumberStyle): number {
	const [only, percent] = right.tokens.filter(({ text }) => text !== '-');
	if (only?.kind !== 'number' || (percent !== undefined && percent.kind !== 'percent')) return value.slack + 1e-9;
	const decimals = parseNumber(only.text, style)?.decimals ?? 0;
	const scaled = left.value * 10 ** decimals;
	const fits = Math.abs(scaled - Math.round(scaled)) < 1e-9 * Math.max(1, Math.abs(scaled));
	return fits && percent === undefined ? 0 : 10 ** -decimals;
}

/** Where units, signs or percentages may explain the difference, nothing is said. */
function isSure(left: Side, right: Side, { left: a, right: b }: Reading): boolean {
	if (a.value === -b.value) return false;
	const units = new Set([...left.units, ...right.units]);
	if (units.size > 1 || (left.units.size > 0 && right.units.size === 0)) return false;
	const tokens = [...left.tokens, ...right.tokens];
	const mixesPercent = tokens.some(({ kind }) => kind === 'percent') && tokens.some(({ text }) => text === '+' || text === '-');
	return !mixesPercent;
}

function shown(value: number): string {
	return String(Number(value.toPrecision(12)));
}
