import type { FeedbackLedger } from '../../router/ledger/feedbackPort';
import type { Ledger, Recorded, Tally, TallyQuery } from '../../router/ledger/port';
import type { DecisionRecord } from '../../router/ledger/record';
import type { ReportQuery, ReportFacts, ReportSource } from '../../router/ledger/reportFacts';
import type { SessionStore } from '../../router/session/sessionStore';
import { sessionStoreOf } from '../sessionStore';

import type { FeedbackRequest } from './feedback/asks';
import { createFeedbackLedger, type Performed } from './feedback/feedbackLedger';
import { CLOSED, GroupCommit, refused, STORED } from './groupCommit';
import type { WorkerRequest, Oldest, Reply } from './messages';
import { wholeOf } from './report/parts';
import { sessionTexts } from './sessions';
import { WorkerLink } from './workerLink';

const PATIENCE_MS = 30_000;
/** Tens of millions of records take a while. */
const REPORT_PATIENCE_MS = 120_000;

interface SqliteLedgerOptions {
	/** The file; it and its folder are made where missing. */
	readonly path: string;
	/** The bundled `sqliteWorker.js`. */
	readonly workerPath: string;
	/** How long the disk may take to answer before waiting records are refused, in ms. Default 30,000. */
	readonly patienceMs?: number;
}

export interface SqliteLedger extends Ledger, ReportSource {
	/** What is learned of decisions after they were made. */
	readonly feedback: FeedbackLedger;
	/** What is known of conversations between executions. */
	readonly sessions: SessionStore;
	/** The record with this id, `null` where there is none. Rejects where the file cannot be read. */
	get(id: string): Promise<DecisionRecord | null>;
	/** How many decisions are stored. Rejects where the file cannot be read. */
	count(): Promise<number>;
	/** The first batch of what came `after` that place, 0: from the start. Rejects where the file cannot be read. */
	oldest(after: number): Promise<Oldest>;
	/** Forgets these records; unknown ids are no error. Rejects where the file refuses. */
	remove(ids: readonly string[]): Promise<void>;
	/** Stores what waits, then closes the file; later records are refused. */
	close(): Promise<void>;
}

/**
 * A ledger in a SQLite file, written by a worker thread, many in one transaction; each is `stored` once that is
 * committed, so `kill -9` loses none that was.
 */
export function createSqliteLedger(options: SqliteLedgerOptions): SqliteLedger {
	return new FileLedger(new WorkerLink({ patienceMs: PATIENCE_MS, ...options }), options);
}

class FileLedger implements SqliteLedger {
	readonly feedback = createFeedbackLedger({
		perform: (ask) => this.perform(ask),
		scrub: async () => void (await this.ask({ kind: 'scrub' })),
	});
	readonly sessions = sessionStoreOf(
		sessionTexts(async (ask) => {
			const reply = await this.ask({ kind: 'session', ask });
			return reply.kind === 'session' ? reply.text : null;
		}),
	);
	private readonly commits = new GroupCommit((records) => this.write(records));
	private readonly readers = new Set<WorkerLink>();
	private closing: Promise<void> | null = null;

	constructor(
		private readonly link: WorkerLink,
		private readonly options: SqliteLedgerOptions,
	) {}

	record(decision: DecisionRecord): Promise<Recorded> {
		return this.commits.record(decision);
	}

	async tally(ask: TallyQuery): Promise<Tally | null> {
		if (this.closing !== null) return null;
		const reply = await this.link.ask({ kind: 'tally', ask });
		return reply.kind === 'tallied' ? reply.tally : null;
	}

	async get(id: string): Promise<DecisionRecord | null> {
		const reply = await this.ask({ kind: 'get', id });
		return reply.kind === 'found' ? reply.record : null;
	}

	async count(): Promise<number> {
		const reply = await this.ask({ kind: 'count' });
		return reply.kind === 'counted' ? reply.decisions : 0;
	}

	async oldest(after: number): Promise<Oldest> {
		const reply = await this.ask({ kind: 'oldest', after });
		return reply.kind === 'oldest' ? reply : { records: [], last: null };
	}

	async remove(ids: readonly string[]): Promise<void> {
		await this.ask({ kind: 'remove', ids });
	}

	async report(ask: ReportQuery): Promise<ReportFacts> {
		if (this.closing !== null) throw new Error(CLOSED);
		// A worker of its own: records that come meanwhile wait for no report.
		const reader = new WorkerLink({ patienceMs: REPORT_PATIENCE_MS, ...this.options });
		this.readers.add(reader);
		try {
			return await askForReport(reader, ask);
		} finally {
			this.readers.delete(reader);
			await reader.end();
		}
	}

	close(): Promise<void> {
		this.closing ??= this.finish();
		return this.closing;
	}

	private async finish(): Promise<void> {
		await this.commits.close();
		await this.link.ask({ kind: 'close' });
		await Promise.all([this.link, ...this.readers].map((link) => link.end()));
	}

	private async ask(ask: WorkerRequest): Promise<Reply> {
		if (this.closing !== null) throw new Error(CLOSED);
		const reply = await this.link.ask(ask);
		if (reply.kind === 'refused' || reply.kind === 'unsendable') throw new Error(reply.reason);
		return reply;
	}

	private async perform(ask: FeedbackRequest): Promise<Performed> {
		if (this.closing !== null) return refused(CLOSED);
		const reply = await this.link.ask({ kind: 'feedback', ask });
		if (reply.kind === 'feedback') return { kind: 'done', answer: reply.answer };
		return refused(reply.kind === 'refused' || reply.kind === 'unsendable' ? reply.reason : 'The ledger gave no answer.');
	}

	/** What became of each record, in order. */
	private async write(records: readonly DecisionRecord[]): Promise<readonly Recorded[]> {
		const reply = await this.link.ask({ kind: 'write', records });
		// One record's fault must not cost the others their place.
		if (reply.kind === 'unsendable' && records.length > 1) {
			return (await Promise.all(records.map((record) => this.write([record])))).flat();
		}
		if (reply.kind === 'refused' || reply.kind === 'unsendable') return records.map(() => refused(reply.reason));
		const faults = new Map(reply.kind === 'written' ? reply.refused.map(({ index, reason }) => [index, reason]) : []);
		return records.map((_, index) => {
			const reason = faults.get(index);
			return reason === undefined ? STORED : refused(reason);
		});
	}
}

/** Asks a worker that nobody else asks for a report, part by part. Rejects where the file cannot be read. */
async function askForReport(link: WorkerLink, ask: ReportQuery): Promise<ReportFacts> {
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
