import { existsSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';

import { recordReader } from '../../adapters/ledger/readRecord';
import type { DecisionRecord } from '../../router/ledger/record';

/** Where the nodes of an n8n with this user folder keep their files. */
export function storageOf(userFolder: string): string {
	return path.join(userFolder, '.n8n', 'storage', 'n8n-nodes-llm-router');
}

/** A ledger file that a killed process has left. */
export interface KilledFile {
	/** In the order they were first stored. */
	ids(): readonly string[];
	/** Throws where one is not what the schema promises. */
	read(ids: readonly string[]): readonly DecisionRecord[];
	/** What SQLite itself finds wrong; empty: nothing. */
	damage(): readonly string[];
	/** From now on nothing can be committed here, until the returned function is called. */
	hold(): () => Promise<void>;
}

/** @param find its path; `null`, or none there: it has not been made yet. */
export function killedFile(find: () => string | null): KilledFile {
	// Read-only, so that the next process finds the file and its log exactly as the killed one left them.
	const reading = <T>(none: T, read: (database: DatabaseSync) => T): T => {
		const file = find();
		if (file === null || !existsSync(file)) return none;
		// The process that came back may hold the file for a moment while it takes over what was left.
		const database = new DatabaseSync(file, { readOnly: true, timeout: LOCKED_MS });
		try {
			const made = database.prepare("SELECT 1 FROM sqlite_master WHERE name = 'decisions'").get();
			return made === undefined ? none : read(database);
		} finally {
			database.close();
		}
	};
	return {
		ids: () =>
			reading<string[]>([], (database) =>
				database
					.prepare('SELECT id FROM decisions ORDER BY seq')
					.all()
					.map(({ id }) => String(id)),
			),
		read: (ids) =>
			reading<DecisionRecord[]>([], (database) => {
				const read = recordReader(database);
				return ids.flatMap((id) => read(id) ?? []);
			}),
		damage: () =>
			reading<string[]>([], (database) =>
				['integrity_check', 'foreign_key_check']
					.flatMap((pragma) =>
						database
							.prepare(`PRAGMA ${pragma}`)
							.all()
							.map((row) => JSON.stringify(row)),
					)
					.filter((row) => row !== '{"integrity_check":"ok"}'),
			),
		hold() {
			const file = find();
			// Where there is no file yet, there is nothing to hold.
			if (file === null || !existsSync(file)) return async () => undefined;
			const database = new DatabaseSync(file, { timeout: 5_000 });
			database.exec('BEGIN IMMEDIATE');
			return async () => database.close();
		},
	};
}

const LOCKED_MS = 5_000;
