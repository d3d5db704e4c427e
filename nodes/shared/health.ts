import { createSpendingStore, type SpendingStore } from '../../router/execution/budgets/spendingStore';
import type { Health } from '../../router/health/health';
import { createHealth } from '../../router/health/inProcess';
import { createLimiter, type Limiter } from '../../router/health/limiter';
import { createRefusals, lookWith, type Refusals } from '../../router/health/refusals';
import { createSlots } from '../../router/health/slots';

import { systemClock } from './clock';

const SHARED = Symbol.for('n8n-nodes-llm-router/health');

/** What the nodes of one n8n, or of all workers of a store, know and count together. */
export interface SharedState {
	readonly health: Health;
	readonly limiter: Limiter;
	readonly spending: SpendingStore;
	readonly refusals: Refusals;
}

/**
 * The state of this n8n: what one workflow found dead or full, the others leave alone too. On globalThis, because
 * n8n may load our package twice.
 */
export function sharedState(): SharedState {
	const holder: typeof globalThis & { [SHARED]?: SharedState } = globalThis;
	return (holder[SHARED] ??= createState());
}

/** Forgets every cooldown, breaker, limit, budget and refusal of this process. @param windowMs of the rate limits; default 61 s. */
export function clearHealth(windowMs?: number): void {
	const holder: typeof globalThis & { [SHARED]?: SharedState } = globalThis;
	delete holder[SHARED];
	if (windowMs !== undefined) holder[SHARED] = createState(windowMs);
}

function createState(windowMs?: number): SharedState {
	const limiter = createLimiter({ slots: createSlots(windowMs), clock: systemClock });
	const refusals = createRefusals();
	return { health: createHealth(lookWith(limiter, refusals)), limiter, spending: createSpendingStore(), refusals };
}
