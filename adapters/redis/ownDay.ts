import { EMPTY_DAY, reachable, addTotals, type DayTotals, type SpendingChange } from '../../router/execution/budgets/spendingStore';

/** One router's day as one worker knows it without asking. */
export interface OwnDay {
	/** What this worker added since its start. */
	own: DayTotals;
	/** What stands over all workers, as last heard, and what was added here since. */
	standing: DayTotals;
	/** When Redis was last lost; before that, when the day was begun here. */
	atLoss: { readonly standing: DayTotals; readonly own: DayTotals };
	/** Parts of others and of the ledger by field, as last read; what an empty Redis is told again. */
	others: ReadonlyMap<string, string>;
	/** Beats since something was asked of it. */
	idleBeats: number;
}

export function newDay(standing: DayTotals, others: ReadonlyMap<string, string>): OwnDay {
	return { own: EMPTY_DAY, standing, atLoss: { standing, own: EMPTY_DAY }, others, idleBeats: 0 };
}

/**
 * Whether a change fits in this worker's part of what was left when Redis was lost: the others have theirs.
 * @param share the part of a whole number.
 */
export function fitsPart(day: OwnDay, change: SpendingChange, share: (whole: number) => number): boolean {
	const { standing, own } = day.atLoss;
	const next = addTotals(day.own, change.add);
	if (change.capNanoUsd !== null) {
		const part = share(Math.max(0, change.capNanoUsd - held(standing)));
		if (held(next) - held(own) > part) return false;
	}
	if (change.reachedShare === null) return true;
	const most = reachable(change.reachedShare, standing.requests + next.requests - own.requests);
	return next.reached - own.reached <= share(Math.max(0, most - standing.reached));
}

export function addHere(day: OwnDay, add: Partial<DayTotals>): void {
	day.own = addTotals(day.own, add);
	day.standing = addTotals(day.standing, add);
}

function held({ spentNanoUsd, reservedNanoUsd }: DayTotals): number {
	return spentNanoUsd + reservedNanoUsd;
}
