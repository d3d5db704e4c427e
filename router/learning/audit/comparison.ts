import type { DecisionRecord, RecordedCandidate } from '../../ledger/record';
import { strongestOf } from '../../registry/rank';
import { drawFromId } from '../statistics/drawFromId';

/** What a shadow audit of a decision compares. */
export type Comparison =
	| {
			readonly kind: 'pair';
			/** The strongest model that could have answered. */
			readonly strongest: RecordedCandidate;
			/** Drawn among the weaker ones. */
			readonly weaker: RecordedCandidate;
			/** With which this decision was to be compared with exactly this model, in (0, 1]. */
			readonly inclusionProbability: number;
	  }
	/** Only one model could have answered, or chance did not choose the decision. */
	| { readonly kind: 'nothing' };

/**
 * Which two models' answers are compared: the strongest's with that of one weaker model, drawn uniformly. It reads
 * only what was known before the answer, and the coin is the decision's own, so whatever was answered, and however
 * often an audit is begun anew, the same pair is compared with the probability that is written down.
 */
export function comparisonOf({ id, audit, candidates }: Pick<DecisionRecord, 'id' | 'audit' | 'candidates'>): Comparison {
	const able = ableCandidates(candidates);
	if (audit?.chosen !== true || able.length < 2) return { kind: 'nothing' };
	const strongest = strongestOf(able);
	const weaker = able.filter((one) => one !== strongest).sort((a, b) => a.rank - b.rank);
	const drawn = weaker[Math.floor(drawFromId(id, 'audit') * weaker.length)];
	return drawn === undefined
		? { kind: 'nothing' }
		: { kind: 'pair', strongest, weaker: drawn, inclusionProbability: audit.probability / weaker.length };
}

/**
 * The candidates that could have answered this request at all, as was known before any of them did: not those it did
 * not fit. One that was full, cooling down, slow or over the budget of that moment might have answered at another.
 */
export function ableCandidates(candidates: readonly RecordedCandidate[]): RecordedCandidate[] {
	return candidates.filter(({ excludedBy }) => excludedBy === null || !LASTING.has(excludedBy));
}

/** As selection names them. */
const LASTING: ReadonlySet<string> = new Set([
	'window',
	'output_limit',
	'vision',
	'tools',
	'json_schema',
	'never_fits',
	'below_floor',
	'not_allowed',
	'rule',
	'same_key',
	'failed',
]);
