import { getEventListeners } from 'node:events';

import type { CallResult, ModelClient } from '../../../router/calls/client';
import type { Clock } from '../../../router/clock';
import { createBudget, createWaiting, type Budget } from '../../../router/execution/budgets/budget';
import { createPeriodSpending } from '../../../router/execution/budgets/periodSpending';
import { execute } from '../../../router/execution/execute';
import { createMeter } from '../../../router/execution/meter';
import { type MeterSetup } from '../../../router/execution/meterTypes';
import { createSpendingStore } from '../../../router/execution/budgets/spendingStore';
import { createHealth } from '../../../router/health/inProcess';
import { createLimiter } from '../../../router/health/limiter';
import { createSlots } from '../../../router/health/slots';
import { NO_LIMITS } from '../../../router/registry/model';
import type { Policy } from '../../../router/policy';
import type { Plan } from '../../../router/selection/plan';
import { analyzed } from '../../support/requests';
import {
	PLAIN_POLICY,
	NAMED,
	answers,
	BY,
	fails,
	failureOf,
	fakeClock,
	handClock,
	limiterOn,
	modelAt,
	OPEN_WAY,
	planOf,
	reserved,
	scored,
	scriptedClient,
	T0,
	type HandClock,
} from '../../support/routing';

const [weak, strong] = [modelAt(0), modelAt(1)];
const request = analyzed('What is the capital of France?');
const cost = (request.needs.inputTokens + request.needs.roomTokens) * 1_000;

const policy: Policy = { ...PLAIN_POLICY, maxRetries: 2, patienceMs: 30_000 };

interface Setup {
	readonly budget?: Budget;
	readonly clock?: Clock;
	readonly plan?: Partial<Plan>;
	readonly meter?: Partial<MeterSetup>;
}

function setup(client: ModelClient, { budget = createBudget(null), clock = handClock(), plan = {}, meter: over = {} }: Setup = {}) {
	const abort = new AbortController();
	const health = createHealth();
	let ids = 0;
	const meter = createMeter({
		client,
		budget,
		health,
		clock,
		limiter: limiterOn(clock),
		deadlineMs: plan.deadlineMs ?? null,
		sideQueueMs: 30_000,
		signal: abort.signal,
		decisionId: 'd',
		newId: () => `${++ids}`,
		countTokens: (text) => text.length,
		...over,
	});
	const models = plan.models ?? [weak];
	const run = () =>
		execute({
			plan: planOf(
				models,
				scored(
					models,
					models.map(() => 1),
				),
				{ needs: request.needs, ...plan },
			),
			request,
			checks: [],
			policy,
			meter,
			budget,
			strongest: OPEN_WAY,
			by: BY,
			health,
			clock,
			signal: abort.signal,
		});
	return { abort, meter, health, run };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

/** Lets it go on, hour by hour, until the work is done; `null`: a day was not enough. */
async function dayOf<T>(clock: HandClock, work: Promise<T>): Promise<T | null> {
	let done: T | null = null;
	void work.then((result) => (done = result));
	for (let second = 0; second < 86_400 && done === null; second += 10) {
		await turn();
		clock.advance(10_000);
	}
	return done;
}

describe('the deadline of an item', () => {
	const deadlineMs = T0 + 5_000;

	it('ends the wait for money that calls in flight hold', async () => {
		const budget = createBudget(cost);
		await reserved(budget, cost);
		const clock = handClock();
		const running = setup(scriptedClient(), { budget, clock, plan: { deadlineMs } }).run();
		await turn();
		clock.advance(5_000);
		expect(await running).toMatchObject({ end: { kind: 'give_up', reason: 'deadline' } });
	});

	const judgeRequest = {
		model: strong,
		messages: [],
		maxOutputTokens: 10,
		temperature: null,
		responseFormat: null,
		logProbs: false,
		omit: [],
		timeoutMs: 60_000,
		firstByteMs: null,
	};

	it('ends the wait of its judge for money', async () => {
		const budget = createBudget(cost);
		await reserved(budget, cost);
		const clock = handClock();
		const { meter } = setup(scriptedClient(), { budget, clock, plan: { deadlineMs } });
		const judged = meter.call.complete('judge', judgeRequest);
		await turn();
		clock.advance(5_000);
		expect(await judged).toMatchObject({ ok: false, failure: { message: 'The time for this item was over before this call.' } });
	});

	it('ends the wait of its judge for a place', async () => {
		const clock = handClock();
		const limiter = createLimiter({ slots: createSlots(), clock });
		const model = modelAt(1, { limits: { ...NO_LIMITS, parallel: 1 } });
		await limiter.acquire({
			model,
			size: { inputTokens: 0, roomTokens: 0, outputLimit: 0 },
			patienceMs: 0,
			signal: new AbortController().signal,
		});
		const { meter } = setup(scriptedClient(), { clock, plan: { deadlineMs }, meter: { limiter } });
		const judged = meter.call.complete('judge', { ...judgeRequest, model });
		await turn();
		clock.advance(5_000);
		expect(await judged).toMatchObject({ ok: false, failure: { message: "The model's rate limit left no place for this call in time." } });
	});

	it('lets no call leave that got its place too late', async () => {
		const clock = handClock();
		const limiter = createLimiter({ slots: createSlots(), clock });
		const model = modelAt(1, { limits: { ...NO_LIMITS, parallel: 1 } });
		const first = await limiter.acquire({
			model,
			size: { inputTokens: 0, roomTokens: 0, outputLimit: 0 },
			patienceMs: 0,
			signal: new AbortController().signal,
		});
		const { meter } = setup(scriptedClient(), { clock, plan: { deadlineMs }, meter: { limiter } });
		const judged = meter.call.complete('judge', { ...judgeRequest, model });
		await turn();
		if (first.kind === 'lease') limiter.settle(first.lease, { kind: 'unknown' });
		clock.advance(6_000);
		expect(await judged).toMatchObject({ ok: false, failure: { message: 'The time for this item was over before this call.' } });
		expect(limiter.look(model, clock.now()).free.parallel).toBe(1);
	});

	it('ends an embedding, and nobody is blamed', async () => {
		const clock = handClock();
		const hanging: ModelClient = {
			...scriptedClient(),
			embed: (_, __, signal) =>
				new Promise((resolve) =>
					signal.addEventListener('abort', () => resolve({ ok: false, failure: { ...failure, kind: 'cancelled', billed: true } }), {
						once: true,
					}),
				),
		};
		const { meter, health } = setup(hanging, { clock, plan: { deadlineMs } });
		for (let i = 0; i < 5; i++) {
			const late = createMeterLate(hanging, clock, health);
			const embedding = late.call.embed(strong, ['hi']);
			await turn();
			clock.advance(5_000);
			expect(await embedding).toMatchObject({ ok: false, failure: { kind: 'timeout', message: 'the time for this item was over' } });
		}
		expect(meter.charges()).toEqual([]);
		const next = createMeterLate(hanging, clock, health).call.embed(strong, ['hi']);
		await turn();
		clock.advance(5_000);
		expect(await next).toMatchObject({ failure: { kind: 'timeout' } });
	});

	it('is not why an embedding ended whose execution was stopped', async () => {
		const hanging: ModelClient = {
			...scriptedClient(),
			embed: (_, __, signal) =>
				new Promise((resolve) => signal.addEventListener('abort', () => resolve({ ok: false, failure }), { once: true })),
		};
		const { meter, abort } = setup(hanging, { plan: { deadlineMs } });
		const embedding = meter.call.embed(strong, ['hi']);
		await turn();
		abort.abort();
		expect(await embedding).toMatchObject({ ok: false, failure: { kind: 'cancelled' } });
	});

	const { failure } = fails('cancelled') as Extract<CallResult, { ok: false }>;

	function createMeterLate(client: ModelClient, clock: HandClock, health: ReturnType<typeof createHealth>) {
		return createMeter({
			client,
			budget: createBudget(null),
			health,
			clock,
			limiter: limiterOn(clock),
			deadlineMs: clock.now() + 5_000,
			sideQueueMs: 0,
			signal: new AbortController().signal,
			decisionId: 'd',
			newId: () => 'c',
			countTokens: (text) => text.length,
		});
	}
});

describe('money that other processes hold', () => {
	const daily = (clock: Clock, store = createSpendingStore()) =>
		createPeriodSpending({
			store,
			routerId: 'w:n',
			clock,
			rules: { budgetNanoUsd: cost, strongestShare: null },
			keyHash: null,
			name: NAMED,
			periodOf: () => ({ name: 'today', startMs: 0, overMs: 1 }),
			opening: async () => ({ spentNanoUsd: 0, reservedNanoUsd: 0, requests: 0, reached: 0 }),
		});

	it('and never settle, because they were killed, is waited for no longer than the patience', async () => {
		const [clock, store] = [handClock(), createSpendingStore()];
		await reserved(daily(clock, store).budget, 1);
		const { run } = setup(scriptedClient(), { budget: daily(clock, store).budget, clock });
		expect(await dayOf(clock, run())).toMatchObject({ end: { kind: 'give_up', reason: 'budget' } });
		expect(clock.now() - T0).toBeLessThanOrEqual(60_000);
	});

	it('is waited for no longer by a judge', async () => {
		const [clock, store] = [handClock(), createSpendingStore()];
		await reserved(daily(clock, store).budget, 1);
		const { meter } = setup(scriptedClient(), { budget: daily(clock, store).budget, clock });
		const judged = meter.call.complete('judge', {
			model: weak,
			messages: [],
			maxOutputTokens: request.needs.inputTokens + request.needs.roomTokens - 2,
			temperature: null,
			responseFormat: null,
			logProbs: false,
			omit: [],
			timeoutMs: 1_000,
			firstByteMs: null,
		});
		expect(await dayOf(clock, judged)).toMatchObject({ ok: false, failure: { message: 'The budget leaves no room for this call.' } });
		expect(clock.now() - T0).toBeLessThanOrEqual(60_000);
	});

	it('is waited for as long as calls of this run hold some of it: those end', async () => {
		const [clock, store] = [handClock(), createSpendingStore()];
		const mine = daily(clock, store);
		const held = await reserved(mine.budget, 1);
		const running = setup(scriptedClient(answers()), { budget: mine.budget, clock }).run();
		for (let i = 0; i < 10; i++) {
			await turn();
			clock.advance(60_000);
		}
		held.settle(0);
		expect(await dayOf(clock, running)).toMatchObject({ end: { kind: 'answer' } });
	});
});

describe('a model whose only place is taken', () => {
	const model = modelAt(0, { limits: { ...NO_LIMITS, parallel: 1 } });
	const size = { inputTokens: 0, roomTokens: 0, outputLimit: 0 };

	async function taken(client: ModelClient, over: Partial<Plan> = {}) {
		const clock = handClock();
		const limiter = limiterOn(clock);
		const first = await limiter.acquire({ model, size, patienceMs: 0, signal: new AbortController().signal });
		const running = setup(client, { clock, plan: { models: [model], ...over }, meter: { limiter } });
		return {
			...running,
			clock,
			giveBack: () => first.kind === 'lease' && limiter.settle(first.lease, { kind: 'unknown' }),
		};
	}

	it('is queued for, and given up with the patience', async () => {
		const { run, clock } = await taken(scriptedClient(), { patienceMs: 1_000 });
		const running = run();
		await turn();
		clock.advance(1_000);
		const { attempts, end } = await running;
		expect(end).toEqual({ kind: 'give_up', reason: 'capacity', draft: null });
		expect(attempts.map(({ queuedMs, startedMs, endedMs, result }) => [queuedMs, startedMs, endedMs, result.kind])).toEqual([
			[undefined, T0, T0, 'full'],
			[1_000, T0, T0 + 1_000, 'full'],
		]);
	});

	it('is not called where another request has given it up meanwhile', async () => {
		const client = scriptedClient();
		const { run, clock, health, giveBack } = await taken(client);
		const running = run();
		await turn();
		health.gaveUp(model, failureOf('auth'), clock.now(), BY);
		clock.advance(10);
		giveBack();
		expect((await running).end).toMatchObject({ kind: 'give_up', reason: 'capacity' });
		expect(client.sent).toEqual([]);
	});

	it('is called where its cooldown is over by then', async () => {
		const { run, clock, health, giveBack } = await taken(scriptedClient(answers()));
		const running = run();
		await turn();
		health.gaveUp(model, failureOf('overloaded'), clock.now(), BY);
		clock.advance(15_000);
		giveBack();
		expect((await running).end).toMatchObject({ kind: 'answer' });
	});
});

it('the time in the queue for a place is no time the model took', async () => {
	const clock = handClock();
	const limiter = limiterOn(clock);
	const model = modelAt(0, { limits: { ...NO_LIMITS, parallel: 1 } });
	const first = await limiter.acquire({
		model,
		size: { inputTokens: 0, roomTokens: 0, outputLimit: 0 },
		patienceMs: 0,
		signal: new AbortController().signal,
	});
	const slow = scriptedClient(() => {
		clock.advance(700);
		return answers();
	});
	const { run, health } = setup(slow, { clock, plan: { models: [model] }, meter: { limiter } });
	const running = run();
	await turn();
	clock.advance(5_000);
	if (first.kind === 'lease') limiter.settle(first.lease, { kind: 'unknown' });
	expect((await running).attempts.at(-1)).toMatchObject({ queuedMs: 5_000, startedMs: T0 + 5_000, endedMs: T0 + 5_700 });
	expect(health.view(clock.now(), null).of(model).p95Ms).toBe(700);
});

it('who waited leaves nothing behind at the signal', async () => {
	const { signal } = new AbortController();
	const waiting = createWaiting();
	const all = [1, 2, 3].map(() => waiting.wait(signal));
	expect(getEventListeners(signal, 'abort')).toHaveLength(3);
	waiting.wake();
	await Promise.all(all);
	expect(getEventListeners(signal, 'abort')).toEqual([]);
});

it('a place is given back where the money cannot be asked for', async () => {
	const clock = fakeClock();
	const limiter = limiterOn(clock);
	const model = modelAt(0, { limits: { ...NO_LIMITS, parallel: 1, requestsPerMinute: 1 } });
	const broken: Budget = { unspent: () => null, reserve: () => Promise.reject(new Error('no answer')) };
	const { run } = setup(scriptedClient(), { budget: broken, clock, plan: { models: [model] }, meter: { limiter } });
	await expect(run()).rejects.toThrow('no answer');
	expect(limiter.look(model, clock.now()).free).toMatchObject({ parallel: 1, requests: 1 });
});
