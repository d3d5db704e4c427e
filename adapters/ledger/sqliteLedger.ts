import type { Ledger, Recorded } from '../../router/ledger/port';
import type { DecisionRecord } from '../../router/ledger/record';

import type { Ask, Reply } from './messages';
import { WorkerLink } from './workerLink';

/** A commit takes as many records as wait, up to these: one message is copied on the main thread in one go. */
const BATCH_RECORDS = 128;
const BATCH_CHARS = 4_000_000;
/** One being committed and one ready behind it: the worker never waits for the main thread. */
const BATCHES_UNDER_WAY = 2;
const PATIENCE_MS = 30_000;

export interface SqliteLedgerOptions {
	/** The file; it and its folder are made where missing. */
	readonly path: string;
	/** The bundled `sqliteWorker.js`. */
	readonly workerPath: string;
	/** How long the disk may take to answer before waiting records are refused, in ms. Default 30,000. */
	readonly patienceMs?: number;
}

export interface SqliteLedger extends Ledger {
	/** The record with this id, `null` where there is none. Rejects where the file cannot be read. */
	get(id: string): Promise<DecisionRecord | null>;
	/** How many decisions are stored. Rejects where the file cannot be read. */
	count(): Promise<number>;
	/** Stores what waits, then closes the file; later records are refused. */
	close(): Promise<void>;
}

/**
 * A ledger in a SQLite file, written by a worker thread. Records that come while a commit runs share the
 * next one; each is `stored` once its transaction is committed, so `kill -9` loses none that was.
 * Nothing waits unboundedly as long as callers await `record`.
 */
export function createSqliteLedger(options: SqliteLedgerOptions): SqliteLedger {
	return new GroupCommit(new WorkerLink({ patienceMs: PATIENCE_MS, ...options }));
}

interface Waiting {
	readonly decision: DecisionRecord;
	readonly resolve: (recorded: Recorded) => void;
}

class GroupCommit implements SqliteLedger {
	private readonly queue: Waiting[] = [];
	private readonly unanswered = new Set<Promise<Recorded>>();
	private underWay = 0;
	private scheduled = false;
	private closing: Promise<void> | null = null;

	constructor(private readonly link: WorkerLink) {}

	record(decision: DecisionRecord): Promise<Recorded> {
		if (this.closing !== null) return Promise.resolve(refused('The ledger is closed.'));
		const recorded = new Promise<Recorded>((resolve) => this.queue.push({ decision, resolve }));
		this.unanswered.add(recorded);
		void recorded.then(() => this.unanswered.delete(recorded));
		this.schedule();
		return recorded;
	}

	async get(id: string): Promise<DecisionRecord | null> {
		const reply = await this.read({ kind: 'get', id });
		return reply.kind === 'found' ? reply.record : null;
	}

	async count(): Promise<number> {
		const reply = await this.read({ kind: 'count' });
		return reply.kind === 'counted' ? reply.decisions : 0;
	}

	close(): Promise<void> {
		this.closing ??= this.finish();
		return this.closing;
	}

	private async finish(): Promise<void> {
		await Promise.all(this.unanswered);
		await this.link.ask({ kind: 'close' });
		await this.link.end();
	}

	private async read(ask: Ask): Promise<Reply> {
		if (this.closing !== null) throw new Error('The ledger is closed.');
		const reply = await this.link.ask(ask);
		if (reply.kind === 'refused' || reply.kind === 'unsendable') throw new Error(reply.reason);
		return reply;
	}

	// A turn of the event loop for each batch: whatever arrives in one turn shares it, and none blocks for long.
	private schedule(): void {
		if (this.scheduled || this.queue.length === 0 || this.underWay >= BATCHES_UNDER_WAY) return;
		this.scheduled = true;
		setImmediate(() => {
			this.scheduled = false;
			void this.commit(this.queue.splice(0, batchSize(this.queue)));
			this.schedule();
		});
	}

	private async commit(batch: readonly Waiting[]): Promise<void> {
		this.underWay++;
		const recorded = await this.write(batch.map(({ decision }) => decision));
		this.underWay--;
		this.schedule();
		recorded.forEach((became, index) => batch[index]?.resolve(became));
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

const STORED: Recorded = { kind: 'stored' };

function refused(reason: string): Recorded {
	return { kind: 'refused', reason };
}

function batchSize(queue: readonly Waiting[]): number {
	let chars = 0;
	const full = queue.slice(0, BATCH_RECORDS).findIndex(({ decision: { stored } }, index) => {
		chars += (stored?.prompt.length ?? 0) + (stored?.answer?.length ?? 0);
		return index > 0 && chars > BATCH_CHARS;
	});
	return full === -1 ? BATCH_RECORDS : full;
}
