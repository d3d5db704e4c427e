import type { DecisionFilter, FeedbackLedger, LoggedDecision } from '../../ledger/feedbackPort';

import { csvLine } from './csv';
import { flatRow } from './flatRow';

interface ExportOptions {
	readonly ledger: Pick<FeedbackLedger, 'decisions'>;
	readonly filter: DecisionFilter;
	readonly order: 'newest' | 'oldest';
	/** Prompts and answers too, where they were kept. */
	readonly withTexts: boolean;
}

/** The whole of a page is read from a message in one go: a small one holds up nobody. */
const PAGE = 50;

/** All decisions of the filter, page by page: never more than a page is held. */
export async function* allDecisions({
	ledger,
	filter,
	order,
}: Pick<ExportOptions, 'ledger' | 'filter' | 'order'>): AsyncGenerator<LoggedDecision> {
	let after: string | null = null;
	do {
		const { decisions, next }: Awaited<ReturnType<typeof ledger.decisions>> = await ledger.decisions({ filter, order, limit: PAGE, after });
		yield* decisions;
		after = next;
	} while (after !== null);
}

/** CSV, line by line: the names of the columns, then a row for each decision; nothing at all where there is none. */
export async function* exportCsv(options: ExportOptions): AsyncGenerator<string> {
	let first = true;
	for await (const decision of allDecisions(options)) {
		const row = flatRow(decision, options);
		if (first) yield csvLine(Object.keys(row));
		first = false;
		yield csvLine(Object.values(row));
	}
}

/** JSON Lines: an object with the columns of the CSV for each decision. */
export async function* exportJsonLines(options: ExportOptions): AsyncGenerator<string> {
	for await (const decision of allDecisions(options)) yield `${JSON.stringify(flatRow(decision, options))}\n`;
}
