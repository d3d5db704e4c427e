import type { ReportQuery, ReportFacts } from '../../../router/ledger/reportFacts';
import type { WorkerRequest } from '../messages';
import type { WorkerLink } from '../workerLink';

import { wholeOf } from './parts';

/** Asks a worker that nobody else asks for a report, part by part. Rejects where the file cannot be read. */
export async function askForReport(link: WorkerLink, ask: ReportQuery): Promise<ReportFacts> {
	const parts: ReportFacts[] = [];
	let next: WorkerRequest | null = { kind: 'report', ask };
	while (next !== null) {
		const reply = await link.ask(next);
		if (reply.kind === 'refused' || reply.kind === 'unsendable') throw new Error(reply.reason);
		if (reply.kind === 'reported') parts.push(reply.part);
		next = reply.kind === 'reported' && reply.more ? { kind: 'report_part' } : null;
	}
	return wholeOf(parts);
}
