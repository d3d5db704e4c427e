import { createBudget } from '../../../router/execution/budgets/budget';
import { choose } from '../../../router/execution/choose';
import { createHealth } from '../../../router/health/inProcess';
import type { Acquired, AcquireOptions, Limiter } from '../../../router/health/limiter';
import { NO_LIMITS } from '../../../router/registry/model';
import { BY, chose, failureOf, fakeClock, limiterOn, modelAt, OPEN_WAY, planOf, scored, T0 } from '../../support/routing';

type ChooseOptions = Parameters<typeof choose>[0];

const [weak, middle, strong] = [modelAt(0), modelAt(1), modelAt(2)];
const models = [weak, middle, strong];
const allGood = scored(models, [1, 1, 1]);

function setup(over: Partial<ChooseOptions> = {}) {
	const clock = fakeClock();
	const abort = new AbortController();
	const limiter = limiterOn(clock);
	const options: ChooseOptions = {
		plan: planOf(models, allGood),
		budget: createBudget(null),
		strongest: OPEN_WAY,
		by: BY,
		reEntry: null,
		health: createHealth(),
		limiter,
		clock,
		signal: abort.signal,
		...over,
	};
	return { clock, abort, limiter: options.limiter, health: options.health, run: () => choose(options) };
}

/** A limiter that says what it is told to, call by call (`null`: what it would say), and then lets pass. */
function scripted(limiter: Limiter, script: readonly (Acquired | null)[], meanwhile: (options: AcquireOptions) => void = () => undefined) {
	const asked: AcquireOptions[] = [];
	const acquire = limiter.acquire.bind(limiter);
	Object.assign(limiter, {
		acquire: async (options: AcquireOptions) => {
			meanwhile(options);
			asked.push(options);
			return script[asked.length - 1] ?? (await acquire(options));
		},
	});
	return { limiter, asked };
}

const downstream = { kind: 'failed', failure: { kind: 'downstream' } };

describe('Route Only', () => {
	it('ends with the first model that may serve', async () => {
		expect(await setup().run()).toEqual({ attempts: [], end: { kind: 'routed', modelId: weak.id, degraded: false } });
		const poor = setup({ plan: planOf(models, scored(models, [0.1, 0.3, 0.2])) });
		expect((await poor.run()).end).toEqual({ kind: 'routed', modelId: middle.id, degraded: true });
	});

	it('gives up where none may', async () => {
		const { run } = setup({ plan: planOf(models, allGood, { deadlineMs: T0 }) });
		expect(await run()).toEqual({ attempts: [], end: { kind: 'give_up', reason: 'deadline', draft: null } });
	});

	it('waits for a model that cools down, and looks again then', async () => {
		const alone = setup({ plan: planOf([weak], scored([weak], [1])) });
		alone.health.gaveUp(weak, failureOf('overloaded'), alone.clock.now(), BY);
		expect((await alone.run()).end).toMatchObject({ kind: 'routed', modelId: weak.id });
		expect(alone.clock.slept).toEqual([15_000]);
	});

	it('ends as cancelled where the execution is stopped, before or while it waits', async () => {
		const cancelled = { attempts: [], end: { kind: 'give_up', reason: 'cancelled', draft: null } };
		const before = setup();
		before.abort.abort();
		expect(await before.run()).toEqual(cancelled);
		const meanwhile = setup({ plan: planOf([weak], scored([weak], [1])) });
		meanwhile.health.gaveUp(weak, failureOf('overloaded'), meanwhile.clock.now(), BY);
		meanwhile.clock.duringSleep = () => meanwhile.abort.abort();
		expect(await meanwhile.run()).toEqual(cancelled);
	});

	it('ends as cancelled where it is stopped in the queue', async () => {
		const abort = new AbortController();
		const { limiter } = scripted(limiterOn(fakeClock()), [{ kind: 'cancelled' }], () => abort.abort());
		const { run } = setup({ limiter, signal: abort.signal });
		expect(await run()).toEqual({ attempts: [], end: { kind: 'give_up', reason: 'cancelled', draft: null } });
	});

	it('counts the call that follows in the limits of the model, and not as one under way: nobody sees it end', async () => {
		const limited = modelAt(0, { limits: { ...NO_LIMITS, requestsPerMinute: 5, tokensPerMinute: 1_000, parallel: 1 } });
		const { run, limiter, clock } = setup({ plan: planOf([limited], scored([limited], [1])) });
		await run();
		expect(limiter.look(limited, clock.now()).free).toEqual({ requests: 4, tokens: 800, parallel: 1 });
	});

	it('goes on to another model where one turns out full', async () => {
		const { limiter, asked } = scripted(limiterOn(fakeClock()), [{ kind: 'full', freeAtMs: T0 + 90_000 }, { kind: 'never_fits' }]);
		const plan = planOf(models, allGood, { maxOutputTokens: 50 });
		const { attempts, end } = await setup({ plan, limiter }).run();
		const [tried] = [{ why: 'first', startedMs: T0, endedMs: T0, omitted: [] }];
		expect(attempts).toEqual([
			{ ...tried, modelId: weak.id, result: { kind: 'full', freeAtMs: T0 + 90_000 } },
			{ ...tried, modelId: middle.id, result: { kind: 'never_fits' } },
		]);
		expect(end).toEqual({ kind: 'routed', modelId: strong.id, degraded: false });
		expect(asked.map(({ model, size, patienceMs }) => [model.id, size, patienceMs])).toEqual(
			models.map(({ id }) => [id, { inputTokens: 100, roomTokens: 100, outputLimit: 50 }, 0]),
		);
	});

	it('queues at the one model there is, once, and tells how long', async () => {
		const clock = fakeClock();
		const full: Acquired = { kind: 'full', freeAtMs: T0 + 20_000 };
		const { limiter, asked } = scripted(limiterOn(clock), [full, full], ({ patienceMs }) => clock.advance(patienceMs === 0 ? 0 : 7_000));
		const { attempts, end } = await setup({ plan: planOf([weak], scored([weak], [1])), limiter, clock }).run();
		expect(attempts.map(({ startedMs, endedMs, queuedMs }) => [startedMs, endedMs, queuedMs])).toEqual([
			[T0, T0, undefined],
			[T0, T0 + 7_000, 7_000],
		]);
		expect(asked.map(({ patienceMs }) => patienceMs)).toEqual([0, 30_000, 0]);
		expect(end).toMatchObject({ kind: 'routed', modelId: weak.id });
	});

	it('asks for a place in the share of the strongest model alone, and goes on where there is none', async () => {
		let closed = false;
		const strongest = { closed: () => closed, reach: async () => ((closed = true), false) };
		const { run } = setup({ plan: planOf(models, chose(strong)), strongest });
		expect((await run()).end).toEqual({ kind: 'routed', modelId: middle.id, degraded: true });
		closed = false;
		expect((await setup({ strongest }).run()).end).toMatchObject({ kind: 'routed', modelId: weak.id });
		expect(closed).toBe(false);
	});
});

describe('an item that came back', () => {
	it('goes to the next model after those that failed', async () => {
		const { attempts, end } = await setup({ reEntry: { decisionId: 'd', failed: [weak.id, middle.id] } }).run();
		const tried = { startedMs: T0, endedMs: T0, omitted: [], result: downstream };
		expect(attempts).toMatchObject([
			{ ...tried, modelId: weak.id, why: 'first' },
			{ ...tried, modelId: middle.id, why: 'fallback' },
		]);
		expect(end).toEqual({ kind: 'routed', modelId: strong.id, degraded: false });
	});

	it('gives up where all have failed', async () => {
		const { end } = await setup({ reEntry: { decisionId: 'd', failed: models.map(({ id }) => id) } }).run();
		expect(end).toEqual({ kind: 'give_up', reason: 'downstream', draft: null });
	});

	it('from a model that is not in the list any more is routed anew', async () => {
		const { attempts, end } = await setup({ reEntry: { decisionId: 'd', failed: ['gone/m'] } }).run();
		expect(attempts).toMatchObject([{ modelId: 'gone/m', result: downstream }]);
		expect(end).toMatchObject({ kind: 'routed', modelId: weak.id });
	});
});
