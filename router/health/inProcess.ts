import { FAILURE_RULES } from '../calls/failure';

import { createBreakers } from './breaker';
import { createCooldowns } from './cooldowns';
import type { Health } from './health';
import { createLatency } from './latency';

/**
 * Cooldowns, breakers and latency of one process. One of these is shared by all nodes of an n8n, so that
 * a model one workflow found dead is left alone by the others too.
 */
export function createHealth(): Health {
	const cooldowns = createCooldowns();
	const breakers = createBreakers();
	const latency = createLatency();
	return {
		view: (nowMs) => ({
			of(model) {
				const cooling = cooldowns.of(model, nowMs);
				return {
					coolingUntilMs: cooling?.untilMs ?? null,
					coolingFor: cooling?.because ?? null,
					breaker: breakers.state(model.providerId, nowMs),
					freeAtMs: null,
					p95Ms: latency.percentile(model.limitsKey, 0.95, nowMs),
				};
			},
		}),
		started: (model, nowMs) => breakers.started(model.providerId, nowMs),
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
