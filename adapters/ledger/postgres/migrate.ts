import type { PoolClient } from '../../../vendor/pg';
import { z } from '../../../vendor/zod';
import { APPLICATION_ID } from '../schema';

import { PostgresRefusal } from './reasons';
import { POSTGRES_MIGRATIONS, VERSION_TABLE } from './schema';
import { identifier, inTransaction } from './transaction';

/** A step may fill in every row there is. */
const MIGRATION_TIMEOUT_MS = 600_000;

const versionSchema = z.object({ version: z.number() });

/**
 * Makes schema and tables where missing and brings older ones forward; of several who come at once one
 * does it. Throws a `Refusal` where a newer version of this package was here, and leaves it as it is.
 */
export async function migrate(client: PoolClient, schema: string, migrations: readonly string[] = POSTGRES_MIGRATIONS): Promise<void> {
	await inTransaction(client, schema, async () => {
		// Read before anything is made: who may only read and write needs no more rights than that.
		if ((await versionOf(client, schema, migrations.length)) === migrations.length) return;
		await client.query('SELECT pg_advisory_xact_lock($1, hashtext($2))', [APPLICATION_ID, schema]);
		// Read again under the lock: another process may have migrated meanwhile.
		const version = await versionOf(client, schema, migrations.length);
		if (version === null) await makeSchema(client, schema);
		await client.query(`SET LOCAL statement_timeout = ${MIGRATION_TIMEOUT_MS}`);
		for (const text of migrations.slice(version ?? 0)) {
			const patient = { text, query_timeout: MIGRATION_TIMEOUT_MS };
			await client.query(patient);
		}
		await client.query(`UPDATE ${VERSION_TABLE} SET version = $1`, [migrations.length]);
	});
}

/** `null`: our tables are not there yet. */
async function versionOf(client: PoolClient, schema: string, ours: number): Promise<number | null> {
	// Not to_regclass: within a transaction it goes on not seeing what another one has made meanwhile.
	if (!(await exists(client, 'SELECT 1 FROM pg_tables WHERE schemaname = $1 AND tablename = $2', [schema, VERSION_TABLE]))) return null;
	const { rows } = await client.query<Record<string, unknown>>(`SELECT version FROM ${VERSION_TABLE}`);
	const { version } = versionSchema.parse(rows[0]);
	if (version > ours) {
		throw new PostgresRefusal(
			`the schema ${schema} in Postgres was written by a newer version of this package (schema ${version}, this one knows ${ours}); it was not changed`,
		);
	}
	return version;
}

async function makeSchema(client: PoolClient, schema: string): Promise<void> {
	// Not IF NOT EXISTS: that asks for the right to create schemas even where this one is there.
	if (!(await exists(client, 'SELECT 1 FROM pg_namespace WHERE nspname = $1', [schema])))
		await client.query(`CREATE SCHEMA ${identifier(schema)}`);
	await client.query(`CREATE TABLE ${VERSION_TABLE} (version BIGINT NOT NULL); INSERT INTO ${VERSION_TABLE} VALUES (0)`);
}

async function exists(client: PoolClient, sql: string, values: readonly string[]): Promise<boolean> {
	return (await client.query(sql, [...values])).rows.length > 0;
}
