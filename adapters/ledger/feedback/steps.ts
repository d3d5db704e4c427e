import type { RowRead } from '../recordOf';

export type SqlValue = string | number | null | Uint8Array;

/** One SQL statement in words that SQLite and Postgres share, its values bound as `$1`, `$2` … */
export interface Statement {
	readonly sql: string;
	readonly values: readonly SqlValue[];
}

/**
 * Statements of one transaction, each asked for by what the ones before gave. Written once, and run by whoever
 * has the database: SQLite answers at once, Postgres over the network.
 */
export type Steps<T> = Generator<Statement, T, readonly RowRead[]>;

/** The rows a statement gives. */
export function* rows(sql: string, values: readonly SqlValue[] = []): Steps<readonly RowRead[]> {
	return yield { sql, values };
}

/** Collects values while the SQL around them is written. */
export class Bound {
	readonly values: SqlValue[] = [];

	/** The place of a value: `$3`. */
	one(value: SqlValue): string {
		this.values.push(value);
		return `$${this.values.length}`;
	}

	/** Places of several: `$3, $4, $5`; of none, NULL, which nothing equals. */
	list(values: readonly SqlValue[]): string {
		return values.length === 0 ? 'NULL' : values.map((value) => this.one(value)).join(', ');
	}
}
