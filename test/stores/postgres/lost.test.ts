import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';

import { openDatabase } from '../../../adapters/ledger/openDatabase';
import { MIGRATIONS } from '../../../adapters/ledger/schema';
import { freePort } from '../../../scripts/lib/n8n/server';
import { PASSWORD, startPostgres, type TestPostgres } from '../../support/postgres';
import { fullRecord } from '../../support/records';
import { spooledLedgers, until } from '../../support/spooled';
import { wayTo } from '../../support/way';

let postgres: TestPostgres;
let ledgers: Awaited<ReturnType<typeof spooledLedgers>>;
let schema: string;
let runs = 0;

beforeAll(async () => {
	ledgers = await spooledLedgers();
	postgres = await startPostgres();
});
beforeEach(() => {
	schema = `lost_${++runs}`;
});
afterEach(() => ledgers.close());
afterAll(async () => {
	ledgers.remove();
	await postgres.remove();
});

const STORED = { kind: 'stored' };

function waitingBecause(reason: string) {
	return { kind: 'waiting', reason: expect.stringMatching(reason) };
}

async function idsInPostgres(): Promise<string[]> {
	return (await postgres.query(schema, 'SELECT id FROM decisions ORDER BY id')).map(({ id }) => String(id));
}

/** Decisions that lack a part. */
async function halves(): Promise<unknown> {
	const counts = ['candidates', 'attempts', 'charges', 'contents'].map(
		(table) => `(SELECT count(*) FROM ${table} WHERE decision_seq = seq)`,
	);
	return await postgres.query(schema, `SELECT id FROM decisions WHERE (${counts.join(', ')}) <> (2, 5, 3, 1)`);
}

describe('Postgres lost while records come', () => {
	it('by a crash: they wait in the spool, and all follow once it is back', async () => {
		const { ledger, spool } = ledgers.open(postgres.settings(schema));
		const kinds: string[] = [];
		let next = 0;
		const write = async () => {
			while (next < 4000) kinds.push((await ledger.record(fullRecord(`r-${next++}`))).kind);
		};
		const writing = Promise.all(Array.from({ length: 100 }, write));
		await until(async () => kinds.length > 300);
		await postgres.kill();
		await writing;
		expect(new Set(kinds)).toEqual(new Set(['stored', 'waiting']));
		expect(await spool.count()).toBeGreaterThan(0);
		await postgres.start();
		await until(async () => (await spool.count()) === 0);
		expect((await idsInPostgres()).length).toBe(4000);
		expect(await halves()).toEqual([]);
		expect(await ledger.record(fullRecord('after'))).toEqual(STORED);
	});

	it('by an order to end, with idle connections: the process lives, and nothing is lost', async () => {
		const { ledger, spool } = ledgers.open(postgres.settings(schema));
		await Promise.all(Array.from({ length: 300 }, (_, index) => ledger.record(fullRecord(`a-${index}`))));
		await postgres.query(
			schema,
			"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'n8n-nodes-llm-router' AND pid <> pg_backend_pid()",
		);
		await ledger.record(fullRecord('after'));
		await until(async () => (await spool.count()) === 0);
		expect((await idsInPostgres()).length).toBe(301);
	});

	it('between a commit and its acknowledgement: the record waits, follows, and is there once', async () => {
		let commits = 0;
		const way = await wayTo(postgres.settings(schema).port);
		// The second one: the first transaction makes the tables.
		way.open((data) => data.includes('COMMIT') && ++commits === 2);
		const { ledger, spool } = ledgers.open(postgres.settings(schema, { port: way.port }));
		expect(await ledger.record(fullRecord('a'))).toEqual(waitingBecause('connection to Postgres broke'));
		expect(commits).toBe(2);
		await until(async () => (await spool.count()) === 0);
		expect(await postgres.query(schema, 'SELECT id, writes FROM decisions')).toEqual([{ id: 'a', writes: 2 }]);
		expect(await halves()).toEqual([]);
		await ledgers.close();
		await way.end();
	});

	it('is asked no more by the records that come: they go straight to the spool', async () => {
		let connections = 0;
		const deaf = createServer((socket) => {
			connections++;
			socket.destroy();
		}).listen(0, '127.0.0.1');
		await once(deaf, 'listening');
		const { ledger, spool } = ledgers.open(postgres.settings(schema, { port: (deaf.address() as AddressInfo).port }));
		for (let record = 0; record < 200; record++)
			expect(await ledger.record(fullRecord(`r-${record}`))).toEqual(waitingBecause('connection to Postgres broke'));
		expect(connections).toBeLessThan(20);
		expect(await spool.count()).toBe(200);
		await ledgers.close();
		deaf.close();
	});
});

describe('the spool', () => {
	it('keeps what does not fit Postgres, and lets the others pass', async () => {
		const tooLongForAnIndex = Array.from({ length: 4000 }, (_, index) => String.fromCharCode(0x4e00 + ((index * 7919) % 20_000))).join('');
		const bad = fullRecord('bad', { dedupeKey: tooLongForAnIndex, routerId: 'workflow:bad', budgetKey: null });
		await postgres.stop();
		const { ledger, spool } = ledgers.open(postgres.settings(schema));
		const records = [fullRecord('before'), bad, ...Array.from({ length: 200 }, (_, index) => fullRecord(`after-${index}`))];
		for (const record of records) expect(await ledger.record(record)).toEqual(waitingBecause('refused the connection'));
		await postgres.start();
		await until(async () => (await spool.count()) === 1);
		expect((await idsInPostgres()).length).toBe(201);
		expect(await ledger.get('bad')).toMatchObject({ id: 'bad' });
		expect(await ledger.record({ ...bad, id: 'bad again' })).toEqual({
			kind: 'refused',
			reason: expect.stringMatching('does not fit the ledger in Postgres \\(54000'),
		});
		expect(await ledger.tally({ routerId: 'workflow:bad', sinceMs: 0, modelId: null, keyHash: null })).toMatchObject({ requests: 1 });
	});

	it('passes over a row it cannot read', async () => {
		await postgres.stop();
		const file = ledgers.spoolPath(schema);
		const { ledger, spool } = ledgers.open(postgres.settings(schema));
		for (const id of ['damaged', 'whole']) await ledger.record(fullRecord(id));
		const { database } = openDatabase(file);
		database.exec("UPDATE decisions SET signals = 'no json' WHERE id = 'damaged'");
		database.close();
		await postgres.start();
		await until(async () => (await spool.count()) === 1);
		expect(await idsInPostgres()).toEqual(['whole']);
	});

	it('may be drained by two at once', async () => {
		await postgres.stop();
		const first = ledgers.open(postgres.settings(schema));
		await Promise.all(Array.from({ length: 1500 }, (_, index) => first.ledger.record(fullRecord(`r-${index}`))));
		await postgres.start();
		const second = ledgers.open(postgres.settings(schema));
		await second.ledger.record(fullRecord('one more'));
		await until(async () => (await second.spool.count()) === 0);
		expect((await idsInPostgres()).length).toBe(1501);
		expect(await halves()).toEqual([]);
	});

	it('that refuses too leaves the record refused, with both reasons', async () => {
		await postgres.stop();
		const { ledger } = ledgers.open(postgres.settings(schema), '/proc/self/nowhere/spool.sqlite');
		expect(await ledger.record(fullRecord('a'))).toEqual({
			kind: 'refused',
			reason: expect.stringMatching('^Postgres refused the connection.*\\. The ledger .+ could not be used'),
		});
		await postgres.start();
	});
});

describe('where Postgres does not let us', () => {
	it.each([
		['nothing listens', async () => ({ port: await freePort() }), 'nothing is listening on this host and port'],
		['the host is unknown', async () => ({ host: 'no-such-host.invalid' }), 'host of Postgres was not found'],
		['the password is wrong', async () => ({ password: `${PASSWORD}-not` }), 'check user, password'],
		['there is no password', async () => ({ password: '' }), 'check user, password'],
		['the database is missing', async () => ({ database: 'missing' }), 'database does not exist'],
		['it does not offer TLS', async () => ({ tls: { mode: 'encrypt' as const } }), 'does not offer TLS'],
	])('because %s, the record waits, and the reason names no secret', async (_, changes, reason) => {
		const settings = postgres.settings(schema, await changes());
		const { ledger } = ledgers.open(settings);
		const recorded = await ledger.record(fullRecord('a'));
		expect(recorded).toEqual(waitingBecause(reason));
		expect(JSON.stringify(recorded)).not.toMatch(/of-a-test|no-such-host|127\.0\.0\.1/);
		expect(await ledger.tally({ routerId: 'r', sinceMs: 0, modelId: null, keyHash: null })).toBeNull();
	});

	it('because it is read-only, the record waits', async () => {
		await postgres.query('public', 'CREATE DATABASE standby; ');
		await postgres.query('public', 'ALTER DATABASE standby SET default_transaction_read_only = on');
		const { ledger } = ledgers.open(postgres.settings(schema, { database: 'standby' }));
		expect(await ledger.record(fullRecord('a'))).toEqual(waitingBecause('Postgres is read-only'));
	});

	it('because a newer version of us was there, the record waits and the schema is left as it is', async () => {
		await ledgers.open(postgres.settings(schema)).ledger.record(fullRecord('old'));
		const newer = MIGRATIONS.length + 1;
		await postgres.query(schema, `UPDATE llm_router_schema SET version = ${newer}`);
		const { ledger } = ledgers.open(postgres.settings(schema));
		expect(await ledger.record(fullRecord('a'))).toEqual(
			waitingBecause(`newer version of this package \\(schema ${newer}, this one knows ${MIGRATIONS.length}\\)`),
		);
		expect(await idsInPostgres()).toEqual(['old']);
		expect(await postgres.query(schema, 'SELECT version FROM llm_router_schema')).toEqual([{ version: newer }]);
	});

	it("because somebody's tables have our names, the record waits and theirs are left as they are", async () => {
		await postgres.query('public', `CREATE SCHEMA ${schema}; CREATE TABLE ${schema}.decisions (theirs int)`);
		const { ledger } = ledgers.open(postgres.settings(schema));
		expect(await ledger.record(fullRecord('a'))).toEqual(waitingBecause('choose another schema'));
		expect(await postgres.query(schema, 'SELECT theirs FROM decisions')).toEqual([]);
	});
});
