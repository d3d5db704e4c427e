import type { PoolClient } from '../../../vendor/pg';
import type { Steps } from '../feedback/steps';

import { rowsOf } from './readBack';
import { storable } from './storable';

/** Runs the steps; the caller holds the transaction. Texts are bound as Postgres can hold them. */
export async function runInPostgres<T>(client: PoolClient, steps: Steps<T>): Promise<T> {
	let step = steps.next();
	while (step.done !== true) {
		const { sql, values } = step.value;
		step = steps.next(
			await rowsOf(
				client,
				sql,
				values.map((value) => (typeof value === 'string' ? storable(value) : value)),
			),
		);
	}
	return step.value;
}
