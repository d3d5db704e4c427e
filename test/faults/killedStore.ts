import path from 'node:path';

import type { DecisionRecord } from '../../router/ledger/record';
import { killedFile, storageOf } from '../support/killedFile';
import { tempFolder } from '../support/ledger';
import type { Ask } from '../support/routeNode';

/** Where a killed process has written its records: how it is told to, and how they are read back without it. */
export interface KilledStore {
	/** How the process and its workflow are set up to write here. */
	readonly runner: { readonly env: NodeJS.ProcessEnv; readonly ask: Partial<Ask> };
	/** Called before the process of a round starts. */
	begin(round: number, random: () => number): void;
	/** Ids of all records, each once, wherever they are. */
	ids(): Promise<readonly string[]>;
	/** Ids of those that are not yet where they belong. */
	waiting(): Promise<readonly string[]>;
	/** The records with these ids. Rejects where one is not what the schema promises. */
	read(ids: readonly string[]): Promise<readonly DecisionRecord[]>;
	/** What the store itself finds wrong with what it holds; empty: nothing. */
	damage(): Promise<readonly string[]>;
	/** From now on nothing can be committed here, until the returned function is called. */
	holdCommits(): Promise<() => Promise<void>>;
	/** What the rounds have not put to the test; empty: nothing. @param emitted ids of all items that left. */
	untested(emitted: readonly string[]): readonly string[];
	close(): Promise<void>;
}

/** A ledger file in a folder of its own, made by the first process that writes to it. */
export async function sqliteStore(): Promise<KilledStore> {
	const folder = tempFolder();
	const file = killedFile(() => path.join(storageOf(folder.path), 'ledger.sqlite'));
	return {
		runner: { env: { N8N_USER_FOLDER: folder.path }, ask: {} },
		begin: () => undefined,
		ids: async () => file.ids(),
		waiting: async () => [],
		read: async (ids) => file.read(ids),
		damage: async () => file.damage(),
		holdCommits: async () => file.hold(),
		untested: () => [],
		close: async () => folder.remove(),
	};
}
