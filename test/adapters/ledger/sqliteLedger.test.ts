import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';

import { createSqliteLedger, type SqliteLedger } from '../../../adapters/ledger/sqliteLedger';
import type { Charge, DecisionRecord } from '../../../router/ledger/record';
import { bundleWorker, tempFolder } from '../../support/ledger';
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

async function readBack(id: string): Promise<DecisionRecord | null> {
	const record = await ledger.get(id);
	// Bytes that crossed a thread are of another realm than Jest's.
	return record && { ...record, features: record.features && Uint8Array.from(record.features) };
}

describe('what is stored', () => {
	it('is read back as it was', async () => {
		const record = fullRecord('one');
		expect(await ledger.record(record)).toEqual(STORED);
		expect(await readBack('one')).toEqual(record);
	});

	it('is read back as it was where everything optional is missing', async () => {
		const record = fullRecord('bare', {
			weightsVersion: null, threshold: null, forcedBy: null, reEntryOf: null, degraded: false, signals: null, features: null,
			stored: null, subjectKey: null, audit: null, candidates: [], attempts: [], charges: [], result: { kind: 'cancelled' },
		});
		await ledger.record(record);
		expect(await readBack('bare')).toEqual(record);
	});

	it.each([
		{ kind: 'routed', modelId: 'maker/cheap', slot: 1 },
		{ kind: 'fallback', failure: 'quality' },
	] as const)('keeps the result $kind', async (result) => {
		await ledger.record(fullRecord('r', { result, stored: { prompt: '', answer: null, expiresAtMs: 5 }, features: null }));
		expect(await readBack('r')).toMatchObject({ result, stored: { prompt: '', answer: null, expiresAtMs: 5 } });
	});

	it('is null for an id nobody wrote', async () => {
		expect(await ledger.get('nobody')).toBeNull();
	});

	it('has the sums that reports filter by', async () => {
		await ledger.record(fullRecord('sums', { charges: fullRecord('sums').charges.slice(0, 2) }));
		expect(query('SELECT calls, latency_ms, cost_nano_usd, unknown_costs, model_id, slot FROM decisions')).toEqual([
			{ calls: 3, latency_ms: 3800, cost_nano_usd: 369_000, unknown_costs: 1, model_id: 'maker/strong', slot: 2 },
		]);
	});

	it('keeps whole milliseconds of a clock that counts fractions', async () => {
		await ledger.record(fullRecord('fraction', { atMs: 1000.4 }));
		expect((await ledger.get('fraction'))?.atMs).toBe(1000);
	});

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

describe('a record written again', () => {
	const charge = (decisionId: string, id: string, costNanoUsd: number | null): Charge => ({
		id, decisionId, attempt: 0, modelId: 'maker/cheap', purpose: 'judge', usage: null, costNanoUsd, basis: 'reported',
	});

	it('is one record', async () => {
		const record = fullRecord('twice');
		await ledger.record(record);
		expect(await ledger.record(record)).toEqual(STORED);
		expect(await ledger.count()).toBe(1);
		expect(await readBack('twice')).toEqual(record);
	});

	it('replaces the earlier one with all that belongs to it', async () => {
		await ledger.record(fullRecord('old', { dedupeKey: 'same', charges: [] }));
		const later = fullRecord('new', { dedupeKey: 'same', candidates: [], features: null, stored: null, attempts: fullRecord('x').attempts.slice(0, 1) });
		await ledger.record(later);
		expect(await ledger.get('old')).toBeNull();
		expect(await readBack('new')).toEqual(later);
		expect(query('SELECT (SELECT count(*) FROM attempts) AS attempts, (SELECT count(*) FROM candidates) AS candidates, (SELECT count(*) FROM contents) AS contents')).toEqual([
			{ attempts: 1, candidates: 0, contents: 0 },
		]);
	});

	it('keeps what the earlier one had paid, though it reuses the charge ids', async () => {
		await ledger.record(fullRecord('old', { dedupeKey: 'same', charges: [charge('old', '1', 700), charge('old', '2', null)] }));
		await ledger.record(fullRecord('new', { dedupeKey: 'same', charges: [charge('new', '1', 50)] }));
		expect((await ledger.get('new'))?.charges).toEqual([
			{ ...charge('old', '1', 700), attempt: null },
			{ ...charge('old', '2', null), attempt: null },
			charge('new', '1', 50),
		]);
		expect(query('SELECT cost_nano_usd, unknown_costs FROM decisions')).toEqual([{ cost_nano_usd: 750, unknown_costs: 1 }]);
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

	it('lose nobody to one that does not fit', async () => {
		const good = Array.from({ length: 20 }, (_, index) => fullRecord(`good-${index}`));
		const bad = fullRecord('bad', { atMs: Number.NaN });
		const [refused, ...stored] = await Promise.all([bad, ...good].map((record) => ledger.record(record)));
		expect(refused?.kind === 'refused' && refused.reason).toContain('does not fit');
		expect(stored).toEqual(good.map(() => STORED));
		expect(await ledger.count()).toBe(20);
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
