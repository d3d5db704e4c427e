import { AUDIT_LEASE_MS, AUDIT_SOURCE, type AuditsQuery } from '../../../router/ledger/feedbackPort';

import { Bound, rows, type Steps } from './steps';

/** Audits of one claim at most: their prompts and answers come in one message. */
const AUDITS_AT_ONCE = 50;

/**
 * Claims decisions that wait for an audit, oldest first; their numbers. Of two who claim at once only one gets
 * each: who comes second meets the first one's row, and is answered without it.
 */
export function* claimAudits({ routerId, limit, nowMs }: AuditsQuery): Steps<readonly number[]> {
	const now = Math.floor(nowMs);
	yield* rows('DELETE FROM audit_claims WHERE until_ms <= $1', [now]);
	const bound = new Bound();
	const source = bound.one(AUDIT_SOURCE);
	const open = `
		SELECT seq FROM decisions JOIN contents ON contents.decision_seq = decisions.seq
		WHERE audit_chosen = 1 AND result_kind = 'answered' AND prompt IS NOT NULL AND answer IS NOT NULL AND expires_at_ms > ${bound.one(now)}
			AND NOT EXISTS (SELECT 1 FROM outcomes WHERE outcomes.decision_id = decisions.id AND outcomes.source = ${source})
			AND NOT EXISTS (SELECT 1 FROM audit_claims WHERE audit_claims.decision_seq = decisions.seq)
			${routerId === null ? '' : `AND router_id = ${bound.one(routerId)}`}
		ORDER BY at_ms, seq LIMIT ${bound.one(Math.max(0, Math.min(limit, AUDITS_AT_ONCE)))}`;
	const seqs = (yield* rows(open, bound.values)).map((row) => Number(row['seq']));
	return seqs.length === 0 ? [] : yield* claim(seqs, now + AUDIT_LEASE_MS);
}

function* claim(seqs: readonly number[], untilMs: number): Steps<readonly number[]> {
	const bound = new Bound();
	const values = seqs.map((seq) => `(${bound.list([seq, untilMs])})`);
	const claimed = yield* rows(
		`INSERT INTO audit_claims (decision_seq, until_ms) VALUES ${values.join(', ')} ON CONFLICT (decision_seq) DO NOTHING RETURNING decision_seq`,
		bound.values,
	);
	const ours = new Set(claimed.map((row) => Number(row['decision_seq'])));
	return seqs.filter((seq) => ours.has(seq));
}
