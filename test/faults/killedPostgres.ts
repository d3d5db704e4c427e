import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';

import type { PoolClient } from 'pg';

import { readBackRows } from '../../adapters/ledger/postgres/readBack';
import { recordOf } from '../../adapters/ledger/recordOf';
import { killedFile, storageOf } from '../support/killedFile';
import { tempFolder } from '../support/ledger';
import { startPostgres, type TestPostgres } from '../support/postgres';
import { wayTo, type Way } from '../support/way';
import type { KilledStore } from './killedStore';

const SCHEMA = 'llm_router';

/**
 * A Postgres of its own, with the spool beside it: a record is in the one or in the other. In every third round
 * the process cannot reach Postgres, and in every third it loses it while it works; in the first it has it.
 */
export async function postgresStore(): Promise<KilledStore> {
	const folder = tempFolder();
	const postgres = await startPostgres();
	const { host, port, database, user, password } = postgres.settings(SCHEMA);
	const way = await wayTo(port);
	const spool = killedFile(() => spoolIn(storageOf(folder.path)));
	const spooled = new Set<string>();
	const waiting = () => {
		const ids = spool.ids();
		for (const id of ids) spooled.add(id);
		return ids;
	};
	/** `none` until the first process has made our tables. */
	const reading = async <T>(none: T, read: (client: PoolClient) => Promise<T>): Promise<T> =>
		await postgres.use(SCHEMA, async (client) => {
			const { rows } = await client.query(`SELECT 1 FROM pg_tables WHERE schemaname = '${SCHEMA}' AND tablename = 'decisions'`);
			return rows.length === 0 ? none : await read(client);
		});
	const readOne = async (client: PoolClient, id: string) => {
		await client.query('BEGIN');
		const rows = await readBackRows(client, id).finally(() => client.query('COMMIT'));
		return rows === null ? spool.read([id]) : [recordOf(rows)];
	};
	return {
		runner: {
			env: { N8N_USER_FOLDER: folder.path },
			ask: {
				store: {
					...{ usePostgres: true, postgresHost: host, postgresPort: way.port, postgresDatabase: database },
					...{ postgresUser: user, postgresPassword: password, postgresSchema: SCHEMA, useRedis: false },
				},
			},
		},
		begin: (round, random) => setOut(way, round, random),
		async ids() {
			// First the spool: a record leaves it only once it is in Postgres.
			const here = waiting();
			const there = await reading<string[]>([], async (client) =>
				(await client.query<{ id: string }>('SELECT id FROM decisions ORDER BY seq')).rows.map(({ id }) => id),
			);
			return [...new Set([...there, ...here])];
		},
		waiting: async () => waiting(),
		read: async (ids) =>
			await reading(spool.read(ids), async (client) => {
				const records = [];
				for (const id of ids) records.push(...(await readOne(client, id)));
				return records;
			}),
		damage: async () => spool.damage(),
		async holdCommits() {
			const releases = [spool.hold(), await reading(null, async () => await lockTables(postgres))];
			return async () => void (await Promise.all(releases.map(async (release) => await release?.())));
		},
		untested: (emitted) => (emitted.some((id) => spooled.has(id)) ? [] : ['no item left whose record waited in the spool']),
		async close() {
			await way.end();
			await postgres.remove();
			folder.remove();
		},
	};
}

function setOut(way: Way, round: number, random: () => number): void {
	const isLost = round > 0 && round % 3 === 0;
	let left = 2 + Math.floor(random() * 12);
	way.open((data) => {
		if (!isLost || !data.includes('COMMIT') || --left > 0) return false;
		// Passed on, and its acknowledgement lost.
		way.close();
		return true;
	});
	if (round % 3 === 1) way.close();
}

/** The one file of its kind: its name says which Postgres it waits for. */
function spoolIn(folder: string): string | null {
	const name = existsSync(folder) ? readdirSync(folder).find((file) => /^waiting-.*\.sqlite$/.test(file)) : undefined;
	return name === undefined ? null : path.join(folder, name);
}

/** Nobody writes until the returned function is called. */
async function lockTables(postgres: TestPostgres): Promise<() => Promise<void>> {
	return await new Promise((locked, failed) => {
		const held = postgres.use(SCHEMA, async (client) => {
			await client.query('BEGIN; LOCK TABLE decisions IN EXCLUSIVE MODE');
			await new Promise<void>((resolve) =>
				locked(async () => {
					resolve();
					await held;
				}),
			);
			await client.query('ROLLBACK');
		});
		held.catch(failed);
	});
}
