import { FAILURE_RULES, type Failure } from '../calls/failure';
import type { ModelSpec } from '../registry/model';
import { rowKeyOf } from '../registry/rows';

import { afterAnswer, afterFailure, afterRelease, afterStart, createBreakers, stateOf, type Breaker, type Breakers } from './breaker';
import { createCooldowns, keyCooling, type Cooldowns } from './cooldowns';
import type { Health, ModelHealth } from './health';
import { createLatency, type Latency } from './latency';
import type { CallSize, CapacityView, Limiter } from './limiter';

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
export function createHealth(limiter: Pick<Limiter, 'look'> = UNLIMITED, parts = healthParts()): Health {
	const { cooldowns, breakers, latency } = parts;
	const lastCall = new Map<string, number>();
	const look = createLook(limiter, parts, lastCall);
	const change = ({ providerId }: ModelSpec, after: (breaker: Breaker) => Breaker) =>
		breakers.set(providerId, after(breakers.of(providerId)));
	return {
		refresh: async () => undefined,
		view: (nowMs, routerId) => ({ of: (model, size) => look(model, nowMs, routerId, size) }),
		started(model, nowMs) {
			lastCall.set(rowKeyOf(model), nowMs);
			change(model, (breaker) => afterStart(breaker, nowMs));
		},
		answered(model, tookMs, nowMs) {
			cooldowns.answered(model, nowMs);
			change(model, (breaker) => afterAnswer(breaker, nowMs));
			latency.add(rowKeyOf(model), tookMs, nowMs);
		},
		failed(model, failure, nowMs, { itemId }) {
			const says = saysOfProvider(failure);
			if (says === 'down') change(model, (breaker) => afterFailure(breaker, itemId, nowMs));
			if (says === 'alive') change(model, (breaker) => afterAnswer(breaker, nowMs));
		},
		gaveUp: (model, failure, nowMs, by) => cooldowns.started(model, failure, nowMs, by),
		sent: (model, by) => cooldowns.sent(model, by),
		released: (model, startedMs) => change(model, (breaker) => afterRelease(breaker, startedMs)),
		lifted: async (keyIds, nowMs) => keyIds.forEach((keyId) => cooldowns.lifted(keyCooling(keyId), nowMs)),
	};
}

type Look = (model: ModelSpec, nowMs: number, routerId: string | null, size: CallSize | undefined) => ModelHealth;

/** What is known of a model at a moment. @param lastCall when each row was called last. */
function createLook(limiter: Pick<Limiter, 'look'>, parts: HealthParts, lastCall: ReadonlyMap<string, number>): Look {
	const { cooldowns, breakers, latency } = parts;
	return (model, nowMs, routerId, size) => {
		const cooling = cooldowns.of(model, nowMs, routerId);
		const { freeAtMs, neverFits, free } = limiter.look(model, nowMs, size);
		const rowKey = rowKeyOf(model);
		return {
			freeAtMs,
			neverFits,
			free,
			coolingUntilMs: cooling?.untilMs ?? null,
			coolingFor: cooling?.because ?? null,
			breaker: stateOf(breakers.of(model.providerId), nowMs),
			p50Ms: latency.percentile(rowKey, 0.5, nowMs),
			p95Ms: latency.percentile(rowKey, 0.95, nowMs),
			tryAgainAtMs: (lastCall.get(rowKey) ?? -Infinity) + SLOW_PAUSE_MS,
		};
	};
}

/** What a failed call tells of its provider: whoever answers with a status, even an error of the request, is alive. */
export function saysOfProvider({ kind, httpStatus }: Failure): 'down' | 'alive' | 'nothing' {
	if (FAILURE_RULES[kind].cooldown.kind === 'breaker') return 'down';
	return httpStatus === null ? 'nothing' : 'alive';
}

const UNLIMITED: { look(model: ModelSpec): CapacityView } = {
	look: () => ({ freeAtMs: null, neverFits: false, free: { requests: null, tokens: null, parallel: null } }),
};
