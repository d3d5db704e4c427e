import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { Pool, TypeOverrides, type PoolClient } from 'pg';

import { clientOptions, type PostgresSettings } from '../../adapters/ledger/postgres/settings';
import { postgresPrograms } from '../../scripts/lib/apt';
import { freePort } from '../../scripts/lib/n8n/server';

export const USER = 'router';
export const PASSWORD = 'pass"word\'of-a-test';

export interface TestPostgres {
	/** How to enter it, in a schema of this name. */
	settings(schema: string, changes?: Partial<PostgresSettings>): PostgresSettings;
	/** Works in a schema, on a connection of its own. Integers are read as numbers. */
	use<T>(schema: string, work: (client: PoolClient) => Promise<T>): Promise<T>;
	/** Runs statements in a schema; the rows of the last one, with its integers as numbers. */
	query(schema: string, sql: string): Promise<readonly Record<string, unknown>[]>;
	/** Starts it again where it has ended, on the same data and port. */
	start(): Promise<void>;
	/** Ends it in order; clients are disconnected. */
	stop(): Promise<void>;
	/** Ends it at once, as a crash does. */
	kill(): Promise<void>;
	/** Ends it and deletes its data. */
	remove(): Promise<void>;
}

export interface TlsFiles {
	readonly cert: string;
	readonly key: string;
}

/** A real Postgres on loopback with a data folder of its own; with `tls`, of these two PEM files. */
export async function startPostgres(tls?: TlsFiles): Promise<TestPostgres> {
	const programs = postgresPrograms();
	if (programs === null) throw new Error('Postgres is not installed.');
	// It refuses to run as root.
	const owner = process.getuid?.() === 0 ? { uid: idOf('-u'), gid: idOf('-g') } : {};
	const folder = mkdtempSync(path.join(tmpdir(), 'postgres-'));
	const own = (file: string) => owner.uid !== undefined && chownSync(file, owner.uid, owner.gid);
	own(folder);
	const data = path.join(folder, 'data');
	const password = path.join(folder, 'password');
	writeFileSync(password, PASSWORD);
	own(password);
	execFileSync(
		path.join(programs, 'initdb'),
		['-D', data, '-U', USER, '--auth=scram-sha-256', `--pwfile=${password}`, '--no-sync', '-E', 'UTF8', '--locale=C'],
		{ ...owner, cwd: folder, stdio: 'pipe' },
	);
	const port = await freePort();
	const options = [
		'fsync=off',
		'full_page_writes=off',
		'listen_addresses=127.0.0.1,127.0.0.2',
		`unix_socket_directories=${folder}`,
		'shared_buffers=32MB',
	];
	if (tls !== undefined) {
		for (const name of ['cert', 'key'] as const) {
			const file = path.join(folder, `${name}.pem`);
			cpSync(tls[name], file);
			own(file);
			options.push(`ssl_${name}_file=${file}`);
		}
		options.push('ssl=on');
	}
	const program = {
		file: path.join(programs, 'postgres'),
		args: ['-D', data, '-p', String(port), ...options.flatMap((option) => ['-c', option])],
		owner,
		folder,
	};
	return new Running({ program, port }).started();
}

function idOf(flag: string): number {
	return Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
}

interface Program {
	readonly file: string;
	readonly args: readonly string[];
	readonly owner: { readonly uid?: number; readonly gid?: number };
	readonly folder: string;
}

class Running implements TestPostgres {
	private child: ChildProcess | null = null;

	constructor(private readonly made: { readonly program: Program; readonly port: number }) {
		process.once('exit', () => this.child?.kill('SIGQUIT'));
	}

	async started(): Promise<this> {
		await this.start();
		return this;
	}

	settings(schema: string, changes: Partial<PostgresSettings> = {}): PostgresSettings {
		return {
			host: '127.0.0.1',
			port: this.made.port,
			database: 'postgres',
			user: USER,
			password: PASSWORD,
			schema,
			tls: { mode: 'off' },
			...changes,
		};
	}

	async use<T>(schema: string, work: (client: PoolClient) => Promise<T>): Promise<T> {
		const types = new TypeOverrides();
		types.setTypeParser(20, Number);
		const pool = new Pool({ ...clientOptions(this.settings(schema)), types, options: `-c search_path=${schema}`, max: 1 });
		// A line that breaks between two statements is told by the next one.
		pool.on('error', () => undefined);
		try {
			const client = await pool.connect();
			client.on('error', () => undefined);
			return await work(client).finally(() => client.release());
		} finally {
			await pool.end();
		}
	}

	async query(schema: string, sql: string): Promise<readonly Record<string, unknown>[]> {
		return await this.use(schema, async (client) => {
			const results: unknown = await client.query(sql);
			const last = Array.isArray(results) ? (results.at(-1) as unknown) : results;
			return (last as { rows: Record<string, unknown>[] }).rows;
		});
	}

	async start(): Promise<void> {
		if (this.child !== null && this.child.exitCode === null && this.child.signalCode === null) return;
		const { file, args, owner, folder } = this.made.program;
		for (let tries = 0; tries < 100; tries++) {
			const child = spawn(file, args, { ...owner, cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
			this.child = child;
			let log = '';
			child.stderr.setEncoding('utf8').on('data', (text: string) => (log += text));
			while (child.exitCode === null) {
				if (await this.answers()) return;
				await sleep(50);
			}
			// The processes of the one that was killed may still hold its memory.
			if (!/still in use|another server|lock file/i.test(log)) throw new Error(`Postgres did not start:\n${log}`);
			await sleep(100);
		}
		throw new Error('Postgres did not start.');
	}

	stop(): Promise<void> {
		return this.end('SIGINT');
	}

	kill(): Promise<void> {
		return this.end('SIGKILL');
	}

	async remove(): Promise<void> {
		await this.end('SIGQUIT');
		rmSync(this.made.program.folder, { recursive: true, force: true });
	}

	private async answers(): Promise<boolean> {
		try {
			await this.query('public', 'SELECT 1');
			return true;
		} catch {
			return false;
		}
	}

	private async end(signal: NodeJS.Signals): Promise<void> {
		const child = this.child;
		if (child === null || child.exitCode !== null || child.signalCode !== null) return;
		const ended = once(child, 'exit');
		child.kill(signal);
		await ended;
	}
}
