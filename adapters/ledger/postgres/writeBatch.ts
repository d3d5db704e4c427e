import type { DecisionRecord } from '../../../router/ledger/record';
import type { PoolClient } from '../../../vendor/pg';
import { z } from '../../../vendor/zod';
import { attemptRow, candidateRow, chargeRow, contentsRow, decisionRow, type SqlRow } from '../rows';
import { TOTALS } from '../totals';

import { rowsToJson, storable } from './storable';

/**
 * Writes records with all that belongs to them in a handful of round trips; the caller holds the transaction.
 *
 * As in a ledger file, a record whose dedupe key is known replaces the earlier one and takes its charges
 * over. But here the earlier one may come later, out of the spool: then the one that is there stays, and
 * takes over the charges of the one that came.
 */
export async function writeBatch(client: PoolClient, records: readonly DecisionRecord[]): Promise<void> {
	for (const run of runsOf(records)) await writeRun(client, run);
}

// One statement may touch a row only once, so what comes again begins a new run.
function runsOf(records: readonly DecisionRecord[]): readonly (readonly DecisionRecord[])[] {
	const runs: DecisionRecord[][] = [];
	let seen = new Set<string>();
	for (const record of records) {
		const keys = [`key ${storable(record.dedupeKey)}`, `id ${storable(record.id)}`];
		const run = runs.at(-1);
		if (run === undefined || keys.some((key) => seen.has(key))) {
			runs.push([record]);
			seen = new Set();
		} else {
			run.push(record);
		}
		for (const key of keys) seen.add(key);
	}
	return runs;
}

const decidedSchema = z.object({ key: z.string(), seq: z.number(), writes: z.number() });

async function writeRun(client: PoolClient, records: readonly DecisionRecord[]): Promise<void> {
	// In one order whoever writes them: two processes that wait for each other's rows would wait for ever.
	const byKey = new Map([...records].sort(byDedupeKey).map((record) => [storable(record.dedupeKey), record]));
	const decisions = [...byKey.values()].map(decisionRow);
	const written = await client.query<Record<string, unknown>>(upsertSql(decisions), [rowsToJson(decisions)]);
	const decided = written.rows.map((row) => decidedSchema.parse(row));
	const here = new Set(decided.map(({ key }) => key));
	const overtaken = await seqsOf(
		client,
		[...byKey.keys()].filter((key) => !here.has(key)),
	);
	const again = decided.filter(({ writes }) => writes > 1).map(({ seq }) => seq);
	if (again.length > 0) await client.query(CLEAR, [again]);
	const current = decided.flatMap(({ key, seq }) => placed(byKey.get(key), seq));
	const late = overtaken.flatMap(({ key, seq }) => placed(byKey.get(key), seq));
	await insert(client, childTables(current, late));
	const changed = [...again, ...overtaken.map(({ seq }) => seq)];
	if (changed.length > 0) await client.query(`${TOTALS} WHERE seq = ANY($1)`, [changed]);
}

interface Placed {
	readonly record: DecisionRecord;
	readonly seq: number;
}

function placed(record: DecisionRecord | undefined, seq: number): readonly Placed[] {
	return record === undefined ? [] : [{ record, seq }];
}

function byDedupeKey(a: DecisionRecord, b: DecisionRecord): number {
	return a.dedupeKey < b.dedupeKey ? -1 : Number(a.dedupeKey > b.dedupeKey);
}

const RETURNED = 'dedupe_key AS key, seq, writes';

function upsertSql(rows: readonly SqlRow[]): string {
	return `${insertSql('decisions', rows, 1)} ON CONFLICT (dedupe_key) DO UPDATE SET ${replaced(rows)}, writes = decisions.writes + 1
		WHERE decisions.at_ms <= excluded.at_ms RETURNING ${RETURNED}`;
}

async function seqsOf(client: PoolClient, keys: readonly string[]): Promise<z.infer<typeof decidedSchema>[]> {
	if (keys.length === 0) return [];
	const { rows } = await client.query<Record<string, unknown>>(`SELECT ${RETURNED} FROM decisions WHERE dedupe_key = ANY($1)`, [keys]);
	return rows.map((row) => decidedSchema.parse(row));
}

// The charges stay; the attempts they pointed at are gone.
const CLEAR = `
	WITH a AS (DELETE FROM candidates WHERE decision_seq = ANY($1)),
		b AS (DELETE FROM attempts WHERE decision_seq = ANY($1)),
		c AS (DELETE FROM contents WHERE decision_seq = ANY($1))
	UPDATE charges SET attempt = NULL WHERE decision_seq = ANY($1)`;

interface Table {
	readonly name: string;
	readonly rows: readonly SqlRow[];
	/** What to do where a row is there already. */
	readonly conflict: string;
}

function childTables(current: readonly Placed[], late: readonly Placed[]): readonly Table[] {
	const charges = [
		...current.flatMap(({ record, seq }) => record.charges.map((charge, index) => chargeRow(seq, index, charge))),
		...late.flatMap(({ record, seq }) => record.charges.map((charge, index) => chargeRow(seq, index, { ...charge, attempt: null }))),
	];
	return [
		{
			name: 'candidates',
			rows: current.flatMap(({ record, seq }) => record.candidates.map((one, index) => candidateRow(seq, index, one))),
			conflict: '',
		},
		{
			name: 'attempts',
			rows: current.flatMap(({ record, seq }) => record.attempts.map((one, index) => attemptRow(seq, index, one))),
			conflict: '',
		},
		{ name: 'charges', rows: charges, conflict: ` ON CONFLICT (decision_seq, decision_id, id) DO UPDATE SET ${replaced(charges)}` },
		{ name: 'contents', rows: current.map(({ record, seq }) => contentsRow(seq, record)).filter((row) => row !== null), conflict: '' },
	];
}

/** All tables in one statement, because each costs a round trip. */
async function insert(client: PoolClient, tables: readonly Table[]): Promise<void> {
	const filled = tables.filter(({ rows }) => rows.length > 0);
	if (filled.length === 0) return;
	const parts = filled.map(({ name, rows, conflict }, index) => `into_${name} AS (${insertSql(name, rows, index + 1)}${conflict})`);
	await client.query(
		`WITH ${parts.join(', ')} SELECT 1`,
		filled.map(({ rows }) => rowsToJson(rows)),
	);
}

function insertSql(table: string, rows: readonly SqlRow[], parameter: number): string {
	const columns = columnsOf(rows).join(', ');
	return `INSERT INTO ${table} (${columns}) SELECT ${columns} FROM json_populate_recordset(NULL::${table}, $${parameter}::json)`;
}

function replaced(rows: readonly SqlRow[]): string {
	return columnsOf(rows)
		.map((column) => `${column} = excluded.${column}`)
		.join(', ');
}

function columnsOf([first = {}]: readonly SqlRow[]): readonly string[] {
	return Object.keys(first);
}
