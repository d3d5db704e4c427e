import { isBuiltin } from 'node:module';
import path from 'node:path';

import { createSqliteLedger, type SqliteLedger } from '../../adapters/ledger/sqliteLedger';
import type { Ledger } from '../../router/ledger/port';
import { storageFolder, type StorageContext } from './storage';

const SHARED = Symbol.for('n8n-nodes-llm-router/ledger');
const FILE = 'ledger.sqlite';
// Beside the compiled node files; the build bundles it on its own.
const WORKER = path.join(__dirname, '..', '..', 'adapters', 'ledger', 'sqliteWorker.js');

/** What the ledger asks of a node's context (`this` in `execute`). */
export type LedgerContext = StorageContext;

/**
 * The ledger of this n8n: one file and one worker for all our nodes, however they were installed. Without
 * SQLite in this Node it refuses every record and says why.
 */
export function ledgerFor(context: LedgerContext): Ledger {
	return ownLedger(context) ?? NO_SQLITE;
}

/** The same with all it can do; `null` without SQLite. */
export function ownLedger(context: LedgerContext): SqliteLedger | null {
	return isBuiltin('node:sqlite') ? sqliteLedgerAt(ledgerPath(context)) : null;
}

/** The ledger in this file: one for all our nodes. */
export function sqliteLedgerAt(file: string): SqliteLedger {
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

/** Where the ledger lives. */
export function ledgerPath(context: LedgerContext): string {
	return path.join(storageFolder(context), FILE);
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
	tally: async () => null,
};
