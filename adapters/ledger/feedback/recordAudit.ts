import { AUDIT_SOURCE, JUDGE_TRIES, type AuditRecord, type AuditRecorded } from '../../../router/ledger/feedbackPort';
import { chargeRow } from '../rows';
import { TOTALS } from '../totals';

import { writeOutcomes } from './outcomes';
import { Bound, rows, type Steps, type SqlValue } from './steps';

/** Records an audit: its outcome, what it cost, and that its texts are not needed any more. */
export function* recordAudit({ decisionId, end, charges }: AuditRecord): Steps<AuditRecorded> {
	// Changes nothing but holds the decision: whoever replaces or erases it comes before all of this or after.
	const [found] = yield* rows('UPDATE decisions SET audit_chosen = audit_chosen WHERE id = $1 RETURNING seq', [decisionId]);
	if (found === undefined) return { kind: 'unknown_decision' };
	const seq = Number(found['seq']);
	const added = charges.length > 0 ? yield* addCharges(seq, charges) : 0;
	if (end.kind === 'left') return { kind: 'recorded' };
	const [audited] = yield* rows('SELECT 1 AS there FROM outcomes WHERE decision_id = $1 AND source = $2', [decisionId, AUDIT_SOURCE]);
	if (audited !== undefined) return { kind: 'already_audited' };
	if (end.kind === 'judge_gave_up' && !(yield* gaveUpForGood(seq, added))) return { kind: 'for_another_run' };
	if (end.kind !== 'nothing_to_compare') yield* writeOutcomes([end.outcome]);
	yield* rows('UPDATE contents SET prompt = NULL, answer = NULL, expires_at_ms = NULL WHERE decision_seq = $1', [seq]);
	yield* rows('DELETE FROM contents WHERE decision_seq = $1 AND features IS NULL AND budget_key_text IS NULL', [seq]);
	return { kind: 'recorded' };
}

/** @param added charges nobody had told before: a judge that gave up was asked, so where there are none this was counted already. */
function* gaveUpForGood(seq: number, added: number): Steps<boolean> {
	const [counted] = yield* rows('UPDATE contents SET judge_gave_up = judge_gave_up + $1 WHERE decision_seq = $2 RETURNING judge_gave_up', [
		Math.min(1, added),
		seq,
	]);
	return Number(counted?.['judge_gave_up'] ?? 0) >= JUDGE_TRIES;
}

/** How many were not there yet. */
function* addCharges(seq: number, charges: AuditRecord['charges']): Steps<number> {
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
