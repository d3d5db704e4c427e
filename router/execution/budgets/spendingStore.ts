/** What one router has spent and done in one period, of one key where it has keys. Money in nano-USD. */
export interface PeriodTotals {
	readonly spentNanoUsd: number;
	/** Held for calls that are under way. */
	readonly reservedNanoUsd: number;
	/** Requests begun. */
	readonly requests: number;
	/** Of these, those that reached the strongest model. */
	readonly reached: number;
}

/** A period nobody has begun. */
export const NOTHING_SPENT: PeriodTotals = { spentNanoUsd: 0, reservedNanoUsd: 0, requests: 0, reached: 0 };

export interface SpendingChange {
	/** Names router, period and budget key. */
	readonly key: string;
	/** What the ledger knows of this period, asked where the store knows nothing of it yet. */
	readonly opening: () => Promise<PeriodTotals>;
	/** Added to what stands. */
	readonly add: Partial<PeriodTotals>;
	/** Nothing is changed where spent and reserved together would pass `capNanoUsd`. `null`: no cap. */
	readonly capNanoUsd: number | null;
	/** Nothing is changed where `reached` would pass this share of the requests, of which at least a hundred are counted. `null`: no cap. */
	readonly reachedShare: number | null;
	/** Epoch ms. */
	readonly nowMs: number;
	/** How long it must be remembered from now on, in ms: after that the period is over, and its last call too. */
	readonly keepMs: number;
}

/** Where a period's spending is counted: in this process, or in a store that several share. */
export interface SpendingStore {
	/** Atomic: changes all of it or nothing, and gives what stands then. */
	apply(change: SpendingChange): Promise<{ readonly applied: boolean; readonly standing: PeriodTotals }>;
}

/** With fewer requests than these a share says nothing: the first would already be all of them. */
export const LEAST_REQUESTS = 100;

/** How many of so many requests may have reached the strongest model. */
export function reachable(share: number, requests: number): number {
	return Math.ceil(share * Math.max(LEAST_REQUESTS, requests));
}

/**
 * Kept per process, about 20 MB: each customer may have a budget, and periods last up to a month. Who was longest not
 * asked for goes first, and is read back from the ledger when it is asked for again.
 */
const MOST_KEPT = 50_000;
/** How often those of periods that are over are dropped. */
const SWEEP_MS = 3_600_000;

/**
 * The periods of this process.
 * @param mostKept change it in tests alone.
 */
export function createSpendingStore(mostKept = MOST_KEPT): SpendingStore {
	return new OwnSpending(mostKept);
}

interface Counted {
	standing: PeriodTotals;
	dropAtMs: number;
}

class OwnSpending implements SpendingStore {
	/** Those still being read from the ledger too. */
	private readonly periods = new Map<string, Promise<Counted>>();
	/** In the order of their last change. */
	private readonly counted = new Map<string, Counted>();
	private sweepAtMs = -Infinity;

	constructor(private readonly mostKept: number) {}

	async apply(change: SpendingChange): ReturnType<SpendingStore['apply']> {
		const { key, add, capNanoUsd, reachedShare } = change;
		const period = await this.periodOf(change);
		const next = addTotals(period.standing, add);
		const fits = capNanoUsd === null || next.spentNanoUsd + next.reservedNanoUsd <= capNanoUsd;
		const applied = fits && (reachedShare === null || next.reached <= reachable(reachedShare, next.requests));
		if (applied) period.standing = next;
		period.dropAtMs = change.nowMs + change.keepMs;
		this.counted.delete(key);
		this.counted.set(key, period);
		this.dropOver(change.nowMs);
		this.dropLongUnused(key);
		return { applied, standing: period.standing };
	}

	private async periodOf(change: SpendingChange): Promise<Counted> {
		const { key, opening } = change;
		const known = this.periods.get(key) ?? opening().then((standing) => ({ standing, dropAtMs: 0 }));
		this.periods.set(key, known);
		try {
			const period = await known;
			// It may have been dropped meanwhile, and begun anew.
			return this.periods.get(key) === known ? period : await this.periodOf(change);
		} catch (error) {
			if (this.periods.get(key) === known) this.periods.delete(key);
			throw error;
		}
	}

	private dropOver(nowMs: number): void {
		// A clock that was set back does not put it off for long.
		if (nowMs < this.sweepAtMs && nowMs >= this.sweepAtMs - SWEEP_MS) return;
		this.sweepAtMs = nowMs + SWEEP_MS;
		for (const [key, { dropAtMs }] of this.counted) if (dropAtMs <= nowMs) this.drop(key);
	}

	private dropLongUnused(used: string): void {
		for (const [key, { standing }] of this.counted) {
			if (this.counted.size <= this.mostKept) return;
			// What is held for a call stands in no ledger.
			if (standing.reservedNanoUsd === 0 && key !== used) this.drop(key);
		}
	}

	private drop(key: string): void {
		this.periods.delete(key);
		this.counted.delete(key);
	}
}

/** What stands after a change. */
export function addTotals(a: PeriodTotals, b: Partial<PeriodTotals>): PeriodTotals {
	return {
		spentNanoUsd: a.spentNanoUsd + (b.spentNanoUsd ?? 0),
		reservedNanoUsd: a.reservedNanoUsd + (b.reservedNanoUsd ?? 0),
		requests: a.requests + (b.requests ?? 0),
		reached: a.reached + (b.reached ?? 0),
	};
}
