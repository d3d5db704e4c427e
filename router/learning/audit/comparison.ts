import type { DecisionRecord, RecordedCandidate } from '../../ledger/record';
import type { Ticket } from '../../ledger/tuning';
import { strongestOf } from '../../registry/rank';
import { drawFromId } from '../statistics/drawFromId';

/** What a shadow audit of a decision compares. */
export type Comparison =
	| {
			readonly kind: 'pair';
			/** The strongest model that could have answered. */
			readonly strongest: RecordedCandidate;
			/** The one that Auto-Tune asks about, else drawn among the weaker ones. */
			readonly weaker: RecordedCandidate;
			/** With which this decision was to be compared with exactly this model, in (0, 1]. */
			readonly inclusionProbability: number;
	  }
	/** Only one model could have answered, one that Auto-Tune asks about could not, or chance did not choose the decision. */
	| { readonly kind: 'nothing' };

type Compared = Pick<DecisionRecord, 'id' | 'audit' | 'tuning' | 'candidates'>;

/**
 * Which two models' answers are compared: the strongest's with that of one weaker model, drawn uniformly. It reads
 * only what was known before the answer, and the coin is the decision's own, so whatever was answered, and however
 * often an audit is begun anew, the same pair is compared with the probability that is written down.
 */
export function comparisonOf({ id, audit, tuning, candidates }: Compared): Comparison {
	const able = ableCandidates(candidates);
	if (audit?.chosen !== true || able.length < 2) return { kind: 'nothing' };
	if (tuning !== null && tuning.ticket !== null) return asked(tuning.ticket, audit.probability, { able, all: candidates });
	const strongest = strongestOf(able);
	const weaker = able.filter((one) => one !== strongest).sort((a, b) => a.rank - b.rank);
	const drawn = weaker[Math.floor(drawFromId(id, 'audit') * weaker.length)];
	return drawn === undefined
		? { kind: 'nothing' }
		: { kind: 'pair', strongest, weaker: drawn, inclusionProbability: audit.probability / weaker.length };
}

/** What Auto-Tune asks about: beside the strongest of all, since no other is what it promises to be as good as. */
function asked({ modelId }: Ticket, inclusionProbability: number, { able, all }: Candidates): Comparison {
	const strongest = strongestOf(all);
	const weaker = able.find((one) => one.modelId === modelId);
	if (weaker === undefined || weaker === strongest || !able.includes(strongest)) return { kind: 'nothing' };
	return { kind: 'pair', strongest, weaker, inclusionProbability };
}

interface Candidates {
	readonly able: readonly RecordedCandidate[];
	readonly all: readonly RecordedCandidate[];
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
