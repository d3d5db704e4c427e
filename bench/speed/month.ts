import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { createSqliteLedger, type SqliteLedger } from '../../adapters/ledger/sqliteLedger';
import { type SyntheticOptions } from '../../scripts/lib/syntheticDecisions';
import { DAY_MS } from '../../router/clock';
import { writeSyntheticLedger } from '../../scripts/lib/syntheticLedger';

export const MONTH = { fromMs: Date.UTC(2026, 8, 1), days: 30 } as const;

export interface Month {
	readonly ledger: SqliteLedger;
	readonly records: number;
	readonly days: readonly { readonly name: string; readonly startMs: number }[];
}

/** The made-up decisions of a month: some audited, some rated. */
export function monthOf(decisions: number): SyntheticOptions {
	return { seed: 7, decisions, truth: 'routing_pays', auditProbability: 0.05, ...MONTH };
}

/**
 * A ledger in a folder of its own for as long as the work lasts. `records`: decisions of a month it begins with;
 * `workerPath`: the built `sqliteWorker.js`.
 */
export async function withMonth<T>(
	{ workerPath, records }: { readonly workerPath: string; readonly records: number },
	work: (month: Month) => Promise<T>,
): Promise<T> {
	const filled = { workerPath, decisions: records > 0 ? monthOf(records) : null };
	return await withLog(filled, (ledger) => work({ ledger, records, days: daysFrom(MONTH.fromMs) }));
}

/** The same with any decisions. */
export async function withLog<T>(
	{ workerPath, decisions }: { readonly workerPath: string; readonly decisions: SyntheticOptions | null },
	work: (ledger: SqliteLedger) => Promise<T>,
): Promise<T> {
	const folder = mkdtempSync(path.join(tmpdir(), 'month-bench-'));
	const file = path.join(folder, 'ledger.sqlite');
	try {
		if (decisions !== null) writeSyntheticLedger(file, decisions);
		const ledger = createSqliteLedger({ path: file, workerPath });
		try {
			await ledger.count();
			return await work(ledger);
		} finally {
			await ledger.close();
		}
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

/** A month of days. */
export function daysFrom(fromMs: number): Month['days'] {
	return Array.from({ length: MONTH.days }, (_, index) => {
		const startMs = fromMs + index * DAY_MS;
		return { name: new Date(startMs).toISOString().slice(0, 10), startMs };
	});
}
