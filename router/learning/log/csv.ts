import type { Cell } from './flatRow';

/** One line of a CSV file as RFC 4180 has it, with its line end. */
export function csvLine(cells: readonly Cell[]): string {
	return `${cells.map(csvCell).join(',')}\r\n`;
}

/** Spreadsheets run a text that begins so as a formula, some in full-width letters too; an apostrophe before it makes it text again. */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/;
const QUOTED = /[",\r\n]/;

/** Numbers stay numbers, `null` is empty. */
function csvCell(cell: Cell): string {
	if (cell === null) return '';
	if (typeof cell !== 'string') return String(cell);
	const text = FORMULA.test(cell) ? `'${cell}` : cell;
	return QUOTED.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
