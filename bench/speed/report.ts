import { inTurns } from '../../nodes/shared/inTurns';
import type { ReportFacts } from '../../router/ledger/reportFacts';
import { renderPage } from '../../router/report/page';
import { reportSteps } from '../../router/report/rows';
import { DAY_MS } from '../../router/clock';
import type { Month } from './month';
import { type LoopLoad, loadOf, watched } from './watch';

export interface ReportSpeed {
	readonly records: number;
	/** From the question to the finished page. */
	readonly load: LoopLoad;
	readonly pageBytes: number;
}

/** How long a report over a month of decisions takes. @throws where it is not over as many as the month has. */
export async function measureReport({ ledger, records, days }: Month): Promise<ReportSpeed> {
	const toMs = (days[0]?.startMs ?? NaN) + days.length * DAY_MS;
	const made = await watched(async () => {
		const facts = await ledger.report({ routerId: null, days, toMs, goodFrom: 0.5 });
		const page = renderPage({
			report: await inTurns(reportSteps(facts)),
			title: 'All routers',
			period: 'September 2026',
			madeAt: '2026-10-01 00:00',
		});
		return { page, requests: requestsIn(facts) };
	});
	const { page, requests } = made.value;
	// The last day of a longer log may end amid a record.
	if (Math.abs(requests - records) > 1) throw new Error(`${String(requests)} of ${String(records)} records are in the report.`);
	return { records, load: loadOf(made), pageBytes: page.length };
}

function requestsIn({ decisions }: ReportFacts): number {
	return decisions.reduce((sum, { requests }) => sum + requests, 0);
}
