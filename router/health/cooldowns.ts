import { type Failure, type FailureKind, FAILURE_RULES } from '../calls/failure';
import type { ModelSpec } from '../registry/model';

/** `null`: not cooling. */
type Cooling = { readonly untilMs: number; readonly because: FailureKind } | null;

export interface Cooldowns {
	/** The model's own cooldown or its key's, whichever ends last. */
	of(model: ModelSpec, nowMs: number): Cooling;
	started(model: ModelSpec, failure: Failure, nowMs: number): void;
	/** Forgets cooldowns that are over: the next one starts short again. */
	answered(model: ModelSpec, nowMs: number): void;
	/** The cooldown of a model or of its key, which may be over; `null`: none since its last answer. */
	known(scope: CoolingScope, model: ModelSpec): Cooldown | null;
	/** Takes over what another process knows, unless what is known here lasts longer. `null`: nobody else knows of any. */
	learn(scope: CoolingScope, model: ModelSpec, cooldown: Cooldown | null, nowMs: number): void;
}

export type CoolingScope = 'model' | 'key';

export interface Cooldown {
	/** Epoch ms. */
	readonly untilMs: number;
	readonly because: FailureKind;
	/** Give-ups in a row, for the doubling. */
	readonly inARow: number;
}

/** What cools after a failure: the model, or everything of its key. */
export function coolingScope(failure: Failure): CoolingScope {
	return FAILURE_RULES[failure.kind].scope === 'key' ? 'key' : 'model';
}

/** How long models and keys are left alone after a request gave them up, docs/architecture.md. */
export function createCooldowns(): Cooldowns {
	const cooldowns = new Map<string, Cooldown>();
	return {
		of(model, nowMs) {
			return SCOPES.map((scope) => cooldowns.get(keyOf(scope, model)))
				.filter((entry) => entry !== undefined)
				.filter(({ untilMs }) => untilMs > nowMs)
				.reduce<Cooldown | null>((a, b) => (a !== null && a.untilMs >= b.untilMs ? a : b), null);
		},
		started(model, failure, nowMs) {
			const key = keyOf(coolingScope(failure), model);
			const before = cooldowns.get(key);
			// Give-ups of requests that were under way together are one event, not a row of them.
			const together = before !== undefined && before.untilMs > nowMs;
			const inARow = together ? before.inARow : (before?.inARow ?? 0) + 1;
			const ms = cooldownMs(failure, inARow);
			if (ms <= 0) return;
			const untilMs = Math.max(nowMs + ms, before?.untilMs ?? 0);
			cooldowns.set(key, { untilMs, because: failure.kind, inARow });
		},
		answered(model, nowMs) {
			for (const key of SCOPES.map((scope) => keyOf(scope, model))) {
				// An answer to a call that left before the cooldown began does not end it.
				if ((cooldowns.get(key)?.untilMs ?? 0) <= nowMs) cooldowns.delete(key);
			}
		},
		known: (scope, model) => cooldowns.get(keyOf(scope, model)) ?? null,
		learn(scope, model, cooldown, nowMs) {
			const key = keyOf(scope, model);
			const ownUntilMs = cooldowns.get(key)?.untilMs ?? 0;
			if (cooldown === null) {
				if (ownUntilMs <= nowMs) cooldowns.delete(key);
			} else if (cooldown.untilMs >= ownUntilMs) cooldowns.set(key, cooldown);
		},
	};
}

const LONGEST_COOLDOWN_MS = 10 * 60_000;

function cooldownMs(failure: Failure, inARow: number): number {
	const { cooldown } = FAILURE_RULES[failure.kind];
	if (cooldown.kind === 'fixed') return cooldown.ms;
	if (cooldown.kind === 'stated') return statedMs(failure) ?? cooldown.elseMs;
	if (cooldown.kind !== 'doubling') return 0;
	return statedMs(failure) ?? Math.min(LONGEST_COOLDOWN_MS, cooldown.firstMs * 2 ** (inARow - 1));
}

/** A Retry-After of now, or of almost now, would have all that wait ask at once, and again. */
const LEAST_COOLDOWN_MS = 1_000;

function statedMs({ retryAfterMs }: Failure): number | null {
	return retryAfterMs === null || retryAfterMs <= 0 ? null : Math.max(LEAST_COOLDOWN_MS, retryAfterMs);
}

const SCOPES: readonly CoolingScope[] = ['model', 'key'];

function keyOf(scope: CoolingScope, model: ModelSpec): string {
	return scope === 'model' ? `model ${model.limitsKey}` : `key ${model.keyId}`;
}
