import { DatabaseSync } from 'node:sqlite';

import { z } from 'zod';

import { auditResultSchema, tuningSchema } from '../../router/ledger/tuning';
import type { TuneProvider } from './autoTuneProvider';
import { idIn } from './autoTuneProvider';
import { repeated } from './emitted';

/** Rows of a statement that SQLite and Postgres both understand. */
export type Query = (sql: string) => Promise<readonly Record<string, unknown>[]>;

/** Reads a ledger file as a killed process has left it. */
export function sqliteQuery(file: string): Query {
	return async (sql) => {
		const database = new DatabaseSync(file, { readOnly: true, timeout: 5_000 });
		try {
			return database.prepare(sql).all();
		} finally {
			database.close();
		}
	};
}

const jsonOf = <Out>(schema: z.ZodType<Out, z.ZodTypeDef, unknown>) =>
	z
		.string()
		.nullable()
		.transform((text): Out | null => (text === null ? null : schema.parse(JSON.parse(text))));

const rowSchema = z.object({
	id: z.string(),
	key: z.string(),
	router: z.string(),
	tuning: jsonOf(tuningSchema),
	tuningOrder: z.number().nullable(),
	auditResult: jsonOf(auditResultSchema),
	auditOrder: z.number().nullable(),
	/** Who answered. */
	servedBy: z.string().nullable(),
	result: z.string(),
	/** Its texts are still there. */
	kept: z.number(),
	audits: z.number(),
});

export type TunedRow = z.infer<typeof rowSchema> & {
	/** Nano-USD of its audit, by model; `null`: not known. */
	readonly spent: Readonly<Record<string, number | null>>;
};

/** What the log has of a router for its Auto-Tune, in the order it was first stored. Default: of all. */
export async function tunedRows(query: Query, routerId?: string): Promise<readonly TunedRow[]> {
	const rows = await query(
		`SELECT id, dedupe_key AS "key", router_id AS "router", tuning, tuning_order AS "tuningOrder", audit_result AS "auditResult",
			audit_order AS "auditOrder", CASE result_kind WHEN 'answered' THEN model_id END AS "servedBy", result_kind AS "result",
			(SELECT COUNT(*) FROM contents WHERE decision_seq = decisions.seq AND prompt IS NOT NULL) AS "kept",
			(SELECT COUNT(*) FROM outcomes WHERE decision_id = decisions.id AND source = 'audit') AS "audits"
		FROM decisions WHERE tuning IS NOT NULL ORDER BY seq`,
	);
	const charges = await query(
		`SELECT decision_id AS "id", model_id AS "model", cost_nano_usd AS "cost" FROM charges WHERE purpose = 'shadow'`,
	);
	const spent = new Map<string, Record<string, number | null>>();
	for (const charge of charges) {
		const { id, model, cost } = chargeSchema.parse(charge);
		const of = spent.get(id) ?? {};
		const before = of[model];
		of[model] = before === null || cost === null ? null : (before ?? 0) + cost;
		spent.set(id, of);
	}
	return rows
		.map((row) => rowSchema.parse(row))
		.filter(({ router }) => routerId === undefined || router === routerId)
		.map((row) => ({ ...row, spent: spent.get(row.id) ?? {} }));
}

const chargeSchema = z.object({ id: z.string(), model: z.string(), cost: z.number().nullable() });

/** Drawn for an audit, answered, and not ended yet. */
export function waitingAudits(rows: readonly TunedRow[]): readonly TunedRow[] {
	return rows.filter(
		({ tuning, auditResult, servedBy }) => tuning !== null && tuning.ticket !== null && servedBy !== null && auditResult === null,
	);
}

/** What is wrong with the marks of one router: each event has one place, from 1 on, without a gap. */
export function markComplaints(rows: readonly TunedRow[]): readonly string[] {
	const orders = rows.flatMap(({ tuningOrder, auditOrder }) => [tuningOrder, auditOrder].filter((order) => order !== null));
	const sorted = orders.sort((a, b) => a - b);
	const gaps = sorted.flatMap((order, index) => (order === index + 1 ? [] : [`place ${String(index + 1)} is ${String(order)}`]));
	return [
		...gaps.slice(0, 3),
		...rows.flatMap(({ id, tuningOrder, auditOrder }) =>
			auditOrder !== null && (tuningOrder === null || auditOrder < tuningOrder) ? [`${id} was audited before it was decided`] : [],
		),
		...rows.flatMap(({ id, audits }) => (audits > 1 ? [`${id} has ${String(audits)} audits`] : [])),
		...repeated(rows.map(({ key }) => key)).map((key) => `${key} is there twice`),
	];
}

/**
 * Calls that were paid twice. What the run itself asks for is one call more of the model that answered; a control puts
 * another answer in the place of the weaker one.
 */
export function paidTwice({ calls }: Pick<TuneProvider, 'calls'>): readonly string[] {
	const paid = calls.filter((call) => call.paid !== false).map(({ purpose, model, id }) => `${purpose} of ${model} for ${id}`);
	return repeated(paid);
}

export { idIn };
