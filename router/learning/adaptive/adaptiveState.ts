import { type Kind, KINDS, kindOf } from '../../features/kind';
import type { RecordedCandidate } from '../../ledger/record';
import type { ModelId } from '../../registry/model';
import type { Signals } from '../../request/request';
import { type AdaptiveCell, type AdaptiveState, NO_OUTCOMES, STATE_VERSION, type CorrectionTally } from '../../strategies/corrections';

/** One outcome with what the log knows of its decision. */
export interface AdaptiveRow {
	readonly signals: Signals;
	readonly candidates: readonly Pick<RecordedCandidate, 'modelId' | 'prior' | 'propensity'>[];
	/** The model that was called, or routed to, before any other. */
	readonly firstChoice: ModelId;
	readonly outcome: {
		readonly modelId: ModelId;
		/** In [0, 1]. */
		readonly score: number;
		/** `compared`: how good beside the strongest's answer to the same request, 1 as good. `rated`: how good alone. */
		readonly kind: 'rated' | 'compared';
		/** With which probability this outcome was looked for, whichever model was chosen; `null`: it came by itself. */
		readonly inclusionProbability: number | null;
	};
}

/**
 * What the adaptive strategy learns from a log. What came by itself counts only for the first choice: what was
 * escalated or fell back is harder than the rest. And answers rated alone count only where chance had a say in who
 * answered: else the strongest is rated on hard requests, the cheap on easy ones, and the cheap look better than they
 * are. Comparisons are of one request, so they count however its model was chosen; those that an audit looked for, of
 * whichever model it drew. What chance decided weighs 1 ÷ its probability.
 */
export function adaptiveState(rows: Iterable<AdaptiveRow>): AdaptiveState {
	const learner = createLearner();
	for (const row of rows) learner.add(row);
	return learner.state();
}

/** The same for rows that come bit by bit. */
export interface Learner {
	add(row: AdaptiveRow): void;
	/** Of all that was added; plain JSON, the same whatever the order. */
	state(): AdaptiveState;
}

export function createLearner(): Learner {
	const cells = new Map<string, AdaptiveCell>();
	return {
		add(row) {
			const weighed = weigh(row);
			if (weighed === null) return;
			const kind = kindOf(row.signals);
			const { modelId, kind: tally } = row.outcome;
			const key = `${kind} ${modelId}`;
			const cell = cells.get(key) ?? { modelId, kind, rated: NO_OUTCOMES, compared: NO_OUTCOMES };
			cells.set(key, { ...cell, [tally]: added(cell[tally], weighed) });
		},
		state: () => ({
			version: STATE_VERSION,
			cells: [...cells.values()].sort((a, b) => order(a.modelId, b.modelId) || kindOrder(a.kind, b.kind)),
		}),
	};
}

interface Weighed {
	readonly weight: number;
	readonly score: number;
	readonly prediction: number;
}

/** `null`: nothing can be learned of it. */
function weigh(row: AdaptiveRow): Weighed | null {
	const { candidates, outcome } = row;
	const candidate = candidates.find(({ modelId }) => modelId === outcome.modelId);
	if (candidate === undefined || candidate.prior === null) return null;
	const probability = probabilityOf(row, candidate.propensity);
	return probability === null ? null : { weight: 1 / probability, score: outcome.score, prediction: candidate.prior };
}

/** With which the outcome is there; `null`: it would not stand for the others. */
function probabilityOf({ firstChoice, outcome }: AdaptiveRow, propensity: number): number | null {
	const { kind, modelId, inclusionProbability } = outcome;
	if (kind === 'compared' && inclusionProbability !== null) return inclusionProbability;
	if (modelId !== firstChoice || propensity <= 0 || (kind === 'rated' && propensity >= 1)) return null;
	return propensity * (inclusionProbability ?? 1);
}

function added(tally: CorrectionTally, { weight, score, prediction }: Weighed): CorrectionTally {
	return {
		count: tally.count + 1,
		weight: tally.weight + weight,
		weightSquares: tally.weightSquares + weight * weight,
		scores: tally.scores + weight * score,
		predictions: tally.predictions + weight * prediction,
		scoreSquares: tally.scoreSquares + weight * score * score,
	};
}

// Not localeCompare: its answer depends on the machine's locale.
function order(a: string, b: string): number {
	return a < b ? -1 : Number(a > b);
}

function kindOrder(a: Kind, b: Kind): number {
	return KINDS.indexOf(a) - KINDS.indexOf(b);
}
