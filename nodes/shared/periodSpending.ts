import { createPeriodSpending, type Period, type PeriodSpending, type SpendingRules } from '../../router/execution/budgets/periodSpending';
import type { Clock } from '../../router/clock';
import type { SpendingStore } from '../../router/execution/budgets/spendingStore';
import type { Ledger } from '../../router/ledger/port';
import type { ModelId } from '../../router/registry/model';

import { periodIn, type PeriodKind } from './period';

interface SpendingOptions {
	readonly rules: SpendingRules;
	readonly store: SpendingStore;
	/** Where the count goes on from after a restart. */
	readonly ledger: Pick<Ledger, 'tally'>;
	/** `workflow:node`. */
	readonly routerId: string;
	readonly per: PeriodKind;
	readonly timeZone: string;
	readonly strongest: ModelId;
	readonly clock: Clock;
}

export interface NodeSpending {
	/** @param keyHash of the item's budget key; `null`: what all items without one have together. */
	of(keyHash: string | null): PeriodSpending;
	/** What the user should know of the count, once the run is over. */
	notices(): readonly string[];
}

const UNTIL = { day: 'midnight', month: 'the end of the month' } as const;

/** What one node spends in a period, for each budget key apart; it goes on after a restart from what the ledger holds. */
export function spendingFor({ rules, store, ledger, routerId, per, timeZone, strongest, clock }: SpendingOptions): NodeSpending {
	let unread = false;
	const created = new Map<string | null, PeriodSpending>();
	const create = (keyHash: string | null) => {
		const opening = async ({ startMs }: Period) => {
			const tally = await ledger.tally({ routerId, sinceMs: startMs, modelId: strongest, keyHash });
			unread ||= tally === null;
			const { costNanoUsd, requests, reached } = tally ?? { costNanoUsd: 0, requests: 0, reached: 0 };
			return { spentNanoUsd: costNanoUsd, reservedNanoUsd: 0, requests, reached };
		};
		const name = { name: keyHash === null ? 'the budget' : 'the budget for this key', until: `${UNTIL[per]} (${timeZone})` };
		const periodOf = (nowMs: number) => periodIn(per, timeZone, nowMs);
		return createPeriodSpending({ store, rules, routerId, keyHash, name, periodOf, opening, clock });
	};
	return {
		of(keyHash) {
			const spending = created.get(keyHash) ?? create(keyHash);
			created.set(keyHash, spending);
			return spending;
		},
		notices: () => (unread ? ['What was spent before could not be read from the log, so the budget counts from now on.'] : []),
	};
}
