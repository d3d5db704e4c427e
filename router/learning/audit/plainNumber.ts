/**
 * The number that a text is, as a plain decimal; `null` where it is none, or could be read as two: "1,000" and "1.000"
 * are a thousand or one, as the reader's country has it, and "007" may be a code.
 */
export function readNumber(text: string): string | null {
	const [, sign = '', digits = ''] = /^([+\u2212-]?)(\d[\d.,]*)$/.exec(text.replace(/[.,]$/, '')) ?? [];
	const read = digits === '' ? null : decimalOf(digits);
	if (read === null) return null;
	const plain = read.replace(/(\.\d*?)0+$/, '$1').replace(/\.$/, '');
	return sign === '' || sign === '+' || plain === '0' ? plain : `-${plain}`;
}

function decimalOf(digits: string): string | null {
	if (WHOLE.test(digits)) return digits;
	if (FRACTION.test(digits) && !MAYBE_THOUSANDS.test(digits)) return digits.replace(',', '.');
	const marks = digits.replace(/\d/g, '');
	if (GROUPED_BY_COMMA.test(digits) && marks.length > 1) return digits.replaceAll(',', '');
	return GROUPED_BY_POINT.test(digits) && marks.length > 1 ? digits.replaceAll('.', '').replace(',', '.') : null;
}

const WHOLE = /^(0|[1-9]\d*)$/;
const FRACTION = /^(0|[1-9]\d*)[.,]\d+$/;
const MAYBE_THOUSANDS = /^[1-9]\d{0,2}[.,]\d{3}$/;
const GROUPED_BY_COMMA = /^[1-9]\d{0,2}(,\d{3})+(\.\d+)?$/;
const GROUPED_BY_POINT = /^[1-9]\d{0,2}(\.\d{3})+(,\d+)?$/;
