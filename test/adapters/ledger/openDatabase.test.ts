import { renameSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';

import { isNetworkDisk, openDatabase } from '../../../adapters/ledger/openDatabase';
import { MIGRATIONS } from '../../../adapters/ledger/schema';
import { tempFolder } from '../../support/ledger';

const folder = tempFolder();
let file: string;
let files = 0;

beforeEach(() => {
	file = path.join(folder.path, 'made', 'on', 'the', 'way', `${++files}.sqlite`);
});
afterAll(() => folder.remove());

function pragma(database: DatabaseSync, name: string): unknown {
	return database.prepare(`PRAGMA ${name}`).get()?.[name];
}

describe('openDatabase', () => {
	it('makes folder and file, in WAL, with a commit that survives the process', () => {
		const { database } = openDatabase(file);
		expect(pragma(database, 'journal_mode')).toBe('wal');
		expect(pragma(database, 'synchronous')).toBe(1);
		expect(pragma(database, 'user_version')).toBe(MIGRATIONS.length);
		database.close();
	});

	it('brings an older file forward and keeps what is in it', () => {
		const first = openDatabase(file);
		first.database.exec("INSERT INTO outcomes (seq, dedupe_key, decision_id, model_id, at_ms, score, source) VALUES (1, 'key', 'decision', 'model', 5, 0.5, 'source')");
		first.database.close();
		const { database } = openDatabase(file, [...MIGRATIONS, 'ALTER TABLE outcomes ADD COLUMN note TEXT']);
		expect(pragma(database, 'user_version')).toBe(MIGRATIONS.length + 1);
		expect({ ...database.prepare('SELECT score, note FROM outcomes').get() }).toEqual({ score: 0.5, note: null });
		database.close();
	});

	it('leaves a file as it was where a migration fails halfway', () => {
		openDatabase(file).database.close();
		const broken = [...MIGRATIONS, 'CREATE TABLE half (x)', 'CREATE NONSENSE'];
		expect(() => openDatabase(file, broken)).toThrow('NONSENSE');
		const { database } = openDatabase(file);
		expect(database.prepare("SELECT count(*) AS n FROM sqlite_master WHERE name = 'half'").get()?.['n']).toBe(0);
		database.close();
	});

	it('goes on with a plain journal where the file cannot be switched to WAL', () => {
		openDatabase(file).database.close();
		const other = new DatabaseSync(file);
		other.exec('PRAGMA journal_mode = DELETE; BEGIN; SELECT count(*) FROM decisions;');
		const { database } = openDatabase(file);
		expect(pragma(database, 'journal_mode')).toBe('truncate');
		other.exec('COMMIT');
		other.close();
		database.exec("INSERT INTO outcomes (seq, dedupe_key, decision_id, model_id, at_ms, score, source) VALUES (1, 'key', 'decision', 'model', 5, 0.5, 'source')");
		database.close();
	});

	it('notices that the file was taken away', () => {
		const opened = openDatabase(file);
		expect(opened.stillThere()).toBe(true);
		opened.database.exec('PRAGMA journal_mode = DELETE');
		const fresh = path.join(folder.path, 'moved.sqlite');
		renameSync(file, fresh);
		expect(opened.stillThere()).toBe(false);
		opened.database.close();
	});
});

describe('isNetworkDisk', () => {
	it.each([['NFS', 0x6969], ['CIFS', 0xff534d42], ['FUSE', 0x65735546], ['9P', 0x01021997]])('%s is one', (_, type) => {
		expect(isNetworkDisk(type)).toBe(true);
	});

	it.each([['ext4', 0xef53], ['tmpfs', 0x01021994], ['overlay', 0x794c7630], ['xfs', 0x58465342], ['btrfs', 0x9123683e]])('%s is none', (_, type) => {
		expect(isNetworkDisk(type)).toBe(false);
	});
});
