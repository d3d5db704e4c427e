import { logWealth, NO_LOSS_YET, withLoss } from '../statistics/bettingTest';
import type { TuningDocument } from './document';
import { certifiedPercent, rungTolerance } from './ladder';
import { comparisonsOf } from './needed';
import { ALARM, CONTROLS, MOST_AUDITS } from './numbers';
import { laddersOf, percentOf } from './news';
import { isSpent } from './saving';
import type { Ladder, Phase } from './state';
import { savedShare } from './told';
import { waitingOf } from './wish';

export interface RungFacts {
	/** Of all requests, in percent: it holds those from the ladder's foot up to here. */
	readonly upTo: number;
	readonly audits: number;
	/** Sum of losses, each in [0, 1]. */
	readonly losses: number;
	/** Losses it may have, as a share of its answers. */
	readonly tolerance: number;
	readonly certified: boolean;
	/** How much of the evidence that certifies it is there, in [0, 1], 1 once it is certified. */
	readonly evidence: number;
}

export interface LadderFacts {
	readonly modelId: string;
	/** Requests up to this percentile belong to cheaper models. */
	readonly foot: number;
	/** Of all requests, in percent. */
	readonly certifiedPercent: number;
	readonly climbing: Ladder['climbing'];
	readonly audits: number;
	readonly rungs: readonly RungFacts[];
	/** How near the drift alarm is, in [0, 1]; 1 would be an alarm. */
	readonly drift: number;
}

/** All that a report shows of Auto-Tune, as plain facts. */
export interface TuningFacts {
	readonly phase: Phase['kind'];
	readonly paused: boolean;
	readonly target: number;
	/** `k`: 1 at first, one more after each alarm or reset; the error allowed halves with each. */
	readonly step: number;
	readonly requests: number;
	readonly ladders: readonly LadderFacts[];
	/** Of this start, drawn, controls included. */
	readonly drawn: number;
	readonly mostAudits: number;
	/** Drawn and not yet counted. */
	readonly waiting: number;
	readonly comparisons: { readonly done: number; readonly about: number | null };
	readonly controls: { readonly passed: number; readonly done: number; readonly of: number };
	readonly spentNanoUsd: number;
	readonly mostNanoUsd: number;
	/** Spend at Most is spent; raising it resumes. */
	readonly isSpent: boolean;
	readonly certifiedPercent: number;
	/** In [0, 1], comparisons left out; `null`: a price is unknown. */
	readonly savedShare: number | null;
}

export function ladderFacts(document: TuningDocument): TuningFacts {
	const { state, paused } = document;
	const { phase, basis, audits, controls, plan, step, seen } = state;
	return {
		phase: phase.kind,
		paused,
		target: basis.target,
		step,
		requests: seen,
		ladders: laddersOf(state).map(factsOf),
		drawn: audits.drawn,
		mostAudits: MOST_AUDITS,
		waiting: waitingOf(state).length,
		comparisons: comparisonsOf(state),
		controls: { ...controls, of: CONTROLS },
		spentNanoUsd: audits.spentNanoUsd,
		mostNanoUsd: plan.mostNanoUsd,
		isSpent: isSpent(state),
		certifiedPercent: percentOf(document),
		savedShare: savedShare(document),
	};
}

function factsOf(ladder: Ladder): LadderFacts {
	const { modelId, foot, climbing, audits, rungs, watch } = ladder;
	return {
		modelId,
		foot,
		certifiedPercent: certifiedPercent(ladder),
		climbing,
		audits,
		rungs: rungs.map((_, i) => rungFacts(ladder, i)),
		drift: share(logWealth(watch), Math.log1p(ALARM)),
	};
}

function rungFacts(ladder: Ladder, i: number): RungFacts {
	const { upTo, losses } = ladder.rungs[i] ?? { upTo: 0, losses: [] };
	const tolerance = rungTolerance(ladder, { upTo });
	const certified = i < ladder.certified;
	const wealth = logWealth(losses.reduce((fortunes, seen) => withLoss(fortunes, seen, tolerance), NO_LOSS_YET));
	return {
		upTo,
		audits: losses.reduce((sum, { times }) => sum + times, 0),
		losses: losses.reduce((sum, { loss, times }) => sum + loss * times, 0),
		tolerance,
		certified,
		// On a scale of logarithms, so that audits without a loss fill it evenly.
		evidence: certified ? 1 : share(wealth, -Math.log(ladder.error)),
	};
}

function share(part: number, whole: number): number {
	return Math.min(1, Math.max(0, part / whole));
}
