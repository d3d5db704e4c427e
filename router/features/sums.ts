/** How many written sums an answer holds, and how many of them come out as written. */
export interface Sums {
	readonly count: number;
	readonly right: number;
}

/**
 * Recomputes chains such as "3 + 4 × 2 = 11" that hold numbers and operators alone; what is part of anything
 * longer is left. A result off by 1 % or less counts as rounded. One pass over the text.
 */
export function checkSums(text: string): Sums {
	const state: State = { numbers: [], operators: [], expected: null, spoilt: false, count: 0, right: 0 };
	for (let i = 0; i < text.length; ) {
		const token = tokenAt(text, i);
		i += token.length;
		take(state, token);
	}
	compare(state);
	return { count: state.count, right: state.right };
}

interface State {
	/** Of the side that is being read; one more number than operators, or as many where a number must follow. */
	numbers: number[];
	operators: string[];
	/** What the side before the last "=" came to. */
	expected: number | null;
	/** Nothing counts until text that belongs to no formula. */
	spoilt: boolean;
	count: number;
	right: number;
}

type Token = { readonly length: number } & (
	| { readonly kind: 'number'; readonly value: number }
	| { readonly kind: 'operator'; readonly sign: string }
	/** `text` ends a chain; after `closer` and `glue` more of the formula follows, and `glue` changes the number before it. */
	| { readonly kind: 'equals' | 'space' | 'text' | 'closer' | 'glue' }
);

/** Longer chains are lists, not sums. */
const MOST_TERMS = 32;
const TOLERANCE = 0.01;

function take(state: State, token: Token): void {
	if (token.kind === 'space') return;
	if (token.kind === 'text' || token.kind === 'closer') compare(state);
	if (token.kind === 'text' || token.kind === 'closer' || token.kind === 'glue') {
		restart(state, token.kind !== 'text');
	} else if (!state.spoilt && !extend(state, token)) {
		restart(state, true);
	}
}

/** Whether the token may stand where it does. */
function extend(state: State, token: Token): boolean {
	const wantsNumber = state.numbers.length === state.operators.length;
	if (token.kind === 'number') {
		if (!wantsNumber || state.numbers.length >= MOST_TERMS) return false;
		state.numbers.push(token.value);
	} else if (token.kind === 'operator') {
		if (wantsNumber) return false;
		state.operators.push(token.sign);
	} else if (state.numbers.length > 0) {
		if (wantsNumber) return false;
		compare(state);
		state.expected = state.operators.length > 0 ? valueOf(state) : state.expected;
		state.numbers = [];
		state.operators = [];
	}
	return true;
}

/** Counts a bare number after "=" as right or wrong. */
function compare(state: State): void {
	const { numbers, operators, expected } = state;
	const [written] = numbers;
	if (expected === null || written === undefined || operators.length > 0) return;
	state.count++;
	if (Math.abs(written - expected) <= TOLERANCE * Math.max(1, Math.abs(expected))) state.right++;
}

function restart(state: State, spoilt: boolean): void {
	state.numbers = [];
	state.operators = [];
	state.expected = null;
	state.spoilt = spoilt;
}

function valueOf({ numbers, operators }: State): number {
	let sum = 0;
	let product = numbers[0] ?? 0;
	operators.forEach((sign, i) => {
		const next = numbers[i + 1] ?? 0;
		if (sign === '*') product *= next;
		else if (sign === '/') product /= next;
		else {
			sum += product;
			product = sign === '-' ? -next : next;
		}
	});
	return sum + product;
}

const OPERATORS: ReadonlyMap<string, string> = new Map([
	['+', '+'],
	['-', '-'],
	['−', '-'],
	['*', '*'],
	['×', '*'],
	['·', '*'],
	['/', '/'],
	['÷', '/'],
	['x', '*'],
]);
const COMMANDS: ReadonlyMap<string, string> = new Map([
	['times', '*'],
	['cdot', '*'],
	['div', '/'],
]);
const IGNORED = ' \t$€£\u00a0';
const DIGITS = '0123456789';
const CLOSERS = ')]}';
const GLUE = '^_%!';

function tokenAt(text: string, at: number): Token {
	const sign = text.charAt(at);
	if (IGNORED.includes(sign)) return { kind: 'space', length: 1 };
	if (DIGITS.includes(sign)) return numberAt(text, at);
	if (sign === '=') return { kind: 'equals', length: 1 };
	if (CLOSERS.includes(sign)) return { kind: 'closer', length: 1 };
	if (GLUE.includes(sign)) return { kind: 'glue', length: 1 };
	const isCommand = sign === '\\';
	const word = lettersAt(text, isCommand ? at + 1 : at);
	const length = Math.max(1, word.length + (isCommand ? 1 : 0));
	const operator = isCommand ? COMMANDS.get(word) : length === 1 ? OPERATORS.get(sign) : undefined;
	if (operator !== undefined) return { kind: 'operator', sign: operator, length };
	return { kind: isCommand && word !== '' ? 'glue' : 'text', length };
}

function numberAt(text: string, at: number): Token {
	let to = at;
	// A comma or dot belongs to the number where a digit follows it.
	while (
		DIGITS.includes(text.charAt(to) || ' ') ||
		(SEPARATORS.includes(text.charAt(to) || ' ') && DIGITS.includes(text.charAt(to + 1) || ' '))
	)
		to++;
	return { kind: 'number', value: Number(text.slice(at, to).replaceAll(',', '')), length: to - at };
}

const SEPARATORS = '.,';

function lettersAt(text: string, at: number): string {
	let to = at;
	while (isLetter(text.charCodeAt(to))) to++;
	return text.slice(at, to);
}

function isLetter(code: number): boolean {
	return (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a);
}
