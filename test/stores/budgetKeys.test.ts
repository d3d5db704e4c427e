import { createHash } from 'node:crypto';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { LlmRouterStoreApi } from '../../credentials/LlmRouterStoreApi.credentials';
import type { PostgresSettings } from '../../adapters/ledger/postgres/settings';
import { closeStores } from '../../nodes/shared/store';
import type { TestServer } from '../support/httpServer';
import { bundleWorker, shareLedger, tempFolder } from '../support/ledger';
import { startPostgres, PASSWORD, USER, type TestPostgres } from '../support/postgres';
import { startRedis, type RedisServer } from '../support/redis';
import { NODE, openLedger, provider, row, run, says, type TestLedger } from '../support/routeNode';

/** What one answer costs: 10 tokens in at 1, 5 out at 4 USD a million. */
const ANSWER_USD = 30e-6;
/** What must be free before a call: the prompt, and 20 tokens at 4 USD a million. */
const CALL_USD = 100e-6;
/** Fifteen answers fit beside the last one's reservation. */
const BUDGET_USD = 14 * ANSWER_USD + CALL_USD;

const folder = tempFolder();
let ledger: TestLedger;
let postgres: TestPostgres;
let redis: RedisServer;
let servers: readonly [TestServer, TestServer];
let calls: Map<string, number>;
let runs = 0;

const blank = Object.fromEntries(new LlmRouterStoreApi().properties.map(({ name, default: value }) => [name, value]));

beforeAll(async () => {
	ledger = await openLedger();
	postgres = await startPostgres();
	await spoolOf(postgres.settings('budgets'));
	const answer = () =>
		provider(async (prompt) => {
			const key = prompt.split(';')[0] ?? '';
			calls.set(key, (calls.get(key) ?? 0) + 1);
			await sleep(10 + Math.random() * 40);
			return says('fine');
		});
	servers = await Promise.all([answer(), answer()]);
});
afterAll(async () => {
	await closeStores();
	await Promise.all(servers.map((server) => server.close()));
	await Promise.all([postgres.remove(), ledger.close()]);
	folder.remove();
});
beforeEach(async () => {
	redis = await startRedis();
	calls = new Map();
	runs += 1;
});
afterEach(async () => {
	await closeStores();
	await redis.stop();
});

const keys = Array.from({ length: 10 }, (_, n) => `customer-${String(n)}`);

/** What waits for Postgres lies in a file whose thread the sources have no bundle of. */
async function spoolOf({ host, port, database, schema }: PostgresSettings): Promise<void> {
	const place = createHash('sha256').update(JSON.stringify({ host, port, database, schema })).digest('hex').slice(0, 16);
	shareLedger(path.join(path.dirname(ledger.file), `waiting-${place}.sqlite`), await bundleWorker(folder.path));
}

/** Each host has connections, a worker ID and counts of its own, as another process has. */
const HOSTS = ['127.0.0.1', 'localhost'] as const;

/** Fifty items of ten keys at once, on one of two workers. */
async function work(host: (typeof HOSTS)[number]): Promise<readonly number[]> {
	const items = Array.from({ length: 50 }, (_, n) => {
		const key = keys[n % keys.length] ?? '';
		return { json: { key, text: `${key}; item ${String(n)}` } };
	});
	const result = await run({
		items,
		urls: [servers[0].url, servers[1].url],
		node: { id: `budgeted-${String(runs)}` },
		store: {
			...blank,
			postgresHost: '127.0.0.1',
			postgresPort: Number(postgres.settings('budgets').port),
			postgresDatabase: postgres.settings('budgets').database,
			postgresUser: USER,
			postgresPassword: PASSWORD,
			postgresSchema: 'budgets',
			redisHost: host,
			redisPort: redis.port,
		},
		parameters: {
			threshold: 0,
			models: { values: [row('custom1/small', 'Small', 1), row('custom2/large', 'Large', 2, { enabled: false })] },
			budget: BUDGET_USD,
			budgetKey: '={{ $json.key }}',
			reservedOutputTokens: 20,
			parallelItems: 50,
			maxWaitTime: 1,
		},
	});
	return result.counts(NODE);
}

const both = () => Promise.all(HOSTS.map(work));
const all = (count: number) => Object.fromEntries(keys.map((key) => [key, count]));
const made = () => Object.fromEntries([...calls].sort());

describe('two workers with one store', () => {
	it('keep ten budgets together, and use all of each, over a restart of both and the loss of all that Redis knew', async () => {
		expect(await both()).toEqual([
			[0, 50, 0],
			[0, 50, 0],
		]);
		expect(made()).toEqual(all(10));
		await closeStores();
		await redis.stop();
		await redis.start();
		// Both read back from Postgres, key by key, at the same moment.
		const [first, second] = await both();
		expect(made()).toEqual(all(15));
		expect((first?.[1] ?? 0) + (second?.[1] ?? 0)).toBe(50);
		await closeStores();
		expect(await both()).toEqual([
			[50, 0, 0],
			[50, 0, 0],
		]);
	});

	it('pass no budget where Redis dies in the middle of it', async () => {
		// Both must know of each other.
		await both();
		await sleep(5_500);
		const second = both();
		await sleep(60);
		await redis.kill();
		await second;
		await both();
		for (const [key, count] of calls) expect([key, count <= 16]).toEqual([key, true]);
		expect(Math.min(...calls.values())).toBeGreaterThanOrEqual(10);
	});

	it('name keys in Redis by their hashes, which end with the day', async () => {
		await work('127.0.0.1');
		const names = (await redis.command('KEYS', '*:spending:*')) as string[];
		expect(names).toHaveLength(10);
		for (const name of names) {
			expect(name).toMatch(/ \d{4}-\d\d-\d\d [0-9a-f]{32}$/);
			const leftMs = Number(await redis.command('PTTL', name));
			expect([leftMs > 24 * 3_600_000, leftMs <= 51 * 3_600_000]).toEqual([true, true]);
		}
	});
});
