/** What one router has spent and done in one day. Money in nano-USD. */
export interface DayTotals {
	readonly spentNanoUsd: number;
	/** Held for calls that are under way. */
	readonly reservedNanoUsd: number;
	/** Requests begun. */
	readonly requests: number;
	/** Of these, those that reached the strongest model. */
	readonly reached: number;
}

/** A day nobody has begun. */
export const EMPTY_DAY: DayTotals = { spentNanoUsd: 0, reservedNanoUsd: 0, requests: 0, reached: 0 };

export interface SpendingChange {
	/** Names router and day. */
	readonly key: string;
	/** What the ledger knows of this day, asked where the store knows nothing of it yet. */
	readonly opening: () => Promise<DayTotals>;
	/** Added to what stands. */
	readonly add: Partial<DayTotals>;
	/** Nothing is changed where spent and reserved together would pass `capNanoUsd`. `null`: no cap. */
	readonly capNanoUsd: number | null;
	/** Nothing is changed where `reached` would pass this share of the requests, of which at least a hundred are counted. `null`: no cap. */
	readonly reachedShare: number | null;
}

/** Where a day's spending is counted: in this process, or in a store that several share. */
export interface SpendingStore {
	/** Atomic: changes all of it or nothing, and gives what stands then. */
	apply(change: SpendingChange): Promise<{ readonly applied: boolean; readonly standing: DayTotals }>;
}

/** With fewer requests than these a share says nothing: the first would already be all of them. */
export const LEAST_REQUESTS = 100;

/** How many of so many requests may have reached the strongest model. */
export function reachable(share: number, requests: number): number {
	return Math.ceil(share * Math.max(LEAST_REQUESTS, requests));
}

/** Days kept per process: routers come and go, and yesterday is over. */
const KEYS_KEPT = 1_000;

/** The days of this process. */
export function createSpendingStore(): SpendingStore {
	const days = new Map<string, Promise<{ standing: DayTotals }>>();
	return {
		async apply({ key, opening, add, capNanoUsd, reachedShare }) {
			const known = days.get(key) ?? opening().then((standing) => ({ standing }));
			// To the end: the day that was longest not asked for goes first, with nothing reserved in it any more.
			days.delete(key);
			days.set(key, known);
			const [oldest] = days.keys();
			if (days.size > KEYS_KEPT && oldest !== undefined) days.delete(oldest);
			known.catch(() => days.delete(key));
			const day = await known;
			const next = addTotals(day.standing, add);
			const fits = capNanoUsd === null || next.spentNanoUsd + next.reservedNanoUsd <= capNanoUsd;
			const applied = fits && (reachedShare === null || next.reached <= reachable(reachedShare, next.requests));
			if (applied) day.standing = next;
			return { applied, standing: day.standing };
		},
	};
}

/** What stands after a change. */
export function addTotals(a: DayTotals, b: Partial<DayTotals>): DayTotals {
	return {
		spentNanoUsd: a.spentNanoUsd + (b.spentNanoUsd ?? 0),
		reservedNanoUsd: a.reservedNanoUsd + (b.reservedNanoUsd ?? 0),
		requests: a.requests + (b.requests ?? 0),
		reached: a.reached + (b.reached ?? 0),
	};
}
