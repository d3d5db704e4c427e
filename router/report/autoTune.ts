import type { TuningDocument } from '../learning/autotune/document';
import { frontierOf } from '../learning/autotune/ladder';
import { type LadderFacts, ladderFacts, type TuningFacts } from '../learning/autotune/ladderFacts';
import { laddersOf } from '../learning/autotune/news';
import { CONTROLS_REFUSED, ERROR } from '../learning/autotune/numbers';
import { hintOf } from '../learning/autotune/told';
import type { ModelId } from '../registry/model';
import { NANO_USD_PER_USD } from '../registry/cost';

import type { RouterNames } from './routerNames';

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
	readonly climbing: LadderFacts['climbing'];
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
	readonly phase: TuningFacts['phase'];
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
	/** 1 at first; one more after each alarm or reset: each may err half as often as the one before. */
	readonly start: number;
	/**
	 * Of this start, controls included. `about`: how many it takes until a further step is certified if nothing more is
	 * worse; `null`: that is not to be expected. `most`: so many are drawn at most to climb.
	 */
	readonly comparisons: TuningFacts['comparisons'] & { readonly waiting: number; readonly most: number };
	/** `refusedFrom`: with so many passed the judge is refused. */
	readonly controls: { readonly done: number; readonly passed: number; readonly of: number; readonly refusedFrom: number };
	readonly spentUsd: number;
	readonly spendAtMostUsd: number;
	/** Against sending everything to the strongest model, comparisons left out; `null`: a price is not known. */
	readonly savedShare: number | null;
	readonly ladders: readonly LadderView[];
}

/** @param names of routers. */
export function autoTuneView(document: TuningDocument, routerId: string, names: RouterNames): AutoTuneView {
	const { state, models } = document;
	const facts = ladderFacts(document);
	const { phase, paused, comparisons, controls } = facts;
	const comparing = phase === 'comparing' && !paused;
	return {
		router: routerId,
		routerName: names.get(routerId) ?? null,
		says: hintOf(document, (modelId) => modelId),
		phase,
		notStartedBecause: state.phase.kind === 'not_started' ? state.phase.why : null,
		paused,
		target: facts.target,
		confidence: 1 - ERROR,
		judge: models.judge,
		serves: servesOf(paused ? [] : facts.ladders, models.strongest),
		requests: facts.requests,
		start: facts.step,
		comparisons: { ...comparisons, waiting: facts.waiting, most: facts.mostAudits },
		controls: { ...controls, refusedFrom: CONTROLS_REFUSED },
		spentUsd: facts.spentNanoUsd / NANO_USD_PER_USD,
		spendAtMostUsd: facts.mostNanoUsd / NANO_USD_PER_USD,
		savedShare: facts.savedShare,
		ladders: laddersOf(state).flatMap((ladder, at) => {
			const known = facts.ladders[at];
			return known === undefined ? [] : [ladderView(known, comparing && ladder.climbing === 'climbing' ? frontierOf(ladder) : -1)];
		}),
	};
}

function servesOf(ladders: readonly LadderFacts[], strongest: ModelId): AutoTuneView['serves'] {
	const weaker = ladders.filter(({ certifiedPercent }) => certifiedPercent > 0);
	const rest = 100 - weaker.reduce((sum, { certifiedPercent }) => sum + certifiedPercent, 0);
	return [
		...weaker.map(({ modelId, certifiedPercent }) => ({ model: modelId, share: certifiedPercent / 100 })),
		{ model: strongest, share: rest / 100 },
	];
}

/** @param frontier the highest step that is compared; -1: none is. */
function ladderView({ modelId, foot, certifiedPercent, climbing, audits, drift, rungs }: LadderFacts, frontier: number): LadderView {
	const next = rungs.findIndex(({ certified }) => !certified);
	return {
		model: modelId,
		foot: foot / 100,
		certified: certifiedPercent / 100,
		climbing,
		comparisons: audits,
		alarm: rounded(drift, 3),
		rungs: rungs.map((rung, at) => ({
			from: (rungs[at - 1]?.upTo ?? foot) / 100,
			upTo: rung.upTo / 100,
			state: rung.certified ? 'certified' : at > frontier ? 'open' : at === next ? 'climbing' : 'ahead',
			comparisons: rung.audits,
			worse: rounded(rung.losses, 1),
			evidence: rounded(rung.evidence, 3),
		})),
	};
}

function rounded(value: number, digits: number): number {
	return Number(value.toFixed(digits));
}
