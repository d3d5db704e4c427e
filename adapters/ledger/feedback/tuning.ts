import type { AppliedTuningEvent, AuditsLostQuery, DocumentStored, TuningDueQuery, TuningEvent } from '../../../router/ledger/feedbackPort';
import { auditResultSchema, tuningSchema } from '../../../router/ledger/tuning';
import { z } from '../../../vendor/zod';
import { json } from '../recordOf';
import { DRAWN } from '../rows';

import { isOpen } from './audits';
import { putDocument, type DocumentWrite } from './documents';
import { Bound, rows, type Steps } from './steps';

/** Events of a router that no state has in it yet. One that cannot be read is passed over. */
export function* tuningDue({ routerId, limit }: TuningDueQuery): Steps<readonly TuningEvent[]> {
	const most = Math.max(0, Math.floor(limit));
	const scored = yield* rows(SCORED_DUE, [routerId, most]);
	const audited = scored.length < most ? yield* rows(AUDITED_DUE, [routerId, most - scored.length]) : [];
	const costs = yield* shadowCosts(audited.map((row) => Number(row['seq'])));
	return [...scored.flatMap(scoredEvent), ...audited.flatMap((row) => auditedEvent(row, costs))];
}

const DUE = 'FROM decisions LEFT JOIN contents ON contents.decision_seq = decisions.seq WHERE router_id = $1 AND tuning IS NOT NULL';
const OLDEST = 'ORDER BY at_ms, seq LIMIT $2';

// Where nobody answered, Retry On Fail may still have somebody answer. What was audited already had its texts, though they are gone by now.
const SCORED_DUE = `
	SELECT id, dedupe_key, at_ms, tuning, model_id AS served_by,
		CASE WHEN audit_result IS NOT NULL OR (prompt IS NOT NULL AND answer IS NOT NULL) THEN 1 ELSE 0 END AS kept,
		(SELECT CASE WHEN count(*) = count(charges.cost_nano_usd) THEN CAST(sum(charges.cost_nano_usd) AS BIGINT) END
			FROM charges WHERE charges.decision_seq = seq AND charges.decision_id = decisions.id AND purpose = 'answer') AS nano_usd
	${DUE} AND tuning_order IS NULL AND result_kind = 'answered' ${OLDEST}`;

const AUDITED_DUE = `SELECT seq, id, dedupe_key, at_ms, tuning, audit_result ${DUE} AND audit_result IS NOT NULL AND audit_order IS NULL ${OLDEST}`;

const eventColumns = {
	id: z.string(),
	dedupe_key: z.string(),
	at_ms: z.number(),
	tuning: z.preprocess(json, tuningSchema),
};
const scoredSchema = z.object({ ...eventColumns, served_by: z.string().nullable(), nano_usd: z.number().nullable(), kept: z.number() });
const auditedSchema = z.object({ ...eventColumns, seq: z.number(), audit_result: z.preprocess(json, auditResultSchema) });

function scoredEvent(row: unknown): TuningEvent[] {
	const { success, data } = scoredSchema.safeParse(row);
	if (!success) return [];
	const { id, dedupe_key, at_ms, tuning, served_by, nano_usd, kept } = data;
	return [
		{
			kind: 'scored',
			decisionId: id,
			key: dedupe_key,
			tuning,
			atMs: at_ms,
			servedBy: served_by,
			nanoUsd: served_by === null ? null : nano_usd,
			kept: kept === 1,
		},
	];
}

type Costs = ReadonlyMap<number, Readonly<Record<string, number>>>;

function auditedEvent(row: unknown, costs: Costs): TuningEvent[] {
	const { success, data } = auditedSchema.safeParse(row);
	if (!success) return [];
	const { seq, id, dedupe_key, at_ms, tuning, audit_result } = data;
	return [{ kind: 'audited', decisionId: id, key: dedupe_key, tuning, atMs: at_ms, result: audit_result, nanoUsd: costs.get(seq) ?? {} }];
}

const costSchema = z.object({ decision_seq: z.number(), model_id: z.string(), nano_usd: z.number() });

/** Known costs of audits, by decision and model; those of a try that was replaced are among them. */
function* shadowCosts(seqs: readonly number[]): Steps<Costs> {
	const costs = new Map<number, Record<string, number>>();
	if (seqs.length === 0) return costs;
	const bound = new Bound();
	const found = yield* rows(
		`SELECT decision_seq, model_id, CAST(sum(cost_nano_usd) AS BIGINT) AS nano_usd FROM charges
			WHERE decision_seq IN (${bound.list(seqs)}) AND purpose = 'shadow' AND cost_nano_usd IS NOT NULL GROUP BY decision_seq, model_id`,
		bound.values,
	);
	for (const row of found) {
		const { decision_seq, model_id, nano_usd } = costSchema.parse(row);
		costs.set(decision_seq, { ...costs.get(decision_seq), [model_id]: nano_usd });
	}
	return costs;
}

interface TuningWrite {
	readonly put: DocumentWrite;
	readonly applied: readonly AppliedTuningEvent[];
}

/** Events marked by one statement: their values are bound one by one. */
const MARKED_AT_ONCE = 200;
const ORDER_COLUMNS = { scored: 'tuning_order', audited: 'audit_order' } as const satisfies Record<TuningEvent['kind'], string>;

/** Stores the document and marks the events that are in it now; where somebody else was quicker, neither. */
export function* putTuning({ put, applied }: TuningWrite): Steps<DocumentStored> {
	const stored = yield* putDocument(put);
	if (stored.kind === 'conflict') return stored;
	for (const kind of ['scored', 'audited'] as const) {
		const events = applied.filter((event) => event.kind === kind);
		for (let from = 0; from < events.length; from += MARKED_AT_ONCE) {
			yield* mark(ORDER_COLUMNS[kind], events.slice(from, from + MARKED_AT_ONCE));
		}
	}
	return stored;
}

function* mark(column: string, events: readonly AppliedTuningEvent[]): Steps<void> {
	const bound = new Bound();
	const orders = events.map(({ decisionId, order }) => `WHEN ${bound.one(decisionId)} THEN CAST(${bound.one(order)} AS BIGINT)`);
	const ids = bound.list(events.map(({ decisionId }) => decisionId));
	yield* rows(`UPDATE decisions SET ${column} = CASE id ${orders.join(' ')} END WHERE id IN (${ids}) AND ${column} IS NULL`, bound.values);
}

/** Those of the keys that wait for an audit in vain. */
export function* auditsLost({ routerId, keys, nowMs }: AuditsLostQuery): Steps<readonly string[]> {
	const bound = new Bound();
	// A result is an event only with what Auto-Tune knew of the decision, which a later try may have gone without.
	const there = yield* rows(
		`SELECT dedupe_key FROM decisions LEFT JOIN contents ON contents.decision_seq = decisions.seq
			WHERE router_id = ${bound.one(routerId)} AND dedupe_key IN (${bound.list(keys)})
				AND ((audit_result IS NOT NULL AND tuning IS NOT NULL) OR (${DRAWN} AND ${isOpen(bound, nowMs)}))`,
		bound.values,
	);
	const waiting = new Set(there.map((row) => row['dedupe_key']));
	return keys.filter((key) => !waiting.has(key));
}
