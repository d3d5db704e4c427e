import type { SqlRow } from '../rows';

// Postgres' text knows neither NUL nor half a surrogate pair; SQLite's and JavaScript's do.
const UNSTORABLE = /[\0\p{Cs}]/gu;
const REPLACEMENT = '\uFFFD';

/** The text as Postgres can hold it: what it cannot becomes U+FFFD, the sign for "a character was here". */
export function storable(text: string): string {
	return text.replace(UNSTORABLE, REPLACEMENT);
}

/** Rows as one JSON text, to be one value of a statement however many they are; bytes in Postgres' hex. */
export function rowsToJson(rows: readonly SqlRow[]): string {
	return JSON.stringify(rows.map((row) => Object.fromEntries(Object.entries(row).map(([column, value]) => [column, jsonValue(value)]))));
}

function jsonValue(value: SqlRow[string]): unknown {
	if (typeof value === 'string') return storable(value);
	if (ArrayBuffer.isView(value)) return `\\x${Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('hex')}`;
	return value;
}
