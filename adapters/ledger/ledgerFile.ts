import type { DecisionRecord } from '../../router/ledger/record';

import { isRecordsFault, reasonOf } from './errors';
import type { Ask, Reply } from './messages';
import { openDatabase, type OpenFile } from './openDatabase';
import { recordReader } from './readRecord';
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

	constructor(private readonly path: string) {}

	handle(ask: Ask): Reply {
		try {
			return this.answer(ask);
		} catch (error) {
			this.close();
			return { kind: 'refused', reason: `The ledger could not be used: ${reasonOf(error)}.` };
		}
	}

	private answer(ask: Ask): Reply {
		if (ask.kind === 'close') {
			this.close();
			return { kind: 'closed' };
		}
		const session = this.open();
		switch (ask.kind) {
			case 'write':
				return { kind: 'written', refused: writeBatch(session, ask.records) };
			case 'get':
				return { kind: 'found', record: session.read(ask.id) };
			case 'count':
				return { kind: 'counted', decisions: Number(session.database.prepare('SELECT count(*) AS n FROM decisions').get()?.['n']) };
		}
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
		commit(session, records);
		return [];
	} catch (error) {
		if (!isRecordsFault(error)) throw error;
		if (records.length === 1) return [{ index: 0, reason: `The record does not fit the ledger: ${reasonOf(error)}.` }];
		// One record's fault must not cost the others their place.
		return records.flatMap((record, index) => writeBatch(session, [record]).map(({ reason }) => ({ index, reason })));
	}
}

function commit({ database, write }: Session, records: readonly DecisionRecord[]): void {
	// IMMEDIATE, because a lock taken halfway cannot wait for another process.
	database.exec('BEGIN IMMEDIATE');
	try {
		for (const record of records) write(record);
		database.exec('COMMIT');
	} catch (error) {
		if (database.isTransaction) database.exec('ROLLBACK');
		throw error;
	}
}
