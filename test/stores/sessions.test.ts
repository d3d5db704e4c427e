import { createHash } from 'node:crypto';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';

import type { SharedStore } from '../../adapters/redis/sharedStore';
import { closeLedgers, ledgerPath } from '../../nodes/shared/ledger';
import { closeStores, storeFor, type Store } from '../../nodes/shared/store';
import { SESSION_MS } from '../../router/session/sessionStore';
import { bundleWorker, shareLedger, tempFolder } from '../support/ledger';
import { startPostgres, type TestPostgres } from '../support/postgres';
import { startRedis, type RedisServer } from '../support/redis';
import { sessionContract } from '../support/sessionContract';
import { openStores, until } from '../support/sharedStores';

const folder = tempFolder();
const KEY = 'llm-router:session:a';
const before = { ...process.env };
let redis: RedisServer;

beforeAll(() => {
	process.env['N8N_USER_FOLDER'] = folder.path;
});
afterAll(() => {
	process.env = before;
	folder.remove();
});
beforeEach(async () => {
	redis = await startRedis();
});
afterEach(() => redis.stop());

describe('in Redis', () => {
	let a: SharedStore;
	let b: SharedStore;
	beforeEach(async () => {
		const [first, second] = await openStores(redis, [0, 0]);
		if (!first || !second) throw new Error('There are two.');
		[a, b] = [first, second];
	});

	sessionContract(() => a.sessions);

	it('what one worker has written the others read, for a day', async () => {
		await a.sessions.write('a', { turn: 1 }, 1000);
		expect(await b.sessions.read('a', 1000)).toEqual({ turn: 1 });
		const leftMs = Number(await redis.command('PTTL', KEY));
		expect([leftMs > SESSION_MS - 60_000, leftMs <= SESSION_MS]).toEqual([true, true]);
	});

	it('of what several write the newest stays', async () => {
		const turns = Array.from({ length: 200 }, (_, turn) => turn);
		await Promise.all(turns.map((turn) => (turn % 2 === 0 ? a : b).sessions.write('a', { turn }, turn)));
		expect(await a.sessions.read('a', 200)).toEqual({ turn: 199 });
	});

	it('what is there and is no session is none, and is written over', async () => {
		await redis.command('SET', KEY, 'something else');
		expect(await a.sessions.read('a', 1000)).toBeNull();
		await a.sessions.write('a', { turn: 1 }, 1000);
		expect(await a.sessions.read('a', 1000)).toEqual({ turn: 1 });
	});

	it('while Redis is away there is none; once it is back, empty, it begins anew', async () => {
		await a.sessions.write('a', { turn: 1 }, 1000);
		await redis.kill();
		expect(await a.sessions.read('a', 1000)).toBeNull();
		expect(await a.sessions.write('a', { turn: 2 }, 2000)).toBeUndefined();
		await redis.start();
		await until(async () => {
			await a.sessions.write('a', { turn: 3 }, 1000);
			return (await a.sessions.read('a', 1000)) !== null;
		}, 'Redis is used again');
		expect(await a.sessions.read('a', 1000)).toEqual({ turn: 3 });
	});
});

describe('of the three places there may be', () => {
	const ctx = { helpers: {}, getNode: () => ({ type: 'x' }) };
	let postgres: TestPostgres;
	let keys = 0;

	beforeAll(async () => {
		postgres = await startPostgres();
		const { host, port, database, schema } = postgres.settings('chosen');
		const place = createHash('sha256').update(JSON.stringify({ host, port, database, schema })).digest('hex').slice(0, 16);
		const workerPath = await bundleWorker(folder.path);
		const file = ledgerPath(ctx);
		await shareLedger(file, workerPath).count();
		await shareLedger(path.join(path.dirname(file), `waiting-${place}.sqlite`), workerPath).count();
	});
	afterAll(async () => {
		await closeStores();
		await closeLedgers();
		await postgres.remove();
	});

	/** Where a session is found after it was written to the store of these settings. */
	async function writtenTo(settings: Parameters<typeof storeFor>[1]): Promise<object> {
		const key = `key ${String(++keys)}`;
		const store = await storeFor(ctx, settings);
		// It may be opened only now.
		await until(async () => await isKept(store, key), 'it is kept');
		store.release();
		const database = new DatabaseSync(ledgerPath(ctx));
		const own = database.prepare('SELECT key FROM sessions WHERE key = ?').all(key).length;
		database.close();
		const tables = await postgres.query('chosen', "SELECT 1 FROM pg_tables WHERE schemaname = 'chosen' AND tablename = 'sessions'");
		const there = tables.length === 0 ? 0 : (await postgres.query('chosen', `SELECT key FROM sessions WHERE key = '${key}'`)).length;
		return { redis: await redis.command('EXISTS', `llm-router:session:${key}`), postgres: there, own };
	}

	async function isKept({ sessions }: Store, key: string): Promise<boolean> {
		await sessions.write(key, {}, 1000);
		return (await sessions.read(key, 1000)) !== null;
	}

	it('it is this n8n’s own file without a store, Postgres where there is one, and Redis before both', async () => {
		expect(await writtenTo(null)).toEqual({ redis: 0, postgres: 0, own: 1 });
		expect(await writtenTo({ postgres: postgres.settings('chosen'), redis: null })).toEqual({ redis: 0, postgres: 1, own: 0 });
		expect(await writtenTo({ postgres: null, redis: redis.settings() })).toEqual({ redis: 1, postgres: 0, own: 0 });
		expect(await writtenTo({ postgres: postgres.settings('chosen'), redis: redis.settings() })).toEqual({ redis: 1, postgres: 0, own: 0 });
		await closeStores();
	});
});
