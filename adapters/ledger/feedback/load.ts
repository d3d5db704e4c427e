import type { LoggedDecision } from '../../../router/ledger/feedbackPort';
import { outcomeSchema, type Outcome } from '../../../router/ledger/outcome';
import { auditResultSchema } from '../../../router/ledger/tuning';
import { z } from '../../../vendor/zod';
import { json, recordOf, type RowRead, type RowsRead } from '../recordOf';

import { stepSchema } from './recordAudit';
import { Bound, rows, type Steps } from './steps';

/** `training`: without attempts and charges, which a trainer does not read. */
export type Parts = 'whole' | 'training';

type Grouped = ReadonlyMap<number, readonly RowRead[]>;
const NONE: Grouped = new Map();

/** The decisions with these numbers, by number. One that is gone or cannot be read is missing: it must not keep back the others. */
export function* load(seqs: readonly number[], parts: Parts): Steps<ReadonlyMap<number, LoggedDecision>> {
	const decisions = yield* among('SELECT * FROM decisions WHERE seq IN', seqs);
	const candidates = yield* children('candidates', seqs);
	const attempts = parts === 'whole' ? yield* children('attempts', seqs) : NONE;
	const charges = parts === 'whole' ? yield* chargesOf(seqs) : NONE;
	const contents = bySeq(yield* among('SELECT * FROM contents WHERE decision_seq IN', seqs));
	const outcomes = yield* outcomesOf(decisions.map(({ id }) => String(id)));
	const read = new Map<number, LoggedDecision>();
	for (const decision of decisions) {
		const seq = Number(decision['seq']);
		const logged = readable({
			decision,
			candidates: candidates.get(seq) ?? [],
			attempts: attempts.get(seq) ?? [],
			charges: charges.get(seq) ?? [],
			contents: contents.get(seq)?.[0],
		});
		if (logged !== null) read.set(seq, { ...logged, outcomes: outcomes.get(logged.id) ?? [] });
	}
	return read;
}

// An audit whose step cannot be read must not begin anew, so such a decision is not handed out.
function readable(read: RowsRead): Omit<LoggedDecision, 'outcomes'> | null {
	try {
		return {
			...recordOf(read),
			auditResult: auditResultSchema.nullable().parse(json(read.decision['audit_result'])),
			auditStep: stepSchema.nullable().parse(json(read.contents?.['audit_step'])),
		};
	} catch {
		return null;
	}
}

function* children(table: 'candidates' | 'attempts', seqs: readonly number[]): Steps<Grouped> {
	return bySeq(yield* among(`SELECT * FROM ${table} WHERE decision_seq IN`, seqs, 'ORDER BY decision_seq, position'));
}

/** Those taken over from a replaced record come first. */
function* chargesOf(seqs: readonly number[]): Steps<Grouped> {
	const order = 'ORDER BY decision_seq, charges.decision_id = decisions.id, charges.decision_id, position';
	return bySeq(
		yield* among('SELECT charges.* FROM charges JOIN decisions ON decisions.seq = decision_seq WHERE decision_seq IN', seqs, order),
	);
}

function* among(select: string, values: readonly (string | number)[], order = ''): Steps<readonly RowRead[]> {
	const bound = new Bound();
	return yield* rows(`${select} (${bound.list(values)}) ${order}`, bound.values);
}

function bySeq(children: readonly RowRead[]): Grouped {
	const grouped = new Map<number, RowRead[]>();
	for (const row of children) {
		const seq = Number(row['decision_seq']);
		const group = grouped.get(seq) ?? [];
		group.push(row);
		grouped.set(seq, group);
	}
	return grouped;
}

const outcomeRowSchema = z
	.object({
		decision_id: z.string(),
		model_id: z.string(),
		at_ms: z.number(),
		score: z.number(),
		source: z.string(),
		judge: z.string().nullable(),
		inclusion_probability: z.number().nullable(),
		dedupe_key: z.string(),
	})
	.transform(({ decision_id, model_id, at_ms, score, source, judge, inclusion_probability, dedupe_key }) => ({
		decisionId: decision_id,
		modelId: model_id,
		atMs: at_ms,
		score,
		source,
		judge,
		inclusionProbability: inclusion_probability,
		dedupeKey: dedupe_key,
	}))
	.pipe(outcomeSchema);

function* outcomesOf(ids: readonly string[]): Steps<ReadonlyMap<string, readonly Outcome[]>> {
	const found = yield* among('SELECT * FROM outcomes WHERE decision_id IN', ids, 'ORDER BY at_ms, seq');
	const grouped = new Map<string, Outcome[]>();
	for (const row of found) {
		const read = outcomeRowSchema.safeParse(row);
		if (!read.success) continue;
		const group = grouped.get(read.data.decisionId) ?? [];
		group.push(read.data);
		grouped.set(read.data.decisionId, group);
	}
	return grouped;
}
