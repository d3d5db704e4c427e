import { readFileSync } from 'node:fs';
import path from 'node:path';

import { emptyLog, rebuildContents } from '../../../adapters/ledger/feedback/scrub';
import { openDatabase } from '../../../adapters/ledger/openDatabase';
import { seeded } from '../../../scripts/lib/seeded';
import { tempFolder } from '../../support/ledger';

const folder = tempFolder();
afterAll(() => folder.remove());

/** Texts come and go for a while; those that are left. */
function comeAndGo(database: ReturnType<typeof openDatabase>['database'], random: () => number): Set<number> {
	database.exec('PRAGMA foreign_keys = OFF');
	const insert = database.prepare('INSERT INTO contents (decision_seq, prompt, answer, expires_at_ms) VALUES (?, ?, ?, 1)');
	const remove = database.prepare('DELETE FROM contents WHERE decision_seq = ?');
	const alive = new Set<number>();
	for (let round = 0, seq = 0; round < 40; round++) {
		database.exec('BEGIN');
		for (let n = 0; n < 40; n++) {
			const length = Math.floor(random() ** 3 * 9000);
			insert.run(++seq, `TEXT${seq}. ${'p'.repeat(length)}`, `TEXT${seq}. ${'a'.repeat(Math.floor(random() * length))}`);
			alive.add(seq);
		}
		for (const one of [...alive].filter(() => random() < 0.4)) {
			remove.run(one);
			alive.delete(one);
		}
		database.exec('COMMIT');
	}
	return alive;
}

// Without the rebuilding some of these seeds leave a deleted text to be read.
it.each(Array.from({ length: 25 }, (_, index) => index + 1))(
	'a deleted text is in no byte of the file, a live one is as it was (seed %d)',
	(seed) => {
		const file = path.join(folder.path, `${seed}.sqlite`);
		const { database } = openDatabase(file);
		const alive = comeAndGo(database, seeded(seed));
		const all = () => database.prepare('SELECT * FROM contents ORDER BY decision_seq').all();
		const before = all();
		for (let times = 0; times < 2; times++) {
			database.exec('BEGIN IMMEDIATE');
			rebuildContents(database);
			database.exec('COMMIT');
		}
		expect(emptyLog(database)).toBe(true);
		const bytes = readFileSync(file, 'latin1') + readFileSync(`${file}-wal`, 'latin1');
		const readable = new Set([...bytes.matchAll(/TEXT(\d+)\./g)].map(([, seq]) => Number(seq)));
		expect([...readable].filter((seq) => !alive.has(seq))).toEqual([]);
		expect(readable.size).toBe(alive.size);
		expect(all()).toEqual(before);
		expect(database.prepare("SELECT count(*) AS n FROM sqlite_master WHERE type = 'index' AND tbl_name = 'contents'").get()?.['n']).toBe(2);
		database.close();
	},
);
