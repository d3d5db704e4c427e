/** One item of the run, as the table shows it. */
export interface TableRow {
	readonly prompt: string;
	readonly branch: string;
	readonly reason: string;
	/** USD; `null`: unknown. */
	readonly costUsd: number | null;
	/** USD the strongest model would have cost; `null`: unknown or nothing to answer. */
	readonly strongestUsd: number | null;
}

const GAP = '  ';
const MIN_REASON = 40;

/** Plain text for a terminal that is `width` columns wide; the reason takes what the others leave, and wraps. */
export function renderTable(rows: readonly TableRow[], strongest: string, width: number): string {
	const cells = rows.map((row, index) => [String(index + 1), clip(row.prompt, 44), row.branch, usd(row.costUsd), usd(row.strongestUsd)]);
	const head = ['#', 'Prompt', 'Branch', 'Cost USD', 'Strongest'];
	const widths = head.map((title, column) => Math.max(title.length, ...cells.map((cell) => cell[column]?.length ?? 0)));
	const line = (texts: readonly string[]) => texts.map((text, column) => pad(text, widths[column] ?? 0, column)).join(GAP);
	const reasonWidth = Math.max(MIN_REASON, width - 6);
	const body = rows.flatMap((row, index) => [line(cells[index] ?? []), ...wrap(row.reason, reasonWidth).map((text) => `      ${text}`)]);
	return [line(head), '-'.repeat(line(head).length), ...body, '', total(rows, strongest)].join('\n');
}

function total(rows: readonly TableRow[], strongest: string): string {
	const compared = rows.filter(({ costUsd, strongestUsd }) => costUsd !== null && strongestUsd !== null);
	const cost = sum(rows.map(({ costUsd }) => costUsd));
	const baseline = sum(compared.map(({ strongestUsd }) => strongestUsd));
	if (compared.length === 0) return `Together ${usd(cost)} USD. What ${strongest} would have cost is unknown: it has no price.`;
	const saved = baseline === 0 ? 0 : Math.round((1 - sum(compared.map(({ costUsd }) => costUsd)) / baseline) * 100);
	const verdict = saved >= 0 ? `${saved} % less` : `${-saved} % more`;
	return (
		`Together ${usd(cost)} USD; ${strongest} for everything would have cost about ${usd(baseline)} USD: ${verdict}. ` +
		'(About: the same prompts and as long answers, from token estimates.)'
	);
}

function sum(numbers: ReadonlyArray<number | null>): number {
	return numbers.reduce<number>((all, one) => all + (one ?? 0), 0);
}

function usd(amount: number | null): string {
	return amount === null ? '-' : amount.toFixed(6);
}

function clip(text: string, length: number): string {
	const flat = text.replace(/\s+/g, ' ').trim();
	return flat.length <= length ? flat : `${flat.slice(0, length - 1)}…`;
}

function pad(text: string, width: number, column: number): string {
	return column >= 3 ? text.padStart(width) : text.padEnd(width);
}

function wrap(text: string, width: number): string[] {
	return text.split(/\s+/).reduce<string[]>((lines, word) => {
		const last = lines.at(-1);
		if (last !== undefined && last.length + word.length < width) lines[lines.length - 1] = `${last} ${word}`;
		else lines.push(word);
		return lines;
	}, []);
}
