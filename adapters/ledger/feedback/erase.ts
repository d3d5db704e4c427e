import type { Erasure } from '../../../router/ledger/feedbackPort';
import type { RowRead } from '../recordOf';

import { Bound, rows, type Steps } from './steps';

/** Decisions of one transaction at most, so that records are written in between. */
export const ERASED_AT_ONCE = 500;

/** Forgets up to `ERASED_AT_ONCE` decisions with all that hangs on them; says how many there were. */
export function* eraseSome(what: Erasure): Steps<number> {
	const bound = new Bound();
	const chosen = yield* rows(
		`SELECT seq, id FROM decisions WHERE ${conditionOf(what, bound)} LIMIT ${bound.one(ERASED_AT_ONCE)}`,
		bound.values,
	);
	if (chosen.length > 0) {
		yield* remove(
			'outcomes',
			'decision_id',
			chosen.map(({ id }) => String(id)),
		);
		yield* remove(
			'decisions',
			'seq',
			chosen.map(({ seq }) => Number(seq)),
		);
	}
	if (what.kind === 'older_than' && chosen.length < ERASED_AT_ONCE) yield* removeOrphans(what.atMs);
	return chosen.length;
}

function conditionOf(what: Erasure, bound: Bound): string {
	switch (what.kind) {
		case 'ids':
			return `id IN (${bound.list(what.ids)})`;
		case 'older_than':
			// By the index's order, because by any other all decisions may be looked through for nothing.
			return `at_ms < ${bound.one(Math.floor(what.atMs))} ORDER BY at_ms`;
		case 'subject':
			return `subject_key = ${bound.one(what.subjectKey)}`;
		case 'budget_key':
			return `budget_key = ${bound.one(what.keyHash)}`;
	}
}

function* remove(table: string, column: string, values: readonly (string | number)[]): Steps<void> {
	const bound = new Bound();
	yield* rows(`DELETE FROM ${table} WHERE ${column} IN (${bound.list(values)})`, bound.values);
}

/** Of decisions that Retry On Fail replaced. */
function* removeOrphans(beforeMs: number): Steps<readonly RowRead[]> {
	return yield* rows(
		'DELETE FROM outcomes WHERE at_ms < $1 AND NOT EXISTS (SELECT 1 FROM decisions WHERE decisions.id = outcomes.decision_id)',
		[Math.floor(beforeMs)],
	);
}

/** Forgets prompts, answers and features past their time, of `limit` decisions at most; says of how many. */
export function* expireSome(nowMs: number, limit: number = ERASED_AT_ONCE): Steps<number> {
	const now = Math.floor(nowMs);
	// One after the other, because both in one statement are looked for without the indexes.
	const texts = yield* due('expires_at_ms', now, limit);
	const features = yield* due('features_expire_at_ms', now, limit);
	const seqs = [...new Set([...texts, ...features])].slice(0, limit);
	if (seqs.length === 0) return 0;
	const bound = new Bound();
	const these = `decision_seq IN (${bound.list(seqs)})`;
	const at = bound.one(now);
	yield* rows(
		`UPDATE contents SET prompt = NULL, answer = NULL, expires_at_ms = NULL, audit_step = NULL WHERE ${these} AND expires_at_ms <= ${at}`,
		bound.values,
	);
	yield* rows(
		`UPDATE contents SET features = NULL, features_expire_at_ms = NULL WHERE ${these} AND features_expire_at_ms <= ${at}`,
		bound.values,
	);
	yield* rows(
		`DELETE FROM contents WHERE ${these} AND prompt IS NULL AND features IS NULL AND budget_key_text IS NULL`,
		bound.values.slice(0, -1),
	);
	return seqs.length;
}

function* due(column: string, now: number, limit: number): Steps<readonly number[]> {
	const found = yield* rows(`SELECT decision_seq FROM contents WHERE ${column} <= $1 LIMIT $2`, [now, limit]);
	return found.map((row) => Number(row['decision_seq']));
}
