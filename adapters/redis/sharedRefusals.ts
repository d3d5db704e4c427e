import type { Clock } from '../../router/clock';
import { createRefusals, entryOf, TOKEN_LIMIT, type Lesson, type Refusals, type Refused } from '../../router/health/refusals';
import type { ModelSpec } from '../../router/registry/model';
import { rowKeyOf } from '../../router/registry/rows';
import { z } from '../../vendor/zod';

import type { Script } from './commands';
import { FORGET, KNOWN, LEARN } from './scripts/refusals';
import type { Workers } from './workers';

export interface SharedRefusalsSetup {
	readonly workers: Workers;
	readonly prefix: string;
	readonly clock: Clock;
}

/** What was asked so recently is not asked again: little of it changes in a day. */
const FRESH_MS = 1_000;
/** A call does not wait longer than this to hear what others know. */
const PATIENCE_MS = 200;

const known = z.array(z.array(z.tuple([z.string(), z.coerce.number(), z.coerce.number()])));

/**
 * What the models have refused, for all workers. What happens here counts here at once and is told to Redis in the
 * background; without Redis each worker goes by its own.
 */
export function createSharedRefusals(setup: SharedRefusalsSetup): Refusals {
	return new SharedRefusals(setup);
}

class SharedRefusals implements Refusals {
	private readonly own = createRefusals();
	private readonly asked = new Map<string, { readonly atMs: number; readonly answer: Promise<void> }>();

	constructor(private readonly setup: SharedRefusalsSetup) {}

	async refresh(models: readonly ModelSpec[]): Promise<void> {
		const { workers, clock } = this.setup;
		if (workers.phase() === 'apart') return;
		const timeUp = new AbortController();
		const heard = async () => {
			await workers.ready();
			this.ask(models);
			await Promise.all(models.map(async (model) => await this.asked.get(rowKeyOf(model))?.answer));
		};
		await Promise.race([heard(), clock.sleep(PATIENCE_MS, timeUp.signal)]);
		timeUp.abort();
	}

	of(model: ModelSpec, nowMs: number): Refused {
		return this.own.of(model, nowMs);
	}

	learn(model: ModelSpec, lesson: Lesson, nowMs: number): void {
		const { field, value, forMs } = entryOf(lesson);
		this.own.learn(model, lesson, nowMs);
		this.tell(LEARN, model, [field, value, forMs]);
	}

	fitted(model: ModelSpec, tokens: number, nowMs: number): void {
		const { tokenLimit } = this.own.of(model, nowMs);
		this.own.fitted(model, tokens, nowMs);
		if (tokenLimit === null || tokens <= tokenLimit) return;
		this.tell(FORGET, model, [TOKEN_LIMIT, tokens]);
	}

	/** One question for all models that nobody asked about just now. */
	private ask(models: readonly ModelSpec[]): void {
		const nowMs = this.setup.clock.now();
		const due = [...new Map(models.map((model) => [rowKeyOf(model), model])).values()].filter(
			(model) => Math.abs(nowMs - (this.asked.get(rowKeyOf(model))?.atMs ?? -Infinity)) >= FRESH_MS,
		);
		if (due.length === 0) return;
		const answer = this.look(due).catch(() => undefined);
		for (const model of due) this.asked.set(rowKeyOf(model), { atMs: nowMs, answer });
	}

	private async look(models: readonly ModelSpec[]): Promise<void> {
		const { workers, clock } = this.setup;
		const keys = models.map((model) => this.key(model));
		const answered = known.parse(await workers.run(KNOWN, keys, []));
		const nowMs = clock.now();
		models.forEach((model, i) => {
			for (const [field, value, forMs] of answered[i] ?? []) this.own.add(model, field, { value, untilMs: nowMs + forMs }, nowMs);
		});
	}

	/** In the background: what Redis does not hear is known here all the same. */
	private tell(script: Script, model: ModelSpec, args: readonly (string | number)[]): void {
		void this.setup.workers.run(script, [this.key(model)], args).catch(() => undefined);
	}

	private key(model: ModelSpec): string {
		return `${this.setup.prefix}:refused:${rowKeyOf(model)}`;
	}
}
