import type { DatabaseSync } from 'node:sqlite';

import { z } from '../../../vendor/zod';

const FRESH = 'contents_fresh';
const sqlSchema = z.object({ sql: z.string() });

/**
 * Writes prompts, answers and features anew; the caller holds the transaction. SQLite zeroes what it deletes
 * (secure_delete), but while it makes room it copies rows between pages and leaves old copies behind (ran: seven
 * of some 90,000 deleted texts could still be read); a dropped table's pages are zeroed as a whole.
 */
export function rebuildContents(database: DatabaseSync): void {
	const definition = database.prepare(
		"SELECT sql FROM sqlite_master WHERE tbl_name = 'contents' AND type = ? AND sql IS NOT NULL ORDER BY name",
	);
	const [table, ...indexes] = [...definition.all('table'), ...definition.all('index')].map((row) => sqlSchema.parse(row).sql);
	if (table === undefined) return;
	database.exec(table.replace(/^CREATE TABLE "?contents"?/, `CREATE TABLE ${FRESH}`));
	database.exec(`INSERT INTO ${FRESH} SELECT * FROM contents; DROP TABLE contents; ALTER TABLE ${FRESH} RENAME TO contents`);
	for (const index of indexes) database.exec(index);
}

/**
 * Copies the write-ahead log into the file and empties it: until then it holds what the file held. `false` where
 * somebody else reads from it just now.
 */
export function emptyLog(database: DatabaseSync): boolean {
	return database.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get()?.['busy'] === 0;
}
