import type { Clock } from '../../router/clock';
import { strongestOf } from '../../router/registry/rank';
import type { RouterContext } from '../shared/context';
import { spendingFor, type NodeSpending } from '../shared/periodSpending';
import type { Store } from '../shared/store';

import type { PreparedRun } from './prepare';

interface SpendingOptions {
	readonly ctx: Pick<RouterContext, 'getTimezone'>;
	readonly prepared: Pick<PreparedRun, 'settings' | 'resolved'>;
	/** `workflow:node`. */
	readonly routerId: string;
	readonly store: Pick<Store, 'ledger' | 'state'>;
	readonly clock: Clock;
}

/** What a node spends in a period, as its settings limit it. */
export function spendingIn({ ctx, prepared: { settings, resolved }, routerId, store, clock }: SpendingOptions): NodeSpending {
	return spendingFor({
		rules: settings.spending,
		store: store.state.spending,
		ledger: store.ledger,
		routerId,
		per: settings.budgetPer,
		timeZone: settings.timeZone ?? ctx.getTimezone(),
		strongest: strongestOf(resolved.models).id,
		clock,
	});
}
