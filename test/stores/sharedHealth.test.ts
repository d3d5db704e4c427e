import { setTimeout as sleep } from 'node:timers/promises';

import type { Health, ModelHealth } from '../../router/health/health';
import { createLimiter } from '../../router/health/limiter';
import { startRedis, type RedisServer } from '../support/redis';
import { BY, failing, failureOf, modelAt } from '../support/routing';
import { clockOff, openStores, until } from '../support/sharedStores';

const OFF_MS = 120_000;
const model = modelAt(0);
const closed = { kind: 'closed' };

let redis: RedisServer;
let a: Health;
let b: Health;

/** Two workers; the clock of the second is two minutes ahead. */
beforeEach(async () => {
	redis = await startRedis();
	const stores = await openStores(redis, [0, OFF_MS]);
	const healths = stores.map((store, i) => store.health(createLimiter({ slots: store.slots, clock: clockOff(i * OFF_MS) })));
	[a, b] = [healths[0] ?? never(), healths[1] ?? never()];
});
afterEach(async () => {
	await redis.stop();
});

function never(): never {
	throw new Error('There are two.');
}

const now = (of: Health) => Date.now() + (of === b ? OFF_MS : 0);

async function seenBy(of: Health, atMs = now(of), who = model, routerId: string | null = null): Promise<ModelHealth> {
	await of.refresh([who], routerId);
	return of.view(atMs, routerId).of(who);
}

/** Asks again and again, as requests do. */
async function sees(of: Health, isSo: (health: ModelHealth) => boolean, what: string, aheadMs = 0): Promise<void> {
	await until(async () => isSo(await seenBy(of, now(of) + aheadMs)), what);
}

let requests = 0;

/** Of so many requests. */
function fail(of: Health, times: number): void {
	for (let i = 0; i < times; i++) of.failed(model, failureOf('server_error'), now(of), { ...BY, itemId: String(requests++) });
}

/** Redis has heard of so many requests that failed in a row. */
async function counted(failures: number): Promise<void> {
	const heard = async () => {
		const row = await redis.command('HGET', `llm-router:breaker:${model.providerId}`, 'row');
		return typeof row === 'string' && row !== '' ? row.split(',').length : 0;
	};
	await until(async () => (await heard()) === failures, `${String(failures)} are counted`);
}

const isOpen = ({ breaker }: ModelHealth) => breaker.kind === 'open';

describe('a cooldown', () => {
	it('of a model is kept by the other worker, by its own clock and with its cause', async () => {
		const beforeMs = Date.now();
		a.gaveUp(model, failureOf('rate_limited', { retryAfterMs: 5_000 }), now(a), BY);
		await sees(b, ({ coolingUntilMs }) => coolingUntilMs !== null, 'the cooldown');
		const { coolingUntilMs, coolingFor } = await seenBy(b);
		expect(coolingFor).toBe('rate_limited');
		expect((coolingUntilMs ?? 0) - OFF_MS).toBeGreaterThanOrEqual(beforeMs + 4_990);
		expect((coolingUntilMs ?? 0) - OFF_MS).toBeLessThanOrEqual(Date.now() + 5_000);
	});

	it('of a key cools its other models too', async () => {
		a.gaveUp(model, failureOf('auth'), now(a), BY);
		const sibling = modelAt(1, { keyId: model.keyId });
		await until(async () => (await seenBy(b, now(b), sibling)).coolingFor === 'auth', 'the key cools');
		expect((await seenBy(b, now(b), modelAt(2))).coolingFor).toBeNull();
	});

	it('of a key is named by no key, nor by what a key could be guessed from', async () => {
		const { keyId } = model;
		a.gaveUp(model, failureOf('auth'), now(a), BY);
		await sees(b, ({ coolingFor }) => coolingFor === 'auth', 'the cooldown');
		const names = JSON.stringify(await redis.command('KEYS', '*'));
		expect(names).toContain('llm-router:cooling:key:');
		expect(names).not.toContain(keyId);
	});

	it('of a key ends for both where it was seen to work, and may begin anew', async () => {
		a.gaveUp(model, failureOf('auth'), now(a), BY);
		b.gaveUp(model, failureOf('auth'), now(b), BY);
		await sleep(110);
		await a.lifted([model.keyId], now(a));
		expect((await seenBy(a)).coolingFor).toBeNull();
		await sees(b, ({ coolingFor }) => coolingFor === null, 'the other has heard');
		b.gaveUp(model, failureOf('quota_exhausted'), now(b), BY);
		await sees(a, ({ coolingFor }) => coolingFor === 'quota_exhausted', 'it is refused again');
		await sleep(110);
		expect((await seenBy(b)).coolingFor).toBe('quota_exhausted');
	});

	it('of a router is known to its other workers, and no other router', async () => {
		const of = (itemId: string) => ({ routerId: 'w:n', itemId });
		for (const item of ['1', '2', '3']) a.sent(model, of(item));
		for (const item of ['1', '2', '3']) a.gaveUp(model, failureOf('downstream'), now(a), of(item));
		await until(async () => (await seenBy(b, now(b), model, 'w:n')).coolingFor === 'downstream', 'the other worker knows');
		expect([(await seenBy(b, now(b), model, 'w:other')).coolingFor, (await seenBy(b)).coolingFor]).toEqual([null, null]);
	});

	it('that grew long is short again for all once a call was answered', async () => {
		const untilMs = async () => {
			const [name] = (await redis.command('KEYS', 'llm-router:cooling:model:*')) as string[];
			return Number(await redis.command('HGET', name ?? '', 'until'));
		};
		for (const atMs of [now(a), now(a) + 10_001]) a.gaveUp(model, failureOf('rate_limited'), atMs, BY);
		await until(async () => (await untilMs()) > now(a) + 15_000, 'it is long');
		a.answered(model, 100, now(a));
		await until(async () => (await untilMs()) < now(a) + 11_000, 'it is short');
	});

	it('doubles where another worker fails after it', async () => {
		a.gaveUp(model, failureOf('rate_limited'), now(a), BY);
		await sees(b, ({ coolingUntilMs }) => coolingUntilMs !== null, 'the cooldown');
		const over = now(b) + 10_500;
		b.gaveUp(model, failureOf('rate_limited'), over, BY);
		expect(b.view(over, null).of(model).coolingUntilMs).toBe(over + 20_000);
	});
});

describe('the breaker', () => {
	it('opens for both at five failures in a row that both had together', async () => {
		fail(a, 2);
		fail(b, 2);
		await counted(4);
		expect((await seenBy(b)).breaker).toEqual(closed);
		fail(a, 1);
		await sees(a, isOpen, 'it is open where the fifth was');
		await sees(b, isOpen, 'it is open for the other');
	});

	it('counts one request once, and none of a provider that answers most of its calls', async () => {
		for (let i = 0; i < 6; i++) a.failed(model, failureOf('server_error'), now(a), BY);
		await counted(1);
		for (let i = 0; i < 12; i++) b.answered(model, 100, now(b));
		await counted(0);
		fail(a, 5);
		await counted(5);
		await sleep(110);
		expect([(await seenBy(a)).breaker, (await seenBy(b)).breaker]).toEqual([closed, closed]);
		failing(a, model, { times: 9, atMs: now(a) });
		await sees(b, isOpen, 'it opens for the other, once most have failed');
	});

	it('is open longer where the probe failed', async () => {
		fail(a, 5);
		await sees(b, isOpen, 'it opens for the other');
		await endBreaker();
		await sees(b, ({ breaker }) => breaker.kind === 'closed', 'it may probe');
		b.started(model, now(b));
		fail(b, 1);
		await sees(a, isOpen, 'it is open again');
		const { breaker } = await seenBy(a);
		expect(breaker.kind === 'open' && breaker.untilMs - now(a)).toBeGreaterThan(8_000);
	});

	it('counts anew after an answer to either', async () => {
		fail(a, 4);
		await counted(4);
		b.answered(model, 100, now(b));
		await counted(0);
		fail(a, 4);
		await counted(4);
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
		const prober = a.view(now(a), null).of(model).breaker.kind === 'closed' ? a : b;
		const other = prober === a ? b : a;
		prober.started(model, now(prober));
		await sees(other, ({ breaker }) => breaker.kind === 'half_open', 'the probe is out');
		expect((await seenBy(prober)).breaker.kind).toBe('half_open');
		prober.answered(model, 10, now(prober));
		await sees(other, ({ breaker }) => breaker.kind === 'closed', 'it is closed');
		fail(other, 4);
		await counted(4);
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

/** As if its time were over: it is in Redis. */
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
		b.gaveUp(model, failureOf('overloaded'), now(b), BY);
		expect(await seenBy(b)).toMatchObject({ coolingFor: 'overloaded', breaker: { kind: 'open' } });
		await redis.start();
		await until(async () => (await seenBy(a), (await redis.command('EXISTS', 'llm-router:workers')) === 1), 'both are back');
		expect(await seenBy(b)).toMatchObject({ coolingFor: 'overloaded', breaker: { kind: 'open' } });
	});
});
