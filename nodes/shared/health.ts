import type { Health } from '../../router/health/health';
import { createHealth } from '../../router/health/inProcess';

const SHARED = Symbol.for('n8n-nodes-llm-router/health');

/**
 * Cooldowns and breakers of this n8n: what one workflow found dead, the others leave alone too. On
 * globalThis, because n8n may load our package twice.
 */
export function sharedHealth(): Health {
	const holder: typeof globalThis & { [SHARED]?: Health } = globalThis;
	return (holder[SHARED] ??= createHealth());
}

/** Forgets every cooldown and breaker of this process. */
export function clearHealth(): void {
	const holder: typeof globalThis & { [SHARED]?: Health } = globalThis;
	delete holder[SHARED];
}
