import { once } from 'node:events';

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

async function expectAllInPostgres(schema: string, lines: readonly string[]): Promise<void> {
	const stored = new Set((await postgres.query(schema, 'SELECT id FROM decisions')).map(({ id }) => id));
	const acknowledged = lines.filter((line) => !line.startsWith('refused')).map((line) => line.split(' ')[1]);
	expect(acknowledged.length).toBe(lines.length);
	expect(acknowledged.filter((id) => !stored.has(id))).toEqual([]);
	const counts = ['candidates', 'attempts', 'charges', 'contents'].map(
		(table) => `(SELECT count(*) FROM ${table} WHERE decision_seq = seq)`,
	);
	expect(await postgres.query(schema, `SELECT id FROM decisions WHERE (${counts.join(', ')}) <> (2, 5, 3, 1)`)).toEqual([]);
}

describe('a process killed', () => {
	it('with a full spool leaves it to the next, which brings all to Postgres', async () => {
		await postgres.stop();
		const settings = postgres.settings('left_behind');
		const writer = ledgers.startWriter(settings, 'w', 0);
		await writer.killAfter(600);
		expect(new Set(writer.lines().map((line) => line.split(' ')[0]))).toEqual(new Set(['waiting']));
		await postgres.start();
		const { ledger, spool } = ledgers.open(settings);
		await ledger.record(fullRecord('first use'));
		await until(async () => (await spool.count()) === 0);
		await expectAllInPostgres('left_behind', writer.lines());
	});

	it('again and again, also while it drains and while Postgres crashes, loses no acknowledged record', async () => {
		const settings = postgres.settings('killed');
		const lines: string[] = [];
		for (const [round, after] of [200, 30, 500, 1, 900].entries()) {
			if (round % 2 === 0) await postgres.kill();
			const writer = ledgers.startWriter(settings, `round${round}`, 0);
			if (round % 2 === 0) await until(async () => writer.lines().length > after / 2);
			await postgres.start();
			await writer.killAfter(after);
			lines.push(...writer.lines());
		}
		const { ledger, spool } = ledgers.open(settings);
		await ledger.record(fullRecord('after'));
		await until(async () => (await spool.count()) === 0);
		await expectAllInPostgres('killed', lines);
	});
});

describe('a process', () => {
	it.each([
		['Postgres is there', true],
		['Postgres is away', false],
	])('ends by itself once nothing is to be stored, where %s', async (_, there) => {
		if (!there) await postgres.stop();
		const writer = ledgers.startWriter(postgres.settings(`ends_${there}`), 'e', 60);
		await once(writer.process, 'close');
		expect(writer.process.exitCode).toBe(0);
		expect(writer.lines().map((line) => line.split(' ')[0])).toEqual(Array(60).fill(there ? 'stored' : 'waiting'));
		await postgres.start();
	});
});
