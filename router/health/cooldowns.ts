import { type Failure, type FailureKind, FAILURE_RULES } from '../calls/failure';
import type { ModelSpec } from '../registry/model';

import { createItemRows } from './itemRows';
import { pauseAfter, pausesFor } from './pauses';

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
	/** What hangs on this was seen to work: ends its cooldown, unless that began later. */
	lifted(key: string, atMs: number): void;
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
	/** Sooner it does not end: what the provider asked for, or the shortest one there is. */
	readonly atLeastUntilMs: number;
	readonly because: FailureKind;
	/** Give-ups in a row, no call being answered between: what makes it longer. */
	readonly inARow: number;
}

/** What is on cooldown after a failure. */
export function coolingScope({ kind }: Failure): CoolingScope {
	const { scope, cooldown } = FAILURE_RULES[kind];
	if (cooldown.kind === 'in_a_row' && cooldown.of === 'router') return 'router';
	return scope === 'key' ? 'key' : 'model';
}

/** The name of that: with another key or base URL the model begins anew. */
export function coolingKey(
	scope: CoolingScope,
	{ keyId, limitsKey }: Pick<ModelSpec, 'keyId' | 'limitsKey'>,
	routerId: string | null,
): string {
	if (scope === 'key') return keyCooling(keyId);
	return scope === 'model' ? `model ${keyId} ${limitsKey}` : `router ${routerId ?? ''} ${limitsKey}`;
}

/** The same of a key alone. */
export function keyCooling(keyId: string): string {
	return `key ${keyId}`;
}

/** How long models and keys are left alone after a request gave them up: see docs/architecture.md. */
export function createCooldowns(): Cooldowns {
	return new AllCooldowns();
}

class AllCooldowns implements Cooldowns {
	private readonly all = new Map<string, Cooldown>();
	private readonly rows = createItemRows();

	of(model: ModelSpec, nowMs: number, routerId: string | null): Cooling {
		let last: Cooldown | null = null;
		// Mostly nothing is on cooldown, and this is asked several times for each model and request.
		if (this.all.size === 0) return last;
		for (const scope of routerId === null ? SHARED : EVERY) {
			const cooldown = this.all.get(coolingKey(scope, model, routerId));
			if (cooldown !== undefined && cooldown.untilMs > Math.max(nowMs, last?.untilMs ?? -Infinity)) last = cooldown;
		}
		return last;
	}

	started(model: ModelSpec, failure: Failure, nowMs: number, { routerId, itemId }: Reporter): void {
		const scope = coolingScope(failure);
		const key = coolingKey(scope, model, routerId);
		const { cooldown } = FAILURE_RULES[failure.kind];
		if (cooldown.kind === 'in_a_row') {
			const items = scope === 'router' ? this.rows.cameBack(key, itemId) : this.rows.failed(key, itemId);
			if (items < cooldown.items) return;
		}
		const before = this.all.get(key);
		// Give-ups of requests that were under way together are one event, not a row of them.
		const together = before !== undefined && before.untilMs > nowMs;
		const inARow = together ? Math.max(1, before.inARow) : (before?.inARow ?? 0) + 1;
		const ms = cooldownMs(failure, inARow);
		if (ms <= 0) return;
		this.all.set(key, {
			sinceMs: nowMs,
			untilMs: Math.max(nowMs + ms, before?.untilMs ?? 0),
			atLeastUntilMs: Math.max(nowMs + cooldownMs(failure, 1), before?.atLeastUntilMs ?? 0),
			because: failure.kind,
			inARow,
		});
	}

	sent(model: ModelSpec, { routerId, itemId }: Reporter): void {
		this.rows.sent(coolingKey('router', model, routerId), itemId);
	}

	answered(model: ModelSpec, nowMs: number): void {
		this.rows.succeeded(coolingKey('model', model, null));
		for (const key of SHARED.map((scope) => coolingKey(scope, model, null))) {
			const cooldown = this.all.get(key);
			if (cooldown === undefined) continue;
			if (cooldown.untilMs <= nowMs) this.all.delete(key);
			// A call that left before the cooldown began does not end it. But what answers some calls is not to rest ever longer.
			else this.all.set(key, { ...cooldown, inARow: 0, untilMs: Math.min(cooldown.untilMs, cooldown.atLeastUntilMs) });
		}
	}

	lifted(key: string, atMs: number): void {
		if ((this.all.get(key)?.sinceMs ?? Infinity) <= atMs) this.all.delete(key);
	}

	known(key: string): Cooldown | null {
		return this.all.get(key) ?? null;
	}

	learn(key: string, cooldown: Cooldown | null, nowMs: number): void {
		const ownUntilMs = this.all.get(key)?.untilMs ?? 0;
		if (cooldown === null) {
			if (ownUntilMs <= nowMs) this.all.delete(key);
		} else if (cooldown.untilMs >= ownUntilMs) this.all.set(key, cooldown);
	}
}

const LONGEST_COOLDOWN_MS = 10 * 60_000;

const pauses = new Map<number, readonly number[]>();

function pausesFrom(firstMs: number): readonly number[] {
	const known = pauses.get(firstMs) ?? pausesFor({ firstMs, longestMs: LONGEST_COOLDOWN_MS });
	pauses.set(firstMs, known);
	return known;
}

function cooldownMs(failure: Failure, inARow: number): number {
	const { cooldown } = FAILURE_RULES[failure.kind];
	if (cooldown.kind === 'fixed' || cooldown.kind === 'in_a_row') return cooldown.ms;
	if (cooldown.kind === 'stated') return statedMs(failure) ?? cooldown.elseMs;
	if (cooldown.kind !== 'doubling') return 0;
	return statedMs(failure) ?? pauseAfter(pausesFrom(cooldown.firstMs), inARow - 1);
}

/** A Retry-After of now, or of almost now, would have all that wait ask at once, and again. */
const LEAST_COOLDOWN_MS = 1_000;

function statedMs({ retryAfterMs }: Failure): number | null {
	return retryAfterMs === null || retryAfterMs <= 0 ? null : Math.max(LEAST_COOLDOWN_MS, retryAfterMs);
}

/** Of everybody. */
const SHARED: readonly CoolingScope[] = ['model', 'key'];
const EVERY: readonly CoolingScope[] = [...SHARED, 'router'];
