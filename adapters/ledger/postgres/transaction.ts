import type { PoolClient } from '../../../vendor/pg';

import { isPostgresRecordFault, sqlState } from './reasons';
import { STATEMENT_TIMEOUT_MS } from './settings';

/**
 * Runs `work` in one transaction in which our tables need no schema before their names. All settings are
 * the transaction's own: a pooler in between may hand its next one to another server connection.
 */
export async function inTransaction<T>(client: PoolClient, schema: string, work: () => Promise<T>): Promise<T> {
	await client.query(`BEGIN; SET LOCAL statement_timeout = ${STATEMENT_TIMEOUT_MS}; SET LOCAL search_path TO ${identifier(schema)}`);
	try {
		const result = await work();
		await client.query('COMMIT');
		return result;
	} catch (error) {
		// Where the connection is what failed, nobody hears a ROLLBACK; the server makes one when the connection ends.
		if (sqlState(error) !== null || isPostgresRecordFault(error)) await client.query('ROLLBACK').catch(() => undefined);
		throw error;
	}
}

export function identifier(name: string): string {
	return `"${name.replaceAll('"', '""')}"`;
}
