import { DAY_MS } from '../../clock';
import { basisKey } from './basisKey';
import { begin } from './begin';
import { TUNING_DOCUMENT_VERSION, type TuningDocument } from './document';
import { withNews } from './news';
import { next } from './next';
import { listedBy, type PlanFacts, planOf } from './plan';
import type { ScoredRequest } from './order';
import type { AutoTuneState, Basis } from './state';
import { wish, type Wish } from './wish';

interface OpenOptions {
	readonly basis: Basis;
	readonly facts: PlanFacts;
	readonly promptHash: string;
	/** To be frozen with a new basis. */
	readonly weights: TuningDocument['weights'];
	readonly nowMs: number;
}

/**
 * What was kept, if it is about the same; else a beginning. Reopened where the prompt is another one. It is `kept`
 * itself where nothing changed; where it is not, it must be stored before a decision of it is recorded, as events of a
 * basis that the stored document does not have count for nothing.
 */
export function openDocument(kept: TuningDocument | null, options: OpenOptions): TuningDocument {
	const { basis, facts, promptHash, nowMs } = options;
	if (kept === null || basisKey(kept.state.basis) !== basisKey(basis)) return beginning(kept, options);
	const frozen = kept.weights === null && options.weights !== null ? { ...kept, weights: options.weights } : kept;
	const opened = frozen.promptHash === promptHash ? frozen : { ...frozen, promptHash, state: next(frozen.state, { kind: 'reopened' }) };
	return replanned(opened, facts, nowMs);
}

/** Whether it is about the same, whatever orders the requests. */
export function asksTheSame(kept: Basis, basis: Omit<Basis, 'scoreVersion'>): boolean {
	return basisKey({ ...basis, scoreVersion: kept.scoreVersion }) === basisKey(kept);
}

/** A person's pause outlives a change of models, and requests come as often as before. */
function beginning(kept: TuningDocument | null, { basis, facts, promptHash, weights, nowMs }: OpenOptions): TuningDocument {
	const seen = { costs: {}, judge: { calls: 0, nanoUsd: 0 }, traffic: kept?.traffic ?? { sinceMs: nowMs, days: [] } };
	return {
		...seen,
		version: TUNING_DOCUMENT_VERSION,
		state: begunAfter(kept?.state ?? null, begin(basis, planOf(seen, facts, nowMs))),
		paused: kept?.paused ?? false,
		promptHash,
		weights,
		models: { strongest: facts.strongest.id, judge: facts.judge.id },
		beganAtMs: nowMs,
		applied: kept?.applied ?? 0,
		planned: { atMs: nowMs, listed: listedBy(facts) },
		news: [],
	};
}

/**
 * Another order of the same question before anything is compared, as after a reset, is no new question: error and money
 * go on from where they were. What waits was drawn by the order before, and counts for nothing.
 */
function begunAfter(kept: AutoTuneState | null, state: AutoTuneState): AutoTuneState {
	if (kept === null || kept.phase.kind !== 'warming' || !asksTheSame(kept.basis, state.basis)) return state;
	const { start, step, controls, audits } = kept;
	const { done, spentNanoUsd } = audits;
	return { ...state, start: start + 1, step, controls, audits: { ...state.audits, controlsDrawn: controls.done, done, spentNanoUsd } };
}

/** Planned anew once a day, and at once where a list price or Spend at Most has changed; else the document itself. */
export function replanned(document: TuningDocument, facts: PlanFacts, nowMs: number): TuningDocument {
	const listed = listedBy(facts);
	if (listed === document.planned.listed && nowMs - document.planned.atMs < DAY_MS) return document;
	const state = next(document.state, { kind: 'tick', plan: planOf(document, facts, nowMs) });
	return withNews({ ...document, state, planned: { atMs: nowMs, listed } }, document.state, nowMs);
}

/** Whether a person wants it to rest: what was drawn before still ends. */
export function withPause(document: TuningDocument, paused: boolean): TuningDocument {
	return document.paused === paused ? document : { ...document, paused };
}

/**
 * Begun again as a person wishes, at the next step of the error, by the weights of the next run; where it has not started,
 * the document itself. Pausing is another matter.
 */
export function withReset(document: TuningDocument): TuningDocument {
	const state = next(document.state, { kind: 'reset' });
	return state === document.state ? document : { ...document, weights: null, state };
}

/** What the document wants of one request. */
export function wishOf({ paused, state }: Pick<TuningDocument, 'paused' | 'state'>, request: ScoredRequest): Wish {
	return paused ? { serve: { kind: 'strongest' }, audit: null } : wish(state, request);
}
