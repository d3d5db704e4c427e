import { feedbackContract, outcomeOf } from '../../support/feedbackContract';
import { startPostgres, type TestPostgres } from '../../support/postgres';
import { fullRecord } from '../../support/records';
import { spooledLedgers, until } from '../../support/spooled';

type Ledgers = Awaited<ReturnType<typeof spooledLedgers>>;

let postgres: TestPostgres;
let ledgers: Ledgers;
let schema: string;
let opened: ReturnType<Ledgers['open']>;
let runs = 0;

beforeAll(async () => {
	postgres = await startPostgres();
	ledgers = await spooledLedgers();
});
beforeEach(() => {
	schema = `run_${++runs}`;
	opened = ledgers.open(postgres.settings(schema));
});
afterEach(() => ledgers.close());
afterAll(async () => {
	await postgres.remove();
	ledgers.remove();
});

feedbackContract(() => ({
	ledger: opened.ledger,
	other: ledgers.open(postgres.settings(schema), ledgers.spoolPath(`${schema}-other`)).ledger,
	query: async (sql) => (await postgres.query(schema, sql)).map((row) => ({ ...row })),
}));

describe('while Postgres is away', () => {
	it('outcomes are refused, reads reject, and both say why', async () => {
		await opened.ledger.record(fullRecord('a'));
		await postgres.stop();
		const [became] = await opened.ledger.feedback.recordOutcomes([outcomeOf('a')]);
		expect(became).toMatchObject({ kind: 'refused', reason: expect.stringMatching(/Postgres.*\.$/) });
		await expect(opened.ledger.feedback.decisions({ filter: {}, order: 'newest', limit: 1, after: null })).rejects.toThrow('Postgres');
		await postgres.start();
	});

	it('what waits in the spool is erased there too, and does not come back with Postgres', async () => {
		await opened.ledger.record(fullRecord('before', { subjectKey: 'somebody' }));
		await postgres.stop();
		expect(await opened.ledger.record(fullRecord('waits', { subjectKey: 'somebody' }))).toMatchObject({ kind: 'waiting' });
		await expect(opened.ledger.feedback.erase({ kind: 'subject', subjectKey: 'somebody' })).rejects.toThrow('Postgres');
		expect(await opened.spool.count()).toBe(0);
		await postgres.start();
		await until(async () => (await opened.ledger.feedback.erase({ kind: 'subject', subjectKey: 'somebody' }).catch(() => 0)) === 1);
		expect(await postgres.query(schema, 'SELECT count(*) AS n FROM decisions')).toEqual([{ n: 0 }]);
	});
});
