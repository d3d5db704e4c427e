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
	const database = new DatabaseSync(file);
	try {
		return database
			.prepare(sql)
			.all()
			.map((row) => ({ ...row }));
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
		if (!candidate?.price || !attempt || !charge?.usage || !record.signals?.hardness) throw new Error('The full record lost a part.');
		const carrying: DecisionRecord = {
			...record,
			...smuggled,
			signals: { ...record.signals, ...smuggled, hardness: { ...record.signals.hardness, ...smuggled } },
			candidates: [{ ...candidate, ...smuggled, price: { ...candidate.price, ...smuggled } }],
			attempts: [{ ...attempt, ...smuggled, result: { ...attempt.result, ...smuggled } }],
			charges: [{ ...charge, ...smuggled, usage: { ...charge.usage, ...smuggled } }],
		};
		expect(await ledger.record(carrying)).toEqual(STORED);
		const written = readdirSync(path.dirname(file))
			.map((name) => readFileSync(path.join(path.dirname(file), name), 'latin1'))
			.join('');
		expect(written).toContain('maker/cheap');
		expect(written).not.toContain('planted');
	});

	it('before there was a hardness is read without one', async () => {
		await ledger.record(fullRecord('older'));
		query("UPDATE decisions SET signals = json_remove(signals, '$.hardness') WHERE id = 'older'");
		const { hardness: _hardness, ...rest } = fullRecord('older').signals ?? {};
		expect((await ledger.get('older'))?.signals).toEqual({ ...rest, hardness: null });
	});
});

describe('many at once', () => {
	it('are all stored, each once', async () => {
		const ids = Array.from({ length: 5000 }, (_, index) => `many-${index}`);
		const recorded = await Promise.all(ids.map((id) => ledger.record(fullRecord(id))));
		expect(recorded.filter(({ kind }) => kind !== 'stored')).toEqual([]);
		expect(await ledger.count()).toBe(5000);
		expect(query('SELECT count(DISTINCT decision_seq) AS decisions, count(*) AS attempts FROM attempts')).toEqual([
			{ decisions: 5000, attempts: 25_000 },
		]);
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

describe('the oldest records', () => {
	const write = async (ids: readonly string[]) => {
		for (const id of ids) await ledger.record(fullRecord(id));
	};
	const idsAfter = async (after: number) => (await ledger.oldest(after)).records.map(({ id }) => id);

	it('come whole, in the order they were stored, and go on after the last', async () => {
		await write(['c', 'a', 'b']);
		const { records, last } = await ledger.oldest(0);
		expect(
			records.map(({ features, ...record }) => ({
				...record,
				features: features && { ...features, bytes: Uint8Array.from(features.bytes) },
			})),
		).toEqual(['c', 'a', 'b'].map((id) => fullRecord(id)));
		expect(last).toBe(3);
		expect(await idsAfter(1)).toEqual(['a', 'b']);
		expect(await ledger.oldest(3)).toMatchObject({ records: [], last: null });
	});

	it('are no more than one commit takes, in number and in characters', async () => {
		await Promise.all(Array.from({ length: 130 }, (_, index) => ledger.record(fullRecord(`small-${index}`))));
		expect((await ledger.oldest(0)).records).toHaveLength(128);
		const large = { prompt: 'x'.repeat(3_000_000), answer: null, expiresAtMs: 1 };
		for (const id of ['large', 'larger']) await ledger.record(fullRecord(id, { stored: large }));
		const first = await ledger.oldest(130);
		expect(first.records.map(({ id }) => id)).toEqual(['large']);
		expect(await idsAfter(Number(first.last))).toEqual(['larger']);
	});

	it('do not stop at one that cannot be read', async () => {
		await write(['a', 'damaged', 'c']);
		const other = new DatabaseSync(file);
		other.exec("UPDATE decisions SET strategy = 'x', signals = '{' WHERE id = 'damaged'");
		other.close();
		expect(await ledger.oldest(0)).toMatchObject({ records: [{ id: 'a' }, { id: 'c' }], last: 3 });
		expect(await ledger.oldest(1)).toMatchObject({ records: [{ id: 'c' }], last: 3 });
	});

	it('are forgotten with all that belongs to them; nobody else is', async () => {
		await write(['a', 'b', 'c']);
		await ledger.remove(['a', 'c', 'unknown']);
		expect(await idsAfter(0)).toEqual(['b']);
		expect(
			query(
				'SELECT (SELECT count(*) FROM attempts) AS attempts, (SELECT count(*) FROM charges) AS charges, (SELECT count(*) FROM contents) AS contents',
			),
		).toEqual([{ attempts: 5, charges: 3, contents: 1 }]);
	});

	it('that was replaced meanwhile is not removed by its old id', async () => {
		for (const id of ['old', 'new']) await ledger.record(fullRecord(id, { dedupeKey: 'same', charges: [] }));
		await ledger.remove(['old']);
		expect(await idsAfter(0)).toEqual(['new']);
	});
});

describe('closing', () => {
	it('stores what waits and refuses what comes later', async () => {
		const waiting = ledger.record(fullRecord('waiting'));
		await ledger.close();
		expect(await waiting).toEqual(STORED);
		expect(await ledger.record(fullRecord('late'))).toEqual({ kind: 'refused', reason: 'The ledger is closed.' });
		await expect(ledger.count()).rejects.toThrow('closed');
		expect(await ledger.tally({ routerId: 'workflow:node', sinceMs: 0, modelId: null, keyHash: null })).toBeNull();
		expect(query('SELECT id FROM decisions')).toEqual([{ id: 'waiting' }]);
	});
});
