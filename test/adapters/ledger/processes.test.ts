import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';

import { createSqliteLedger } from '../../../adapters/ledger/sqliteLedger';
import { bundle, bundleWorker, tempFolder } from '../../support/ledger';
import { fullRecord } from '../../support/records';

const folder = tempFolder();
let workerPath: string;
let writerPath: string;

beforeAll(async () => {
	workerPath = await bundleWorker(folder.path);
	writerPath = await bundle('test/adapters/ledger/writerProcess.ts', folder.path);
});
afterAll(() => {
	for (const child of started) child.kill('SIGKILL');
	folder.remove();
});

const started: ChildProcess[] = [];

interface Writer {
	readonly process: ChildProcess;
	/** Whole lines only: a kill may cut the last one. */
	lines(): string[];
}

function startWriter(file: string, prefix: string, many: number): Writer {
	const output = path.join(folder.path, `${prefix}.txt`);
	// A file, not a pipe: a full pipe refuses the writer's synchronous writes.
	const to = openSync(output, 'w');
	const child = spawn(process.execPath, [writerPath, file, workerPath, prefix, String(many)], { stdio: ['ignore', to, 'inherit'] });
	closeSync(to);
	started.push(child);
	return { process: child, lines: () => readFileSync(output, 'utf8').split('\n').slice(0, -1) };
}

async function killAfter(writer: Writer, acknowledged: number): Promise<void> {
	while (writer.lines().length < acknowledged) await new Promise((resolve) => setTimeout(resolve, 2));
	writer.process.kill('SIGKILL');
	await once(writer.process, 'close');
}

function inFile<T>(file: string, read: (database: DatabaseSync) => T): T {
	const database = new DatabaseSync(file);
	try {
		return read(database);
	} finally {
		database.close();
	}
}

describe('kill -9 while writing', () => {
	it('loses no acknowledged record and leaves no half one, time after time', async () => {
		const file = path.join(folder.path, 'killed', 'ledger.sqlite');
		const acknowledged: string[] = [];
		for (const [round, after] of [1, 150, 700, 40, 1500, 333].entries()) {
			const writer = startWriter(file, `round${round}`, 0);
			await killAfter(writer, after);
			acknowledged.push(...writer.lines());
		}
		inFile(file, (database) => {
			const stored = new Set(
				database
					.prepare('SELECT id FROM decisions')
					.all()
					.map(({ id }) => id),
			);
			expect(acknowledged.length).toBeGreaterThanOrEqual(2724);
			expect(acknowledged.filter((id) => !stored.has(id))).toEqual([]);
			expect(halves(database)).toEqual([]);
			expect(
				database
					.prepare('PRAGMA integrity_check')
					.all()
					.map((row) => ({ ...row })),
			).toEqual([{ integrity_check: 'ok' }]);
		});
		const next = createSqliteLedger({ path: file, workerPath });
		expect(await next.record(fullRecord('after'))).toEqual({ kind: 'stored' });
		await next.close();
	});
});

function halves(database: DatabaseSync): unknown[] {
	const counts = ['candidates', 'attempts', 'charges', 'contents'].map(
		(table) => `(SELECT count(*) FROM ${table} WHERE decision_seq = seq)`,
	);
	return database.prepare(`SELECT id FROM decisions WHERE (${counts.join(', ')}) <> (2, 5, 3, 1)`).all();
}

describe('several processes on one file', () => {
	it('store all their records, also where each of them makes the file', async () => {
		const file = path.join(folder.path, 'shared', 'ledger.sqlite');
		const writers = ['a', 'b', 'c'].map((prefix) => startWriter(file, prefix, 400));
		await Promise.all(writers.map((writer) => once(writer.process, 'close')));
		expect(writers.flatMap((writer) => writer.lines()).filter((line) => line.startsWith('refused'))).toEqual([]);
		inFile(file, (database) => {
			expect({ ...database.prepare('SELECT count(*) AS n FROM decisions').get() }).toEqual({ n: 1200 });
			expect(halves(database)).toEqual([]);
		});
	});
});

describe('the process', () => {
	it('ends by itself once nothing is to be stored, without closing the ledger', async () => {
		const writer = startWriter(path.join(folder.path, 'ends', 'ledger.sqlite'), 'e', 60);
		await once(writer.process, 'close');
		expect(writer.process.exitCode).toBe(0);
		expect(writer.lines()).toHaveLength(60);
	});
});
