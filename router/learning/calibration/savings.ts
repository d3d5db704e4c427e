import { ratioOfMeans, type Interval } from '../statistics/intervals';
import type { Observed } from './observe';

/** Share of what always asking the strongest model would cost. */
export interface SavingShare {
	readonly estimate: number;
	/** 95 %; `null` for a single request. */
	readonly interval: Interval | null;
}

/** Over all requests, audited or not; `null` where a price is unknown, or all is free. */
export function savingOf({ costs, strongestCosts }: Pick<Observed, 'costs' | 'strongestCosts'>): SavingShare | null {
	if (costs === null || strongestCosts === null) return null;
	const ratio = ratioOfMeans(
		strongestCosts.map((full, i) => full - (costs[i] ?? 0)),
		strongestCosts,
	);
	return ratio === null ? null : { estimate: ratio.mean, interval: ratio.interval };
}
