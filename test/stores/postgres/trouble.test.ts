import { openDatabase } from '../../../adapters/ledger/openDatabase';
import { startPostgres, type TestPostgres } from '../../support/postgres';
import { fullRecord } from '../../support/records';
import { spooledLedgers, until } from '../../support/spooled';

let postgres: TestPostgres;
let ledgers: Awaited<ReturnType<typeof spooledLedgers>>;

beforeAll(async () => {
	ledgers = await spooledLedgers();
	postgres = await startPostgres();
});
afterEach(() => ledgers.close());
afterAll(async () => {
	ledgers.remove();
	await postgres.remove();
});

it('a spool that cannot be cleared for a while is emptied once it can', async () => {
	await postgres.stop();
	const { ledger, spool } = ledgers.open(postgres.settings('held'));
	for (const id of ['a', 'b']) expect(await ledger.record(fullRecord(id))).toMatchObject({ kind: 'waiting' });
	const { database } = openDatabase(ledgers.spoolPath('held'));
	database.exec('BEGIN IMMEDIATE');
	await postgres.start();
	await until(async () => {
		const stored = await postgres.query('held', 'SELECT 1 FROM pg_tables WHERE tablename = $$decisions$$ AND schemaname = $$held$$');
		return stored.length === 1 && (await postgres.query('held', 'SELECT id FROM decisions')).length === 2;
	});
	// Longer than SQLite waits for it.
	await new Promise((resolve) => setTimeout(resolve, 6_000));
	database.exec('ROLLBACK');
	database.close();
	await until(async () => (await spool.count()) === 0);
	expect(await postgres.query('held', 'SELECT id FROM decisions ORDER BY id')).toEqual([{ id: 'a' }, { id: 'b' }]);
});
