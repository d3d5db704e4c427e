import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';

import { createSqliteLedger, type SqliteLedger } from '../../../adapters/ledger/sqliteLedger';
import { SESSION_MS } from '../../../router/session/sessionStore';
import { bundle, bundleWorker, tempFolder } from '../../support/ledger';
import { fullRecord } from '../../support/records';
import { sessionContract } from '../../support/sessionContract';

const folder = tempFolder();
let workerPath: string;
let file: string;
let ledger: SqliteLedger;
let files = 0;
const opened: SqliteLedger[] = [];

beforeAll(async () => {
	workerPath = await bundleWorker(folder.path);
});
beforeEach(async () => {
	file = path.join(folder.path, `run-${String(++files)}`, 'ledger.sqlite');
	ledger = open(file);
	// The thread takes a while to start, which a session does not wait for.
	await ledger.count();
});
afterEach(async () => {
	await Promise.all(opened.splice(0).map((one) => one.close()));
});
afterAll(() => folder.remove());

function open(at: string): SqliteLedger {
	const one = createSqliteLedger({ path: at, workerPath });
	opened.push(one);
	return one;
}

function query(sql: string): unknown[] {
	const database = new DatabaseSync(file);
	const rows = database.prepare(sql).all();
	database.close();
	return rows.map((row) => ({ ...row }));
}

sessionContract(() => ledger.sessions);

it('a state is there when the file is opened again', async () => {
	await ledger.sessions.write('a', { turn: 1 }, 1000);
	await ledger.close();
	const again = open(file);
	await again.count();
	expect(await again.sessions.read('a', 1000)).toEqual({ turn: 1 });
});

it('and after kill -9: what was written last, or the turn that was being written', async () => {
	const writer = await bundle('test/adapters/ledger/sessionWriterProcess.ts', folder.path);
	const child = spawn(process.execPath, [writer, file, workerPath, 'a'], { stdio: ['ignore', 'pipe', 'inherit'] });
	let text = '';
	child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
		text += chunk;
		if (text.split('\n').length > 100) child.kill('SIGKILL');
	});
	await once(child, 'close');
	const told = Number(text.split('\n').at(-2));
	const read = await ledger.sessions.read('a', Date.now());
	expect([{ turn: told }, { turn: told + 1 }]).toContainEqual(read);
});

it('what is past its time goes while records are written; of the others none does', async () => {
	const nowMs = Date.now();
	await ledger.sessions.write('over', {}, nowMs - SESSION_MS);
	await ledger.sessions.write('lately', {}, nowMs - SESSION_MS + 60_000);
	await ledger.record(fullRecord('one'));
	expect(query('SELECT key FROM sessions')).toEqual([{ key: 'lately' }]);
});

it('many that are past their time go a hundred at once, so that no record waits for them', async () => {
	const database = new DatabaseSync(file);
	database.exec(
		"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 250) INSERT INTO sessions SELECT 'k' || i, i, '{}' FROM n",
	);
	database.close();
	await ledger.record(fullRecord('one'));
	expect(query('SELECT count(*) AS n, min(at_ms) AS first FROM sessions')).toEqual([{ n: 150, first: 101 }]);
});

it('a state that cannot be read is none', async () => {
	await ledger.sessions.write('a', { turn: 1 }, 1000);
	query("UPDATE sessions SET state = '{'");
	expect(await ledger.sessions.read('a', 1000)).toBeNull();
});

it('where the disk refuses, and once the ledger is closed, there is no session', async () => {
	const taken = path.join(folder.path, 'taken.sqlite');
	mkdirSync(taken);
	const refusing = open(taken);
	await ledger.sessions.write('a', { turn: 1 }, 1000);
	await ledger.close();
	for (const { sessions } of [refusing, ledger]) {
		expect(await sessions.write('a', { turn: 2 }, 2000)).toBeUndefined();
		expect(await sessions.read('a', 2000)).toBeNull();
	}
	expect(query('SELECT state FROM sessions')).toEqual([{ state: '{"turn":1}' }]);
});
