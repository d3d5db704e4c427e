import { certifiedPercent, certifiedUpTo, frontierOf, rungOf } from './ladder';
import { CONTROL_EVERY, CONTROLS, MOST_AUDITS, MOST_PENDING, WATCHED } from './numbers';
import { percentileOf, positionOf, type ScoredRequest } from './order';
import { hasRoom } from './recent';
import { canPayAudit } from './saving';
import type { AutoTuneState, Ladder, Ticket } from './state';

export interface Wish {
	/** Who should answer. */
	readonly serve: { readonly kind: 'strongest' } | { readonly kind: 'weaker'; readonly modelId: string };
	/** With which probability this request is audited, and as what; chance is the caller's, out of the decision's id. */
	readonly audit: { readonly probability: number; readonly ticket: Ticket } | null;
}

const STRONGEST: Wish['serve'] = { kind: 'strongest' };

/** What Auto-Tune wants of one request. The policy around it has the last word: what was done comes back as an event. */
export function wish(state: AutoTuneState, request: ScoredRequest): Wish {
	const { phase } = state;
	if (phase.kind !== 'comparing' && phase.kind !== 'certified') return { serve: STRONGEST, audit: null };
	const percentile = percentileOf(positionOf(request), phase.order);
	const own = phase.ladders.findIndex((ladder) => percentile > ladder.foot && percentile <= certifiedUpTo(ladder));
	const ladder = phase.ladders[own];
	const serve = ladder !== undefined && mayServe(state, ladder) ? ({ kind: 'weaker', modelId: ladder.modelId } as const) : STRONGEST;
	return { serve, audit: climbingAudit(state, phase.ladders, percentile) ?? watchingAudit(state, own, serve) };
}

function mayServe({ recent, basis }: AutoTuneState, ladder: Ladder): boolean {
	return hasRoom(recent, basis.weaker.indexOf(ladder.modelId) + 1, certifiedPercent(ladder));
}

/** Everything inside the frontier of the ladder that climbs, with one and the same probability, whoever answers it. */
function climbingAudit(state: AutoTuneState, ladders: readonly Ladder[], percentile: number): Wish['audit'] {
	const index = ladders.findIndex(({ climbing }) => climbing === 'climbing');
	const ladder = ladders[index];
	if (ladder === undefined || isFull(state) || !hasAudits(state, ladder)) return null;
	const rung = rungOf(ladder, percentile);
	const frontier = frontierOf(ladder);
	if (rung === null || rung > frontier) return null;
	const { start, audits } = state;
	const { modelId } = ladder;
	// By its place alone, so that what is a control has nothing to do with the request.
	const control = audits.controlsDrawn < CONTROLS && audits.drawn % CONTROL_EVERY === CONTROL_EVERY - 1;
	return {
		probability: 1,
		ticket: control ? { kind: 'control', start, modelId } : { kind: 'rung', start, ladder: index, modelId, rung, frontier },
	};
}

/** Whether another comparison may be drawn, now or once fewer wait. */
export function hasAudits(state: AutoTuneState, { modelId }: Pick<Ladder, 'modelId'>): boolean {
	return state.audits.drawn < MOST_AUDITS && canPayAudit(state, modelId);
}

/** As many wait as may. */
export function isFull(state: AutoTuneState): boolean {
	return waitingOf(state).length >= MOST_PENDING;
}

/** Drawn and not yet counted; those of an earlier start are nothing to wait for. */
export function waitingOf({ audits, start }: AutoTuneState): AutoTuneState['audits']['pending'] {
	return audits.pending.filter(({ ticket }) => ticket.start === start);
}

function watchingAudit(state: AutoTuneState, index: number, serve: Wish['serve']): Wish['audit'] {
	if (serve.kind === 'strongest' || isFull(state) || !canPayAudit(state, serve.modelId)) return null;
	return { probability: WATCHED, ticket: { kind: 'watch', start: state.start, ladder: index, modelId: serve.modelId } };
}
