import { shownBelow } from '../statistics/bettingTest';
import { frontierOf, rungTolerance } from './ladder';
import { CONTROLS, MOST_AUDITS } from './numbers';
import { nextLadder } from './begin';
import { laddersOf } from './news';
import type { AutoTuneState, Ladder } from './state';
import { waitingOf } from './wish';

export interface Comparisons {
	/** In this start, controls included. */
	readonly done: number;
	/** About how many it takes until a first or further rung is certified if nothing more is lost; `null`: more than there may be. */
	readonly about: number | null;
}

/** How far comparing is, by the test itself. */
export function comparisonsOf(state: AutoTuneState): Comparisons {
	const ladders = laddersOf(state);
	const waiting = waitingOf(state).filter(({ ticket }) => ticket.kind !== 'watch').length;
	const done = Math.max(0, state.audits.drawn - waiting);
	const ladder = ladders.find(({ climbing }) => climbing === 'climbing') ?? nextLadder(state, ladders);
	const more = ladder === null ? null : auditsNeeded(ladder);
	if (more === null) return { done, about: null };
	const about = done + more + Math.max(0, CONTROLS - state.controls.done);
	return { done, about: Math.ceil(about / 10) * 10 };
}

/** Audits without a loss until the next rung is certified; all that the frontier holds are audited, and only some are in the rung. */
export function auditsNeeded(ladder: Ladder): number | null {
	const rung = ladder.rungs[ladder.certified];
	const top = ladder.rungs[frontierOf(ladder)];
	if (rung === undefined || top === undefined) return null;
	const claim = { tolerance: rungTolerance(ladder, rung), error: ladder.error };
	for (let clean = 0; clean <= MOST_AUDITS; clean++) {
		if (!shownBelow({ losses: [...rung.losses, { loss: 0, times: clean }], ...claim })) continue;
		const audits = Math.ceil((clean * (top.upTo - ladder.foot)) / (rung.upTo - ladder.foot));
		return audits > MOST_AUDITS ? null : audits;
	}
	return null;
}
