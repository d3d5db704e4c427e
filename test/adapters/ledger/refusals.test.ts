import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';

import { createSqliteLedger, type SqliteLedger } from '../../../adapters/ledger/sqliteLedger';
import { APPLICATION_ID, MIGRATIONS } from '../../../adapters/ledger/schema';
import { bundleWorker, tempFolder } from '../../support/ledger';
import { fullRecord } from '../../support/records';

const folder = tempFolder();
let workerPath: string;
let place: string;
let file: string;
let slots = 0;
const open: SqliteLedger[] = [];

beforeAll(async () => {
	workerPath = await bundleWorker(folder.path);
});
beforeEach(() => {
	place = path.join(folder.path, `place-${++slots}`);
	mkdirSync(place);
	file = path.join(place, 'ledger.sqlite');
});
afterEach(async () => {
	await Promise.all(open.splice(0).map((ledger) => ledger.close()));
});
afterAll(() => folder.remove());

function ledgerAt(at: string, options: { workerPath?: string; patienceMs?: number } = {}): SqliteLedger {
	const ledger = createSqliteLedger({ path: at, workerPath, ...options });
	open.push(ledger);
	return ledger;
}

/** An asymmetric matcher, which Jest types as `any`. */
function refusedBecause(reason: string): unknown {
	const matching: unknown = expect.stringMatching(reason);
	return { kind: 'refused', reason: matching };
}

const STORED = { kind: 'stored' };

function sql(at: string, statements: string): void {
	const database = new DatabaseSync(at);
	database.exec(statements);
	database.close();
}

describe('where the disk refuses', () => {
	it('a file in place of the folder: refused, and read functions reject', async () => {
		writeFileSync(path.join(place, 'taken'), '');
		const ledger = ledgerAt(path.join(place, 'taken', 'ledger.sqlite'));
		expect(await ledger.record(fullRecord('a'))).toEqual(refusedBecause('could not be used: .+'));
		await expect(ledger.count()).rejects.toThrow(`The ledger ${path.join(place, 'taken', 'ledger.sqlite')} could not be used`);
		await expect(ledger.get('a')).rejects.toThrow('could not be used');
	});

	it('a folder in place of the file', async () => {
		mkdirSync(file);
		expect(await ledgerAt(file).record(fullRecord('a'))).toEqual(refusedBecause('unable to open'));
	});

	// /proc takes no files from anybody, root included, to whom a read-only folder means nothing.
	it('a folder that takes no files', async () => {
		expect(await ledgerAt('/proc/self/ledger.sqlite').record(fullRecord('a'))).toEqual(refusedBecause('unable to open|E[A-Z]+:'));
		expect(await ledgerAt('/proc/self/ours/ledger.sqlite').record(fullRecord('a'))).toEqual(refusedBecause('E[A-Z]+:'));
	});

	it('a full disk: refuses what does not fit, keeps the rest, and stores again once there is room', async () => {
		const ledger = ledgerAt(file);
		const huge = { prompt: 'x'.repeat(3_000_000), answer: null, expiresAtMs: 1 };
		expect(await ledger.record(fullRecord('small'))).toEqual(STORED);
		const full = ledgerAt(file, { workerPath: fullDiskWorker() });
		expect(await full.record(fullRecord('huge', { stored: huge }))).toEqual(refusedBecause('full'));
		expect(await full.count()).toBe(1);
		expect(await ledger.record(fullRecord('huge', { stored: huge }))).toEqual(STORED);
		expect(await ledger.count()).toBe(2);
	});

	it('a file deleted under way: the next record goes into a new one', async () => {
		const ledger = ledgerAt(file);
		await ledger.record(fullRecord('before'));
		for (const suffix of ['', '-wal', '-shm']) rmSync(`${file}${suffix}`);
		expect(await ledger.record(fullRecord('after'))).toEqual(STORED);
		expect(await ledgerAt(file).get('after')).not.toBeNull();
	});
});

/** A worker whose SQLite may use no more pages than a small disk has: the answer is SQLITE_FULL, as of a full disk. */
function fullDiskWorker(): string {
	const limited = path.join(place, 'fullDiskWorker.js');
	const source = readFileSync(workerPath, 'utf8');
	expect(source).toContain('PRAGMA synchronous = NORMAL;');
	writeFileSync(limited, source.replace('PRAGMA synchronous = NORMAL;', 'PRAGMA synchronous = NORMAL; PRAGMA max_page_count = 100;'));
	return limited;
}

describe('where the file refuses', () => {
	it('a file that is no database: left as it is', async () => {
		writeFileSync(file, 'not a database, but somebody wants it '.repeat(100));
		const before = readFileSync(file, 'utf8');
		expect(await ledgerAt(file).record(fullRecord('a'))).toEqual(
			refusedBecause(`^The ledger ${file} is damaged .*not a database.*move the file away`),
		);
		expect(readFileSync(file, 'utf8')).toBe(before);
	});

	it('a damaged ledger: refused, never a hang', async () => {
		const ledger = ledgerAt(file);
		await Promise.all(Array.from({ length: 200 }, (_, index) => ledger.record(fullRecord(`r-${index}`))));
		await ledger.close();
		const bytes = readFileSync(file);
		writeFileSync(file, bytes.fill(0x5a, 4096, statSync(file).size));
		expect(await ledgerAt(file).record(fullRecord('a'))).toEqual(
			refusedBecause(`^The ledger ${file} is damaged .*malformed.*move the file away`),
		);
	});

	it("another program's database: left as it is", async () => {
		sql(file, 'CREATE TABLE theirs (x); INSERT INTO theirs VALUES (1)');
		const before = readFileSync(file);
		expect(await ledgerAt(file).record(fullRecord('a'))).toEqual(refusedBecause('another program'));
		expect(readFileSync(file).equals(before)).toBe(true);
	});

	it('a newer schema: refused with the reason, left as it is', async () => {
		const newer = MIGRATIONS.length + 1;
		sql(file, `CREATE TABLE decisions (x); PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${newer}`);
		const before = readFileSync(file);
		expect(await ledgerAt(file).record(fullRecord('a'))).toEqual(refusedBecause(`newer version.*schema ${newer}`));
		expect(readFileSync(file).equals(before)).toBe(true);
	});

	it('recovers by itself once the file is usable', async () => {
		writeFileSync(file, 'not a database '.repeat(100));
		const ledger = ledgerAt(file);
		expect(await ledger.record(fullRecord('a'))).toMatchObject({ kind: 'refused' });
		rmSync(file);
		expect(await ledger.record(fullRecord('a'))).toEqual(STORED);
	});
});

describe('the worker', () => {
	function worker(source: string): string {
		const at = path.join(place, 'worker.js');
		writeFileSync(at, source);
		return at;
	}

	it('missing: refused', async () => {
		const ledger = ledgerAt(file, { workerPath: path.join(place, 'nowhere.js') });
		expect(await ledger.record(fullRecord('a'))).toEqual(refusedBecause('worker stopped: .*nowhere'));
	});

	it('that dies refuses what waits; the next record starts a new one, but not for ever', async () => {
		const counter = path.join(place, 'starts');
		const dying = `
			require('node:fs').appendFileSync(${JSON.stringify(counter)}, 'x');
			require('node:worker_threads').parentPort.on('message', () => process.exit(1));`;
		const ledger = ledgerAt(file, { workerPath: worker(dying) });
		const first = await Promise.all([ledger.record(fullRecord('a')), ledger.record(fullRecord('b'))]);
		expect(first).toEqual([refusedBecause('worker stopped'), refusedBecause('worker stopped')]);
		for (let died = 1; died < 5; died++) expect(await ledger.record(fullRecord('a'))).toEqual(refusedBecause('worker stopped'));
		expect(await ledger.record(fullRecord('a'))).toEqual(refusedBecause('paused'));
		expect(readFileSync(counter, 'utf8')).toBe('xxxxx');
	});

	it('that dies once is replaced, and the next record is stored', async () => {
		const once = path.join(place, 'once');
		const source = `
			const fs = require('node:fs');
			if (!fs.existsSync(${JSON.stringify(once)})) { fs.writeFileSync(${JSON.stringify(once)}, ''); throw new Error('first start'); }
			require(${JSON.stringify(workerPath)});`;
		const ledger = ledgerAt(file, { workerPath: worker(source) });
		expect(await ledger.record(fullRecord('a'))).toEqual(refusedBecause('first start'));
		expect(await ledger.record(fullRecord('a'))).toEqual(STORED);
	});

	it('that never answers is given up, and what waits is refused', async () => {
		const silent = worker("require('node:worker_threads').parentPort.on('message', () => {});");
		const ledger = ledgerAt(file, { workerPath: silent, patienceMs: 50 });
		expect(await ledger.record(fullRecord('a'))).toEqual(refusedBecause('did not answer within 0.05 s'));
	});
});
