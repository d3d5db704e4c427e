import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';

import type { DecisionRecord } from '../../router/ledger/record';

import { attemptRow, candidateRow, chargeRow, contentsRow, decisionRow, type SqlRow } from './rows';
import { TOTALS } from './totals';

/**
 * Returns a function that writes one record with all that belongs to it; the caller holds the transaction.
 *
 * A record whose dedupe key is known replaces the earlier one: Retry On Fail routes an item anew. What the
 * earlier one had paid for stays paid, so its charges move over, each still naming the decision that made it.
 */
export function recordWriter(database: DatabaseSync): (record: DecisionRecord) => void {
	const decide = upsert(database);
	const clear = clearer(database);
	const insert = {
		candidate: inserter(database, 'candidates'),
		attempt: inserter(database, 'attempts'),
		charge: inserter(database, 'charges'),
		contents: inserter(database, 'contents'),
	};
	const total = database.prepare(`${TOTALS} WHERE seq = :seq`);
	return (record) => {
		const { seq, writes } = decide(decisionRow(record));
		const again = writes > 1;
		if (again) clear(seq, record);
		record.candidates.forEach((candidate, index) => insert.candidate(candidateRow(seq, index, candidate)));
		record.attempts.forEach((attempt, index) => insert.attempt(attemptRow(seq, index, attempt)));
		record.charges.forEach((charge, index) => insert.charge(chargeRow(seq, index, charge)));
		const contents = contentsRow(seq, record);
		if (contents !== null) insert.contents(contents);
		if (again) total.run({ seq });
	};
}

function upsert(database: DatabaseSync): (row: SqlRow) => { seq: number; writes: number } {
	let statement: StatementSync | null = null;
	return (row) => {
		statement ??= database.prepare(upsertSql(Object.keys(row)));
		const written = statement.get(...Object.values(row));
		return { seq: Number(written?.['seq']), writes: Number(written?.['writes']) };
	};
}

function upsertSql(columns: readonly string[]): string {
	const replaced = columns.map((column) => `${column} = excluded.${column}`).join(', ');
	return `${insertSql('decisions', columns)} ON CONFLICT (dedupe_key) DO UPDATE SET ${replaced}, writes = writes + 1 RETURNING seq, writes`;
}

function clearer(database: DatabaseSync): (seq: number, record: DecisionRecord) => void {
	const clear = ['candidates', 'attempts', 'contents'].map((table) => database.prepare(`DELETE FROM ${table} WHERE decision_seq = ?`));
	const sameCharge = database.prepare('DELETE FROM charges WHERE decision_seq = ? AND decision_id = ? AND id = ?');
	// The attempts they pointed at are gone.
	const detach = database.prepare('UPDATE charges SET attempt = NULL WHERE decision_seq = ?');
	return (seq, { charges }) => {
		for (const statement of clear) statement.run(seq);
		for (const { decisionId, id } of charges) sameCharge.run(seq, decisionId, id);
		detach.run(seq);
	};
}

function inserter(database: DatabaseSync, table: string): (row: SqlRow) => void {
	let statement: StatementSync | null = null;
	return (row) => {
		statement ??= database.prepare(insertSql(table, Object.keys(row)));
		const values: SQLInputValue[] = Object.values(row);
		statement.run(...values);
	};
}

function insertSql(table: string, columns: readonly string[]): string {
	return `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`;
}
