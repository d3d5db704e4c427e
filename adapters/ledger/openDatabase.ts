import { existsSync, mkdirSync, statfsSync, statSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';

import { SqliteCode, sqliteCode } from './errors';
import { APPLICATION_ID, MIGRATIONS } from './schema';

/** An open ledger file. */
export interface OpenFile {
	readonly database: DatabaseSync;
	/** `false` once the file was moved or deleted under us: what is written there nobody would find. */
	stillThere(): boolean;
}

/** Several n8n processes may share the file: how long one waits for another's commit. */
const BUSY_TIMEOUT_MS = 5000;
const WAL_TRIES = 20;
const WAL_PAUSE_MS = 25;
const WAL_KEPT_BYTES = 64 * 1024 * 1024;
const OWNER_ONLY = 0o700;

/**
 * Opens the ledger at `file`, creating folder and schema where missing and migrating an older schema.
 * Throws where the disk or the file refuses; a file that is not ours, or newer than us, is left as it is.
 */
export function openDatabase(file: string, migrations: readonly string[] = MIGRATIONS): OpenFile {
	makeFolder(path.dirname(file));
	const database = new DatabaseSync(file, { timeout: BUSY_TIMEOUT_MS, enableForeignKeyConstraints: true });
	try {
		refuseForeign(database, migrations.length);
		chooseJournal(database, !isNetworkDisk(statfsSync(path.dirname(file)).type));
		database.exec(`PRAGMA synchronous = NORMAL; PRAGMA journal_size_limit = ${WAL_KEPT_BYTES}; PRAGMA secure_delete = ON;`);
		migrate(database, migrations);
		const opened = statSync(file).ino;
		return { database, stillThere: () => statSync(file, { throwIfNoEntry: false })?.ino === opened };
	} catch (error) {
		database.close();
		throw error;
	}
}

/** Filesystem types, as statfs names them, on which SQLite's WAL is not safe: its shared memory does not reach other machines. */
export function isNetworkDisk(type: number): boolean {
	return NETWORK_DISKS.has(type);
}

// From Linux' magic.h: NFS, SMB, CIFS, SMB2, Ceph, 9P, AFS, FUSE (sshfs, GlusterFS, Docker Desktop's mounts).
const NETWORK_DISKS = new Set([0x6969, 0x517b, 0xff534d42, 0xfe534d42, 0x00c36400, 0x01021997, 0x5346414f, 0x65735546]);

// Not `recursive`: there Node loops for ever where the system answers ENOENT though the parent exists (ran, Node 24).
function makeFolder(folder: string): void {
	if (existsSync(folder)) return;
	makeFolder(path.dirname(folder));
	try {
		mkdirSync(folder, { mode: OWNER_ONLY });
	} catch (error) {
		// Another process was quicker.
		if (!existsSync(folder)) throw error;
	}
}

function refuseForeign(database: DatabaseSync, ours: number): void {
	const version = pragma(database, 'user_version');
	const empty = database.prepare('SELECT 1 FROM sqlite_master LIMIT 1').get() === undefined;
	if (!empty && pragma(database, 'application_id') !== APPLICATION_ID) {
		throw new Error('it belongs to another program and was not changed; move it away, and a new ledger is created');
	}
	if (version > ours) {
		throw new Error(
			`it was written by a newer version of this package (schema ${version}, this one knows ${ours}) and was not changed; update the package`,
		);
	}
}

function chooseJournal(database: DatabaseSync, wal: boolean): void {
	if (wal && switchToWal(database)) return;
	try {
		database.exec('PRAGMA journal_mode = TRUNCATE');
	} catch (error) {
		// Another process has it open in WAL: then that is what it is in.
		if (sqliteCode(error) !== SqliteCode.busy) throw error;
	}
}

// The switch needs the file for itself for a moment; another process that has just made it is soon done.
function switchToWal(database: DatabaseSync): boolean {
	database.exec(`PRAGMA busy_timeout = ${WAL_PAUSE_MS}`);
	try {
		for (let tries = 0; tries < WAL_TRIES; tries++) {
			try {
				return database.prepare('PRAGMA journal_mode = WAL').get()?.['journal_mode'] === 'wal';
			} catch (error) {
				if (sqliteCode(error) !== SqliteCode.busy) return false;
				pause(WAL_PAUSE_MS);
			}
		}
		return false;
	} finally {
		database.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}`);
	}
}

function migrate(database: DatabaseSync, migrations: readonly string[]): void {
	if (pragma(database, 'user_version') === migrations.length) return;
	database.exec('BEGIN IMMEDIATE');
	try {
		// Read again under the lock: another process may have migrated meanwhile.
		refuseForeign(database, migrations.length);
		for (const step of migrations.slice(pragma(database, 'user_version'))) database.exec(step);
		database.exec(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${migrations.length};`);
		database.exec('COMMIT');
	} catch (error) {
		if (database.isTransaction) database.exec('ROLLBACK');
		throw error;
	}
}

function pragma(database: DatabaseSync, name: string): number {
	return Number(database.prepare(`PRAGMA ${name}`).get()?.[name]);
}

function pause(ms: number): void {
	Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}
