import { inTurns } from '../../nodes/shared/inTurns';
import type { ReportFacts } from '../../router/ledger/reportFacts';
import { renderPage } from '../../router/report/page';
import { reportSteps } from '../../router/report/rows';
import { DAY_MS } from '../../router/clock';
import { MONTH, type Month } from './month';
import { type LoopLoad, loadOf, watched } from './watch';

export interface ReportSpeed {
	readonly records: number;
	/** From the question to the finished page. */
	readonly load: LoopLoad;
	readonly pageBytes: number;
}

/** How long a report over a month of decisions takes. */
export async function measureReport({ ledger, records, days }: Month): Promise<ReportSpeed> {
	const made = await watched(async () => {
		const facts = await ledger.report({ routerId: null, days, toMs: MONTH.fromMs + MONTH.days * DAY_MS, goodFrom: 0.5 });
		const page = renderPage({
			report: await inTurns(reportSteps(facts)),
			title: 'All routers',
			period: 'September 2026',
			madeAt: '2026-10-01 00:00',
		});
		return { page, requests: requestsIn(facts) };
	});
	const { page, requests } = made.value;
	if (requests !== records) throw new Error(`${String(requests)} of ${String(records)} records are in the report.`);
	return { records, load: loadOf(made), pageBytes: page.length };
}

function requestsIn({ decisions }: ReportFacts): number {
	return decisions.reduce((sum, { requests }) => sum + requests, 0);
}
