/** SQLite's result codes we act on. */
export const SqliteCode = { busy: 5, locked: 6, tooBig: 18, constraint: 19, mismatch: 20, range: 25 } as const;

/** The primary result code of an error from node:sqlite; `null` for any other error. */
export function sqliteCode(error: unknown): number | null {
	if (typeof error !== 'object' || error === null || !('errcode' in error)) return null;
	return typeof error.errcode === 'number' ? error.errcode & 0xff : null;
}

/** Whether the fault lies in a record, not in the disk or the file: others may still be stored. */
export function isSqliteRecordFault(error: unknown): boolean {
	if (error instanceof TypeError || error instanceof RangeError) return true;
	const code = sqliteCode(error);
	return code === SqliteCode.constraint || code === SqliteCode.mismatch || code === SqliteCode.tooBig || code === SqliteCode.range;
}

export function reasonOf(error: unknown): string {
	return error instanceof Error ? error.message : String(error);
}
