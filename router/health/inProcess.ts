import type { Failure } from '../calls/failure';
import { FAILURE_RULES } from '../calls/failure';
import type { ModelSpec } from '../registry/model';

import { createBreakers } from './breaker';
import type { Health, ModelHealth } from './health';
import { createLatency } from './latency';

interface Cooldown {
	readonly untilMs: number;
	readonly because: string;
	/** Give-ups in a row, for the doubling. */
	readonly inARow: number;
}

const LONGEST_COOLDOWN_MS = 10 * 60_000;

/**
 * Cooldowns, breakers and latency of one process. One of these is shared by all nodes of an n8n, so that
 * a model one workflow found dead is left alone by the others too.
 */
export function createHealth(): Health {
	const cooldowns = new Map<string, Cooldown>();
	const breakers = createBreakers();
	const latency = createLatency();

	return {
		view: (nowMs) => ({ of: (model) => stateOf(model, nowMs) }),
		started: (model, nowMs) => breakers.started(model.providerId, nowMs),
		answered(model, tookMs, nowMs) {
			for (const key of [modelKey(model), keyKey(model)]) {
				// An answer to a call that left before the cooldown began does not end it.
				if ((cooldowns.get(key)?.untilMs ?? 0) <= nowMs) cooldowns.delete(key);
			}
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
			coolDown(model, failure, nowMs);
		},
	};

	function coolDown(model: ModelSpec, failure: Failure, nowMs: number): void {
		const key = FAILURE_RULES[failure.kind].scope === 'key' ? keyKey(model) : modelKey(model);
		const before = cooldowns.get(key);
		// Give-ups of requests that were under way together are one event, not a row of them.
		const together = before !== undefined && before.untilMs > nowMs;
		const inARow = together ? before.inARow : (before?.inARow ?? 0) + 1;
		const ms = cooldownMs(failure, inARow);
		if (ms <= 0) return;
		const untilMs = Math.max(nowMs + ms, before?.untilMs ?? 0);
		cooldowns.set(key, { untilMs, because: failure.kind, inARow });
	}

	function stateOf(model: ModelSpec, nowMs: number): ModelHealth {
		const cooling = [cooldowns.get(modelKey(model)), cooldowns.get(keyKey(model))]
			.filter((entry) => entry !== undefined)
			.filter(({ untilMs }) => untilMs > nowMs)
			.reduce<Cooldown | null>((a, b) => (a !== null && a.untilMs >= b.untilMs ? a : b), null);
		return {
			coolingUntilMs: cooling?.untilMs ?? null,
			coolingFor: cooling?.because ?? null,
			breaker: breakers.state(model.providerId, nowMs),
			freeAtMs: null,
			p95Ms: latency.percentile(model.limitsKey, 0.95, nowMs),
		};
	}
}

function cooldownMs(failure: Failure, inARow: number): number {
	const { cooldown } = FAILURE_RULES[failure.kind];
	if (cooldown.kind === 'fixed') return cooldown.ms;
	if (cooldown.kind !== 'doubling') return 0;
	return failure.retryAfterMs ?? Math.min(LONGEST_COOLDOWN_MS, cooldown.firstMs * 2 ** (inARow - 1));
}

function modelKey(model: ModelSpec): string {
	return `model ${model.limitsKey}`;
}

function keyKey(model: ModelSpec): string {
	return `key ${model.keyId}`;
}
