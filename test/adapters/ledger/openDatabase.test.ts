import { renameSync, statSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';

import { isNetworkDisk, openDatabase } from '../../../adapters/ledger/openDatabase';
import { recordReader } from '../../../adapters/ledger/readRecord';
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

	it('makes a folder that only its owner may look into', () => {
		const inside = path.join(path.dirname(file), 'made', 'ledger.sqlite');
		openDatabase(inside).database.close();
		expect((statSync(path.dirname(inside)).mode & 0o777).toString(8)).toBe('700');
	});

	it('fills in what reports add up where a file comes from before there were reports', () => {
		const first = openDatabase(file, MIGRATIONS.slice(0, 1));
		first.database.exec(`
			INSERT INTO decisions (seq, id, dedupe_key, at_ms, router_id, policy_hash, strategy, reason, degraded, result_kind, calls, cost_nano_usd, unknown_costs)
			VALUES (1, 'new', 'key', 5, 'router', 'hash', 'rules', '', 0, 'answered', 2, 60, 0), (2, 'empty', 'other', 5, 'router', 'hash', 'rules', '', 0, 'cancelled', 0, 0, 0);
			INSERT INTO attempts (decision_seq, position, model_id, why, started_ms, ended_ms, omitted, result_kind) VALUES (1, 0, 'm', 'first', 0, 1, '[]', 'answered'), (1, 1, 'n', 'escalation', 1, 2, '[]', 'answered');
			INSERT INTO charges (decision_seq, decision_id, id, position, attempt, model_id, purpose, input_tokens, output_tokens, cached_input_tokens, cost_nano_usd, basis)
			VALUES (1, 'old', 'a', 0, NULL, 'n', 'answer', 9, 9, 0, 10, 'reported'), (1, 'new', 'a', 0, 0, 'm', 'draft', 3, 4, 0, 20, 'reported'), (1, 'new', 'b', 1, 1, 'n', 'answer', 5, 6, 0, 30, 'reported')`);
		first.database.close();
		const { database } = openDatabase(file);
		const rows = database
			.prepare('SELECT id, escalated, answer_cost, draft_cost, shadow_cost, answer_input, answer_output FROM decisions ORDER BY seq')
			.all()
			.map((row) => ({ ...row }));
		expect(rows).toEqual([
			{ id: 'new', escalated: 1, answer_cost: 40, draft_cost: 20, shadow_cost: 0, answer_input: 5, answer_output: 6 },
			{ id: 'empty', escalated: 0, answer_cost: 0, draft_cost: 0, shadow_cost: 0, answer_input: null, answer_output: null },
		]);
		database.close();
	});

	it('brings an older file forward and keeps what is in it', () => {
		const first = openDatabase(file);
		first.database.exec(
			"INSERT INTO outcomes (seq, dedupe_key, decision_id, model_id, at_ms, score, source) VALUES (1, 'key', 'decision', 'model', 5, 0.5, 'source')",
		);
		first.database.close();
		const { database } = openDatabase(file, [...MIGRATIONS, 'ALTER TABLE outcomes ADD COLUMN note TEXT']);
		expect(pragma(database, 'user_version')).toBe(MIGRATIONS.length + 1);
		expect({ ...database.prepare('SELECT score, note FROM outcomes').get() }).toEqual({ score: 0.5, note: null });
		database.close();
	});

	it('takes audits of an older file for chosen ones: of the others it kept no probability', () => {
		const old = openDatabase(file, MIGRATIONS.slice(0, 5)).database;
		old.exec(`
			INSERT INTO decisions (id, dedupe_key, at_ms, router_id, policy_hash, policy_basis, strategy, reason, degraded, result_kind, calls, cost_nano_usd, unknown_costs, audit_probability)
			VALUES ('chosen', 'e:n:0:0', 5, 'w:n', 'hash', 'hash', 'classifier', 'why', 0, 'cancelled', 0, 0, 0, 0.1), ('other', 'e:n:0:1', 5, 'w:n', 'hash', 'hash', 'classifier', 'why', 0, 'cancelled', 0, 0, 0, NULL);
		`);
		old.close();
		const { database } = openDatabase(file);
		const read = recordReader(database);
		expect([read('chosen')?.audit, read('other')?.audit]).toEqual([{ probability: 0.1, chosen: true }, null]);
		database.close();
	});

	it('reads candidates of the first version, which predicted nothing but the quality', () => {
		const first = openDatabase(file, MIGRATIONS.slice(0, 1)).database;
		first.exec(`
			INSERT INTO decisions (id, dedupe_key, at_ms, router_id, policy_hash, strategy, reason, degraded, result_kind, calls, cost_nano_usd, unknown_costs)
			VALUES ('old', 'e:n:0:0', 5, 'w:n', 'hash', 'classifier', 'why', 0, 'cancelled', 0, 0, 0);
			INSERT INTO candidates VALUES (1, 0, 'maker/cheap', 0, NULL, 'key', NULL, 0.8, 1);
		`);
		first.close();
		const { database } = openDatabase(file);
		expect(recordReader(database)('old')?.candidates).toEqual([
			{ modelId: 'maker/cheap', rank: 0, price: null, limitsKey: 'key', excludedBy: null, quality: 0.8, prior: null, propensity: 1 },
		]);
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
		database.exec(
			"INSERT INTO outcomes (seq, dedupe_key, decision_id, model_id, at_ms, score, source) VALUES (1, 'key', 'decision', 'model', 5, 0.5, 'source')",
		);
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
	it.each([
		['NFS', 0x6969],
		['CIFS', 0xff534d42],
		['FUSE', 0x65735546],
		['9P', 0x01021997],
	])('%s is one', (_, type) => {
		expect(isNetworkDisk(type)).toBe(true);
	});

	it.each([
		['ext4', 0xef53],
		['tmpfs', 0x01021994],
		['overlay', 0x794c7630],
		['xfs', 0x58465342],
		['btrfs', 0x9123683e],
	])('%s is none', (_, type) => {
		expect(isNetworkDisk(type)).toBe(false);
	});
});
