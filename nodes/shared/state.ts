import type { Clock } from '../../router/clock';
import { createSpendingStore, type SpendingStore } from '../../router/execution/budgets/spendingStore';
import type { Health } from '../../router/health/health';
import { createHealth } from '../../router/health/inProcess';
import { createLimiter, type Limiter } from '../../router/health/limiter';
import { createRefusals, lookWith, type Refusals } from '../../router/health/refusals';
import { createSlots } from '../../router/health/slots';

/** What the nodes of one n8n, or of all workers of a store, know and count together. */
export interface SharedState {
	readonly health: Health;
	readonly limiter: Limiter;
	readonly spending: SpendingStore;
	readonly refusals: Refusals;
}

/** Of one process, with nothing known and counted yet. @param windowMs of the rate limits; default 61 s. */
export function createState(clock: Clock, windowMs?: number): SharedState {
	const limiter = createLimiter({ slots: createSlots(windowMs), clock });
	const refusals = createRefusals();
	return { health: createHealth(lookWith(limiter, refusals)), limiter, spending: createSpendingStore(), refusals };
}
