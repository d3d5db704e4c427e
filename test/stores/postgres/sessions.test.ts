import path from 'node:path';

import { createPostgresLedger, type PostgresLedger } from '../../../adapters/ledger/postgres/postgresLedger';
import { createSqliteLedger, type SqliteLedger } from '../../../adapters/ledger/sqliteLedger';
import { SESSION_MS } from '../../../router/session/sessionStore';
import { bundleWorker, tempFolder } from '../../support/ledger';
import { startPostgres, type TestPostgres } from '../../support/postgres';
import { fullRecord } from '../../support/records';
import { sessionContract } from '../../support/sessionContract';
import { until } from '../../support/spooled';

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
beforeEach(async () => {
	schema = `sessions_${String(++runs)}`;
	spool = createSqliteLedger({ path: path.join(folder.path, schema, 'spool.sqlite'), workerPath });
	ledger = createPostgresLedger({ settings: postgres.settings(schema), spool });
	// The schema is made at the first use, which a session does not wait for.
	await ledger.get('nobody');
});
afterEach(async () => {
	await ledger.close();
	await spool.close();
});
afterAll(async () => {
	await postgres.remove();
	folder.remove();
});

sessionContract(() => ledger.sessions);

it('what one worker has written the others read, and of what both write the newest stays', async () => {
	const other = createPostgresLedger({ settings: postgres.settings(schema), spool });
	await other.get('nobody');
	const turns = Array.from({ length: 200 }, (_, turn) => turn);
	await Promise.all(turns.map((turn) => (turn % 2 === 0 ? ledger : other).sessions.write('a', { turn }, turn)));
	expect([await ledger.sessions.read('a', 200), await other.sessions.read('a', 200)]).toEqual([{ turn: 199 }, { turn: 199 }]);
	await other.close();
});

it('what is past its time goes while records are written', async () => {
	const nowMs = Date.now();
	await ledger.sessions.write('over', {}, nowMs - SESSION_MS);
	await ledger.sessions.write('lately', {}, nowMs - SESSION_MS + 60_000);
	await ledger.record(fullRecord('one'));
	await until(async () => (await postgres.query(schema, 'SELECT key FROM sessions')).length === 1);
	expect(await postgres.query(schema, 'SELECT key FROM sessions')).toEqual([{ key: 'lately' }]);
});

it('while Postgres is away there is no session and records wait as ever; what was written before is there again', async () => {
	await ledger.sessions.write('a', { turn: 1 }, 1000);
	await postgres.kill();
	expect(await ledger.sessions.read('a', 1000)).toBeNull();
	expect(await ledger.sessions.write('a', { turn: 2 }, 2000)).toBeUndefined();
	expect(await ledger.record(fullRecord('one'))).toMatchObject({ kind: 'waiting' });
	await postgres.start();
	await until(async () => (await ledger.sessions.read('a', 1000)) !== null);
	expect(await ledger.sessions.read('a', 1000)).toEqual({ turn: 1 });
	await ledger.close();
	expect(await ledger.sessions.read('a', 1000)).toBeNull();
});
