import type { MathToken } from './mathTokens';

/** A value with how far rounded operands may have moved it. */
export interface Quantity {
	readonly value: number;
	readonly slack: number;
}

/** How a text writes numbers: 1,234.5 or 1.234,5. */
export type NumberStyle = 'point' | 'comma';

/**
 * Value of one side of an equation by recursive descent, or `null` where it is not an expression from end to
 * end, or one that people read in different ways (6 ÷ 2(1+2), −2²).
 */
export function evaluateExpression(tokens: readonly MathToken[], style: NumberStyle): Quantity | null {
	const parser = new Parser(tokens, style);
	const value = parser.sum(0);
	return value !== null && parser.atEnd() && !parser.ambiguous && Number.isFinite(value.value) ? value : null;
}

/** A number as written, with the number of its decimals; `null` where this style does not write so. */
export function parseNumber(text: string, style: NumberStyle): { readonly value: number; readonly decimals: number } | null {
	const [group, point] = style === 'point' ? [',', '.'] : ['.', ','];
	const parts = text.split(point);
	const [whole = '', decimals = '', ...rest] = parts;
	if (rest.length > 0 || decimals.includes(group)) return null;
	const groups = whole.split(group);
	if (groups.length > 1 && (groups.slice(1).some((digits) => digits.length !== 3) || (groups[0]?.length ?? 4) > 3)) return null;
	return { value: Number(`${groups.join('')}.${decimals || '0'}`), decimals: decimals.length };
}

/** Brackets in brackets that are followed: no sum of an answer has more. */
const MAX_DEPTH = 20;

/** With so many decimals a number may be a rounded result itself: 3.33. */
const ROUNDED_DECIMALS = 2;

class Parser {
	ambiguous = false;
	private at = 0;
	private divided = false;

	constructor(
		private readonly tokens: readonly MathToken[],
		private readonly style: NumberStyle,
	) {}

	atEnd(): boolean {
		return this.at === this.tokens.length;
	}

	sum(depth: number): Quantity | null {
		if (depth > MAX_DEPTH) return null;
		let left = this.product(depth);
		for (let op = this.operator('+', '-'); op !== null && left !== null; op = this.operator('+', '-')) {
			const right = this.product(depth);
			if (right === null) return null;
			left = { value: op === '+' ? left.value + right.value : left.value - right.value, slack: left.slack + right.slack };
		}
		return left;
	}

	private product(depth: number): Quantity | null {
		let left = this.signed(depth);
		while (left !== null) {
			const op = this.operator('*', '/') ?? this.implied();
			if (op === null) return left;
			const right = this.signed(depth);
			if (right === null) return null;
			if (op === '/') this.divided = true;
			if (op === 'implied' && this.divided) this.ambiguous = true;
			left = op === '/' ? divide(left, right) : multiply(left, right);
		}
		return null;
	}

	private signed(depth: number): Quantity | null {
		if (this.operator('-') === null) return this.power(depth, false);
		const value = this.power(depth, true);
		return value === null ? null : { value: -value.value, slack: value.slack };
	}

	private power(depth: number, negated: boolean): Quantity | null {
		const base = this.primary(depth);
		if (base === null) return null;
		const square = this.operator('²', '³');
		if (square === null && this.operator('^') === null) return base;
		const exponent = square === null ? this.exponent(depth) : { value: square === '²' ? 2 : 3, slack: 0 };
		if (exponent === null) return null;
		if (negated || this.peek()?.text === '^') this.ambiguous = true;
		const value = base.value ** exponent.value;
		return { value, slack: base.value === 0 ? 0 : Math.abs((value * exponent.value * base.slack) / base.value) };
	}

	private exponent(depth: number): Quantity | null {
		const negative = this.operator('-') !== null;
		const value = this.primary(depth);
		return value === null || !negative ? value : { ...value, value: -value.value };
	}

	private primary(depth: number): Quantity | null {
		const token = this.tokens[this.at++];
		if (token?.kind === 'frac') {
			const above = this.group(depth);
			const below = above === null ? null : this.group(depth);
			return above === null || below === null ? null : divide(above, below);
		}
		if (token?.kind === 'open') {
			this.at--;
			return this.group(depth);
		}
		const number = token?.kind === 'number' ? parseNumber(token.text, this.style) : null;
		if (number === null) return null;
		const value = { value: number.value, slack: number.decimals < ROUNDED_DECIMALS ? 0 : 0.5 * 10 ** -number.decimals };
		return this.percent(value);
	}

	private percent({ value, slack }: Quantity): Quantity {
		if (this.peek()?.kind !== 'percent') return { value, slack };
		this.at++;
		return { value: value / 100, slack: slack / 100 };
	}

	private group(depth: number): Quantity | null {
		if (this.tokens[this.at++]?.kind !== 'open') return null;
		const value = this.sum(depth + 1);
		return this.tokens[this.at++]?.kind === 'close' ? value : null;
	}

	/** A bracket right behind a value multiplies: 2(3 + 4). */
	private implied(): 'implied' | null {
		const token = this.peek();
		return token?.kind === 'open' && !token.spaced ? 'implied' : null;
	}

	private operator(...signs: readonly string[]): string | null {
		const token = this.peek();
		if (token?.kind !== 'op' || !signs.includes(token.text)) return null;
		this.at++;
		return token.text;
	}

	private peek(): MathToken | undefined {
		return this.tokens[this.at];
	}
}

function multiply(a: Quantity, b: Quantity): Quantity {
	return { value: a.value * b.value, slack: Math.abs(a.value) * b.slack + Math.abs(b.value) * a.slack };
}

function divide(a: Quantity, b: Quantity): Quantity {
	const least = Math.abs(b.value) - b.slack;
	return { value: a.value / b.value, slack: least <= 0 ? Infinity : (a.slack + Math.abs(a.value / b.value) * b.slack) / least };
}
