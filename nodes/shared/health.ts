import { systemClock } from './clock';
import { createState, type SharedState } from './state';

const SHARED = Symbol.for('n8n-nodes-llm-router/health');

/**
 * The state of this n8n: what one workflow found dead or full, the others leave alone too. On globalThis, because
 * n8n may load our package twice.
 */
export function sharedState(): SharedState {
	const holder: typeof globalThis & { [SHARED]?: SharedState } = globalThis;
	return (holder[SHARED] ??= createState(systemClock));
}

/** Forgets every cooldown, breaker, limit, budget and refusal of this process. @param windowMs of the rate limits; default 61 s. */
export function clearHealth(windowMs?: number): void {
	const holder: typeof globalThis & { [SHARED]?: SharedState } = globalThis;
	delete holder[SHARED];
	if (windowMs !== undefined) holder[SHARED] = createState(systemClock, windowMs);
}
