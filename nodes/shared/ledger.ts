import { isBuiltin } from 'node:module';
import { homedir } from 'node:os';
import path from 'node:path';

import { createSqliteLedger, type SqliteLedger } from '../../adapters/ledger/sqliteLedger';
import type { Ledger } from '../../router/ledger/port';

const SHARED = Symbol.for('n8n-nodes-llm-router/ledger');
const FOLDER = 'n8n-nodes-llm-router';
const FILE = 'ledger.sqlite';
// Beside the compiled node files; the build bundles it on its own.
const WORKER = path.join(__dirname, '..', '..', 'adapters', 'ledger', 'sqliteWorker.js');

/** What the ledger asks of a node's context (`this` in `execute`). */
export interface LedgerContext {
	readonly helpers: object;
	getNode(): { readonly type: string };
}

/**
 * The ledger of this n8n: one file and one worker for all our nodes, however they were installed. Without
 * SQLite in this Node it refuses every record and says why.
 */
export function ledgerFor(context: LedgerContext): Ledger {
	if (!isBuiltin('node:sqlite')) return NO_SQLITE;
	const file = ledgerPath(context);
	const ledgers = sharedLedgers();
	const ledger = ledgers.get(file) ?? createSqliteLedger({ path: file, workerPath: WORKER });
	ledgers.set(file, ledger);
	return ledger;
}

/** Stores what waits and closes every ledger of this process; the next `ledgerFor` opens it anew. */
export async function closeLedgers(): Promise<void> {
	const open = [...sharedLedgers().values()];
	sharedLedgers().clear();
	await Promise.all(open.map((ledger) => ledger.close()));
}

/**
 * Where the ledger lives. n8n's storage path ends in the node's type, which differs per node and per way of
 * installing, so ours is a folder beside those.
 */
export function ledgerPath(context: LedgerContext): string {
	const { helpers } = context;
	const storage = hasStoragePath(helpers) ? withoutType(helpers.getStoragePath(), context.getNode().type) : storageOfOlderN8n();
	return path.join(storage, FOLDER, FILE);
}

function hasStoragePath(helpers: object): helpers is { getStoragePath(): string } {
	return 'getStoragePath' in helpers;
}

// A scoped package's type has a slash in it and so is two folders deep.
function withoutType(storagePath: string, type: string): string {
	return path.resolve(storagePath, ...type.split('/').map(() => '..'));
}

function storageOfOlderN8n(): string {
	return path.join(process.env['N8N_USER_FOLDER'] ?? homedir(), '.n8n', 'storage');
}

// On globalThis, because n8n may load our package twice.
function sharedLedgers(): Map<string, SqliteLedger> {
	const holder: typeof globalThis & { [SHARED]?: Map<string, SqliteLedger> } = globalThis;
	return (holder[SHARED] ??= new Map());
}

const NO_SQLITE: Ledger = {
	record: async () => ({
		kind: 'refused',
		reason: `This n8n runs on Node ${process.versions.node}, which has no SQLite (node:sqlite); run n8n on Node 24.`,
	}),
};
