import type { Recorded } from '../../router/ledger/port';
import type { DecisionRecord } from '../../router/ledger/record';

import { batchRoom } from './batch';

/** One being committed and one ready behind it: who writes never waits for the main thread. */
const BATCHES_UNDER_WAY = 2;

/** Stores a batch; says what became of each record, in order. Never rejects. */
type WriteBatch = (records: readonly DecisionRecord[]) => Promise<readonly Recorded[]>;

interface Waiting {
	readonly decision: DecisionRecord;
	readonly resolve: (recorded: Recorded) => void;
}

/**
 * Records that come while a commit runs share the next one. Nothing waits unboundedly as long as callers
 * await `record`.
 */
export class GroupCommit {
	private readonly queue: Waiting[] = [];
	private unanswered = 0;
	private answered: (() => void) | null = null;
	private underWay = 0;
	private scheduled = false;
	private closed = false;

	constructor(private readonly write: WriteBatch) {}

	record(decision: DecisionRecord): Promise<Recorded> {
		if (this.closed) return Promise.resolve(refused(CLOSED));
		const recorded = new Promise<Recorded>((resolve) => this.queue.push({ decision, resolve }));
		this.unanswered++;
		this.schedule();
		return recorded;
	}

	/** Refuses what comes later; resolves once all that came before is answered. */
	async close(): Promise<void> {
		this.closed = true;
		if (this.unanswered > 0) await new Promise<void>((resolve) => (this.answered = resolve));
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
		this.unanswered -= batch.length;
		if (this.unanswered === 0) this.answered?.();
	}
}

export const CLOSED = 'The ledger is closed.';
export const STORED: Recorded = { kind: 'stored' };

export function refused(reason: string): Extract<Recorded, { kind: 'refused' }> {
	return { kind: 'refused', reason };
}

function batchSize(queue: readonly Waiting[]): number {
	const fits = batchRoom();
	const full = queue.findIndex(({ decision }) => !fits(decision));
	return full === -1 ? queue.length : full;
}
