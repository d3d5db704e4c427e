import path from 'node:path';

import { createPostgresLedger, type PostgresLedger } from '../../../adapters/ledger/postgres/postgresLedger';
import { MIGRATIONS } from '../../../adapters/ledger/schema';
import { createSqliteLedger, type SqliteLedger } from '../../../adapters/ledger/sqliteLedger';
import { bundleWorker, tempFolder } from '../../support/ledger';
import { ledgerContract } from '../../support/ledgerContract';
import { startPostgres, type TestPostgres } from '../../support/postgres';
import { fullRecord } from '../../support/records';

const folder = tempFolder();
let workerPath: string;
let postgres: TestPostgres;
let schema: string;
let spool: SqliteLedger;
let ledger: PostgresLedger;
let runs = 0;

beforeAll(async () => {
	workerPath = await bundleWorker(folder.path);
	postgres = await startPostgres();
});
beforeEach(() => {
	schema = `run_${++runs}`;
	spool = createSqliteLedger({ path: path.join(folder.path, schema, 'spool.sqlite'), workerPath });
	ledger = createPostgresLedger({ settings: postgres.settings(schema), spool });
});
afterEach(async () => {
	await ledger.close();
	await spool.close();
});
afterAll(async () => {
	await postgres.remove();
	folder.remove();
});

const STORED = { kind: 'stored' };

// A ledger makes its schema at its first use.
async function query(sql: string): Promise<readonly unknown[]> {
	return (await postgres.query(schema, sql)).map((row) => ({ ...row }));
}

ledgerContract(() => ({ ledger, query }));

describe('a record in Postgres', () => {
	it('has the columns and values it has in SQLite', async () => {
		const sqlite = createSqliteLedger({ path: path.join(folder.path, schema, 'same.sqlite'), workerPath });
		const record = fullRecord('one');
		await sqlite.record(record);
		await ledger.record(record);
		expect(await ledger.get('one')).toEqual(await sqlite.get('one'));
		await sqlite.close();
	});

	it('with hostile text is stored as it is, but for NUL and half a surrogate pair, which become U+FFFD', async () => {
		const hostile = `'; DROP TABLE decisions; -- "$1" \\ \\x00 \\u0000 {"a":[1]} é 🦊`;
		const dirty = 'NUL \u0000, half \ud83e.';
		const record = fullRecord('hostile', {
			dedupeKey: `key\u0000${hostile}`,
			reason: hostile + dirty,
			stored: { prompt: dirty, answer: hostile, expiresAtMs: 4e12 },
			result: { kind: 'fallback', failure: hostile },
		});
		expect(await ledger.record(record)).toEqual(STORED);
		expect(await ledger.record(record)).toEqual(STORED);
		const clean = 'NUL \ufffd, half \ufffd.';
		expect(await ledger.get('hostile')).toMatchObject({
			dedupeKey: `key\ufffd${hostile}`,
			reason: hostile + clean,
			stored: { prompt: clean, answer: hostile },
			result: { failure: hostile },
		});
		expect(await query('SELECT count(*) AS n FROM decisions')).toEqual([{ n: 1 }]);
	});

	it('that was replaced before it came does not replace what is there, but what it paid is added', async () => {
		const charge = (decisionId: string, costNanoUsd: number) => ({
			id: '1',
			decisionId,
			attempt: 0,
			modelId: 'maker/cheap',
			purpose: 'judge' as const,
			usage: null,
			costNanoUsd,
			basis: 'reported' as const,
		});
		const later = fullRecord('later', { atMs: 2000, dedupeKey: 'same', charges: [charge('later', 50)] });
		const earlier = fullRecord('earlier', { atMs: 1000, dedupeKey: 'same', charges: [charge('earlier', 700)] });
		for (const record of [later, earlier, earlier]) expect(await ledger.record(record)).toEqual(STORED);
		expect(await ledger.get('earlier')).toBeNull();
		expect(await ledger.get('later')).toMatchObject({
			attempts: later.attempts,
			charges: [{ ...charge('earlier', 700), attempt: null }, charge('later', 50)],
		});
		expect(await query('SELECT cost_nano_usd FROM decisions')).toEqual([{ cost_nano_usd: 750 }]);
	});

	it('may come with another of the same dedupe key in one batch', async () => {
		const both = [fullRecord('first', { dedupeKey: 'same', charges: [] }), fullRecord('second', { dedupeKey: 'same', charges: [] })];
		expect(await Promise.all(both.map((record) => ledger.record(record)))).toEqual([STORED, STORED]);
		expect(await ledger.get('first')).toBeNull();
		expect(await ledger.get('second')).toMatchObject({ id: 'second' });
	});
});

describe('many at once', () => {
	it('are all stored, each once, sharing commits', async () => {
		await ledger.record(fullRecord('first'));
		const ids = Array.from({ length: 3000 }, (_, index) => `many-${index}`);
		const recorded = await Promise.all(ids.map((id) => ledger.record(fullRecord(id))));
		expect(recorded.filter(({ kind }) => kind !== 'stored')).toEqual([]);
		expect(await query('SELECT count(*) AS n FROM decisions')).toEqual([{ n: 3001 }]);
		expect(await query('SELECT count(*) AS n FROM attempts')).toEqual([{ n: 15_005 }]);
		// Each transaction leaves its number in the rows it wrote.
		expect(await query('SELECT count(DISTINCT xmin::text) <= 26 AS few FROM decisions')).toEqual([{ few: true }]);
	});

	it('from several ledgers that meet an empty database all make it, and store all', async () => {
		const others = Array.from({ length: 8 }, () => createPostgresLedger({ settings: postgres.settings(schema), spool }));
		const recorded = await Promise.all(others.map((other, index) => other.record(fullRecord(`of-${index}`))));
		await Promise.all(others.map((other) => other.close()));
		expect(recorded).toEqual(others.map(() => STORED));
		expect(await query('SELECT version FROM llm_router_schema')).toEqual([{ version: MIGRATIONS.length }]);
	});

	it('do not lock each other out where several ledgers write the same ones', async () => {
		const others = Array.from({ length: 4 }, () => createPostgresLedger({ settings: postgres.settings(schema), spool }));
		const records = Array.from({ length: 200 }, (_, index) => fullRecord(`r-${index}`));
		const recorded = await Promise.all(
			others.flatMap((other, turn) => (turn % 2 === 0 ? records : [...records].reverse()).map((record) => other.record(record))),
		);
		await Promise.all(others.map((other) => other.close()));
		expect(recorded.filter(({ kind }) => kind !== 'stored')).toEqual([]);
		expect(await query('SELECT count(*) AS n FROM decisions')).toEqual([{ n: 200 }]);
	});
});

describe('closing', () => {
	it('stores what waits and refuses what comes later', async () => {
		const waiting = ledger.record(fullRecord('waiting'));
		await ledger.close();
		expect(await waiting).toEqual(STORED);
		expect(await ledger.record(fullRecord('late'))).toEqual({ kind: 'refused', reason: 'The ledger is closed.' });
		expect(await ledger.tally({ routerId: 'workflow:node', sinceMs: 0, modelId: null, keyHash: null })).toBeNull();
		expect(await query('SELECT id FROM decisions')).toEqual([{ id: 'waiting' }]);
	});
});
