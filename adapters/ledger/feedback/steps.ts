import type { RowRead } from '../recordOf';

export type Value = string | number | null | Uint8Array;

/** One SQL statement in words that SQLite and Postgres share, its values bound as `$1`, `$2` … */
export interface Statement {
	readonly sql: string;
	readonly values: readonly Value[];
}

/**
 * Statements of one transaction, each asked for by what the ones before gave. Written once, and run by whoever
 * has the database: SQLite answers at once, Postgres over the network.
 */
export type Steps<T> = Generator<Statement, T, readonly RowRead[]>;

/** The rows a statement gives. */
export function* rows(sql: string, values: readonly Value[] = []): Steps<readonly RowRead[]> {
	return yield { sql, values };
}

/** Collects values while the SQL around them is written. */
export class Bound {
	readonly values: Value[] = [];

	/** The place of a value: `$3`. */
	one(value: Value): string {
		this.values.push(value);
		return `$${this.values.length}`;
	}

	/** Places of several: `$3, $4, $5`; of none, NULL, which nothing equals. */
	list(values: readonly Value[]): string {
		return values.length === 0 ? 'NULL' : values.map((value) => this.one(value)).join(', ');
	}
}
