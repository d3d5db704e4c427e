import { auditContract } from '../../support/auditContract';
import { feedbackContract, outcomeOf } from '../../support/feedbackContract';
import { startPostgres, type TestPostgres } from '../../support/postgres';
import { fullRecord } from '../../support/records';
import { drawn, RUNG, tuningContract, tuningOf } from '../../support/tuningContract';
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

const open = () => ({
	ledger: opened.ledger,
	other: ledgers.open(postgres.settings(schema), ledgers.spoolPath(`${schema}-other`)).ledger,
	query: async (sql: string) => (await postgres.query(schema, sql)).map((row) => ({ ...row })),
});
auditContract(open);
feedbackContract(open);
tuningContract(open);

describe('while Postgres is away', () => {
	it('what Auto-Tune had of a decision waits with it, is nothing due yet and not lost, and comes once it is back', async () => {
		const { feedback } = opened.ledger;
		const ask = { routerId: 'workflow:node', keys: ['execution:node:0:a', 'nobody'], nowMs: 1e12 };
		expect(await opened.spool.record(drawn('a'))).toEqual({ kind: 'stored' });
		expect(await feedback.auditsLost(ask)).toEqual(['nobody']);
		expect(await opened.ledger.record(drawn('b'))).toEqual({ kind: 'stored' });
		await postgres.stop();
		expect(await opened.ledger.record(drawn('c'))).toMatchObject({ kind: 'waiting' });
		await postgres.start();
		await until(async () => (await opened.spool.count()) === 0);
		const due = await feedback.tuningDue({ routerId: 'workflow:node', limit: 9 });
		expect(due.map(({ decisionId }) => decisionId).sort()).toEqual(['a', 'b', 'c']);
		expect(due[0]).toMatchObject({ kind: 'scored', tuning: tuningOf(RUNG), kept: true });
		expect(await feedback.auditsLost(ask)).toEqual(['nobody']);
	});

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
