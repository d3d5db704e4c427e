import { isDeepStrictEqual } from 'node:util';

import { DOCUMENTS } from '../../router/ledger/documents';
import { basisKey } from '../../router/learning/autotune/basisKey';
import { begin } from '../../router/learning/autotune/begin';
import { readTuningDocument, type TuningDocument } from '../../router/learning/autotune/document';
import { next, type AutoTuneEvent } from '../../router/learning/autotune/next';
import { EXPECTED_ITEMS } from '../../router/learning/autotune/numbers';
import type { AutoTuneState } from '../../router/learning/autotune/state';
import type { Query, TunedRow } from './autoTuneLog';

/** The newest document of a router, as the log has it; `null`: there is none. */
export async function storedTuning(query: Query, routerId: string): Promise<TuningDocument | null> {
	const [row] = await query(
		`SELECT json FROM documents WHERE kind = '${DOCUMENTS.autoTune}' AND name = '${routerId}' ORDER BY version DESC LIMIT 1`,
	);
	if (row === undefined) return null;
	const document = readTuningDocument(JSON.parse(String(row['json'])));
	if (document === null) throw new Error('The stored document cannot be read.');
	return document;
}

/**
 * What the pure machine makes of the log's events, in the order that the log has for them: nothing else may be in the
 * state. For a router whose models, prompt and prices stayed the same for less than a day.
 */
export function replayed({ state: { basis, plan } }: TuningDocument, rows: readonly TunedRow[]): AutoTuneState {
	return eventsOf(rows, basisKey(basis)).reduce(next, begin(basis, { ...plan, expectedItems: EXPECTED_ITEMS }));
}

function eventsOf(rows: readonly TunedRow[], key: string): readonly AutoTuneEvent[] {
	const placed = rows.flatMap((row): { readonly order: number; readonly events: readonly AutoTuneEvent[] }[] =>
		row.tuning?.basis !== key
			? []
			: [
					...(row.tuningOrder === null ? [] : [{ order: row.tuningOrder, events: scoredEvents(row) }]),
					...(row.auditOrder === null ? [] : [{ order: row.auditOrder, events: auditedEvents(row) }]),
				],
	);
	return placed.toSorted((a, b) => a.order - b.order).flatMap(({ events }) => events);
}

function scoredEvents({ key, tuning, servedBy, kept, auditResult }: TunedRow): readonly AutoTuneEvent[] {
	if (tuning === null || servedBy === null) return [];
	const { score, ticket } = tuning;
	const scored = { kind: 'scored', id: key, score, servedBy, ticket } as const;
	if (ticket === null || kept > 0 || auditResult !== null) return [scored];
	// What cannot be compared any more is lost, and a control with nothing to compare is none.
	const result = ticket.kind === 'control' ? ({ kind: 'void' } as const) : ({ kind: 'loss', loss: 1 } as const);
	return [scored, { kind: 'audited', id: key, result, nanoUsd: 0 }];
}

function auditedEvents({ key, auditResult, spent }: TunedRow): readonly AutoTuneEvent[] {
	if (auditResult === null) return [];
	const nanoUsd = Object.values(spent).reduce<number>((sum, one) => sum + (one ?? 0), 0);
	return [{ kind: 'audited', id: key, result: auditResult, nanoUsd }];
}

/**
 * Where the stored document of a router differs from what its log makes of it.
 *
 * @param lateCharges a charge may have come after its result: of two who hold the same audit, the second one's. It is in
 * the log alone, so the state may have less.
 */
export async function replayComplaints(
	query: Query,
	routerId: string,
	rows: readonly TunedRow[],
	lateCharges = false,
): Promise<readonly string[]> {
	const own = rows.filter(({ router }) => router === routerId);
	const document = await storedTuning(query, routerId);
	const marked = own.flatMap(({ tuningOrder, auditOrder }) => [tuningOrder ?? [], auditOrder ?? []].flat());
	if (document === null) return marked.length === 0 ? [] : ['events are marked, and there is no document'];
	const state = replayed(document, own);
	return [
		...(document.applied === marked.length
			? []
			: [`${String(document.applied)} events are in the state, ${String(marked.length)} are marked`]),
		...differing(withoutMoney(state), withoutMoney(document.state)),
		...moneyComplaints(state, document.state, lateCharges),
	];
}

function withoutMoney(state: AutoTuneState): AutoTuneState {
	return { ...state, audits: { ...state.audits, done: 0, spentNanoUsd: 0 } };
}

function moneyComplaints({ audits: log }: AutoTuneState, { audits: stored }: AutoTuneState, lateCharges: boolean): readonly string[] {
	const told = `the state has ${String(stored.spentNanoUsd)} of ${String(log.spentNanoUsd)} nano-USD, ${String(stored.done)} of ${String(log.done)} audits`;
	const isSame = stored.spentNanoUsd === log.spentNanoUsd && stored.done === log.done;
	const isLess = stored.spentNanoUsd <= log.spentNanoUsd && stored.done <= log.done;
	return isSame || (lateCharges && isLess) ? [] : [told];
}

function differing(expected: AutoTuneState, stored: AutoTuneState): readonly string[] {
	return (Object.keys(expected) as (keyof AutoTuneState)[]).flatMap((part) =>
		isDeepStrictEqual(plain(expected[part]), plain(stored[part]))
			? []
			: [`${part} is ${short(stored[part])} and comes to ${short(expected[part])}`],
	);
}

/** As it is once it was stored. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
const short = (value: unknown) => JSON.stringify(value).slice(0, 300);
