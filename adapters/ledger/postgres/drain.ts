import type { DecisionRecord } from '../../../router/ledger/record';
import type { SqliteLedger } from '../sqliteLedger';

interface DrainOptions {
	readonly spool: SqliteLedger;
	/** Stores a batch; the ids of those that are stored now, `null` once no more can be. */
	readonly store: (records: readonly DecisionRecord[]) => Promise<readonly string[] | null>;
}

/** How long after the spool refused it is asked again, in ms. */
const PAUSE_MS = 5_000;

/**
 * Brings what waits in the spool to its place, oldest first, a batch at a time; each leaves the spool only
 * once it is stored. So whoever is killed, and whenever, leaves it in one of the two places or in both,
 * and storing it again changes nothing: two processes may drain one spool.
 */
export class Drain {
	private running: Promise<void> | null = null;
	private again = false;
	private stopped = false;
	private timer: NodeJS.Timeout | null = null;

	constructor(private readonly options: DrainOptions) {}

	/** Begins, or goes over the spool once more where it has begun. */
	start(): void {
		this.again = true;
		this.running ??= this.run();
	}

	/** Resolves once nothing is on its way. */
	async rest(): Promise<void> {
		await this.running;
	}

	/** Resolves once nothing more is taken out. */
	async stop(): Promise<void> {
		this.stopped = true;
		if (this.timer !== null) clearTimeout(this.timer);
		await this.running;
	}

	private async run(): Promise<void> {
		try {
			while (this.again && !this.stopped) {
				this.again = false;
				await this.pass();
			}
		} catch {
			// The spool cannot be read or cleared just now, because another process holds it or the disk is full: what is in it stays.
			if (!this.stopped) this.timer = setTimeout(() => this.start(), PAUSE_MS).unref();
		} finally {
			// Here and not once the promise is settled: who starts it in between would be forgotten.
			this.running = null;
		}
	}

	private async pass(): Promise<void> {
		const { spool, store } = this.options;
		let after = 0;
		while (!this.stopped) {
			const { records, last } = await spool.oldest(after);
			if (last === null) return;
			const stored = await store(records);
			if (stored === null) return;
			if (stored.length > 0) await spool.remove(stored);
			// Numbers are given anew once the spool is empty, so go on from there only past what stays in it.
			if (stored.length < records.length || records.length === 0) after = last;
		}
	}
}
