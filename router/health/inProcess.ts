import { FAILURE_RULES } from '../calls/failure';
import type { ModelSpec } from '../registry/model';

import { createBreakers, type Breakers } from './breaker';
import { createCooldowns, type Cooldowns } from './cooldowns';
import type { Health } from './health';
import { createLatency, type Latency } from './latency';
import type { CapacityView, Limiter } from './limiter';

/** What health is made of; a store that several processes share changes them from outside. */
interface HealthParts {
	readonly cooldowns: Cooldowns;
	readonly breakers: Breakers;
	readonly latency: Latency;
}

export function healthParts(): HealthParts {
	return { cooldowns: createCooldowns(), breakers: createBreakers(), latency: createLatency() };
}

/** How long a model that was too slow is left out before it is tried again. */
const SLOW_PAUSE_MS = 60_000;

/**
 * Cooldowns, breakers and latency of one process. One of these is shared by all nodes of an n8n, so that
 * a model one workflow found dead is left alone by the others too.
 * @param limiter knows the capacity that is left. Default: nothing is limited.
 */
export function createHealth(limiter: Pick<Limiter, 'look'> = UNLIMITED, { cooldowns, breakers, latency } = healthParts()): Health {
	const lastCall = new Map<string, number>();
	return {
		refresh: async () => undefined,
		view: (nowMs) => ({
			of(model, size) {
				const cooling = cooldowns.of(model, nowMs);
				return {
					...limiter.look(model, nowMs, size),
					coolingUntilMs: cooling?.untilMs ?? null,
					coolingFor: cooling?.because ?? null,
					breaker: breakers.state(model.providerId, nowMs),
					p50Ms: latency.percentile(model.limitsKey, 0.5, nowMs),
					p95Ms: latency.percentile(model.limitsKey, 0.95, nowMs),
					tryAgainAtMs: (lastCall.get(model.limitsKey) ?? -Infinity) + SLOW_PAUSE_MS,
				};
			},
		}),
		started(model, nowMs) {
			lastCall.set(model.limitsKey, nowMs);
			breakers.started(model.providerId, nowMs);
		},
		answered(model, tookMs, nowMs) {
			cooldowns.answered(model, nowMs);
			breakers.succeeded(model.providerId, nowMs);
			latency.add(model.limitsKey, tookMs, nowMs);
		},
		gaveUp(model, failure, nowMs) {
			if (FAILURE_RULES[failure.kind].cooldown.kind === 'breaker') {
				breakers.failed(model.providerId, nowMs);
				return;
			}
			// Whoever answers with a status, even an error of the request, is alive.
			if (failure.httpStatus !== null) breakers.succeeded(model.providerId, nowMs);
			cooldowns.started(model, failure, nowMs);
		},
		released: (model, startedMs) => breakers.released(model.providerId, startedMs),
	};
}

const UNLIMITED: { look(model: ModelSpec): CapacityView } = {
	look: () => ({ freeAtMs: null, neverFits: false, free: { requests: null, tokens: null, parallel: null } }),
};
