import { type Kind, KINDS, kindOf } from '../features/kind';
import type { RecordedCandidate } from '../ledger/record';
import type { ModelId } from '../registry/model';
import type { Signals } from '../request/request';
import { type AdaptiveCell, type AdaptiveState, NO_OUTCOMES, STATE_VERSION, type Tally } from '../strategies/corrections';

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
		/** With which probability this outcome was looked for; `null`: it came by itself. */
		readonly inclusionProbability: number | null;
	};
}

/**
 * What the adaptive strategy learns from a log. Only outcomes of the first choice count: what was escalated or fell
 * back is harder than the rest. And answers rated alone count only where chance had a say in who answered: else the
 * strongest is rated on hard requests, the cheap on easy ones, and the cheap look better than they are. What chance
 * decided weighs 1 ÷ its probability. Comparisons are of one request, so they count however the model was chosen.
 */
export function adaptiveState(rows: Iterable<AdaptiveRow>): AdaptiveState {
	const cells = new Map<string, AdaptiveCell>();
	for (const row of rows) {
		const weighed = weigh(row);
		if (weighed === null) continue;
		const kind = kindOf(row.signals);
		const { modelId, kind: tally } = row.outcome;
		const key = `${kind} ${modelId}`;
		const cell = cells.get(key) ?? { modelId, kind, rated: NO_OUTCOMES, compared: NO_OUTCOMES };
		cells.set(key, { ...cell, [tally]: added(cell[tally], weighed) });
	}
	return { version: STATE_VERSION, cells: [...cells.values()].sort((a, b) => order(a.modelId, b.modelId) || kindOrder(a.kind, b.kind)) };
}

interface Weighed {
	readonly weight: number;
	readonly score: number;
	readonly prediction: number;
}

/** `null`: nothing can be learned of it. */
function weigh({ candidates, firstChoice, outcome }: AdaptiveRow): Weighed | null {
	const candidate = candidates.find(({ modelId }) => modelId === outcome.modelId);
	if (candidate === undefined || candidate.prior === null || outcome.modelId !== firstChoice || candidate.propensity <= 0) return null;
	if (outcome.kind === 'rated' && candidate.propensity >= 1) return null;
	const weight = 1 / (candidate.propensity * (outcome.inclusionProbability ?? 1));
	return { weight, score: outcome.score, prediction: candidate.prior };
}

function added(tally: Tally, { weight, score, prediction }: Weighed): Tally {
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
