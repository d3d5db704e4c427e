import type { Failure, FailureKind } from '../calls/failure';
import { FAILURE_RULES } from '../calls/failure';
import type { ModelSpec } from '../registry/model';

import { createItemRows } from './itemRows';

/** `null`: not on cooldown. */
export type Cooling = Pick<Cooldown, 'untilMs' | 'because'> | null;

/** Who reports: three failures of one item are not those of three items, and some concern its router alone. */
export interface Reporter {
	readonly routerId: string;
	readonly itemId: string;
}

export interface Cooldowns {
	/** The one that ends last: the model's own, its key's, or the one that this router alone has with it. */
	of(model: ModelSpec, nowMs: number, routerId: string | null): Cooling;
	/** A request gave the model up. */
	started(model: ModelSpec, failure: Failure, nowMs: number, by: Reporter): void;
	/** Route Only: the item leaves for a call that nobody here sees. */
	sent(model: ModelSpec, by: Reporter): void;
	/** Forgets cooldowns that are over: the next one starts short again. */
	answered(model: ModelSpec, nowMs: number): void;
	/** The key was seen to work: ends its cooldown, unless that began later. */
	lifted(keyId: string, atMs: number): void;
	/** It may be over; `null`: none since its last answer. */
	known(key: string): Cooldown | null;
	/** Takes over what another process knows, unless what is known here lasts longer. `null`: nobody else knows of any. */
	learn(key: string, cooldown: Cooldown | null, nowMs: number): void;
}

/** What a cooldown hangs on: a model at its key, the key, or a model for one router. */
export type CoolingScope = 'model' | 'key' | 'router';

/** Times are by `Clock.now`. */
export interface Cooldown {
	readonly sinceMs: number;
	readonly untilMs: number;
	readonly because: FailureKind;
	/** Give-ups in a row, for the doubling. */
	readonly inARow: number;
}

/** What is on cooldown after a failure. */
export function coolingScope({ kind }: Failure): CoolingScope {
	const { scope, cooldown } = FAILURE_RULES[kind];
	if (cooldown.kind === 'in_a_row' && cooldown.of === 'router') return 'router';
	return scope === 'key' ? 'key' : 'model';
}

/** The name of that: with another key or base URL the model begins anew. */
export function coolingKey(scope: CoolingScope, { keyId, limitsKey }: ModelSpec, routerId: string | null): string {
	if (scope === 'key') return `key ${keyId}`;
	return scope === 'model' ? `model ${keyId} ${limitsKey}` : `router ${routerId ?? ''} ${limitsKey}`;
}

/** How long models and keys are left alone after a request gave them up. */
export function createCooldowns(): Cooldowns {
	const cooldowns = new Map<string, Cooldown>();
	const rows = createItemRows();
	const lasting = (failure: Failure, key: string, nowMs: number): Cooldown | null => {
		const before = cooldowns.get(key);
		// Give-ups of requests that were under way together are one event, not a row of them.
		const together = before !== undefined && before.untilMs > nowMs;
		const inARow = together ? before.inARow : (before?.inARow ?? 0) + 1;
		const ms = cooldownMs(failure, inARow);
		return ms <= 0 ? null : { sinceMs: nowMs, untilMs: Math.max(nowMs + ms, before?.untilMs ?? 0), because: failure.kind, inARow };
	};
	return {
		of(model, nowMs, routerId) {
			const own = routerId === null ? SHARED : EVERY;
			return own
				.map((scope) => cooldowns.get(coolingKey(scope, model, routerId)))
				.filter((entry) => entry !== undefined)
				.filter(({ untilMs }) => untilMs > nowMs)
				.reduce<Cooldown | null>((a, b) => (a !== null && a.untilMs >= b.untilMs ? a : b), null);
		},
		started(model, failure, nowMs, { routerId, itemId }) {
			const scope = coolingScope(failure);
			const key = coolingKey(scope, model, routerId);
			const { cooldown } = FAILURE_RULES[failure.kind];
			if (cooldown.kind === 'in_a_row') {
				const items = scope === 'router' ? rows.cameBack(key, itemId) : rows.failed(key, itemId);
				if (items < cooldown.items) return;
			}
			const started = lasting(failure, key, nowMs);
			if (started !== null) cooldowns.set(key, started);
		},
		sent: (model, { routerId, itemId }) => rows.sent(coolingKey('router', model, routerId), itemId),
		answered(model, nowMs) {
			rows.succeeded(coolingKey('model', model, null));
			for (const key of SHARED.map((scope) => coolingKey(scope, model, null))) {
				// An answer to a call that left before the cooldown began does not end it.
				if ((cooldowns.get(key)?.untilMs ?? 0) <= nowMs) cooldowns.delete(key);
			}
		},
		lifted(keyId, atMs) {
			const key = `key ${keyId}`;
			if ((cooldowns.get(key)?.sinceMs ?? Infinity) <= atMs) cooldowns.delete(key);
		},
		known: (key) => cooldowns.get(key) ?? null,
		learn(key, cooldown, nowMs) {
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
	if (cooldown.kind === 'fixed' || cooldown.kind === 'in_a_row') return cooldown.ms;
	if (cooldown.kind !== 'doubling') return 0;
	return failure.retryAfterMs ?? Math.min(LONGEST_COOLDOWN_MS, cooldown.firstMs * 2 ** (inARow - 1));
}

/** Of everybody. */
const SHARED: readonly CoolingScope[] = ['model', 'key'];
const EVERY: readonly CoolingScope[] = [...SHARED, 'router'];
