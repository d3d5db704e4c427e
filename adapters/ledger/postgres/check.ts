import { randomUUID } from 'node:crypto';

import type { PoolClient } from '../../../vendor/pg';
import type { StoreCheck } from '../../storeCheck';
import { postgresProblem } from './problem';
import { clientOptions, type PostgresSettings } from './settings';

const OLDEST = 12;

/** Signs in and does what the ledger does first, schema and table, in a transaction that is taken back. */
export async function checkPostgres(settings: PostgresSettings): Promise<StoreCheck> {
	const { Pool } = await import('../../../vendor/pg');
	const pool = new Pool({ ...clientOptions(settings), max: 1 });
	// A line that breaks while idle would otherwise end the process; the next query tells it anyway.
	pool.on('error', () => undefined);
	try {
		const client = await pool.connect();
		return await tryOut(client, settings).finally(() => client.release(true));
	} catch (error) {
		return { kind: 'broken', problem: postgresProblem(error, settings) };
	} finally {
		await pool.end();
	}
}

async function tryOut(client: PoolClient, { schema }: PostgresSettings): Promise<StoreCheck> {
	const { rows } = await client.query<{ number: number; version: string }>(
		"SELECT current_setting('server_version_num')::int AS number, split_part(current_setting('server_version'), ' ', 1) AS version",
	);
	const { number, version } = rows[0] ?? { number: 0, version: 'unknown' };
	if (number < OLDEST * 10_000) return { kind: 'broken', problem: `version ${version} is too old: ${String(OLDEST)} or newer is needed` };
	await client.query('BEGIN');
	const { rowCount } = await client.query('SELECT FROM pg_catalog.pg_namespace WHERE nspname = $1', [schema]);
	// Only where it is missing: without the right to create schemas even IF NOT EXISTS is refused.
	if (rowCount === 0) await client.query(`CREATE SCHEMA ${client.escapeIdentifier(schema)}`);
	await client.query(`CREATE TABLE ${client.escapeIdentifier(schema)}.${client.escapeIdentifier(`test_${randomUUID()}`)} (id int)`);
	await client.query('ROLLBACK');
	return { kind: 'works', version };
}
