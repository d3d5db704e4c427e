import type { Tally, TallyQuery } from '../../router/ledger/port';
import type { DecisionRecord } from '../../router/ledger/record';
import type { ReportFacts } from '../../router/ledger/reportFacts';

import { BATCH_RECORDS, batchRoom } from './batch';
import { isSqliteRecordFault, ledgerProblem, reasonOf, sqliteCode } from './errors';
import { onlyReads, stepsOf, type FeedbackAnswer, type FeedbackRequest } from './feedback/asks';
import { LazyExpiry } from './feedback/lazyExpiry';
import { emptyLog, rebuildContents } from './feedback/scrub';
import { runInSqlite } from './feedback/sqliteSteps';
import { rows } from './feedback/steps';
import type { WorkerRequest, Oldest, Reply } from './messages';
import { openDatabase, type OpenFile } from './openDatabase';
import { recordReader } from './readRecord';
import { NO_FACTS, partsOf } from './report/parts';
import { reportOn } from './report/sqliteReport';
import { sessionSteps, type SessionRequest } from './sessions';
import { tallySql, tallyOf, tallyValues } from './tally';
import { recordWriter } from './writeRecord';

interface Session extends OpenFile {
	readonly write: (record: DecisionRecord) => void;
	readonly read: (id: string) => DecisionRecord | null;
}

/**
 * The ledger's file, synchronous: each ask is answered at once, never by a throw. Opened by the first ask
 * and, after the disk or the file has refused, again by the next one, so that a freed disk is noticed.
 */
export class LedgerFile {
	private session: Session | null = null;
	private readonly expiry = new LazyExpiry();
	/** Something may have been forgotten since the last scrub; before us, nobody knows. */
	private forgot = true;
	private reportParts: ReportFacts[] = [];

	constructor(private readonly path: string) {}

	handle(options: WorkerRequest): Reply {
		try {
			return this.answer(options);
		} catch (error) {
			this.close();
			return { kind: 'refused', reason: ledgerProblem(this.path, error) };
		}
	}

	private answer(options: WorkerRequest): Reply {
		if (options.kind === 'close') {
			this.close();
			return { kind: 'closed' };
		}
		const session = this.open();
		switch (options.kind) {
			case 'write':
				this.expireIfDue(session);
				return { kind: 'written', refused: writeBatch(session, options.records) };
			case 'get':
				return { kind: 'found', record: inTransaction(session, READ, () => session.read(options.id)) };
			case 'count':
				return { kind: 'counted', decisions: Number(session.database.prepare('SELECT count(*) AS n FROM decisions').get()?.['n']) };
			case 'tally':
				return { kind: 'tallied', tally: tally(session, options.ask) };
			case 'oldest':
				return { kind: 'oldest', ...inTransaction(session, READ, () => oldest(session, options.after)) };
			case 'remove':
				remove(session, options.ids);
				return { kind: 'removed' };
			case 'feedback':
				return { kind: 'feedback', answer: this.feedback(session, options.ask) };
			case 'session':
				return { kind: 'session', text: conversation(session, options.ask) };
			case 'scrub':
				this.scrub(session);
				return { kind: 'scrubbed' };
			case 'report':
				this.reportParts = partsOf(inTransaction(session, READ, () => reportOn(session.database, options.ask)));
				return this.nextPart();
			case 'report_part':
				return this.nextPart();
		}
	}

	private feedback(session: Session, options: FeedbackRequest): FeedbackAnswer {
		const answer = inTransaction(session, onlyReads(options) ? READ : WRITE, () => runInSqlite(session.database, stepsOf(options)));
		if (answer.kind === 'erase' || answer.kind === 'expire') this.forgot ||= answer.value > 0;
		if (answer.kind === 'record_audit' || answer.kind === 'record_audit_step') this.forgot = true;
		return answer;
	}

	private scrub(session: Session): void {
		if (!this.forgot) return;
		inTransaction(session, WRITE, () => rebuildContents(session.database));
		this.forgot = !emptyLog(session.database);
	}

	private expireIfDue(session: Session): void {
		const steps = this.expiry.due();
		try {
			if (steps !== null) this.forgot = inTransaction(session, WRITE, () => runInSqlite(session.database, steps)) > 0 || this.forgot;
		} catch {
			// What is past its time is forgotten the next time; the records come first.
		}
	}

	private nextPart(): Reply {
		const [part = NO_FACTS, ...rest] = this.reportParts;
		this.reportParts = rest;
		return { kind: 'reported', part, more: rest.length > 0 };
	}

	private open(): Session {
		if (this.session?.stillThere() === false) this.close();
		if (this.session === null) {
			const opened = openDatabase(this.path);
			this.session = { ...opened, write: recordWriter(opened.database), read: recordReader(opened.database) };
		}
		return this.session;
	}

	private close(): void {
		const session = this.session;
		this.session = null;
		try {
			session?.database.close();
		} catch {
			// The file is given up either way; what was committed stays committed.
		}
	}
}

type Refused = Extract<Reply, { kind: 'written' }>['refused'];

function writeBatch(session: Session, records: readonly DecisionRecord[]): Refused {
	try {
		inTransaction(session, WRITE, () => {
			for (const record of records) session.write(record);
		});
		return [];
	} catch (error) {
		if (!isSqliteRecordFault(error)) throw error;
		if (records.length === 1) return [{ index: 0, reason: `The record does not fit the ledger: ${reasonOf(error)}.` }];
		// One record's fault must not cost the others their place.
		return records.flatMap((record, index) => writeBatch(session, [record]).map(({ reason }) => ({ index, reason })));
	}
}

function tally({ database }: Session, options: TallyQuery): Tally {
	const [row] = runInSqlite(database, rows(tallySql(options), tallyValues(options)));
	return tallyOf(row);
}

function conversation(session: Session, asked: SessionRequest): string | null {
	return inTransaction(session, asked.kind === 'read' ? READ : WRITE, () => runInSqlite(session.database, sessionSteps(asked)));
}

function oldest({ database, read }: Session, after: number): Oldest {
	const fits = batchRoom();
	const records: DecisionRecord[] = [];
	let last: number | null = null;
	for (const { seq, id } of database
		.prepare('SELECT seq, id FROM decisions WHERE seq > ? ORDER BY seq LIMIT ?')
		.all(after, BATCH_RECORDS)) {
		const record = readable(read, String(id));
		if (record !== null && !fits(record)) break;
		last = Number(seq);
		if (record !== null) records.push(record);
	}
	return { records, last };
}

// One damaged row must not keep back all that came after it.
function readable(read: Session['read'], id: string): DecisionRecord | null {
	try {
		return read(id);
	} catch (error) {
		if (sqliteCode(error) !== null) throw error;
		return null;
	}
}

function remove(session: Session, ids: readonly string[]): void {
	const statement = session.database.prepare('DELETE FROM decisions WHERE id = ?');
	inTransaction(session, WRITE, () => {
		for (const id of ids) statement.run(id);
	});
}

// A record is rows of several tables: read in one transaction, another process cannot remove half of it meanwhile.
const READ = 'BEGIN';
// IMMEDIATE, because a lock taken halfway cannot wait for another process.
const WRITE = 'BEGIN IMMEDIATE';

function inTransaction<T>({ database }: Session, begin: typeof READ | typeof WRITE, work: () => T): T {
	database.exec(begin);
	try {
		const result = work();
		database.exec('COMMIT');
		return result;
	} catch (error) {
		if (database.isTransaction) database.exec('ROLLBACK');
		throw error;
	}
}
