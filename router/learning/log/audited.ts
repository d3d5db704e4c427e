import type { Usage } from '../../calls/client';
import { inCostOrder } from '../../registry/cost';
import type { ModelId } from '../../registry/model';
import { strongestOf } from '../../registry/rank';

/**
 * One logged request as calibration and simulation read it.
 *
 * What both stand on: requests come from one stable traffic, independently of each other, and whether one was
 * audited was decided by chance alone, with a probability that depends on what was known before the answer.
 * A request that could not have been audited (bypassed, its prompt not kept) must be left out, and what is found
 * then holds for the others only: nobody knows anything of it.
 */
export interface AuditedRequest {
	/** Unique in the log; coins are tossed by it, so the same log gives the same result. */
	readonly id: string;
	/** Those that could have answered; at least one. */
	readonly candidates: readonly ScoredCandidate[];
	/** The tokens it takes, the same at every model: for the same request at other prices. */
	readonly usage: Usage;
	/** Whether chance chose it, and all that it chose then is there: one that needs no audit counts if so. */
	readonly drawn: boolean;
	/** `null`: nobody looked. */
	readonly audit: Audit | null;
}

export interface ScoredCandidate {
	readonly modelId: ModelId;
	/** 0 = weakest, no ties. */
	readonly rank: number;
	/** Predicted, in [0, 1]; `null`: not predicted, so no threshold chooses it. */
	readonly quality: number | null;
	/** Of this request, were this model asked. */
	readonly costNanoUsd: number | null;
}

/** A model's answer beside the strongest model's. */
export interface Audit {
	readonly modelId: ModelId;
	/** 1: at least as good as the strongest's; 0: worse; in between where judges or orders disagree. */
	readonly result: number;
	/** With which a request like this, once drawn, was to be compared with exactly this model; in (0, 1]. */
	readonly probability: number;
}

/** Which model answers at which threshold. */
export interface Ladder {
	/** Above all steps. */
	readonly strongest: ScoredCandidate;
	/** From the highest threshold down: `candidate` answers at `from` and below it, until the next step. */
	readonly steps: readonly { readonly from: number; readonly candidate: ScoredCandidate }[];
}

/**
 * The policy that is calibrated: the cheapest model whose predicted quality reaches the threshold, else the
 * strongest. @throws TypeError where there are no candidates.
 */
export function ladderOf(candidates: readonly ScoredCandidate[]): Ladder {
	const strongest = strongestOf(candidates);
	const steps: { from: number; candidate: ScoredCandidate }[] = [];
	const good: ScoredCandidate[] = [];
	let chosen = strongest;
	const down = candidates.filter(isScored).sort((a, b) => b.quality - a.quality);
	down.forEach((candidate, i) => {
		good.push(candidate);
		if (down[i + 1]?.quality === candidate.quality) return;
		const [cheapest = chosen] = inCostOrder(good);
		if (cheapest !== chosen) steps.push({ from: candidate.quality, candidate: cheapest });
		chosen = cheapest;
	});
	return { strongest, steps };
}

export function chosenAt({ strongest, steps }: Ladder, threshold: number): ScoredCandidate {
	return steps.findLast(({ from }) => from >= threshold)?.candidate ?? strongest;
}

function isScored(candidate: ScoredCandidate): candidate is ScoredCandidate & { readonly quality: number } {
	return candidate.quality !== null;
}
