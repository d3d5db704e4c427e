import { createDailySpending, type DailyRules, type DailySpending, type Day } from '../../router/execution/budgets/dailySpending';
import type { SpendingStore } from '../../router/execution/budgets/spendingStore';
import type { Ledger } from '../../router/ledger/port';
import type { ModelId } from '../../router/registry/model';

import { systemClock } from './clock';
import { dayIn } from './day';

interface DailyOptions {
	readonly rules: DailyRules;
	readonly store: SpendingStore;
	/** Where the count goes on from after a restart. */
	readonly ledger: Pick<Ledger, 'tally'>;
	/** `workflow:node`. */
	readonly routerId: string;
	readonly timeZone: string;
	readonly strongest: ModelId;
}

export interface Daily extends DailySpending {
	/** What the user should know of the count, once the run is over. */
	notices(): readonly string[];
}

/** The day's spending of one node, which goes on after a restart from what the ledger holds. */
export function dailySpendingFor({ rules, store, ledger, routerId, timeZone, strongest }: DailyOptions): Daily {
	let unread = false;
	const opening = async ({ startMs }: Day) => {
		const tally = await ledger.tally({ routerId, sinceMs: startMs, modelId: strongest });
		unread ||= tally === null;
		const { costNanoUsd, requests, reached } = tally ?? { costNanoUsd: 0, requests: 0, reached: 0 };
		return { spentNanoUsd: costNanoUsd, reservedNanoUsd: 0, requests, reached };
	};
	const dayOf = (nowMs: number) => dayIn(timeZone, nowMs);
	return {
		...createDailySpending({ store, rules, routerId, dayOf, opening, clock: systemClock }),
		notices: () => (unread ? ['What this node has spent today could not be read, so the daily budget counts from now on.'] : []),
	};
}
