/**
 * The last number of a text in one spelling, or `null`: `1,234.50` is `1234.5`, `.5` is `0.5`, and a fraction stays
 * one, `1/2`. Commas are taken for thousands, as in English.
 */
export function lastNumberIn(text: string): string | null {
	const found = text.normalize('NFKC').match(NUMBER)?.at(-1);
	if (found === undefined) return null;
	const [above = '', below] = found.replace(/[,\s]/g, '').split(/[/⁄]/);
	return below === undefined ? spelled(above) : `${spelled(above)}/${spelled(below)}`;
}

/** Whether two numbers, as `lastNumberIn` gives them, are one: `0.5` and `1/2` are. */
export function sameNumber(a: string, b: string): boolean {
	if (a === b) return true;
	const [x, y] = [valueOf(a), valueOf(b)];
	// Beyond what a double holds exactly, neighbours would be one.
	if (Math.abs(x) > Number.MAX_SAFE_INTEGER || Math.abs(y) > Number.MAX_SAFE_INTEGER) return false;
	return Math.abs(x - y) <= ROUNDING * Math.max(Math.abs(x), Math.abs(y));
}

const NUMBER = /(?:(?<![\p{L}\p{N}])[-−+])?(?:\d[\d,]*(?:\.\d+)?|\.\d+)(?:e[-+]?\d{1,3})?(?:\s?[/⁄]\s?\d+)?/giu;
const ROUNDING = 1e-12;

function spelled(digits: string): string {
	const plain = digits
		.toLowerCase()
		.replace('−', '-')
		.replace('+', '')
		.replace(/^(-?)\./, '$10.');
	const [, sign = '', whole = '', rest = '', exponent = ''] = /^(-?)0*(\d+)(?:\.(\d*?)0*)?(e.*)?$/.exec(plain) ?? [];
	return `${sign}${whole}${rest === '' ? '' : `.${rest}`}${exponent}`;
}

function valueOf(number: string): number {
	const [above, below = '1'] = number.split('/');
	return Number(above) / Number(below);
}
