import path from 'node:path';

import { z } from '../../vendor/zod';

/** SQLite's result codes we act on. */
export const SqliteCode = {
	busy: 5,
	locked: 6,
	corrupt: 11,
	tooBig: 18,
	constraint: 19,
	mismatch: 20,
	range: 25,
	notADatabase: 26,
} as const;

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

/** Why the ledger in this file refuses, and what to do about it, for people. */
export function ledgerProblem(file: string, error: unknown): string {
	const why = isUnwritten(error) ? unwritten(error) : reasonOf(error);
	const code = sqliteCode(error);
	if (code !== SqliteCode.corrupt && code !== SqliteCode.notADatabase) return `The ledger ${file} could not be used: ${why}.`;
	return `The ledger ${file} is damaged and could not be used: ${why}. Stop n8n, move the file away together with the ones named ${path.basename(file)}-wal and -shm next to it, and start n8n. It creates a new one. "sqlite3 FILE .recover" may save what is in the old one.`;
}

export function reasonOf(error: unknown): string {
	return error instanceof Error ? error.message : String(error);
}

const unreadSchema = z.object({ issues: z.array(z.object({ path: z.array(z.union([z.string(), z.number()])), message: z.string() })) });

/** Values that somebody else put there: they do not fit the schema, are no JSON, or cannot be added up. */
function isUnwritten(error: unknown): boolean {
	return unreadSchema.safeParse(error).success || error instanceof SyntaxError || /integer overflow/.test(String(error));
}

/** What is stored may be quoted, however long it is. */
const WORDS_CHARS = 200;

function unwritten(error: unknown): string {
	const [issue] = unreadSchema.safeParse(error).data?.issues ?? [];
	const words = issue === undefined ? reasonOf(error) : `${issue.path.join('.')}: ${issue.message}`;
	return `it holds what no version of this package has written (${words.slice(0, WORDS_CHARS)}); restore it from a backup, or move it away`;
}
