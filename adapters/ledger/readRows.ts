import type { SQLInputValue, StatementSync } from 'node:sqlite';

import type { RowRead } from './recordOf';

/**
 * All rows of a statement. A whole number beyond what JavaScript holds exactly comes as the nearest one it has, as from
 * Postgres: node:sqlite would refuse every other row for it.
 */
export function allRows(statement: StatementSync, ...values: readonly SQLInputValue[]): readonly RowRead[] {
	try {
		return statement.all(...values);
	} catch (error) {
		if (!isOutOfRange(error)) throw error;
		return withBigInts(statement, () => statement.all(...values)).map(nearest);
	}
}

/** The same for the first row; `undefined`: there is none. */
export function firstRow(statement: StatementSync, ...values: readonly SQLInputValue[]): RowRead | undefined {
	const get = () => statement.get(...values);
	try {
		return get();
	} catch (error) {
		if (!isOutOfRange(error)) throw error;
		const row = withBigInts(statement, get);
		return row && nearest(row);
	}
}

function isOutOfRange(error: unknown): boolean {
	return typeof error === 'object' && error !== null && 'code' in error && error.code === 'ERR_OUT_OF_RANGE';
}

function withBigInts<T>(statement: StatementSync, read: () => T): T {
	statement.setReadBigInts(true);
	try {
		return read();
	} finally {
		statement.setReadBigInts(false);
	}
}

function nearest(row: RowRead): RowRead {
	return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, typeof value === 'bigint' ? Number(value) : value]));
}
