import { existsSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';

import { recordReader } from '../../adapters/ledger/readRecord';
import type { DecisionRecord } from '../../router/ledger/record';
import { tempFolder } from '../support/ledger';
import type { Ask } from '../support/routeNode';

/** Where a killed process has written its records: how it is told to, and how they are read back without it. */
export interface KilledStore {
	/** How the process and its workflow are set up to write here. */
	readonly runner: { readonly env: NodeJS.ProcessEnv; readonly ask: Partial<Ask> };
	/** Ids of all records, in the order they were first stored. */
	ids(): Promise<readonly string[]>;
	/** The records with these ids. Rejects where one is not what the schema promises. */
	read(ids: readonly string[]): Promise<readonly DecisionRecord[]>;
	/** What the store itself finds wrong with what it holds; empty: nothing. */
	damage(): Promise<readonly string[]>;
	/** From now on nothing can be committed here, until the returned function is called. */
	holdCommits(): Promise<() => Promise<void>>;
	close(): Promise<void>;
}

/** A ledger file in a folder of its own, made by the first process that writes to it. */
export async function sqliteStore(): Promise<KilledStore> {
	const folder = tempFolder();
	const file = path.join(folder.path, '.n8n', 'storage', 'n8n-nodes-llm-router', 'ledger.sqlite');
	// Read-only, so that the next process finds the file and its log exactly as the killed one left them.
	const reading = async <T>(none: T, read: (database: DatabaseSync) => T): Promise<T> => {
		if (!existsSync(file)) return none;
		const database = new DatabaseSync(file, { readOnly: true });
		try {
			const made = database.prepare("SELECT 1 FROM sqlite_master WHERE name = 'decisions'").get();
			return made === undefined ? none : read(database);
		} finally {
			database.close();
		}
	};
	return {
		runner: { env: { N8N_USER_FOLDER: folder.path }, ask: {} },
		ids: () => reading<string[]>([], (database) => database.prepare('SELECT id FROM decisions ORDER BY seq').all().map(({ id }) => String(id))),
		read: (ids) =>
			reading<DecisionRecord[]>([], (database) => {
				const read = recordReader(database);
				return ids.flatMap((id) => read(id) ?? []);
			}),
		damage: () =>
			reading<string[]>([], (database) =>
				['integrity_check', 'foreign_key_check']
					.flatMap((pragma) => database.prepare(`PRAGMA ${pragma}`).all().map((row) => JSON.stringify(row)))
					.filter((row) => row !== '{"integrity_check":"ok"}'),
			),
		async holdCommits() {
			// Where there is no file yet, there is nothing to hold.
			if (!existsSync(file)) return async () => undefined;
			const database = new DatabaseSync(file, { timeout: 5_000 });
			database.exec('BEGIN IMMEDIATE');
			return async () => database.close();
		},
		close: async () => folder.remove(),
	};
}
