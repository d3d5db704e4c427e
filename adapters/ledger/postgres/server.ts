import type { Pool, PoolClient } from '../../../vendor/pg';

import { migrate } from './migrate';
import { isPostgresRecordFault, whyLost, whyUnfit } from './reasons';
import { clientOptions, type PostgresSettings } from './settings';
import { inTransaction } from './transaction';

/** Two batches of the ledger, one of the spool, one who reads. */
const CONNECTIONS = 4;
const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 30_000;

/** What came of work on Postgres. */
export type WorkResult<T> =
	| { readonly kind: 'done'; readonly value: T }
	/** What was to be written does not fit; Postgres is well. */
	| { readonly kind: 'unfit'; readonly reason: string }
	/** Postgres cannot be used, and is asked again by and by. Whether the work was done may be unknown. */
	| { readonly kind: 'lost'; readonly reason: string };

interface ServerOptions {
	readonly settings: PostgresSettings;
	/** Called each time Postgres can be used (again). */
	readonly onReady: () => void;
}

/**
 * The way to one Postgres. Opened by the first use. Once lost, every use is answered `lost` at once, while
 * Postgres is tried in the background, after 1 s first and at longest every 30 s. The process may end
 * while nothing is asked.
 */
export class PostgresServer {
	private pool: Promise<Pool> | null = null;
	private migrated: Promise<void> | null = null;
	private lostBecause: string | null = null;
	private pauseMs = FIRST_PAUSE_MS;
	private timer: NodeJS.Timeout | null = null;
	private closed = false;

	constructor(private readonly options: ServerOptions) {}

	get usable(): boolean {
		return this.lostBecause === null && !this.closed;
	}

	/** Runs `work` in one transaction. */
	async use<T>(work: (client: PoolClient) => Promise<T>): Promise<WorkResult<T>> {
		if (this.closed) return { kind: 'lost', reason: 'the ledger is closed' };
		if (this.lostBecause !== null) return { kind: 'lost', reason: this.lostBecause };
		try {
			await (this.migrated ??= this.open());
			const used = await this.attempt(work);
			this.pauseMs = FIRST_PAUSE_MS;
			return used;
		} catch (error) {
			return { kind: 'lost', reason: this.lose(error) };
		}
	}

	async close(): Promise<void> {
		this.closed = true;
		if (this.timer !== null) clearTimeout(this.timer);
		await (await this.pool?.catch(() => null))?.end();
	}

	private async attempt<T>(work: (client: PoolClient) => Promise<T>): Promise<WorkResult<T>> {
		return await this.connected(async (client) => {
			try {
				return { kind: 'done', value: await inTransaction(client, this.options.settings.schema, () => work(client)) };
			} catch (error) {
				if (!isPostgresRecordFault(error)) throw error;
				return { kind: 'unfit', reason: whyUnfit(error) };
			}
		});
	}

	private async connected<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
		const client = await (await (this.pool ??= createPool(this.options.settings))).connect();
		let whole = false;
		try {
			const result = await work(client);
			whole = true;
			return result;
		} finally {
			// A connection on which something went wrong is not used again.
			client.release(!whole);
		}
	}

	// Looked at anew after every loss: the server that comes back may be another one.
	private async open(): Promise<void> {
		await this.connected((client) => migrate(client, this.options.settings.schema));
		this.lostBecause = null;
		if (!this.closed) this.options.onReady();
	}

	private lose(error: unknown): string {
		this.lostBecause = whyLost(error);
		this.migrated = null;
		if (this.timer === null && !this.closed) {
			this.timer = setTimeout(() => void this.tryAgain(), this.pauseMs).unref();
			this.pauseMs = Math.min(this.pauseMs * 2, LONGEST_PAUSE_MS);
		}
		return this.lostBecause;
	}

	private async tryAgain(): Promise<void> {
		this.timer = null;
		if (this.closed) return;
		try {
			await (this.migrated = this.open());
		} catch (error) {
			this.lose(error);
		}
	}
}

async function createPool(settings: PostgresSettings): Promise<Pool> {
	const { Pool, TypeOverrides } = await import('../../../vendor/pg');
	const types = new TypeOverrides();
	types.setTypeParser(INT8, Number);
	const pool = new Pool({ ...clientOptions(settings), types, max: CONNECTIONS, allowExitOnIdle: true });
	const ignore = () => undefined;
	// Whoever uses a connection that breaks is told by its query; without a listener the process would end.
	pool.on('error', ignore);
	pool.on('connect', (client) => client.on('error', ignore));
	return pool;
}

// Epoch ms, money and counts: well within what a number holds.
const INT8 = 20;
