interface ConnectionPoolOptions<T> {
	/** Never rejects, or nobody hears of it. */
	readonly close: (thing: T) => Promise<void>;
	/** How long what was superseded may be unused before it is closed, in ms. */
	readonly idleMs: number;
}

interface AcquireConnectionOptions<T> {
	/** All it was opened with. */
	readonly key: string;
	/** Where it leads: what is opened later to the same place supersedes it. */
	readonly server: string;
	readonly open: () => T;
}

export interface PooledConnection<T> {
	readonly connection: T;
	/** Call it once, when nothing more is asked of the thing. */
	readonly release: () => void;
}

interface Entry<T> {
	readonly key: string;
	readonly server: string;
	readonly connection: T;
	users: number;
	timer: NodeJS.Timeout | null;
}

/**
 * Connections of this process, opened by their first use and kept open. When there is another one to the same
 * place, because the password was changed, the one that is no longer used is closed: it would be counted as a
 * worker, and try the old password for ever.
 */
export class ConnectionPool<T> {
	private readonly all = new Map<string, Entry<T>>();

	constructor(private readonly options: ConnectionPoolOptions<T>) {}

	acquire({ key, server: place, open }: AcquireConnectionOptions<T>): PooledConnection<T> {
		const kept = this.all.get(key) ?? { key, server: place, connection: open(), users: 0, timer: null };
		this.all.set(key, kept);
		kept.users += 1;
		this.watch(place);
		return {
			connection: kept.connection,
			release: () => {
				kept.users -= 1;
				this.watch(place);
			},
		};
	}

	/** All that is open at this moment. */
	opened(): T[] {
		return [...this.all.values()].map(({ connection }) => connection);
	}

	async closeAll(): Promise<void> {
		const all = [...this.all.values()];
		this.all.clear();
		for (const { timer } of all) if (timer !== null) clearTimeout(timer);
		await Promise.all(all.map(async ({ connection: thing }) => await this.options.close(thing)));
	}

	private watch(place: string): void {
		const there = this.at(place);
		for (const kept of there) {
			if (kept.timer !== null) clearTimeout(kept.timer);
			kept.timer = kept.users > 0 || there.length < 2 ? null : setTimeout(() => this.retire(kept), this.options.idleMs).unref();
		}
	}

	private retire(kept: Entry<T>): void {
		// The last one stays: it may still have records to bring there.
		if (this.at(kept.server).length < 2) return;
		this.all.delete(kept.key);
		void this.options.close(kept.connection).catch(() => undefined);
	}

	private at(place: string): Entry<T>[] {
		return [...this.all.values()].filter((kept) => kept.server === place);
	}
}
