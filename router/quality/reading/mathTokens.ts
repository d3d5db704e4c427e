/** What a line of text is to the search for equations. */
export interface MathToken {
	readonly kind: 'number' | 'op' | 'open' | 'close' | 'equals' | 'percent' | 'frac' | 'unit' | 'comma' | 'other';
	/** As it stands; for `op` one of + - * / ^, for `unit` in lower case. */
	readonly text: string;
	readonly start: number;
	readonly end: number;
	/** Whether white space stands before it. */
	readonly spaced: boolean;
}

/** Splits one line. Currency signs, bold marks and alignment are no tokens: they change no value. */
export function mathTokens(line: string): MathToken[] {
	const tokens: MathToken[] = [];
	let spaced = true;
	for (let at = 0; at < line.length; ) {
		const length = skipped(line, at);
		if (length > 0) {
			spaced ||= /\s/.test(line.charAt(at));
			at += length;
			continue;
		}
		const token = readToken(line, at, spaced);
		tokens.push(token);
		at = token.end;
		spaced = false;
	}
	return tokens.map((token, i) => asTimes(token, tokens[i - 1], tokens[i + 1]));
}

/**
 * LaTeX, bold and the calculator marks of worked examples as plain signs, of the whole text. Inline code and
 * what is struck out are left out.
 */
export function plainMath(text: string): string {
	return text
		.replace(/`[^`\n]*`/g, ' ; ')
		.replace(/~~[^~\n]*~~/g, ' ; ')
		.replace(/<<([^<>\n]*)>>/g, ' ; $1 ; ')
		.replace(/\\(?:text|textbf|mathrm|mathbf|boxed)\{([^{}\n]*)\}/g, ' $1 ')
		.replace(/\\(?:times|cdot)(?![a-zA-Z])/g, '×')
		.replace(/\\div(?![a-zA-Z])/g, '÷')
		.replace(/\\[dt]?frac(?![a-zA-Z])/g, '⁄⁄')
		.replace(/\\(?:left|right)(?![a-zA-Z])/g, '')
		.replace(/\{,\}/g, ',')
		.replace(/\\[,;: !]/g, ' ')
		.replace(/\\([%$*_])/g, '$1')
		.replace(/\\[()[\]]/g, ' ; ')
		.replace(/(\d)\*\*(?=\d)/g, '$1^')
		.replace(/\*\*|__/g, '')
		.replace(/(\d)[\u202f\u2009](?=\d{3})/g, '$1,');
}

const NUMBER = /\d+(?:[.,]\d+)*/y;
const WORD = /[\p{L}_][\p{L}\p{N}_²³'’]*(?:\/\p{L}+)?/uy;
const SIGNS: ReadonlyMap<string, MathToken['kind']> = new Map([
	['+', 'op'],
	['-', 'op'],
	['−', 'op'],
	['–', 'op'],
	['*', 'op'],
	['×', 'op'],
	['·', 'op'],
	['⋅', 'op'],
	['∙', 'op'],
	['÷', 'op'],
	['/', 'op'],
	['^', 'op'],
	['²', 'op'],
	['³', 'op'],
	['(', 'open'],
	['[', 'open'],
	['{', 'open'],
	[')', 'close'],
	[']', 'close'],
	['}', 'close'],
	['=', 'equals'],
	['%', 'percent'],
	[',', 'comma'],
]);
const OPERATORS: ReadonlyMap<string, string> = new Map([
	['−', '-'],
	['–', '-'],
	['×', '*'],
	['·', '*'],
	['⋅', '*'],
	['∙', '*'],
	['÷', '/'],
]);
/** Signs that mean something else as soon as another follows: ==, =>, +=, //, ->. */
const DOUBLING = '=<>!:+*/&|~≈≠≡≤≥';

function skipped(line: string, at: number): number {
	const character = line.charAt(at);
	return /[\s$€£¥₹&]/.test(character) ? 1 : 0;
}

function readToken(line: string, at: number, spaced: boolean): MathToken {
	const token = (kind: MathToken['kind'], end: number, text = line.slice(at, end)): MathToken => ({ kind, text, start: at, end, spaced });
	const number = matchAt(NUMBER, line, at);
	if (number !== null) return token('number', at + number.length);
	const word = matchAt(WORD, line, at);
	if (word !== null) return token(word.length > 1 ? 'unit' : 'other', at + word.length, word.toLowerCase());
	if (line.startsWith('⁄⁄', at)) return token('frac', at + 2);
	const end = endOfSigns(line, at);
	if (end > at + 1) return token('other', end);
	const sign = line.charAt(at);
	const kind = SIGNS.get(sign) ?? 'other';
	return token(kind, at + 1, OPERATORS.get(sign) ?? sign);
}

function endOfSigns(line: string, at: number): number {
	if (!'=+-*/<>!:&|~'.includes(line.charAt(at))) return at + 1;
	let end = at + 1;
	while (end < line.length && DOUBLING.includes(line.charAt(end))) end++;
	return end;
}

function matchAt(pattern: RegExp, line: string, at: number): string | null {
	pattern.lastIndex = at;
	return pattern.exec(line)?.[0] ?? null;
}

/** "3 x 4": a letter between two values. */
function asTimes(token: MathToken, before: MathToken | undefined, after: MathToken | undefined): MathToken {
	if (token.kind !== 'other' || (token.text !== 'x' && token.text !== 'X')) return token;
	const follows = before?.kind === 'number' || before?.kind === 'unit' || before?.kind === 'close';
	return follows && (after?.kind === 'number' || after?.kind === 'open') ? { ...token, kind: 'op', text: '*' } : token;
}
