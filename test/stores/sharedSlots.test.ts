import { setTimeout as sleep } from 'node:timers/promises';

import type { SharedStore } from '../../adapters/redis/sharedStore';
import type { Limits } from '../../router/registry/model';
import { startRedis, type RedisServer } from '../support/redis';
import { mostAtOnce, mostInAWindow, NONE, openStore, openStores, startTraffic, until, WINDOW_MS } from '../support/sharedStores';

/** A call leaves a moment after its place was taken; providers count 60 s where the store keeps 61. */
const COUNTED_MS = WINDOW_MS - 200;

let redis: RedisServer;

beforeEach(async () => {
	redis = await startRedis();
});
afterEach(async () => {
	await redis.stop();
});

async function open(clocks: readonly number[]): Promise<SharedStore[]> {
	return await openStores(redis, clocks);
}

/** Every worker says it. */
async function heard(of: readonly SharedStore[], words: string): Promise<void> {
	const silent = new Set(of);
	await until(() => {
		for (const store of silent) if (store.notices().some((notice) => notice.includes(words))) silent.delete(store);
		return silent.size === 0;
	}, `${words} from all`);
}

const placesOf = (of: readonly SharedStore[]) => of.map(({ slots }) => slots);

describe('three workers whose clocks differ by minutes', () => {
	it.each<[string, Limits]>([
		['requests', { ...NONE, requestsPerMinute: 30 }],
		['tokens', { ...NONE, tokensPerMinute: 600 }],
		['calls at once', { ...NONE, parallel: 4 }],
		['all of them', { requestsPerMinute: 30, tokensPerMinute: 600, parallel: 4 }],
	])('keep the limit of %s together, and use all of it', async (_, limits) => {
		const traffic = startTraffic({
			workers: placesOf(await open([0, 180_000, -240_000])),
			limits,
			pauseMs: 60,
			callMs: 150,
			mostTokens: 50,
		});
		await sleep(2.2 * WINDOW_MS);
		await traffic.stop();
		const { journal } = traffic;
		const seen = {
			requestsPerMinute: mostInAWindow(journal, COUNTED_MS),
			tokensPerMinute: mostInAWindow(journal, COUNTED_MS, ({ tokens }) => tokens),
			parallel: mostAtOnce(journal),
		};
		for (const name of ['requestsPerMinute', 'tokensPerMinute', 'parallel'] as const) {
			expect(seen[name]).toBeLessThanOrEqual(limits[name] ?? Infinity);
		}
		const least = { requestsPerMinute: 30, tokensPerMinute: 540, parallel: 4 };
		const full = Object.keys(least).some(
			(name) => name in seen && limits[name as keyof Limits] !== null && seen[name as keyof Limits] >= least[name as keyof Limits],
		);
		expect(full).toBe(true);
		expect(new Set(journal.map(({ worker }) => worker)).size).toBe(3);
	});
});

describe('one worker sees what another did', () => {
	const limits: Limits = { ...NONE, requestsPerMinute: 2, tokensPerMinute: 100 };
	const atOnce: Limits = { ...NONE, parallel: 1 };

	async function pair() {
		const [a, b] = await open([0, 90_000]);
		if (a === undefined || b === undefined) throw new Error('There are two.');
		return {
			a: a.slots,
			b: b.slots,
			taken: async (who: SharedStore, of = limits, tokens = 1) => await who.slots.acquire('m', of, tokens, Date.now()),
			of: { a, b },
		};
	}

	it('says when a place will be free, by the clock of who asks', async () => {
		const { of, taken } = await pair();
		const beforeMs = Date.now();
		await taken(of.a);
		await taken(of.a);
		const full = await taken(of.b);
		const freeAtMs = full.kind === 'full' ? full.freeAtMs - 90_000 : 0;
		expect(freeAtMs).toBeGreaterThanOrEqual(beforeMs + WINDOW_MS - 5);
		expect(freeAtMs).toBeLessThanOrEqual(Date.now() + WINDOW_MS);
	});

	it('counts a call from when it left', async () => {
		const { a, of, taken } = await pair();
		const one = { ...NONE, requestsPerMinute: 1 };
		const first = await taken(of.a, one);
		await sleep(1_500);
		const leftMs = Date.now();
		if (first.kind === 'taken') a.markSent(first.slot, leftMs);
		await until(async () => {
			const full = await taken(of.b, one);
			if (full.kind !== 'full') throw new Error('It has not left for so long.');
			return full.freeAtMs - 90_000 >= leftMs + WINDOW_MS - 5;
		}, 'its window begins there');
	});

	it('has the tokens that another settled below what it reserved, and the place of a call never sent', async () => {
		const { a, of, taken } = await pair();
		const first = await taken(of.a, limits, 90);
		expect((await taken(of.b, limits, 20)).kind).toBe('full');
		if (first.kind === 'taken') a.settle(first.slot, 10, Date.now());
		await until(async () => (await taken(of.b, limits, 20)).kind === 'taken', 'its tokens are free');
		expect((await taken(of.b)).kind).toBe('full');
		if (first.kind === 'taken') a.release(first.slot);
		await until(async () => (await taken(of.b)).kind === 'taken', 'its place is free');
	});

	it('knows between two answers what the others took', async () => {
		const { b, of, taken } = await pair();
		await taken(of.a);
		await taken(of.a);
		const now = Date.now() + 90_000;
		expect([b.freeAt('m', limits, { requests: 1, tokens: 1 }, now), b.free('m', limits, now).requests]).toEqual([null, 2]);
		await taken(of.b);
		expect(b.freeAt('m', limits, { requests: 1, tokens: 1 }, now)).toBeGreaterThan(now);
		expect(b.free('m', limits, now)).toEqual({ requests: 0, tokens: 98, parallel: null });
	});

	it('waits where the provider told another that nothing is left', async () => {
		const { a, of, taken } = await pair();
		a.tighten('m', { remainingRequests: 0, remainingTokens: null, requestsResetMs: 5_000, tokensResetMs: null }, Date.now());
		await until(async () => (await taken(of.b)).kind === 'full', 'it waits');
	});

	it('gets the place of a running call of a worker that went without a word, not of one that lives', async () => {
		const { of, taken } = await pair();
		await taken(of.a, atOnce);
		await sleep(21_000);
		expect((await taken(of.b, atOnce)).kind).toBe('full');
		await of.a.close();
		await until(async () => (await taken(of.b, atOnce)).kind === 'taken', 'the dead call is forgotten', 25_000);
	});
});

describe('Redis is killed in the middle of traffic and comes back empty', () => {
	// 17 is no multiple of 3, and 2 is fewer than the workers.
	it.each([17, 2])('three workers keep a limit of %d together all the time, and use all of it again', async (requestsPerMinute) => {
		const workers = await open([0, 60_000, -60_000]);
		// All must know of each other.
		await sleep(5_500);
		const traffic = startTraffic({ workers: placesOf(workers), limits: { ...NONE, requestsPerMinute }, pauseMs: 40 });
		const sent = (fromMs: number) => traffic.journal.filter(({ atMs }) => atMs >= fromMs);
		await sleep(0.6 * WINDOW_MS);
		await redis.kill();
		const killedMs = Date.now();
		await heard(workers, 'has not been reachable');
		await sleep(2.3 * WINDOW_MS);
		const apart = sent(killedMs + WINDOW_MS);
		expect(apart.length).toBeGreaterThan(0);
		await redis.start();
		await heard(workers, 'counted together again');
		const backMs = Date.now();
		await sleep(1.3 * WINDOW_MS);
		await traffic.stop();
		expect(mostInAWindow(traffic.journal, COUNTED_MS)).toBeLessThanOrEqual(requestsPerMinute);
		expect(mostInAWindow(sent(backMs), COUNTED_MS)).toBe(requestsPerMinute);
		expect(workers.flatMap((store) => store.notices())).toEqual([]);
	});

	it('a worker that is alone in using a model keeps to its share of it while the others might', async () => {
		const workers = await open([0, 0]);
		await sleep(5_500);
		const limits = { requestsPerMinute: 20, tokensPerMinute: 1_000, parallel: 4 };
		const [first] = placesOf(workers);
		await redis.kill();
		await heard(workers, 'has not been reachable');
		await sleep(WINDOW_MS);
		const traffic = startTraffic({ workers: first === undefined ? [] : [first], limits, pauseMs: 5, callMs: 400, mostTokens: 30 });
		await sleep(1.5 * WINDOW_MS);
		await traffic.stop();
		expect(mostInAWindow(traffic.journal, COUNTED_MS)).toBe(10);
		expect(mostAtOnce(traffic.journal)).toBe(2);
		expect(mostInAWindow(traffic.journal, COUNTED_MS, ({ tokens }) => tokens)).toBeLessThanOrEqual(500);
	});
});

describe('Redis says nothing for a while, with its lines open', () => {
	it('two workers go on within the limit, and share it again afterwards', async () => {
		const workers = await open([0, 0]);
		await sleep(5_500);
		const traffic = startTraffic({ workers: placesOf(workers), limits: { ...NONE, requestsPerMinute: 20 }, pauseMs: 40 });
		await sleep(0.5 * WINDOW_MS);
		const silentMs = Date.now();
		await redis.command('CLIENT', 'PAUSE', '15000', 'ALL');
		await heard(workers, 'has not been reachable');
		await until(
			() => [0, 1].every((worker) => traffic.journal.some((sent) => sent.worker === worker && sent.atMs > silentMs + 3_000)),
			'each goes on by itself',
		);
		await heard(workers, 'counted together again');
		const backMs = Date.now();
		await sleep(1.5 * WINDOW_MS);
		await traffic.stop();
		expect(mostInAWindow(traffic.journal, COUNTED_MS)).toBeLessThanOrEqual(20);
		expect(
			mostInAWindow(
				traffic.journal.filter(({ atMs }) => atMs > backMs),
				COUNTED_MS,
			),
		).toBe(20);
	});
});

describe('a worker that never saw Redis', () => {
	it('keeps to a quarter of each limit, and says so', async () => {
		await redis.kill();
		const [store] = await open([0]);
		if (store === undefined) throw new Error('There is one.');
		const taken: string[] = [];
		for (let i = 0; i < 6; i++) taken.push((await store.slots.acquire('m', { ...NONE, requestsPerMinute: 18 }, 1, Date.now())).kind);
		expect(taken).toEqual(['taken', 'taken', 'taken', 'taken', 'full', 'full']);
		expect(store.notices()).toEqual([
			expect.stringMatching(/^The store's Redis has not been reachable since \d\d:\d\d \(.+\); .*1\/4 of each limit until it is back$/),
		]);
		expect(store.notices()).toEqual([]);
	});
});

describe('a worker that came a moment before Redis was lost', () => {
	const limits = { ...NONE, requestsPerMinute: 30 };

	it('is counted by the others, during the outage and after it', async () => {
		const traffic = startTraffic({ workers: placesOf(await open([0, 0])), limits, pauseMs: 20, prepareMs: 20 });
		await until(() => traffic.journal.length === 30, 'the limit is used up');
		await redis.kill();
		await sleep(1.2 * WINDOW_MS);
		await redis.start();
		await sleep(1.5 * WINDOW_MS);
		await traffic.stop();
		expect(mostInAWindow(traffic.journal, COUNTED_MS)).toBe(30);
		expect(new Set(traffic.journal.map(({ worker }) => worker)).size).toBe(2);
	});

	it('sends nothing for a window, where the others did not hear of it in time', async () => {
		const [first] = await open([0]);
		const alone = startTraffic({ workers: placesOf(first === undefined ? [] : [first]), limits, pauseMs: 5, prepareMs: 5 });
		await until(() => alone.journal.length === 30, 'the limit is used up');
		const second = await openStore({ settings: redis.settings() });
		await until(async () => (await redis.command('ZCARD', 'llm-router:workers')) === 2, 'it is there');
		await redis.kill();
		const newcomer = startTraffic({ workers: [second.slots], limits, pauseMs: 5, prepareMs: 5 });
		await sleep(0.8 * WINDOW_MS);
		await Promise.all([alone.stop(), newcomer.stop()]);
		expect(mostInAWindow([...alone.journal, ...newcomer.journal], COUNTED_MS)).toBe(30);
	});
});
