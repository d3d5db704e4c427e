import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { createPostgresLedger, type PostgresLedger } from '../../adapters/ledger/postgres/postgresLedger';
import type { PostgresSettings } from '../../adapters/ledger/postgres/settings';
import { createSqliteLedger, type SqliteLedger } from '../../adapters/ledger/sqliteLedger';
import { bundle, bundleWorker, tempFolder } from './ledger';

/** A process that writes records until it is killed. */
export interface Writer {
	readonly process: ChildProcess;
	/** `stored id`, `waiting id` or `refused id`, in order; whole lines only: a kill may cut the last one. */
	lines(): string[];
	/** Kills it once so many were acknowledged. */
	killAfter(lines: number): Promise<void>;
}

/** Makes ledgers in Postgres with their spools, in a folder of its own. */
export async function spooledLedgers() {
	const folder = tempFolder();
	const workerPath = await bundleWorker(folder.path);
	const writerPath = await bundle('test/stores/postgres/writerProcess.ts', folder.path);
	const closing: (() => Promise<void>)[] = [];
	const children: ChildProcess[] = [];
	const spoolPath = (name: string) => path.join(folder.path, name, 'spool.sqlite');

	function open(
		settings: PostgresSettings,
		spoolAt = spoolPath(settings.schema),
	): { readonly ledger: PostgresLedger; readonly spool: SqliteLedger } {
		const spool = createSqliteLedger({ path: spoolAt, workerPath });
		const ledger = createPostgresLedger({ settings, spool });
		closing.push(async () => {
			await ledger.close();
			await spool.close();
		});
		return { ledger, spool };
	}

	function startWriter(settings: PostgresSettings, prefix: string, many: number): Writer {
		const output = path.join(folder.path, `${settings.schema}-${prefix}.txt`);
		// A file, not a pipe: a full pipe refuses the writer's synchronous writes.
		const to = openSync(output, 'w');
		const child = spawn(
			process.execPath,
			[writerPath, JSON.stringify(settings), spoolPath(settings.schema), workerPath, prefix, String(many)],
			{ stdio: ['ignore', to, 'inherit'] },
		);
		closeSync(to);
		children.push(child);
		const lines = () => readFileSync(output, 'utf8').split('\n').slice(0, -1);
		const killAfter = async (least: number) => {
			while (lines().length < least) await sleep(2);
			child.kill('SIGKILL');
			await once(child, 'close');
		};
		return { process: child, lines, killAfter };
	}

	return {
		spoolPath,
		open,
		startWriter,
		/** Closes the ledgers opened since the last call. */
		async close() {
			await Promise.all(closing.splice(0).map((close) => close()));
		},
		remove() {
			for (const child of children) child.kill('SIGKILL');
			folder.remove();
		},
	};
}

/** Waits until it is so; a test that waits in vain runs into its time limit. */
export async function until(so: () => Promise<boolean>): Promise<void> {
	while (!(await so())) await sleep(20);
}
