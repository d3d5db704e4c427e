import { isDeepStrictEqual } from 'node:util';

import {
	AUDIT_SOURCE,
	JUDGE_TRIES,
	type AuditRecord,
	type AuditRecorded,
	type AuditStep,
	type AuditStepRecord,
	type AuditStepRecorded,
} from '../../../router/ledger/feedbackPort';
import { tuningSchema, type AuditResult, type Ticket } from '../../../router/ledger/tuning';
import { z } from '../../../vendor/zod';
import { json } from '../recordOf';
import { chargeRow } from '../rows';
import { TOTALS } from '../totals';

import { writeOutcomes } from './outcomes';
import { Bound, rows, type Steps, type SqlValue } from './steps';

/** Records an audit: what came of it, what it cost, and that its texts are not needed any more. */
export function* recordAudit({ decisionId, end, charges }: AuditRecord): Steps<AuditRecorded> {
	const held = yield* hold(decisionId);
	if (held === null) return { kind: 'unknown_decision' };
	const { seq, ticket } = held;
	const added = yield* addCharges(seq, charges);
	if (end.kind === 'left') return { kind: 'recorded' };
	if (end.kind === 'given_back') return yield* giveBack(seq);
	if (yield* isAudited(decisionId, held)) return { kind: 'already_audited' };
	if (end.kind === 'judge_gave_up' && !(yield* gaveUpForGood(seq, added))) return { kind: 'for_another_run' };
	if ('outcome' in end && ticket?.kind !== 'control') yield* writeOutcomes([end.outcome]);
	const result = resultOf(end, ticket);
	if (result !== null) yield* rows('UPDATE decisions SET audit_result = $1 WHERE seq = $2', [JSON.stringify(result), seq]);
	yield* rows('UPDATE contents SET prompt = NULL, answer = NULL, expires_at_ms = NULL, audit_step = NULL WHERE decision_seq = $1', [seq]);
	yield* rows('DELETE FROM contents WHERE decision_seq = $1 AND features IS NULL AND budget_key_text IS NULL', [seq]);
	return { kind: 'recorded' };
}

/** Its lease ends early. */
function* giveBack(seq: number): Steps<AuditRecorded> {
	yield* rows('DELETE FROM audit_claims WHERE decision_seq = $1', [seq]);
	return { kind: 'recorded' };
}

/** Records how far an audit has come, and what was paid until then. */
export function* recordAuditStep({ decisionId, from, step, charges }: AuditStepRecord): Steps<AuditStepRecorded> {
	const held = yield* hold(decisionId);
	if (held === null) return { kind: 'unknown_decision' };
	yield* addCharges(held.seq, charges);
	if (yield* isAudited(decisionId, held)) return { kind: 'already_audited' };
	// Without the texts nobody can go on, and what other models answered to them must not outlive them.
	const [found] = yield* rows('SELECT audit_step FROM contents WHERE decision_seq = $1 AND prompt IS NOT NULL', [held.seq]);
	if (found === undefined) return { kind: 'already_audited' };
	const there = stepSchema.nullable().parse(json(found['audit_step']));
	if (there?.by !== step.by && !isDeepStrictEqual(there, from)) return { kind: 'already_audited' };
	const { asking, answers, by } = step;
	yield* rows('UPDATE contents SET audit_step = $1 WHERE decision_seq = $2', [JSON.stringify({ asking, answers, by }), held.seq]);
	return { kind: 'recorded' };
}

interface Held {
	readonly seq: number;
	/** Why Auto-Tune drew it; `null`: it did not. */
	readonly ticket: Ticket | null;
	readonly hasResult: boolean;
}

const heldSchema = z
	.object({ seq: z.number(), tuning: z.preprocess(json, tuningSchema.nullable().catch(null)), audit_result: z.string().nullable() })
	.transform(({ seq, tuning, audit_result }): Held => ({ seq, ticket: tuning?.ticket ?? null, hasResult: audit_result !== null }));

/** Changes nothing but holds the decision: whoever replaces or erases it comes before all of this or after. `null`: it is gone. */
function* hold(decisionId: string): Steps<Held | null> {
	const [found] = yield* rows('UPDATE decisions SET audit_chosen = audit_chosen WHERE id = $1 RETURNING seq, tuning, audit_result', [
		decisionId,
	]);
	return found === undefined ? null : heldSchema.parse(found);
}

function* isAudited(decisionId: string, { hasResult }: Held): Steps<boolean> {
	if (hasResult) return true;
	return (yield* rows('SELECT 1 AS there FROM outcomes WHERE decision_id = $1 AND source = $2', [decisionId, AUDIT_SOURCE])).length > 0;
}

/** What Auto-Tune learns of it; `null`: it did not draw it. A control says nothing of a model. */
function resultOf(end: Exclude<AuditRecord['end'], { readonly kind: 'left' | 'given_back' }>, ticket: Ticket | null): AuditResult | null {
	if (end.kind === 'controlled') return { kind: 'control', passed: end.passed };
	if (end.kind === 'void') return { kind: 'void' };
	if (ticket === null) return null;
	if (ticket.kind === 'control') return { kind: 'void' };
	return { kind: 'loss', loss: end.kind === 'nothing_to_compare' ? 1 : 1 - end.outcome.score };
}

/**
 * Counts a giving up, and says whether it was the last. Told again it is the same one: by then nobody is being asked and no
 * charge is new.
 */
function* gaveUpForGood(seq: number, added: number): Steps<boolean> {
	const [found] = yield* rows('SELECT audit_step FROM contents WHERE decision_seq = $1', [seq]);
	const step = stepSchema.nullable().parse(json(found?.['audit_step']));
	const isNew = added > 0 || (step !== null && step.asking !== null);
	const [counted] = yield* rows(
		'UPDATE contents SET judge_gave_up = judge_gave_up + $1, audit_step = $2 WHERE decision_seq = $3 RETURNING judge_gave_up',
		[isNew ? 1 : 0, step === null ? null : JSON.stringify({ ...step, asking: null }), seq],
	);
	return Number(counted?.['judge_gave_up'] ?? 0) >= JUDGE_TRIES;
}

export const stepSchema: z.ZodType<AuditStep> = z.object({
	asking: z.string().nullable(),
	answers: z.record(z.string(), z.string()),
	by: z.string(),
});

/** How many were not there yet. */
function* addCharges(seq: number, charges: AuditRecord['charges']): Steps<number> {
	if (charges.length === 0) return 0;
	const [last] = yield* rows('SELECT max(position) AS position FROM charges WHERE decision_seq = $1', [seq]);
	const from = Number(last?.['position'] ?? -1) + 1;
	const bound = new Bound();
	const made = charges.map((charge, index) => chargeRow(seq, from + index, charge));
	const columns = Object.keys(made[0] ?? {});
	const values = made.map((row) => `(${bound.list(Object.values(row).map(plain))})`);
	const added = yield* rows(
		`INSERT INTO charges (${columns.join(', ')}) VALUES ${values.join(', ')} ON CONFLICT DO NOTHING RETURNING id`,
		bound.values,
	);
	yield* rows(`${TOTALS} WHERE seq = $1`, [seq]);
	return added.length;
}

/** The rows of charges hold text, numbers and nothing. */
function plain(value: unknown): SqlValue {
	return typeof value === 'string' || typeof value === 'number' ? value : null;
}
