import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { build } from 'esbuild';

import { createSqliteLedger, type SqliteLedger } from '../../adapters/ledger/sqliteLedger';

const ROOT = path.join(__dirname, '..', '..');

/** A folder of its own for a test file; `remove` it afterwards. */
export function tempFolder(): { readonly path: string; remove(): void } {
	const folder = mkdtempSync(path.join(tmpdir(), 'ledger-'));
	return { path: folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Bundles a TypeScript file as the build does, because a thread or a process cannot start from sources. */
export async function bundle(entry: string, folder: string): Promise<string> {
	const outfile = path.join(folder, `${path.basename(entry, '.ts')}.js`);
	await build({ entryPoints: [path.join(ROOT, entry)], outfile, bundle: true, platform: 'node', format: 'cjs', target: 'node20' });
	return outfile;
}

export function bundleWorker(folder: string): Promise<string> {
	return bundle('adapters/ledger/sqliteWorker.ts', folder);
}

/**
 * Puts a ledger with a bundled worker where our nodes look for the one of this path (see `ledgerPath` in
 * nodes/shared/ledger.ts); `closeLedgers` closes it.
 */
export function shareLedger(file: string, workerPath: string): SqliteLedger {
	const ledger = createSqliteLedger({ path: file, workerPath });
	const key = Symbol.for('n8n-nodes-llm-router/ledger');
	const holder: typeof globalThis & { [key]?: Map<string, SqliteLedger> } = globalThis;
	(holder[key] ??= new Map()).set(file, ledger);
	return ledger;
}
