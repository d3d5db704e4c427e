import { NOTHING_SPENT, reachable, addTotals, type PeriodTotals, type SpendingChange } from '../../router/execution/budgets/spendingStore';

/** One period of a router, or of one of its budget keys, as one worker knows it without asking. */
export interface OwnPeriod {
	/** Names what this worker adds, among the parts of all. */
	readonly part: string;
	/** What stands in that part. */
	own: PeriodTotals;
	/** What stands over all workers, as last heard, and what was added here since. */
	standing: PeriodTotals;
	/** When Redis was last lost; before that, when the period was begun here. */
	atLoss: { readonly standing: PeriodTotals; readonly own: PeriodTotals };
	/** Parts of others and of the ledger by field, as last read; what an empty Redis is told again. */
	others: ReadonlyMap<string, string>;
	/** Beats since something was asked of it. */
	idleBeats: number;
	/** How long Redis must remember it, in ms. */
	keepMs: number;
	/** Changes under way. */
	inUse: number;
}

/** @param own what this worker added before it forgot the period. Default: nothing. */
export function newPeriod({
	own = NOTHING_SPENT,
	...begun
}: Pick<OwnPeriod, 'part' | 'standing' | 'others'> & { readonly own?: PeriodTotals }): OwnPeriod {
	return { ...begun, own, atLoss: { standing: begun.standing, own }, idleBeats: 0, keepMs: 0, inUse: 0 };
}

/**
 * Whether a change fits in this worker's part of what was left when Redis was lost: the others have theirs.
 * @param share the part of a whole number.
 */
export function fitsPart(period: OwnPeriod, change: SpendingChange, share: (whole: number) => number): boolean {
	const { standing, own } = period.atLoss;
	const next = addTotals(period.own, change.add);
	if (change.capNanoUsd !== null) {
		const part = share(Math.max(0, change.capNanoUsd - held(standing)));
		if (held(next) - held(own) > part) return false;
	}
	if (change.reachedShare === null) return true;
	const most = reachable(change.reachedShare, standing.requests + next.requests - own.requests);
	return next.reached - own.reached <= share(Math.max(0, most - standing.reached));
}

/** What stands, with what this worker may not have as long as Redis is away: to it, others hold that. */
export function standingApart(period: OwnPeriod, { capNanoUsd }: SpendingChange, share: (whole: number) => number): PeriodTotals {
	const { standing, own, atLoss } = period;
	if (capNanoUsd === null) return standing;
	const part = share(Math.max(0, capNanoUsd - held(atLoss.standing)));
	const left = Math.max(0, part - (held(own) - held(atLoss.own)));
	return { ...standing, reservedNanoUsd: Math.max(standing.reservedNanoUsd, capNanoUsd - standing.spentNanoUsd - left) };
}

export function addHere(period: OwnPeriod, add: Partial<PeriodTotals>): void {
	period.own = addTotals(period.own, add);
	period.standing = addTotals(period.standing, add);
}

function held({ spentNanoUsd, reservedNanoUsd }: PeriodTotals): number {
	return spentNanoUsd + reservedNanoUsd;
}
