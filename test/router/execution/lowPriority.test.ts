import type { CallResult, ModelRequest } from '../../../router/calls/client';
import { hasSpareCapacity, withLowPriority } from '../../../router/execution/lowPriority';
import { withSideCallBreaker } from '../../../router/execution/sideCallBreaker';
import { createHealth } from '../../../router/health/inProcess';
import { createLimiter, type Limiter } from '../../../router/health/limiter';
import { createSlots } from '../../../router/health/slots';
import { NO_LIMITS, type Limits } from '../../../router/registry/model';
import { scriptedCall } from '../../support/judge';
import { BY, failing, fails, failureOf, fakeClock, modelAt } from '../../support/routing';

const free = (requests: number | null, parallel: number | null = null, tokens: number | null = null) => ({
	freeAtMs: null,
	free: { requests, parallel, tokens },
});
const limits = (over: Partial<Limits>): Limits => ({ ...NO_LIMITS, ...over });

describe('room for a call nobody waits for', () => {
	it('is there while half of each limit stays free for others', () => {
		expect([31, 30].map((left) => hasSpareCapacity(free(left), limits({ requestsPerMinute: 60 }), 0))).toEqual([true, false]);
		expect([3, 2].map((left) => hasSpareCapacity(free(null, left), limits({ parallel: 4 }), 0))).toEqual([true, false]);
		expect([600, 599].map((left) => hasSpareCapacity(free(null, null, left), limits({ tokensPerMinute: 1000 }), 100))).toEqual([
			true,
			false,
		]);
	});

	it('is there where nothing is limited, and where a limit is too small to be shared but all of it is free', () => {
		expect(hasSpareCapacity(free(null), NO_LIMITS, 5000)).toBe(true);
		expect(hasSpareCapacity(free(1, 1), limits({ requestsPerMinute: 1, parallel: 1 }), 0)).toBe(true);
		expect(hasSpareCapacity(free(null, null, 1000), limits({ tokensPerMinute: 1000 }), 900)).toBe(true);
		expect(hasSpareCapacity(free(0), limits({ requestsPerMinute: 1 }), 0)).toBe(false);
		expect(hasSpareCapacity({ ...free(null), freeAtMs: 5 }, NO_LIMITS, 0)).toBe(false);
	});

	it('is there where a provider tells what is left of no limit of ours, or nothing of one', () => {
		expect(hasSpareCapacity(free(0, 0, 0), NO_LIMITS, 10)).toBe(true);
		expect(hasSpareCapacity(free(null), limits({ requestsPerMinute: 60, parallel: 4, tokensPerMinute: 1_000 }), 10)).toBe(true);
	});
});

function setup(
	script: readonly (string | CallResult)[],
	{
		limited = {},
		patienceMs = 30_000,
		signal = new AbortController().signal,
	}: { limited?: Partial<Limits>; patienceMs?: number; signal?: AbortSignal } = {},
) {
	const clock = fakeClock();
	const limiter: Limiter = createLimiter({ slots: createSlots(), clock });
	const health = createHealth(limiter);
	const model = modelAt(0, { limits: limits(limited) });
	const inner = scriptedCall(...script);
	const call = withLowPriority(withSideCallBreaker(inner, { health, clock, deadlineMs: null, decisionId: 'd' }), {
		health,
		clock,
		signal,
		patienceMs,
	});
	const request: ModelRequest = {
		model,
		messages: [],
		maxOutputTokens: 10,
		temperature: null,
		responseFormat: null,
		logProbs: false,
		omit: [],
		timeoutMs: 1,
		firstByteMs: null,
	};
	const take = () => limiter.acquire({ model, size: { inputTokens: 1, roomTokens: 1, outputLimit: 1 }, patienceMs: 0, signal });
	return { clock, health, model, inner, take, call, ask: () => call.complete('shadow', request) };
}

describe('a call nobody waits for', () => {
	it('waits until half of the limit is free again', async () => {
		const { clock, inner, take, ask } = setup(['hi'], { limited: { requestsPerMinute: 4 }, patienceMs: 120_000 });
		for (let i = 0; i < 3; i++) await take();
		const before = clock.now();
		expect(await ask()).toMatchObject({ ok: true });
		expect(clock.now() - before).toBeGreaterThan(60_000);
		expect(inner.sent).toHaveLength(1);
	});

	it('is not made where there is no room within its patience', async () => {
		const { inner, take, ask } = setup([], { limited: { requestsPerMinute: 4 }, patienceMs: 5_000 });
		for (let i = 0; i < 3; i++) await take();
		expect(await ask()).toMatchObject({ ok: false, failure: { notSent: 'full' } });
		expect(inner.sent).toEqual([]);
	});

	it('waits out what passes and is asked again, three times at most', async () => {
		const again = setup([fails('rate_limited', { httpStatus: 429 }), fails('overloaded', { httpStatus: 503 }), 'hi'], {
			patienceMs: 60_000,
		});
		expect(await again.ask()).toMatchObject({ ok: true });
		const never = setup(
			Array.from({ length: 3 }, () => fails('rate_limited', { httpStatus: 429, retryAfterMs: 1_000 })),
			{ patienceMs: 600_000 },
		);
		expect(await never.ask()).toMatchObject({ ok: false, failure: { kind: 'rate_limited' } });
		expect(never.inner.sent).toHaveLength(3);
	});

	it('is not asked again after what does not pass', async () => {
		for (const kind of ['auth', 'bad_request', 'content_policy', 'timeout'] as const) {
			const { ask, inner } = setup([fails(kind)]);
			expect(await ask()).toMatchObject({ ok: false, failure: { kind } });
			expect(inner.sent).toHaveLength(1);
		}
	});

	it('waits out the cooldown that answers have started, and tells at once of one that outlasts its patience', async () => {
		const waits = setup(['hi']);
		waits.health.gaveUp(waits.model, failureOf('rate_limited', { retryAfterMs: 20_000, httpStatus: 429 }), waits.clock.now(), BY);
		expect(await waits.ask()).toMatchObject({ ok: true });
		const gone = setup([]);
		gone.health.gaveUp(gone.model, failureOf('auth', { httpStatus: 401 }), gone.clock.now(), BY);
		expect(await gone.ask()).toMatchObject({ ok: false, failure: { kind: 'auth' } });
		expect(gone.clock.slept).toEqual([]);
	});

	it('looks four times a second, and for the last time when its patience is over', async () => {
		const { clock, take, ask } = setup([], { limited: { requestsPerMinute: 4 }, patienceMs: 600 });
		for (let i = 0; i < 3; i++) await take();
		await ask();
		expect(clock.slept).toEqual([250, 250, 100]);
	});

	it('sleeps through a cooldown and an open breaker, to the end of its patience', async () => {
		const cooling = setup(['hi'], { patienceMs: 20_000 });
		cooling.health.gaveUp(cooling.model, failureOf('rate_limited', { retryAfterMs: 20_000, httpStatus: 429 }), cooling.clock.now(), BY);
		expect(await cooling.ask()).toMatchObject({ ok: true });
		expect(cooling.clock.slept).toEqual([20_000]);
		const down = setup(['hi'], { patienceMs: 60_000 });
		failing(down.health, down.model, { atMs: down.clock.now() });
		expect(await down.ask()).toMatchObject({ ok: true });
		expect(down.clock.slept).toEqual([5_000]);
	});

	it('is not asked again when a failure has used up the patience', async () => {
		const { ask, inner, clock } = setup([fails('overloaded', { httpStatus: 503 })], { patienceMs: 5_000 });
		const complete = inner.complete.bind(inner);
		Object.assign(inner, { complete: async (...of: Parameters<typeof complete>) => (clock.advance(5_000), await complete(...of)) });
		expect(await ask()).toMatchObject({ ok: false, failure: { kind: 'overloaded' } });
		expect(inner.sent).toHaveLength(1);
	});

	it('larger than its limit is told so by the call itself', async () => {
		const { ask, clock } = setup(['hi'], { limited: { tokensPerMinute: 5 } });
		expect(await ask()).toMatchObject({ ok: true });
		expect(clock.slept).toEqual([]);
	});

	it('leaves embeddings as they are', async () => {
		const { call, model } = setup([]);
		expect(await call.embed(model, ['a'])).toMatchObject({ ok: false, failure: { kind: 'bad_request' } });
	});

	it('is not made at all in an execution that was stopped before', async () => {
		const stop = new AbortController();
		stop.abort();
		const { ask, inner } = setup([], { signal: stop.signal });
		expect(await ask()).toMatchObject({ ok: false, failure: { notSent: 'cancelled' } });
		expect(inner.sent).toEqual([]);
	});

	it('knows what other processes know of its model', async () => {
		const { ask, health, model } = setup(['hi']);
		const refreshed: unknown[] = [];
		Object.assign(health, { refresh: async (models: unknown) => void refreshed.push(models) });
		await ask();
		expect(refreshed).toEqual([[model]]);
	});

	it('ends at once where the execution is stopped', async () => {
		const stop = new AbortController();
		const { ask, take, clock, inner } = setup([], { limited: { requestsPerMinute: 2 }, signal: stop.signal });
		await take();
		await take();
		clock.duringSleep = () => stop.abort();
		expect(await ask()).toMatchObject({ ok: false, failure: { kind: 'cancelled', notSent: 'cancelled' } });
		expect(inner.sent).toEqual([]);
	});
});
