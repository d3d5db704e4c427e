import type { PoolClient } from '../../../vendor/pg';
import type { RowRead, RowsRead } from '../recordOf';

/** The rows of the record with this id, `null` where there is none; the caller holds the transaction. */
export async function readBackRows(client: PoolClient, id: string): Promise<RowsRead | null> {
	// All rows as of one moment: another process may be replacing the record.
	await client.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ');
	const [decision] = await rowsOf(client, 'SELECT * FROM decisions WHERE id = $1', [id]);
	if (decision === undefined) return null;
	const seq = decision['seq'];
	const [contents] = await rowsOf(client, 'SELECT * FROM contents WHERE decision_seq = $1', [seq]);
	return {
		decision,
		candidates: await rowsOf(client, 'SELECT * FROM candidates WHERE decision_seq = $1 ORDER BY position', [seq]),
		attempts: await rowsOf(client, 'SELECT * FROM attempts WHERE decision_seq = $1 ORDER BY position', [seq]),
		charges: await rowsOf(client, 'SELECT * FROM charges WHERE decision_seq = $1 ORDER BY decision_id = $2, decision_id, position', [
			seq,
			id,
		]),
		contents,
	};
}

export async function rowsOf(client: PoolClient, sql: string, values: readonly unknown[]): Promise<readonly RowRead[]> {
	const { rows } = await client.query<Record<string, unknown>>(sql, [...values]);
	return rows;
}
