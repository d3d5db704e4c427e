import type { DecisionModels, OutcomeRecorded } from '../../../router/ledger/feedbackPort';
import type { Outcome } from '../../../router/ledger/outcome';
import { z } from '../../../vendor/zod';

import { Bound, rows, type Steps } from './steps';

/** Outcomes of one transaction at most: their values are bound one by one. */
export const OUTCOMES_AT_ONCE = 100;

/** Records outcomes, `OUTCOMES_AT_ONCE` at most; says what became of each, in order. */
export function* writeOutcomes(outcomes: readonly Outcome[]): Steps<readonly OutcomeRecorded[]> {
	const models = new Map((yield* modelsOf(outcomes.map(({ decisionId }) => decisionId))).map(({ id, candidates }) => [id, candidates]));
	const became: OutcomeRecorded[] = outcomes.map(({ decisionId, modelId }) => {
		const candidates = models.get(decisionId);
		if (candidates === undefined) return { kind: 'unknown_decision' };
		return candidates.includes(modelId) ? { kind: 'duplicate' } : { kind: 'not_tried', models: candidates };
	});
	const known = outcomes.flatMap((outcome, index) => (became[index]?.kind === 'duplicate' ? [{ outcome, index }] : []));
	for (const round of roundsOf(known)) {
		const written = yield* upsert(round.map(({ outcome }) => outcome));
		for (const { outcome, index } of round) {
			const writes = written.get(outcome.dedupeKey);
			if (writes !== undefined) became[index] = { kind: writes === 1 ? 'stored' : 'replaced' };
		}
	}
	return became;
}

const candidateSchema = z.object({ id: z.string(), chosen: z.string().nullable(), model_id: z.string().nullable() });

/** The models of each decision there is. */
export function* modelsOf(ids: readonly string[]): Steps<readonly DecisionModels[]> {
	const bound = new Bound();
	const found = yield* rows(
		`SELECT decisions.id, decisions.model_id AS chosen, candidates.model_id FROM decisions LEFT JOIN candidates ON candidates.decision_seq = decisions.seq
			WHERE decisions.id IN (${bound.list([...new Set(ids)])}) ORDER BY decisions.seq, candidates.position`,
		bound.values,
	);
	const models = new Map<string, { id: string; chosen: string | null; candidates: string[] }>();
	for (const row of found) {
		const { id, chosen, model_id } = candidateSchema.parse(row);
		const known = models.get(id) ?? { id, chosen, candidates: [] };
		if (model_id !== null) known.candidates.push(model_id);
		models.set(id, known);
	}
	return [...models.values()];
}

interface Known {
	readonly outcome: Outcome;
	readonly index: number;
}

// One statement may touch a row only once, so what comes again waits for the next one.
function roundsOf(known: readonly Known[]): readonly (readonly Known[])[] {
	const rounds: Known[][] = [];
	const seen = new Map<string, number>();
	for (const one of known) {
		const { dedupeKey } = one.outcome;
		const turn = seen.get(dedupeKey) ?? 0;
		seen.set(dedupeKey, turn + 1);
		const round = rounds[turn] ?? [];
		round.push(one);
		rounds[turn] = round;
	}
	// In one order whoever writes them: two processes that wait for each other's rows would wait for ever.
	return rounds.map((round) => round.sort((a, b) => (a.outcome.dedupeKey < b.outcome.dedupeKey ? -1 : 1)));
}

const writtenSchema = z.object({ dedupe_key: z.string(), writes: z.number() });
/** What makes an outcome another one; the time it came does not. */
const TOLD = ['decision_id', 'model_id', 'score', 'source', 'judge', 'inclusion_probability'];
const SET = ['at_ms', ...TOLD].map((column) => `${column} = excluded.${column}`).join(', ');
const CHANGED = TOLD.map((column) => `outcomes.${column} IS DISTINCT FROM excluded.${column}`).join(' OR ');

/** How often each was written by now; one that changed nothing is missing. */
function* upsert(outcomes: readonly Outcome[]): Steps<ReadonlyMap<string, number>> {
	const bound = new Bound();
	const values = outcomes.map(
		({ dedupeKey, decisionId, modelId, atMs, score, source, judge, inclusionProbability }) =>
			`(${bound.list([dedupeKey, decisionId, modelId, Math.round(atMs), score, source, judge, inclusionProbability])})`,
	);
	const written = yield* rows(
		`INSERT INTO outcomes (dedupe_key, decision_id, model_id, at_ms, score, source, judge, inclusion_probability) VALUES ${values.join(', ')}
			ON CONFLICT (dedupe_key) DO UPDATE SET ${SET}, writes = outcomes.writes + 1 WHERE ${CHANGED} RETURNING dedupe_key, writes`,
		bound.values,
	);
	return new Map(written.map((row) => writtenSchema.parse(row)).map(({ dedupe_key, writes }) => [dedupe_key, writes]));
}
