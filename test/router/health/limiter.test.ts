import { getEventListeners } from 'node:events';

import { createLimiter, type AcquireOptions, type Acquired, type Lease, type Limiter } from '../../../router/health/limiter';
import { createSlots } from '../../../router/health/slots';
import { WINDOW_MS } from '../../../router/health/slidingLog';
import { NO_LIMITS, type Limits } from '../../../router/registry/model';
import { fakeClock, handClock, modelAt, T0, type FakeClock } from '../../support/routing';

const SIZE = { inputTokens: 10, roomTokens: 100, outputLimit: null };
const PATIENT = 3_600_000;
const used = (outputTokens: number) => ({ kind: 'used', usage: { inputTokens: 10, outputTokens, cachedInputTokens: 0 } }) as const;

function setup(limits: Partial<Limits>, clock: FakeClock = fakeClock()) {
	const model = modelAt(0, { limits: { ...NO_LIMITS, ...limits } });
	const limiter = createLimiter({ slots: createSlots(), clock });
	const ask = (over: Partial<AcquireOptions> = {}) =>
		limiter.acquire({ model, size: SIZE, patienceMs: PATIENT, signal: new AbortController().signal, ...over });
	return { clock, model, limiter, ask };
}

/** Its sleeps end only when they are woken. */
function stoppedClock(): FakeClock {
	return {
		...fakeClock(),
		sleep: (_, signal) => new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true })),
	};
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

function leased(acquired: Acquired): Lease {
	if (acquired.kind !== 'lease') throw new Error(`no lease: ${acquired.kind}`);
	return acquired.lease;
}

/** Reserves what it would for a call of this size. */
function reservation(limiter: Limiter, model = modelAt(0)): number {
	const free = (tokens: number) => limiter.look({ ...model, limits: { ...NO_LIMITS, tokensPerMinute: tokens } }, T0, SIZE).neverFits;
	let tokens = 0;
	while (free(tokens)) tokens += 1;
	return tokens;
}

describe('a place', () => {
	it('is there at once where nothing is limited', async () => {
		const { ask, clock } = setup({});
		expect(leased(await ask({ patienceMs: 0 })).waitedMs).toBe(0);
		expect(clock.slept).toEqual([]);
	});

	it('is refused at once where it is due after the patience', async () => {
		const { ask, clock } = setup({ requestsPerMinute: 1 });
		leased(await ask());
		expect(await ask({ patienceMs: WINDOW_MS - 1 })).toEqual({ kind: 'full', freeAtMs: T0 + WINDOW_MS });
		expect(await ask({ patienceMs: 0 })).toEqual({ kind: 'full', freeAtMs: T0 + WINDOW_MS });
		expect(clock.slept).toEqual([]);
	});

	it('is waited for within the patience', async () => {
		const { ask } = setup({ requestsPerMinute: 1 });
		leased(await ask());
		expect(leased(await ask({ patienceMs: WINDOW_MS })).waitedMs).toBe(WINDOW_MS);
	});

	it('is never there for a request larger than a minute, waiting others or not', async () => {
		const { ask } = setup({ tokensPerMinute: 109 });
		expect(await ask()).toEqual({ kind: 'never_fits' });
		const { ask: other } = setup({ tokensPerMinute: 500, requestsPerMinute: 1 });
		leased(await other());
		const waiting = other();
		expect(await other({ size: { ...SIZE, inputTokens: 500 } })).toEqual({ kind: 'never_fits' });
		leased(await waiting);
	});

	it('is not taken by who was stopped, before or while waiting', async () => {
		const { ask, limiter, model, clock } = setup({ requestsPerMinute: 1 });
		const stop = new AbortController();
		leased(await ask());
		clock.duringSleep = () => stop.abort();
		expect(await ask({ signal: stop.signal })).toEqual({ kind: 'cancelled' });
		expect(await ask({ signal: stop.signal })).toEqual({ kind: 'cancelled' });
		clock.advance(WINDOW_MS);
		expect(limiter.look(model, clock.now()).free.requests).toBe(1);
	});

	it('that was released is free again', async () => {
		const { ask, limiter } = setup({ requestsPerMinute: 1, parallel: 1 });
		limiter.settle(leased(await ask()), { kind: 'released' });
		leased(await ask({ patienceMs: 0 }));
	});
});

describe('the queue', () => {
	it('serves in the order of coming, large and small, and nobody overtakes it', async () => {
		const { ask } = setup({ tokensPerMinute: 400, requestsPerMinute: 3 });
		for (let i = 0; i < 3; i++) leased(await ask());
		const order: string[] = [];
		const queued = (name: string, inputTokens: number) =>
			ask({ size: { ...SIZE, inputTokens } }).then((acquired) => order.push(`${name} ${acquired.kind}`));
		await Promise.all([queued('large', 250), queued('small', 10), queued('large again', 290), queued('last', 1)]);
		expect(order).toEqual(['large lease', 'small lease', 'large again lease', 'last lease']);
	});

	it('tells who comes later their turn, and lets nobody in who cannot wait for it', async () => {
		const stop = new AbortController();
		const { ask, limiter, model } = setup({ requestsPerMinute: 1 }, stoppedClock());
		leased(await ask());
		const waiting = [ask({ signal: stop.signal }), ask({ signal: stop.signal })];
		await turn();
		expect(limiter.look(model, T0, SIZE).freeAtMs).toBe(T0 + 3 * WINDOW_MS);
		expect(await ask({ patienceMs: 3 * WINDOW_MS - 1 })).toEqual({ kind: 'full', freeAtMs: T0 + 3 * WINDOW_MS });
		stop.abort();
		expect(await Promise.all(waiting)).toEqual([{ kind: 'cancelled' }, { kind: 'cancelled' }]);
	});

	it('goes on when a call ends, before its place is due', async () => {
		const { ask, limiter } = setup({ parallel: 1 }, stoppedClock());
		const first = leased(await ask());
		const second = ask();
		await turn();
		limiter.settle(first, used(1));
		leased(await second);
	});

	it('hears of a call that ends at any moment, also while it looks', async () => {
		for (let steps = 0; steps < 12; steps++) {
			const { ask, limiter } = setup({ tokensPerMinute: 150 }, stoppedClock());
			const first = leased(await ask());
			const second = ask();
			for (let step = 0; step < steps; step++) await Promise.resolve();
			limiter.settle(first, { kind: 'unbilled' });
			const late = turn().then(() => turn());
			expect(await Promise.race([second.then(({ kind }) => kind), late.then(() => `hangs after ${steps} steps`)])).toBe('lease');
		}
	});

	it('gives back a place that came for who was stopped in that moment', async () => {
		for (let steps = 0; steps < 12; steps++) {
			const { ask, limiter, model } = setup({ parallel: 1 }, stoppedClock());
			const stop = new AbortController();
			const first = leased(await ask());
			const second = ask({ signal: stop.signal });
			await turn();
			limiter.settle(first, used(1));
			for (let step = 0; step < steps; step++) await Promise.resolve();
			stop.abort();
			const { kind } = await second;
			await turn();
			expect([kind, limiter.look(model, T0).free.parallel]).toEqual(kind === 'lease' ? ['lease', 0] : ['cancelled', 1]);
			expect(getEventListeners(stop.signal, 'abort')).toEqual([]);
		}
	});

	it('goes on where who was in the way is stopped', async () => {
		const { ask } = setup({ tokensPerMinute: 300 }, stoppedClock());
		const stop = new AbortController();
		leased(await ask());
		const large = ask({ size: { ...SIZE, inputTokens: 190 }, signal: stop.signal });
		await turn();
		const small = ask();
		await turn();
		stop.abort();
		expect((await large).kind).toBe('cancelled');
		leased(await small);
	});

	it('goes on when the provider says that more is left', async () => {
		const { ask, limiter, model } = setup({}, stoppedClock());
		const hint = { remainingRequests: 0, requestsResetMs: 60_000, remainingTokens: null, tokensResetMs: null };
		limiter.observe(model, hint);
		const waiting = ask();
		await turn();
		limiter.observe(model, { ...hint, remainingRequests: 5 });
		expect(leased(await waiting).model).toBe(model);
	});

	it('comes before who only looks, though there is room for both', async () => {
		const { ask, limiter, model } = setup({ parallel: 2 }, stoppedClock());
		const running = [leased(await ask()), leased(await ask())];
		const waiting = ask();
		await turn();
		running.forEach((lease) => limiter.settle(lease, used(1)));
		expect(limiter.look(model, T0, SIZE).freeAtMs).toBe(T0 + 1);
		leased(await waiting);
		expect(limiter.look(model, T0, SIZE).freeAtMs).toBeNull();
	});

	it('leaves nothing behind at the signal of who got a place', async () => {
		const { ask, limiter } = setup({ parallel: 1 }, stoppedClock());
		const { signal } = new AbortController();
		const first = leased(await ask());
		const second = ask({ signal });
		await turn();
		expect(getEventListeners(signal, 'abort')).toHaveLength(1);
		limiter.settle(first, used(1));
		leased(await second);
		expect(getEventListeners(signal, 'abort')).toEqual([]);
	});

	it('waits for tokens that running calls hold: most of them come back', async () => {
		const { ask, limiter } = setup({ tokensPerMinute: 150 }, stoppedClock());
		const first = leased(await ask());
		const second = ask({ patienceMs: 30_000 });
		await turn();
		limiter.settle(first, used(5));
		leased(await second);
	});

	it('sleeps while nothing but running calls is in the way', async () => {
		const clock = handClock();
		const { ask, limiter } = setup({ parallel: 1 }, { ...fakeClock(), ...clock });
		const first = leased(await ask());
		const second = ask();
		for (let ms = 0; ms < 1_000; ms++) {
			await turn();
			clock.advance(1);
		}
		expect(clock.naps()).toBeLessThanOrEqual(50);
		limiter.settle(first, used(1));
		leased(await second);
	});

	it('lets go those whose patience is over, and serves the others', async () => {
		const { ask, clock, limiter } = setup({ parallel: 1 });
		const running = leased(await ask());
		const impatient = ask({ patienceMs: 5 });
		expect(await impatient).toMatchObject({ kind: 'full' });
		expect(clock.now()).toBeGreaterThanOrEqual(T0 + 5);
		limiter.settle(running, used(1));
		leased(await ask());
	});
});

describe('tokens reserved for the answer', () => {
	it('are the room until a few answers came, then the longest of them, then their 95th percentile', async () => {
		const { ask, limiter, model } = setup({});
		const answer = async (outputTokens: number) => limiter.settle(leased(await ask()), used(outputTokens));
		expect(reservation(limiter, model)).toBe(110);
		for (let i = 0; i < 4; i++) await answer(20);
		expect(reservation(limiter, model)).toBe(110);
		await answer(50);
		expect(reservation(limiter, model)).toBe(60);
		for (let i = 0; i < 95; i++) await answer(i % 10 === 0 ? 400 : 20);
		expect(reservation(limiter, model)).toBe(410);
		for (let i = 0; i < 100; i++) await answer(20);
		expect(reservation(limiter, model)).toBe(30);
	});

	it('are never more than the output limit that is sent', async () => {
		const { limiter, model } = setup({});
		const limited = { ...SIZE, outputLimit: 40 };
		expect(
			[50, 49].map((tokensPerMinute) => limiter.look({ ...model, limits: { ...NO_LIMITS, tokensPerMinute } }, T0, limited).neverFits),
		).toEqual([false, true]);
	});

	it('come back only from a failure that was not billed', async () => {
		const { ask, limiter, model, clock } = setup({ tokensPerMinute: 110 });
		limiter.settle(leased(await ask()), { kind: 'unbilled' });
		expect(limiter.look(model, clock.now()).free.tokens).toBe(110);
		limiter.settle(leased(await ask()), { kind: 'unknown' });
		expect(limiter.look(model, clock.now()).free.tokens).toBe(0);
	});

	it('leave a little of the limit free for the longest answers, but never so much that a request would not fit at all', async () => {
		const { ask, limiter, model, clock } = setup({ tokensPerMinute: 10_000 });
		const answered = async (inputTokens: number, outputTokens: number) => {
			const lease = leased(await ask({ size: { ...SIZE, inputTokens } }));
			limiter.settle(lease, { kind: 'used', usage: { inputTokens, outputTokens, cachedInputTokens: 0 } });
		};
		// The 95th percentile is 20; three times what the longest has beyond it stays free.
		for (let i = 0; i < 100; i++) await answered(10, i === 50 ? 120 : 20);
		clock.advance(WINDOW_MS);
		await answered(9_620, 50);
		const fits = (tokens: number) => limiter.look(model, clock.now(), { ...SIZE, inputTokens: tokens - 20 }).freeAtMs === null;
		expect([fits(30), fits(31)]).toEqual([true, false]);
		clock.advance(WINDOW_MS);
		expect([fits(10_000), fits(10_001)]).toEqual([true, false]);
	});
});
