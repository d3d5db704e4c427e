import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { build } from 'esbuild';

import { createFeedbackLedger } from '../../adapters/ledger/feedback/feedbackLedger';
import type { LedgerFile } from '../../adapters/ledger/ledgerFile';
import { createSqliteLedger, type SqliteLedger } from '../../adapters/ledger/sqliteLedger';
import type { FeedbackLedger } from '../../router/ledger/feedbackPort';

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

/** The feedback side of a ledger's file without its thread, for as long as nobody else has it open. */
export function feedbackOf(file: LedgerFile): FeedbackLedger {
	return createFeedbackLedger({
		perform: (ask) => {
			const reply = file.handle({ kind: 'feedback', ask });
			if (reply.kind === 'feedback') return Promise.resolve({ kind: 'done', answer: reply.answer });
			return Promise.resolve({ kind: 'refused', reason: 'reason' in reply ? reply.reason : reply.kind });
		},
		scrub: () => Promise.resolve(),
	});
}
