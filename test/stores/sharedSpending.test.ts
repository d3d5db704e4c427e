import { setTimeout as sleep } from 'node:timers/promises';

import type { SharedStore } from '../../adapters/redis/sharedStore';
import type { PeriodTotals, SpendingChange } from '../../router/execution/budgets/spendingStore';
import { startRedis, type RedisServer } from '../support/redis';
import { openStores, until } from '../support/sharedStores';

const OPENING: PeriodTotals = { spentNanoUsd: 100, reservedNanoUsd: 0, requests: 7, reached: 1 };
const CAP = 9_000_000_000_000_000;

let redis: RedisServer;
let asked = 0;

beforeEach(async () => {
	redis = await startRedis();
	asked = 0;
});
afterEach(async () => {
	await redis.stop();
});

async function open(workers: number): Promise<SharedStore[]> {
	return await openStores(redis, Array<number>(workers).fill(0));
}

function change(add: Partial<PeriodTotals>, over: Partial<SpendingChange> = {}): SpendingChange {
	const opening = async () => ((asked += 1), OPENING);
	return { key: 'wf:node 2026-11-25', opening, add, capNanoUsd: null, reachedShare: null, nowMs: Date.now(), keepMs: 3_600_000, ...over };
}

async function standing(store: SharedStore | undefined): Promise<PeriodTotals | undefined> {
	return (await store?.spending.apply(change({})))?.standing;
}

describe('two workers that count one day', () => {
	it('never pass the budget, reserving at the same time, and use all of it', async () => {
		const workers = await open(2);
		// So many at once that the first are answered before the last: where the day begins, a worker could write over what counts already.
		const granted: number[] = [];
		for (let day = 0; day < 20; day++) {
			const asks = Array.from(
				{ length: 600 },
				async (_, i) =>
					await workers[i % 2]?.spending.apply(change({ reservedNanoUsd: 30 }, { key: `wf:node ${String(day)}`, capNanoUsd: 1_000 })),
			);
			granted.push((await Promise.all(asks)).filter((answer) => answer?.applied === true).length);
		}
		expect(new Set(granted)).toEqual(new Set([30]));
		await Promise.all(
			Array.from({ length: 30 }, async () => await workers[0]?.spending.apply(change({ reservedNanoUsd: 30 }, { capNanoUsd: 1_000 }))),
		);
		expect(await standing(workers[0])).toEqual({ ...OPENING, reservedNanoUsd: 900 });
		expect(await standing(workers[1])).toEqual(await standing(workers[0]));
	});

	it('let no more of the requests reach the strongest than its share', async () => {
		const workers = await open(2);
		const asks = Array.from(
			{ length: 40 },
			async (_, i) => await workers[i % 2]?.spending.apply(change({ reached: 1 }, { reachedShare: 0.2 })),
		);
		expect((await Promise.all(asks)).filter((answer) => answer?.applied === true)).toHaveLength(19);
	});

	it('count large amounts exactly, and what is given back', async () => {
		const [a, b] = await open(2);
		await a?.spending.apply(change({ reservedNanoUsd: CAP - 101 }));
		expect((await b?.spending.apply(change({ reservedNanoUsd: 2 }, { capNanoUsd: CAP })))?.applied).toBe(false);
		expect((await b?.spending.apply(change({ reservedNanoUsd: 1 }, { capNanoUsd: CAP })))?.applied).toBe(true);
		await a?.spending.apply(change({ reservedNanoUsd: 101 - CAP, spentNanoUsd: 5 }));
		expect(await standing(b)).toEqual({ ...OPENING, spentNanoUsd: 105, reservedNanoUsd: 1 });
	});

	it('ask the ledger once where the day is begun, and never again after a restart', async () => {
		const [a] = await open(1);
		await a?.spending.apply(change({ requests: 3 }));
		await a?.close();
		const [next] = await open(1);
		expect(await standing(next)).toEqual({ ...OPENING, requests: 10 });
		expect(asked).toBe(1);
	});
});

describe('more keys than a worker holds', () => {
	const MANY = 1_500;
	const fieldsOf = async (n: number) => Number(await redis.command('HLEN', `llm-router:spending:customer ${String(n)}`));
	const spend = async (store: SharedStore | undefined, n: number, add: Partial<PeriodTotals> = { spentNanoUsd: 1 }) =>
		await store?.spending.apply(change(add, { key: `customer ${String(n)}`, opening: async () => ({ ...OPENING, spentNanoUsd: 0 }) }));

	it('are counted once each, however often they come and go, and none of them grows', async () => {
		const [a, b] = await open(2);
		for (let round = 0; round < 3; round++)
			for (let n = 0; n < MANY; n += 100)
				await Promise.all(Array.from({ length: 100 }, async (_, i) => await Promise.all([spend(a, n + i), spend(b, n + i)])));
		const totals = await Promise.all(Array.from({ length: MANY }, async (_, n) => (await spend(a, n, {}))?.standing.spentNanoUsd));
		expect(new Set(totals)).toEqual(new Set([6]));
		// Four sums, and four for the ledger and each worker.
		expect([await fieldsOf(0), await fieldsOf(MANY - 1)]).toEqual([16, 16]);
	});

	it('are held no longer than Redis has them, but for what is being changed', async () => {
		const [a] = await open(1);
		for (let n = 0; n < MANY; n += 100) await Promise.all(Array.from({ length: 100 }, (_, i) => spend(a, n + i)));
		await redis.kill();
		await until(() => (a?.notices().length ?? 0) > 0, 'it has noticed');
		await redis.start();
		await until(async () => Number(await redis.command('DBSIZE')) > 900, 'what it holds is written again');
		const names = (await redis.command('KEYS', 'llm-router:spending:*')) as string[];
		expect(names).toHaveLength(1_000);
		expect((await spend(a, 0, {}))?.standing.spentNanoUsd).toBe(0);
		expect((await spend(a, MANY - 1, {}))?.standing.spentNanoUsd).toBe(1);
	});

	it('and forgotten meanwhile is written again in full, where Redis has lost it', async () => {
		const [a] = await open(1);
		await spend(a, 0, { spentNanoUsd: 70 });
		for (let n = 1; n <= MANY; n += 100) await Promise.all(Array.from({ length: 100 }, (_, i) => spend(a, n + i)));
		await spend(a, 0, { spentNanoUsd: 5 });
		await redis.kill();
		await until(() => (a?.notices().length ?? 0) > 0, 'it has noticed');
		await redis.start();
		await until(async () => Number(await redis.command('DBSIZE')) > 900, 'what it holds is written again');
		expect((await spend(a, 0, {}))?.standing.spentNanoUsd).toBe(75);
	});

	it('are forgotten by Redis when their time is over', async () => {
		const [a] = await open(1);
		await a?.spending.apply(change({ spentNanoUsd: 5 }, { key: 'short', keepMs: 300 }));
		await a?.spending.apply(change({ spentNanoUsd: 5 }, { key: 'long' }));
		await until(async () => (await redis.command('EXISTS', 'llm-router:spending:short')) === 0, 'it is over');
		expect(await redis.command('EXISTS', 'llm-router:spending:long')).toBe(1);
	});
});

describe('Redis is killed', () => {
	async function gone(workers: readonly SharedStore[]): Promise<void> {
		// Both must know of each other.
		await sleep(5_500);
		await redis.kill();
		// Each says it once: who has said it is not asked again.
		const silent = new Set(workers);
		await until(() => {
			for (const store of silent) if (store.notices().length > 0) silent.delete(store);
			return silent.size === 0;
		}, 'both have noticed');
	}

	it('each uses its part of what was left, and what they spent is counted once when it is back, empty', async () => {
		const workers = await open(2);
		await workers[0]?.spending.apply(change({ spentNanoUsd: 300 }));
		await workers[1]?.spending.apply(change({ spentNanoUsd: 200, reservedNanoUsd: 0 }));
		await gone(workers);
		const ask = async (store: SharedStore, nanoUsd: number) =>
			(await store.spending.apply(change({ reservedNanoUsd: nanoUsd }, { capNanoUsd: 1_000 }))).applied;
		const granted: boolean[] = [];
		for (const store of workers) for (const nanoUsd of [201, 150, 51, 50, 1]) granted.push(await ask(store, nanoUsd));
		expect(granted).toEqual([false, true, false, true, false, false, true, false, true, false]);
		await workers[0]?.spending.apply(change({ reservedNanoUsd: -150, spentNanoUsd: 20, requests: 1 }));
		await redis.start();
		const total = { spentNanoUsd: 620, reservedNanoUsd: 250, requests: 8, reached: 1 };
		for (const store of workers)
			await until(async () => JSON.stringify(await standing(store)) === JSON.stringify(total), 'all of it is there');
		await sleep(6_000);
		expect([await standing(workers[0]), await standing(workers[1])]).toEqual([total, total]);
		expect(await ask(workers[0] ?? neverSo(), 130)).toBe(true);
		expect(await ask(workers[1] ?? neverSo(), 1)).toBe(false);
		expect(asked).toBe(1);
	});

	it('who has used up its part is told that others hold the rest, so that nobody waits for it for ever', async () => {
		const workers = await open(2);
		await standing(workers[0]);
		await gone(workers);
		const ask = async (nanoUsd: number) => await workers[0]?.spending.apply(change({ reservedNanoUsd: nanoUsd }, { capNanoUsd: 1_000 }));
		expect(await ask(450)).toMatchObject({ applied: true, standing: { spentNanoUsd: 100, reservedNanoUsd: 900 } });
		await workers[0]?.spending.apply(change({ reservedNanoUsd: -450, spentNanoUsd: 400 }));
		expect(await ask(51)).toMatchObject({ applied: false, standing: { spentNanoUsd: 500, reservedNanoUsd: 450 } });
		expect(await ask(50)).toMatchObject({ applied: true });
	});

	it('what is under way at that moment is counted once as well', async () => {
		const workers = await open(2);
		await standing(workers[0]);
		await gone([]);
		await redis.start();
		const asks = Array.from({ length: 400 }, async (_, i) => await workers[i % 2]?.spending.apply(change({ spentNanoUsd: 1 })));
		await redis.kill();
		await redis.start();
		const applied = (await Promise.all(asks)).filter((answer) => answer?.applied === true).length;
		const total = JSON.stringify({ ...OPENING, spentNanoUsd: 100 + applied });
		for (const store of workers) await until(async () => JSON.stringify(await standing(store)) === total, 'each is counted once');
	});
});

function neverSo(): never {
	throw new Error('There are two.');
}
