import { FAILURE_RULES, type Failure } from '../../router/calls/failure';
import type { Clock } from '../../router/clock';
import { PROBE_MS } from '../../router/health/breaker';
import { coolingScope, type CoolingScope } from '../../router/health/cooldowns';
import type { Health, HealthView } from '../../router/health/health';
import { createHealth, healthParts } from '../../router/health/inProcess';
import type { Limiter } from '../../router/health/limiter';
import type { ModelSpec } from '../../router/registry/model';

import { breakerOf, breakerReply, cooldownOf, lookReply, samplesOf, type Looked, type SharedBreaker } from './healthReplies';
import { ANSWERED, BREAK, COOL, LOOK } from './scripts/health';
import type { Workers } from './workers';

interface SharedHealthSetup {
	readonly workers: Workers;
	readonly prefix: string;
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

	async refresh(models: readonly ModelSpec[]): Promise<void> {
		const { workers, clock } = this.setup;
		if (workers.phase() === 'apart') return;
		const timeUp = new AbortController();
		const heard = async () => {
			await workers.ready();
			this.ask(models);
			await Promise.all(models.map(async ({ limitsKey }) => await this.asked.get(limitsKey)?.answer));
		};
		await Promise.race([heard(), clock.sleep(PATIENCE_MS, timeUp.signal)]);
		timeUp.abort();
	}

	view(nowMs: number): HealthView {
		return this.local.view(nowMs);
	}

	started(model: ModelSpec, nowMs: number): void {
		const { providerId } = model;
		this.local.started(model, nowMs);
		if (this.parts.breakers.known(providerId)?.probeUntilMs !== nowMs + PROBE_MS) return;
		this.probing.set(providerId, nowMs);
		this.tellBreaker(model, 'started');
	}

	answered(model: ModelSpec, tookMs: number, nowMs: number): void {
		this.local.answered(model, tookMs, nowMs);
		this.tellBreaker(model, 'succeeded');
		const keys = [this.coolingKey('model', model), this.coolingKey('key', model), this.timesKey(model)];
		this.runInBackground(() => this.setup.workers.run(ANSWERED, keys, [tookMs]));
	}

	gaveUp(model: ModelSpec, failure: Failure, nowMs: number): void {
		const scope = coolingScope(failure);
		const before = this.parts.cooldowns.known(scope, model);
		this.local.gaveUp(model, failure, nowMs);
		if (FAILURE_RULES[failure.kind].cooldown.kind === 'breaker') this.tellBreaker(model, 'failed');
		else if (failure.httpStatus !== null) this.tellBreaker(model, 'succeeded');
		const cooldown = this.parts.cooldowns.known(scope, model);
		if (cooldown === null || cooldown === before) return;
		const args = [Math.ceil(cooldown.untilMs - nowMs), cooldown.because, cooldown.inARow];
		this.runInBackground(() => this.setup.workers.run(COOL, [this.coolingKey(scope, model)], args));
	}

	released(model: ModelSpec, startedMs: number): void {
		this.local.released(model, startedMs);
		if (this.probing.get(model.providerId) === startedMs) this.tellBreaker(model, 'released');
	}

	/** One question for all models that nobody asked about just now. */
	private ask(models: readonly ModelSpec[]): void {
		const nowMs = this.setup.clock.now();
		const due = models.filter((model, i) => {
			const first = models.findIndex(({ limitsKey }) => limitsKey === model.limitsKey) === i;
			return first && Math.abs(nowMs - (this.asked.get(model.limitsKey)?.atMs ?? -Infinity)) >= FRESH_MS;
		});
		if (due.length === 0) return;
		const times = due.map(({ limitsKey }) => Math.abs(nowMs - (this.asked.get(limitsKey)?.timesAtMs ?? -Infinity)) >= TIMES_FRESH_MS);
		const answer = this.look(due, times).catch(() => undefined);
		due.forEach(({ limitsKey }, i) => {
			const timesAtMs = times[i] === true ? nowMs : (this.asked.get(limitsKey)?.timesAtMs ?? nowMs);
			this.asked.set(limitsKey, { atMs: nowMs, timesAtMs, answer });
		});
	}

	private async look(models: readonly ModelSpec[], times: readonly boolean[]): Promise<void> {
		const { workers } = this.setup;
		const keys = models.flatMap((model) => [
			this.coolingKey('model', model),
			this.coolingKey('key', model),
			this.breakerKey(model),
			this.timesKey(model),
		]);
		const args = [workers.id, CLAIM_MS, ...times.map((wanted) => (wanted ? 1 : 0))];
		const looked = lookReply.parse(await workers.run(LOOK, keys, args));
		models.forEach((model, i) => {
			const known = looked[i];
			if (known !== undefined) this.learn(model, known, times[i] === true);
		});
	}

	private learn(model: ModelSpec, [ofModel, ofKey, breaker, answers]: Looked, withTimes: boolean): void {
		const nowMs = this.setup.clock.now();
		this.parts.cooldowns.learn('model', model, cooldownOf(ofModel, nowMs), nowMs);
		this.parts.cooldowns.learn('key', model, cooldownOf(ofKey, nowMs), nowMs);
		this.learnBreaker(model, breaker);
		if (withTimes && answers.length > 0) this.parts.latency.replace(model.limitsKey, samplesOf(answers, nowMs));
	}

	private learnBreaker({ providerId }: ModelSpec, told: SharedBreaker): void {
		const { breakers } = this.parts;
		const nowMs = this.setup.clock.now();
		const breaker = breakerOf(told, nowMs);
		// Nobody closes an open breaker before its time: a Redis that knows of none has lost it.
		const lost = breaker === null && (breakers.known(providerId)?.openUntilMs ?? 0) > nowMs;
		if (!this.probing.has(providerId) && !lost) breakers.learn(providerId, breaker);
	}

	private tellBreaker(model: ModelSpec, event: 'failed' | 'succeeded' | 'started' | 'released'): void {
		if (event !== 'started') this.probing.delete(model.providerId);
		this.runInBackground(async () => {
			const { workers } = this.setup;
			this.learnBreaker(model, breakerReply.parse(await workers.run(BREAK, [this.breakerKey(model)], [workers.id, event])));
		});
	}

	/** In the background: what Redis does not hear is known here all the same. */
	private runInBackground(say: () => Promise<unknown>): void {
		void say().catch(() => undefined);
	}

	private coolingKey(scope: CoolingScope, model: ModelSpec): string {
		return `${this.setup.prefix}:cooling:${scope}:${scope === 'key' ? model.keyId : model.limitsKey}`;
	}

	private breakerKey({ providerId }: ModelSpec): string {
		return `${this.setup.prefix}:breaker:${providerId}`;
	}

	private timesKey({ limitsKey }: ModelSpec): string {
		return `${this.setup.prefix}:times:${limitsKey}`;
	}
}
