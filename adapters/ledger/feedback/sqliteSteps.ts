import type { DatabaseSync } from 'node:sqlite';

import { allRows } from '../readRows';
import type { RowRead } from '../recordOf';

import type { Statement, Steps } from './steps';

/** Runs the steps; the caller holds the transaction. */
export function runInSqlite<T>(database: DatabaseSync, steps: Steps<T>): T {
	let step = steps.next();
	while (step.done !== true) step = steps.next(run(database, step.value));
	return step.value;
}

// Nameless places, because SQLite looks each named one up from the start, and there may be hundreds.
function run(database: DatabaseSync, { sql, values }: Statement): readonly RowRead[] {
	const ordered: number[] = [];
	const nameless = sql.replace(/\$(\d+)/g, (_, place: string) => {
		ordered.push(Number(place) - 1);
		return '?';
	});
	return allRows(database.prepare(nameless), ...ordered.map((index) => values[index] ?? null));
}
