import type { CallResult, ModelClient } from '../../router/calls/client';
import type { Clock } from '../../router/clock';
import { createBudget } from '../../router/execution/budgets/budget';
import { execute, type Execution } from '../../router/execution/execute';
import { createMeter } from '../../router/execution/meter';
import { createHealth } from '../../router/health/inProcess';
import type { Limits, ModelSpec } from '../../router/registry/model';
import type { Plan } from '../../router/selection/plan';
import { analyzed } from './requests';
import { BY, limiterOn, modelAt, OPEN_WAY, planOf, scored, T0 } from './routing';

/** Time that jumps to whatever is next as soon as nothing else can be done. */
export interface VirtualClock extends Clock {
	/** Lets it all happen until the work is done. */
	run<T>(work: Promise<T>): Promise<T>;
}

export function virtualClock(): VirtualClock {
	let now = T0;
	const sleeping: { readonly atMs: number; readonly wake: () => void }[] = [];
	const done = new Set<Promise<unknown>>();
	return {
		now: () => now,
		wall: () => now,
		sleep(ms, signal) {
			if (ms <= 0 || signal.aborted) return Promise.resolve();
			return new Promise((resolve) => {
				const sleep = { atMs: now + ms, wake: resolve };
				sleeping.splice(sleeping.findLastIndex(({ atMs }) => atMs <= sleep.atMs) + 1, 0, sleep);
				signal.addEventListener('abort', () => resolve(), { once: true });
			});
		},
		async run(work) {
			void work.finally(() => done.add(work)).catch(() => undefined);
			for (;;) {
				await new Promise((resolve) => setImmediate(resolve));
				if (done.has(work)) return await work;
				const next = sleeping.shift();
				if (next === undefined) throw new Error('Everybody waits, and nothing will happen any more.');
				now = next.atMs;
				next.wake();
			}
		},
	};
}

export interface Call {
	readonly model: ModelSpec;
	readonly item: number;
	/** How many calls of this item to this model came before. */
	readonly nth: number;
	/** Since the simulation began. */
	readonly atMs: number;
}

export interface Simulation {
	readonly items: number;
	readonly parallel: number;
	/** Default: one. */
	readonly models?: readonly ModelSpec[];
	readonly plan?: Partial<Plan>;
	/** Default: none. */
	readonly limits?: Limits;
	/** How long a call takes. */
	readonly latencyMs: (call: Call) => number;
	readonly reply: (call: Call) => CallResult;
	/** In [0, 1). Default: 0.5. */
	readonly random?: () => number;
}

export interface Simulated {
	/** In the order of the items. */
	readonly executions: readonly Execution[];
	/** Items that were not answered, by reason. */
	readonly lost: Readonly<Record<string, number>>;
	readonly calls: readonly Call[];
	readonly tookMs: number;
	/** When each item was through. */
	readonly endedMs: readonly number[];
}

/** Many items through the engine's own loop, so many at a time, in virtual time. */
export async function simulate(simulation: Simulation): Promise<Simulated> {
	const { items, parallel, latencyMs, reply, plan = {}, models = [modelAt(0)], random = () => 0.5 } = simulation;
	const clock = virtualClock();
	const deps = { clock, health: createHealth(), limiter: limiterOn(clock), budget: createBudget(null) };
	const calls: Call[] = [];
	const request = analyzed('hi');
	const good = scored(
		models,
		models.map(() => 1),
	);
	const clientOf = (item: number): ModelClient => ({
		async complete({ model }, signal) {
			const nth = calls.filter((call) => call.item === item && call.model.id === model.id).length;
			const call = { model, item, nth, atMs: clock.now() - T0 };
			calls.push(call);
			await clock.sleep(latencyMs(call), signal);
			return reply(call);
		},
		embed: () => Promise.reject(new Error('nobody embeds here')),
	});
	const one = async (item: number) => {
		const signal = new AbortController().signal;
		const shared = { ...deps, signal, deadlineMs: null, decisionId: String(item) };
		const meter = createMeter({ ...shared, client: clientOf(item), sideQueueMs: 0, newId: () => 'c', countTokens: () => 1 });
		const asked = planOf(models, good, { needs: request.needs, startMs: clock.now(), jitter: random(), ...plan });
		const policy = { ...asked, operation: 'routeAndAnswer' as const, acceptFrom: 0.5, timeoutMs: 1e6, firstByteMs: null };
		const by = { ...BY, itemId: String(item) };
		return await execute({ plan: asked, request, checks: [], policy, meter, strongest: OPEN_WAY, by, ...deps, signal });
	};
	const executions: Execution[] = [];
	const endedMs: number[] = [];
	let next = 0;
	const worker = async () => {
		for (let item = next++; item < items; item = next++) {
			executions[item] = await one(item);
			endedMs[item] = clock.now() - T0;
		}
	};
	await clock.run(Promise.all(Array.from({ length: parallel }, worker)));
	return { executions, lost: lostOf(executions), calls, tookMs: clock.now() - T0, endedMs };
}

function lostOf(executions: readonly Execution[]): Record<string, number> {
	const lost: Record<string, number> = {};
	for (const { end } of executions) if (end.kind === 'give_up') lost[end.reason] = (lost[end.reason] ?? 0) + 1;
	return lost;
}
