import { certifiedPercent, frontierOf, rungTolerance } from '../learning/autotune/ladder';
import { ALARM, CONTROLS, CONTROLS_REFUSED, ERROR, MOST_AUDITS } from '../learning/autotune/numbers';
import type { AutoTuneState, Ladder, Phase, Rung } from '../learning/autotune/state';
import { logWealth, NO_LOSS_YET, withLoss } from '../learning/statistics/bettingTest';
import type { ModelId } from '../registry/model';
import { NANO_USD_PER_USD } from '../registry/cost';

/** A step of a ladder: the easiest requests up to one share of all. */
export interface RungView {
	/** Shares of all requests, 0 to 1, the easiest first. */
	readonly from: number;
	readonly upTo: number;
	/** `climbing`: the next to be certified. `ahead`: compared already, above it. `open`: not compared now. */
	readonly state: 'certified' | 'climbing' | 'ahead' | 'open';
	readonly comparisons: number;
	/** Of these, how many answers were worse; one may count in part. */
	readonly worse: number;
	/** How far the evidence is: 0 none, 1 certified. */
	readonly evidence: number;
}

/** A weaker model against the strongest, on the requests that no cheaper one is certified for. */
export interface LadderView {
	readonly model: ModelId;
	/** `foot`: the share of the requests that cheaper models answer; `certified`: this model's own share. 0 to 1. */
	readonly foot: number;
	readonly certified: number;
	readonly climbing: Ladder['climbing'];
	readonly comparisons: number;
	/** How near the drift alarm is: 0 far, 1 raised. */
	readonly alarm: number;
	readonly rungs: readonly RungView[];
}

/** What Auto-Tune of one router knows and does, as plain JSON. Shares are from 0 to 1, money is USD. */
export interface AutoTuneView {
	readonly router: string;
	/** `null`: not known. */
	readonly routerName: string | null;
	/** All of it in words. */
	readonly says: string;
	readonly phase: Phase['kind'];
	/** Why it has not started; `null`: it has. */
	readonly notStartedBecause: string | null;
	readonly paused: boolean;
	readonly target: number;
	readonly confidence: number;
	readonly judge: string;
	/** Who answers which share of the requests now, the cheapest first, the strongest model last. */
	readonly serves: readonly { readonly model: ModelId; readonly share: number }[];
	/** Requests that count. */
	readonly requests: number;
	/** 1 at first; one more after each alarm or reset. */
	readonly start: number;
	/** `done`: of all starts, controls included; `drawn`: of this start, which draws `most` at most. */
	readonly comparisons: { readonly done: number; readonly waiting: number; readonly drawn: number; readonly most: number };
	/** `refusedFrom`: with so many passed the judge is refused. */
	readonly controls: { readonly done: number; readonly passed: number; readonly of: number; readonly refusedFrom: number };
	readonly spentUsd: number;
	readonly spendAtMostUsd: number;
	readonly ladders: readonly LadderView[];
}

interface Viewed extends Pick<AutoTuneView, 'router' | 'routerName' | 'says' | 'paused'> {
	readonly state: AutoTuneState;
	readonly strongest: ModelId;
}

export function autoTuneView({ state, strongest, ...known }: Viewed): AutoTuneView {
	const { phase, audits, controls, basis, plan } = state;
	const ladders = 'ladders' in phase ? phase.ladders : [];
	return {
		...known,
		phase: phase.kind,
		notStartedBecause: phase.kind === 'not_started' ? phase.why : null,
		target: basis.target,
		confidence: 1 - ERROR,
		judge: basis.judge,
		serves: servesOf(known.paused ? [] : ladders, strongest),
		requests: state.seen,
		start: state.start,
		comparisons: { done: audits.done, waiting: audits.pending.length, drawn: audits.drawn, most: MOST_AUDITS },
		controls: { ...controls, of: CONTROLS, refusedFrom: CONTROLS_REFUSED },
		spentUsd: audits.spentNanoUsd / NANO_USD_PER_USD,
		spendAtMostUsd: plan.mostNanoUsd / NANO_USD_PER_USD,
		ladders: ladders.map((ladder) => ladderView(ladder, phase.kind === 'comparing')),
	};
}

function servesOf(ladders: readonly Ladder[], strongest: ModelId): AutoTuneView['serves'] {
	const weaker = ladders
		.map((ladder) => ({ model: ladder.modelId, percent: certifiedPercent(ladder) }))
		.filter(({ percent }) => percent > 0);
	const rest = 100 - weaker.reduce((sum, { percent }) => sum + percent, 0);
	return [...weaker, { model: strongest, percent: rest }].map(({ model, percent }) => ({ model, share: percent / 100 }));
}

function ladderView(ladder: Ladder, comparing: boolean): LadderView {
	const { modelId, foot, climbing, audits, watch, rungs } = ladder;
	return {
		model: modelId,
		foot: foot / 100,
		certified: certifiedPercent(ladder) / 100,
		climbing,
		comparisons: audits,
		alarm: within(logWealth(watch) / Math.log1p(ALARM)),
		rungs: rungs.map((rung, at) => ({
			from: (rungs[at - 1]?.upTo ?? foot) / 100,
			upTo: rung.upTo / 100,
			state: stateOf(ladder, at, comparing),
			comparisons: rung.losses.reduce((sum, { times }) => sum + times, 0),
			worse: Math.round(rung.losses.reduce((sum, { loss, times }) => sum + loss * times, 0) * 10) / 10,
			evidence: at < ladder.certified ? 1 : evidenceOf(ladder, rung),
		})),
	};
}

function stateOf(ladder: Ladder, at: number, comparing: boolean): RungView['state'] {
	if (at < ladder.certified) return 'certified';
	if (!comparing || ladder.climbing !== 'climbing' || at > frontierOf(ladder)) return 'open';
	return at === ladder.certified ? 'climbing' : 'ahead';
}

/** On the scale on which evidence adds up; where it is against the rung, none. */
function evidenceOf(ladder: Ladder, rung: Rung): number {
	const tolerance = rungTolerance(ladder, rung);
	const wealth = logWealth(rung.losses.reduce((fortunes, seen) => withLoss(fortunes, seen, tolerance), NO_LOSS_YET));
	return within(wealth / -Math.log(ladder.error));
}

function within(share: number): number {
	return Math.round(Math.min(1, Math.max(0, share)) * 1000) / 1000;
}
