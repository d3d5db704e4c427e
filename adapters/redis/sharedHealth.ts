import { createHmac } from 'node:crypto';

import type { Failure } from '../../router/calls/failure';
import type { Clock } from '../../router/clock';
import { PROBE_MS, UNKNOWN } from '../../router/health/breaker';
import { coolingKey, coolingScope, type CoolingScope, type Reporter } from '../../router/health/cooldowns';
import type { Health, HealthView } from '../../router/health/health';
import { createHealth, healthParts, saysOfProvider } from '../../router/health/inProcess';
import type { Limiter } from '../../router/health/limiter';
import type { ModelSpec } from '../../router/registry/model';
import { rowKeyOf } from '../../router/registry/rows';

import { breakerOf, breakerReply, cooldownOf, lookReply, samplesOf, type Looked, type SharedBreaker } from './healthReplies';
import { ANSWERED, BREAK, COOL, LIFT, LOOK } from './scripts/health';
import type { Workers } from './workers';

interface SharedHealthSetup {
	readonly workers: Workers;
	readonly prefix: string;
	/** What the names that stand for keys are hashed with here. */
	readonly secret: string;
	readonly clock: Clock;
	/** Knows the capacity that is left. */
	readonly limiter: Pick<Limiter, 'look'>;
}

/** What was asked so recently is not asked again. */
const FRESH_MS = 100;
/** A hundred answer times a model, which change little. */
const TIMES_FRESH_MS = 2_000;
/** A request does not wait longer than this to hear what others know. */
const PATIENCE_MS = 200;
/** How long a worker that asked first may take to send the probe; then another may. */
const CLAIM_MS = 2_000;

/**
 * Cooldowns, breakers and answer times that all workers keep together. What happens here counts here at once and
 * is told to Redis in the background; `refresh` brings in what others told. Without Redis each goes by its own.
 */
export function createSharedHealth(setup: SharedHealthSetup): Health {
	return new SharedHealth(setup);
}

interface Asked {
	readonly atMs: number;
	readonly timesAtMs: number;
	readonly answer: Promise<void>;
}

class SharedHealth implements Health {
	private readonly parts = healthParts();
	private readonly local: Health;
	private readonly asked = new Map<string, Asked>();
	/** Providers this worker is probing, and since when: what Redis says of a probe is its own. */
	private readonly probing = new Map<string, number>();

	constructor(private readonly setup: SharedHealthSetup) {
		this.local = createHealth(setup.limiter, this.parts);
	}

	async refresh(models: readonly ModelSpec[], routerId: string | null): Promise<void> {
		const { workers, clock } = this.setup;
		if (workers.phase() === 'apart') return;
		const timeUp = new AbortController();
		const heard = async () => {
			await workers.ready();
			this.ask(models, routerId);
			await Promise.all(models.map(async (model) => await this.asked.get(askedKey(model, routerId))?.answer));
		};
		await Promise.race([heard(), clock.sleep(PATIENCE_MS, timeUp.signal)]);
		timeUp.abort();
	}

	view(nowMs: number, routerId: string | null): HealthView {
		return this.local.view(nowMs, routerId);
	}

	started(model: ModelSpec, nowMs: number): void {
		const { providerId } = model;
		this.local.started(model, nowMs);
		if (this.parts.breakers.of(providerId).probeUntilMs !== nowMs + PROBE_MS) return;
		this.probing.set(providerId, nowMs);
		this.tellBreaker(model, 'started');
	}

	answered(model: ModelSpec, tookMs: number, nowMs: number): void {
		this.local.answered(model, tookMs, nowMs);
		this.tellBreaker(model, 'succeeded');
		const keys = [this.coolingKey('model', model, null), this.coolingKey('key', model, null), this.timesKey(model)];
		this.runInBackground(() => this.setup.workers.run(ANSWERED, keys, [tookMs]));
	}

	failed(model: ModelSpec, failure: Failure, nowMs: number, by: Reporter): void {
		this.local.failed(model, failure, nowMs, by);
		const says = saysOfProvider(failure);
		if (says === 'down') this.tellBreaker(model, 'failed', hashOf('', by.itemId));
		if (says === 'alive') this.tellBreaker(model, 'succeeded');
	}

	/** Items in a row are counted by each worker for itself; the cooldown they bring about is for all. */
	gaveUp(model: ModelSpec, failure: Failure, nowMs: number, by: Reporter): void {
		const scope = coolingScope(failure);
		const known = () => this.parts.cooldowns.known(coolingKey(scope, model, by.routerId));
		const before = known();
		this.local.gaveUp(model, failure, nowMs, by);
		const cooldown = known();
		if (cooldown === null || cooldown === before) return;
		const { untilMs, because, inARow, atLeastUntilMs } = cooldown;
		const args = [Math.ceil(untilMs - nowMs), because, inARow, Math.ceil(atLeastUntilMs - nowMs)];
		this.runInBackground(() => this.setup.workers.run(COOL, [this.coolingKey(scope, model, by.routerId)], args));
	}

	sent(model: ModelSpec, by: Reporter): void {
		this.local.sent(model, by);
	}

	released(model: ModelSpec, startedMs: number): void {
		this.local.released(model, startedMs);
		if (this.probing.get(model.providerId) === startedMs) this.tellBreaker(model, 'released');
	}

	async lifted(keyIds: readonly string[], nowMs: number): Promise<void> {
		await this.local.lifted(keyIds, nowMs);
		const { workers } = this.setup;
		await workers.ready();
		const keys = keyIds.map((keyId) => this.coolingKey('key', { keyId, limitsKey: '' }, null));
		if (keys.length > 0) await workers.run(LIFT, keys, []).catch(() => undefined);
	}

	/** One question for all models that nobody asked about just now. */
	private ask(models: readonly ModelSpec[], routerId: string | null): void {
		const nowMs = this.setup.clock.now();
		const last = (model: ModelSpec) => this.asked.get(askedKey(model, routerId));
		const due = models.filter((model, i) => {
			const first = models.findIndex((other) => askedKey(other, routerId) === askedKey(model, routerId)) === i;
			return first && nowMs - (last(model)?.atMs ?? -Infinity) >= FRESH_MS;
		});
		if (due.length === 0) return;
		const times = due.map((model) => nowMs - (last(model)?.timesAtMs ?? -Infinity) >= TIMES_FRESH_MS);
		const answer = this.look(due, times, routerId).catch(() => undefined);
		due.forEach((model, i) => {
			const timesAtMs = times[i] === true ? nowMs : (last(model)?.timesAtMs ?? nowMs);
			this.asked.set(askedKey(model, routerId), { atMs: nowMs, timesAtMs, answer });
		});
	}

	private async look(models: readonly ModelSpec[], times: readonly boolean[], routerId: string | null): Promise<void> {
		const { workers } = this.setup;
		const keys = models.flatMap((model) => [
			...SCOPES.map((scope) => this.coolingKey(scope, model, routerId)),
			this.breakerKey(model),
			this.timesKey(model),
		]);
		const args = [workers.id, CLAIM_MS, ...times.map((wanted) => (wanted ? 1 : 0))];
		const looked = lookReply.parse(await workers.run(LOOK, keys, args));
		models.forEach((model, i) => {
			const known = looked[i];
			if (known !== undefined) this.learn(model, routerId, known, times[i] === true);
		});
	}

	private learn(model: ModelSpec, routerId: string | null, looked: Looked, withTimes: boolean): void {
		const nowMs = this.setup.clock.now();
		const { cooldowns, latency } = this.parts;
		const [ofModel, ofKey, ofRouter, breaker, answers] = looked;
		const told = { model: ofModel, key: ofKey, router: ofRouter };
		for (const scope of SCOPES) {
			const key = coolingKey(scope, model, routerId);
			const { liftedMs } = told[scope];
			if (liftedMs !== null) cooldowns.lifted(key, nowMs - liftedMs);
			cooldowns.learn(key, cooldownOf(told[scope], nowMs), nowMs);
		}
		this.learnBreaker(model, breaker);
		if (withTimes && answers.length > 0) latency.replace(rowKeyOf(model), samplesOf(answers, nowMs));
	}

	private learnBreaker({ providerId }: ModelSpec, told: SharedBreaker): void {
		const { breakers } = this.parts;
		const nowMs = this.setup.clock.now();
		const breaker = breakerOf(told, nowMs);
		// Nobody closes an open breaker before its time: a Redis that knows nothing has lost it.
		const lost = breaker === UNKNOWN && breakers.of(providerId).openUntilMs > nowMs;
		if (!this.probing.has(providerId) && !lost) breakers.set(providerId, breaker);
	}

	private tellBreaker(model: ModelSpec, event: 'failed' | 'succeeded' | 'started' | 'released', request = ''): void {
		if (event !== 'started') this.probing.delete(model.providerId);
		this.runInBackground(async () => {
			const { workers } = this.setup;
			this.learnBreaker(model, breakerReply.parse(await workers.run(BREAK, [this.breakerKey(model)], [workers.id, event, request])));
		});
	}

	/** In the background: what Redis does not hear is known here all the same. */
	private runInBackground(say: () => Promise<unknown>): void {
		void say().catch(() => undefined);
	}

	/** Where the names of keys lie open, their hashes tell nothing to who does not know the secret. */
	private coolingKey(scope: CoolingScope, { keyId, limitsKey }: Pick<ModelSpec, 'keyId' | 'limitsKey'>, routerId: string | null): string {
		const { prefix, secret } = this.setup;
		const key = hashOf(secret, keyId);
		const named = { key, model: `${limitsKey}:${key}`, router: `${routerId ?? ''}:${limitsKey}` }[scope];
		return `${prefix}:cooling:${scope}:${named}`;
	}

	private breakerKey({ providerId }: ModelSpec): string {
		return `${this.setup.prefix}:breaker:${providerId}`;
	}

	private timesKey(model: ModelSpec): string {
		return `${this.setup.prefix}:times:${rowKeyOf(model)}`;
	}
}

/** In the order in which they are asked for. */
const SCOPES: readonly CoolingScope[] = ['model', 'key', 'router'];

function askedKey(model: ModelSpec, routerId: string | null): string {
	return `${model.keyId} ${rowKeyOf(model)} ${routerId ?? ''}`;
}

function hashOf(secret: string, text: string): string {
	return createHmac('sha256', secret).update(text).digest('hex').slice(0, 24);
}
