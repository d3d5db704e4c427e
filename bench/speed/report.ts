import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';

import { createSqliteLedger } from '../../adapters/ledger/sqliteLedger';
import type { ReportFacts } from '../../router/ledger/reportFacts';
import { DAY_MS } from '../../scripts/lib/syntheticDecisions';
import { writeSyntheticLedger } from '../../scripts/lib/syntheticLedger';
import { reportSteps } from '../../router/report/rows';
import { inTurns } from '../../nodes/shared/inTurns';
import { renderPage } from '../../router/report/page';

export interface ReportSpeed {
	readonly records: number;
	/** From the question to the finished page. */
	readonly reportMs: number;
	/** Longest time the main thread's event loop was late meanwhile, in ms. */
	readonly maxDelayMs: number;
	readonly pageBytes: number;
}

const FROM_MS = Date.UTC(2026, 8, 1);
const DAYS = 30;

/** How long a report over a month of decisions takes. `workerPath`: the built `sqliteWorker.js`; `file`: a ledger of this size that is there already. */
export async function measureReport({ workerPath, records, file }: { readonly workerPath: string; readonly records: number; readonly file?: string }): Promise<ReportSpeed> {
	const folder = mkdtempSync(path.join(tmpdir(), 'report-bench-'));
	const ledgerFile = file ?? path.join(folder, 'ledger.sqlite');
	if (file === undefined) writeSyntheticLedger(ledgerFile, { seed: 7, decisions: records, truth: 'routing_pays', auditProbability: 0.05, fromMs: FROM_MS, days: DAYS });
	const ledger = createSqliteLedger({ path: ledgerFile, workerPath });
	try {
		const delay = monitorEventLoopDelay({ resolution: 1 });
		delay.enable();
		const started = performance.now();
		const facts = await ledger.report({ routerId: null, days: days(), toMs: FROM_MS + DAYS * DAY_MS, goodFrom: 0.5 });
		const page = renderPage({ report: await inTurns(reportSteps(facts)), title: 'All routers', period: 'September 2026', madeAt: '2026-10-01 00:00' });
		const reportMs = performance.now() - started;
		delay.disable();
		if (requestsIn(facts) !== records) throw new Error(`${String(requestsIn(facts))} of ${String(records)} records are in the report.`);
		return { records, reportMs, maxDelayMs: delay.max / 1e6, pageBytes: page.length };
	} finally {
		await ledger.close();
		rmSync(folder, { recursive: true, force: true });
	}
}

function requestsIn({ decisions }: ReportFacts): number {
	return decisions.reduce((sum, { requests }) => sum + requests, 0);
}

function days() {
	return Array.from({ length: DAYS }, (_, index) => {
		const startMs = FROM_MS + index * DAY_MS;
		return { name: new Date(startMs).toISOString().slice(0, 10), startMs };
	});
}
