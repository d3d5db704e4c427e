import { setTimeout as sleep } from 'node:timers/promises';

import type { SharedStore } from '../../adapters/redis/sharedStore';
import type { Health, ModelHealth } from '../../router/health/health';
import { createLimiter } from '../../router/health/limiter';
import { startRedis, type RedisServer } from '../support/redis';
import { failureOf, modelAt } from '../support/routing';
import { clockOff, openStores, until } from '../support/sharedStores';

const OFF_MS = 120_000;
const model = modelAt(0);
const closed = { kind: 'closed' };

let redis: RedisServer;
let stores: SharedStore[] = [];
let a: Health;
let b: Health;

/** Two workers; the clock of the second is two minutes ahead. */
beforeEach(async () => {
	redis = await startRedis();
	stores = await openStores(redis, [0, OFF_MS]);
	const healths = stores.map((store, i) => store.health(createLimiter({ slots: store.slots, clock: clockOff(i * OFF_MS) })));
	[a, b] = [healths[0] ?? never(), healths[1] ?? never()];
});
afterEach(async () => {
	await Promise.all(stores.map((store) => store.close()));
	await redis.stop();
});

function never(): never {
	throw new Error('There are two.');
}

const now = (of: Health) => Date.now() + (of === b ? OFF_MS : 0);

async function seenBy(of: Health, atMs = now(of), who = model): Promise<ModelHealth> {
	await of.refresh([who]);
	return of.view(atMs).of(who);
}

/** Asks again and again, as requests do. */
async function sees(of: Health, isSo: (health: ModelHealth) => boolean, what: string, aheadMs = 0): Promise<void> {
	await until(async () => isSo(await seenBy(of, now(of) + aheadMs)), what);
}

function fail(of: Health, times: number): void {
	for (let i = 0; i < times; i++) of.gaveUp(model, failureOf('server_error'), now(of));
}

/** Redis has heard of so many failures in a row. */
async function counted(failures: string | null): Promise<void> {
	await until(
		async () => (await redis.command('HGET', `llm-router:breaker:${model.providerId}`, 'failures')) === failures,
		`${String(failures)} are counted`,
	);
}

const isOpen = ({ breaker }: ModelHealth) => breaker.kind === 'open';

describe('a cooldown', () => {
	it('of a model is kept by the other worker, by its own clock and with its cause', async () => {
		const beforeMs = Date.now();
		a.gaveUp(model, failureOf('rate_limited', { retryAfterMs: 5_000 }), now(a));
		await sees(b, ({ coolingUntilMs }) => coolingUntilMs !== null, 'the cooldown');
		const { coolingUntilMs, coolingFor } = await seenBy(b);
		expect(coolingFor).toBe('rate_limited');
		expect((coolingUntilMs ?? 0) - OFF_MS).toBeGreaterThanOrEqual(beforeMs + 4_990);
		expect((coolingUntilMs ?? 0) - OFF_MS).toBeLessThanOrEqual(Date.now() + 5_000);
	});

	it('of a key cools its other models too', async () => {
		a.gaveUp(model, failureOf('auth'), now(a));
		const sibling = modelAt(1, { keyId: model.keyId });
		await until(async () => (await seenBy(b, now(b), sibling)).coolingFor === 'auth', 'the key cools');
		expect((await seenBy(b, now(b), modelAt(2))).coolingFor).toBeNull();
	});

	it('doubles where another worker fails after it', async () => {
		a.gaveUp(model, failureOf('rate_limited'), now(a));
		await sees(b, ({ coolingUntilMs }) => coolingUntilMs !== null, 'the cooldown');
		const over = now(b) + 10_500;
		b.gaveUp(model, failureOf('rate_limited'), over);
		expect(b.view(over).of(model).coolingUntilMs).toBe(over + 20_000);
	});
});

describe('the breaker', () => {
	it('opens for both at five failures in a row that both had together', async () => {
		fail(a, 2);
		fail(b, 2);
		await counted('4');
		expect((await seenBy(b)).breaker).toEqual(closed);
		fail(a, 1);
		await sees(a, isOpen, 'it is open where the fifth was');
		await sees(b, isOpen, 'it is open for the other');
	});

	it('counts anew after an answer to either', async () => {
		fail(a, 4);
		await counted('4');
		b.answered(model, 100, now(b));
		await counted(null);
		fail(a, 4);
		await counted('4');
		await sleep(110);
		expect([(await seenBy(a)).breaker, (await seenBy(b)).breaker]).toEqual([closed, closed]);
	});

	it('lets one probe through over both workers, and closes for both with its answer', async () => {
		fail(a, 5);
		await sees(a, isOpen, 'it opens');
		await sees(b, isOpen, 'it opens for the other');
		await endBreaker();
		const kinds = async () => (await Promise.all([seenBy(a), seenBy(b)])).map(({ breaker }) => breaker.kind);
		await until(async () => !(await kinds()).includes('open'), 'its time is over for both');
		for (let round = 0; round < 10; round++) {
			expect((await kinds()).sort()).toEqual(['closed', 'half_open']);
			await sleep(110);
		}
		const prober = a.view(now(a)).of(model).breaker.kind === 'closed' ? a : b;
		const other = prober === a ? b : a;
		prober.started(model, now(prober));
		await sees(other, ({ breaker }) => breaker.kind === 'half_open', 'the probe is out');
		expect((await seenBy(prober)).breaker.kind).toBe('half_open');
		prober.answered(model, 10, now(prober));
		await sees(other, ({ breaker }) => breaker.kind === 'closed', 'it is closed');
		fail(other, 4);
		await counted('4');
		expect((await seenBy(other)).breaker).toEqual(closed);
	});

	it('gives the probe to another where it was cancelled', async () => {
		fail(a, 5);
		await sees(b, isOpen, 'it opens for the other');
		await endBreaker();
		await sees(a, ({ breaker }) => breaker.kind === 'closed', 'it may probe');
		const startedMs = now(a);
		a.started(model, startedMs);
		await sees(b, ({ breaker }) => breaker.kind === 'half_open', 'the probe is out');
		a.released(model, startedMs - 1);
		await sleep(150);
		expect((await seenBy(b)).breaker.kind).toBe('half_open');
		a.released(model, startedMs);
		await sees(b, ({ breaker }) => breaker.kind === 'closed', 'the other may probe');
	});
});

/** As if its 30 s were over: the time is in Redis. */
async function endBreaker(): Promise<void> {
	await redis.command('HSET', `llm-router:breaker:${model.providerId}`, 'open', '1');
}

describe('answer times', () => {
	it('are those of both', async () => {
		for (let i = 0; i < 10; i++) a.answered(model, 1_000, now(a));
		b.answered(model, 50, now(b));
		await sees(b, ({ p50Ms }) => p50Ms === 1_000, 'the median of all');
	});
});

describe('without Redis', () => {
	it('each goes by what it knows, and a refresh changes nothing', async () => {
		fail(a, 5);
		await sees(b, isOpen, 'it is open for the other');
		await redis.kill();
		b.gaveUp(model, failureOf('overloaded'), now(b));
		expect(await seenBy(b)).toMatchObject({ coolingFor: 'overloaded', breaker: { kind: 'open' } });
		await redis.start();
		await until(async () => (await seenBy(a), (await redis.command('EXISTS', 'llm-router:workers')) === 1), 'both are back');
		expect(await seenBy(b)).toMatchObject({ coolingFor: 'overloaded', breaker: { kind: 'open' } });
	});
});
