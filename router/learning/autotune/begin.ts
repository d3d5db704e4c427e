import { basisKey } from './basisKey';
import { createLadder, toleranceUsed } from './ladder';
import { ERROR, ERROR_PER_STEP, FRONTIER_PERCENT, MANY_ITEMS, WIDE_FRONTIER_PERCENT } from './numbers';
import { remainingItems, whyNotStart } from './saving';
import { type AutoTuneState, type Basis, type Ladder, type Phase, type Plan, STATE_VERSION } from './state';

/** Nothing known yet. */
export function begin(basis: Basis, plan: Plan): AutoTuneState {
	return {
		version: STATE_VERSION,
		basis,
		plan,
		plannedAt: 0,
		start: 1,
		step: 1,
		phase: firstPhase(basis, plan),
		seen: 0,
		recent: { hashes: [], places: [], next: 0 },
		audits: { drawn: 0, controlsDrawn: 0, pending: [], remembered: [], done: 0, spentNanoUsd: 0 },
		controls: { done: 0, passed: 0 },
	};
}

/** What was kept, if it is about the same; else a beginning. */
export function resume(kept: AutoTuneState | null, basis: Basis, plan: Plan): AutoTuneState {
	return kept !== null && basisKey(kept.basis) === basisKey(basis) ? kept : begin(basis, plan);
}

/**
 * Comparing begins again, at the next step of the error after an alarm or a reset, at the same where only the prompt
 * changed. Money that is spent stays counted.
 */
export function beginAgain(state: AutoTuneState, step: number): AutoTuneState {
	const plan = { ...state.plan, expectedItems: remainingItems(state) };
	return {
		...state,
		plan,
		plannedAt: state.seen,
		start: state.start + 1,
		step,
		phase: { kind: 'warming', seen: [] },
		// Audits that are under way are paid, and count for nothing.
		audits: { ...state.audits, drawn: 0 },
	};
}

export function firstPhase(basis: Basis, plan: Plan): Phase {
	const why = whyNotStart(basis, plan);
	return why === null ? { kind: 'warming', seen: [] } : { kind: 'not_started', why };
}

/**
 * The ladder of the next weaker model, on the requests that no cheaper one is certified for; `null`: none is left.
 * Error is split equally between the weaker models and never handed on: what was risked is spent, whether or not it
 * came to a certificate. Tolerance is handed on, as only what is certified causes losses.
 */
export function nextLadder(state: AutoTuneState, ladders: readonly Ladder[]): Ladder | null {
	const { basis, step } = state;
	const modelId = basis.weaker[ladders.length];
	const foot = ladders.reduce((top, { foot: from, rungs, certified }) => Math.max(top, rungs[certified - 1]?.upTo ?? from), 0);
	if (modelId === undefined || foot >= 100) return null;
	const used = ladders.reduce((sum, ladder) => sum + toleranceUsed(ladder), 0);
	const tolerance = (1 - basis.target - used) / (basis.weaker.length - ladders.length);
	const error = ERROR / ERROR_PER_STEP ** step / basis.weaker.length;
	const frontierPercent = remainingItems(state) > MANY_ITEMS ? WIDE_FRONTIER_PERCENT : FRONTIER_PERCENT;
	return createLadder({ modelId, foot, tolerance, error, frontierPercent });
}
