import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';

import { createSqliteLedger, type SqliteLedger } from '../../../adapters/ledger/sqliteLedger';
import type { DecisionRecord } from '../../../router/ledger/record';
import { bundleWorker, tempFolder } from '../../support/ledger';
import { ledgerContract } from '../../support/ledgerContract';
import { fullRecord } from '../../support/records';

const folder = tempFolder();
let workerPath: string;
let file: string;
let ledger: SqliteLedger;
let files = 0;

beforeAll(async () => {
	workerPath = await bundleWorker(folder.path);
});

beforeEach(() => {
	file = path.join(folder.path, `run-${++files}`, 'ledger.sqlite');
	ledger = createSqliteLedger({ path: file, workerPath });
});

afterEach(() => ledger.close());
afterAll(() => folder.remove());

const STORED = { kind: 'stored' };

function query(sql: string): unknown[] {
	const database = new DatabaseSync(file, { readOnly: true });
	try {
		return database.prepare(sql).all().map((row) => ({ ...row }));
	} finally {
		database.close();
	}
}

/** SQLite's write-ahead log: a 32-byte header, then frames; a frame that names the file's new size ends a commit. */
function commitsInLog(): number {
	const log = readFileSync(`${file}-wal`);
	const pageBytes = log.readUInt32BE(8);
	let commits = 0;
	for (let at = 32; at < log.length; at += 24 + pageBytes) if (log.readUInt32BE(at + 4) > 0) commits++;
	return commits;
}

ledgerContract(() => ({ ledger, query: async (sql) => query(sql) }));

describe('what is stored', () => {
	it('holds no text nobody opted in to, and nothing that merely hangs on an object', async () => {
		const secret = 'sk-planted-0123456789';
		const record = fullRecord('clean', { stored: null, features: null });
		const smuggled = { secret, apiKey: secret, messages: [{ role: 'user', content: secret }] };
		const [candidate, attempt, charge] = [record.candidates[0], record.attempts[1], record.charges[1]];
		if (!candidate?.price || !attempt || !charge?.usage || !record.signals) throw new Error('The full record lost a part.');
		const carrying: DecisionRecord = {
			...record,
			...smuggled,
			signals: { ...record.signals, ...smuggled },
			candidates: [{ ...candidate, ...smuggled, price: { ...candidate.price, ...smuggled } }],
			attempts: [{ ...attempt, ...smuggled, result: { ...attempt.result, ...smuggled } }],
			charges: [{ ...charge, ...smuggled, usage: { ...charge.usage, ...smuggled } }],
		};
		expect(await ledger.record(carrying)).toEqual(STORED);
		const written = readdirSync(path.dirname(file)).map((name) => readFileSync(path.join(path.dirname(file), name), 'latin1')).join('');
		expect(written).toContain('maker/cheap');
		expect(written).not.toContain('planted');
	});
});

describe('many at once', () => {
	it('are all stored, each once', async () => {
		const ids = Array.from({ length: 5000 }, (_, index) => `many-${index}`);
		const recorded = await Promise.all(ids.map((id) => ledger.record(fullRecord(id))));
		expect(recorded.filter(({ kind }) => kind !== 'stored')).toEqual([]);
		expect(await ledger.count()).toBe(5000);
		expect(query('SELECT count(DISTINCT decision_seq) AS decisions, count(*) AS attempts FROM attempts')).toEqual([{ decisions: 5000, attempts: 25_000 }]);
	});

	it('share a commit', async () => {
		await ledger.count();
		const before = commitsInLog();
		await Promise.all(Array.from({ length: 300 }, (_, index) => ledger.record(fullRecord(`m-${index}`))));
		expect(commitsInLog() - before).toBeLessThanOrEqual(10);
	});

	it('lose nobody to one that cannot be sent to another thread', async () => {
		const bad = { ...fullRecord('bad'), oops: () => 1 };
		const [refused, stored] = await Promise.all([ledger.record(bad), ledger.record(fullRecord('good'))]);
		expect(refused).toMatchObject({ kind: 'refused' });
		expect(stored).toEqual(STORED);
	});
});

describe('closing', () => {
	it('stores what waits and refuses what comes later', async () => {
		const waiting = ledger.record(fullRecord('waiting'));
		await ledger.close();
		expect(await waiting).toEqual(STORED);
		expect(await ledger.record(fullRecord('late'))).toEqual({ kind: 'refused', reason: 'The ledger is closed.' });
		await expect(ledger.count()).rejects.toThrow('closed');
		expect(query('SELECT id FROM decisions')).toEqual([{ id: 'waiting' }]);
	});
});
