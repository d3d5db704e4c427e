import { AUDIT_LEASE_MS, AUDIT_SOURCE, type AuditsQuery } from '../../../router/ledger/feedbackPort';

import { DRAWN } from '../rows';

import { Bound, rows, type Steps } from './steps';

/** Audits of one claim at most: their prompts and answers come in one message. */
const AUDITS_AT_ONCE = 50;

/**
 * Whether a decision waits for an audit, or is being audited: it was chosen, its texts are there, and nothing came of it
 * yet. Of `decisions`, joined to its contents.
 */
export function isOpen(bound: Bound, nowMs: number): string {
	return `audit_chosen = 1 AND result_kind = 'answered' AND audit_result IS NULL
		AND prompt IS NOT NULL AND answer IS NOT NULL AND expires_at_ms > ${bound.one(Math.floor(nowMs))}
		AND NOT EXISTS (SELECT 1 FROM outcomes WHERE outcomes.decision_id = decisions.id AND outcomes.source = ${bound.one(AUDIT_SOURCE)})`;
}

const DRAWN_BY: Readonly<Record<NonNullable<AuditsQuery['drawnBy']>, string>> = { autotune: `AND ${DRAWN}`, share: `AND NOT ${DRAWN}` };

/**
 * Claims decisions that wait for an audit, oldest first; their numbers. Of two who claim at once only one gets
 * each: who comes second meets the first one's row, and is answered without it.
 */
export function* claimAudits({ routerId, limit, nowMs, drawnBy }: AuditsQuery): Steps<readonly number[]> {
	const now = Math.floor(nowMs);
	yield* rows('DELETE FROM audit_claims WHERE until_ms <= $1', [now]);
	const bound = new Bound();
	const open = `
		SELECT seq FROM decisions JOIN contents ON contents.decision_seq = decisions.seq
		WHERE ${isOpen(bound, now)}
			AND NOT EXISTS (SELECT 1 FROM audit_claims WHERE audit_claims.decision_seq = decisions.seq)
			${drawnBy === undefined ? '' : DRAWN_BY[drawnBy]}
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
