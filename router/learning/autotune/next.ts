import { isAlarm, withWatched } from '../statistics/driftAlarm';
import { beginAgain, firstPhase, nextLadder } from './begin';
import { climbed, isRefuted, rungTolerance, withAudit } from './ladder';
import { ALARM, CONTROLS, CONTROLS_REFUSED, LEAST_BEFORE_STOP, REMEMBERED_AUDITS, THINK_EVERY, WARMING } from './numbers';
import { inOrder, positionOf, type ScoredRequest } from './order';
import { hashOf, isRecent, withRequest } from './recent';
import { mayPay } from './saving';
import type { AuditResult, AutoTuneState, Ladder, Phase, Plan, Ticket } from './state';
import { hasAudits } from './wish';

export type AutoTuneEvent =
	/** A request was decided and answered. */
	| ({
			readonly kind: 'scored';
			/** Who answered it, whatever was wished. */
			readonly servedBy: string;
			/** The wish's ticket, where the request was drawn. */
			readonly ticket: Ticket | null;
	  } & ScoredRequest)
	/** An audit or a control is paid and done. One that nobody can judge is a loss of 1. */
	| { readonly kind: 'audited'; readonly id: string; readonly result: AuditResult; readonly nanoUsd: number }
	/** Time has passed: what is expected and what things cost is known better. */
	| { readonly kind: 'tick'; readonly plan: Plan }
	/** The prompt has changed: what was compared says nothing of what comes. */
	| { readonly kind: 'reopened' }
	/** A person wants it to begin again. */
	| { readonly kind: 'reset' };

/** The state after an event. One that was applied before changes nothing. */
export function next(state: AutoTuneState, event: AutoTuneEvent): AutoTuneState {
	switch (event.kind) {
		case 'scored':
			return settled(afterRequest(state, event));
		case 'audited':
			return afterAudit(state, event);
		case 'tick':
			return settled(planned(state, event.plan));
		case 'reopened':
			return isUnderWay(state.phase) || state.phase.kind === 'does_not_pay' ? beginAgain(state, state.step) : state;
		case 'reset':
			return afterReset(state);
	}
}

type Scored = Extract<AutoTuneEvent, { kind: 'scored' }>;
type Audited = Extract<AutoTuneEvent, { kind: 'audited' }>;
type UnderWay = Extract<Phase, { kind: 'comparing' | 'certified' }>;

function isUnderWay(phase: Phase): phase is UnderWay {
	return phase.kind === 'comparing' || phase.kind === 'certified';
}

function afterRequest(state: AutoTuneState, event: Scored): AutoTuneState {
	const hash = hashOf(event.id);
	if (isRecent(state.recent, hash)) return state;
	const recent = withRequest(state.recent, hash, state.basis.weaker.indexOf(event.servedBy) + 1);
	const counted = { ...state, seen: state.seen + 1, recent, audits: withDrawn(state, event, hash) };
	if (state.phase.kind !== 'warming') return counted;
	const seen = [...state.phase.seen, positionOf(event)];
	return {
		...counted,
		phase: seen.length < WARMING ? { kind: 'warming', seen } : { kind: 'comparing', order: inOrder(seen), ladders: [] },
	};
}

function withDrawn({ audits, start }: AutoTuneState, { id, ticket }: Scored, hash: number): AutoTuneState['audits'] {
	if (ticket === null || audits.remembered.includes(hash)) return audits;
	return {
		...audits,
		drawn: audits.drawn + (ticket.kind === 'watch' || ticket.start !== start ? 0 : 1),
		controlsDrawn: audits.controlsDrawn + (ticket.kind === 'control' ? 1 : 0),
		pending: [...audits.pending, { id, ticket, result: null }],
		remembered: [...audits.remembered.slice(1 - REMEMBERED_AUDITS), hash],
	};
}

function afterAudit(state: AutoTuneState, { id, result, nanoUsd }: Audited): AutoTuneState {
	const { audits } = state;
	const at = audits.pending.findIndex((one) => one.id === id && one.result === null);
	if (at === -1) return state;
	const pending = audits.pending.map((one, i) => (i === at ? { ...one, result } : one));
	let after: AutoTuneState = {
		...state,
		// What cost nothing, such as one that was lost, says nothing of what audits cost.
		audits: { ...audits, pending, done: audits.done + (nanoUsd > 0 ? 1 : 0), spentNanoUsd: audits.spentNanoUsd + nanoUsd },
	};
	for (let ready = firstReady(after); ready !== null; ready = firstReady(after)) {
		const { at: place, ticket, result: known } = ready;
		after = { ...after, audits: { ...after.audits, pending: after.audits.pending.toSpliced(place, 1) } };
		after = settled(counted(after, ticket, known));
	}
	return after;
}

interface Ready {
	readonly at: number;
	readonly ticket: Ticket;
	readonly result: AuditResult;
}

/** The first of this start, once it has its result; those of earlier starts wait for none and hold none back. */
function firstReady({ audits: { pending }, start }: AutoTuneState): Ready | null {
	let isHeld = false;
	for (const [at, { ticket, result }] of pending.entries()) {
		const isOwn = ticket.start === start;
		if (result !== null && !(isOwn && isHeld)) return { at, ticket, result };
		isHeld ||= isOwn;
	}
	return null;
}

/** With one result, in the order drawn. */
function counted(state: AutoTuneState, ticket: Ticket, result: AuditResult): AutoTuneState {
	// A judge is the same in every start.
	if (ticket.kind === 'control') return withControl(state, result);
	if (ticket.start !== state.start || !isUnderWay(state.phase)) return state;
	const ladder = state.phase.ladders[ticket.ladder];
	const loss = result.kind === 'loss' ? result.loss : 1;
	if (ladder === undefined) return state;
	if (ticket.kind === 'watch') return withWatch(state, state.phase, ticket.ladder, loss);
	if (ladder.climbing !== 'climbing') return state;
	return withLadder(state, state.phase, thought(state, withAudit(ladder, { ...ticket, loss })));
}

function withControl(state: AutoTuneState, result: AuditResult): AutoTuneState {
	const { audits } = state;
	// Another one is drawn in its place.
	if (result.kind === 'void') return { ...state, audits: { ...audits, controlsDrawn: Math.max(0, audits.controlsDrawn - 1) } };
	const passed = result.kind === 'control' && result.passed;
	const controls = { done: state.controls.done + 1, passed: state.controls.passed + (passed ? 1 : 0) };
	const after = { ...state, controls };
	return controls.passed >= CONTROLS_REFUSED ? { ...after, phase: { kind: 'judge_refused' } } : after;
}

/** Another loss or none among what a cheaper model answers. */
function withWatch(state: AutoTuneState, phase: UnderWay, index: number, loss: number): AutoTuneState {
	const ladder = phase.ladders[index];
	const rung = ladder?.rungs[ladder.certified - 1];
	if (ladder === undefined || rung === undefined) return state;
	const watch = [...withWatched(ladder.watch, loss, rungTolerance(ladder, rung))];
	if (isAlarm(watch, ALARM)) return beginAgain(state, state.step + 1);
	return withLadder(state, phase, { ...ladder, watch });
}

/** Climbed as far as the evidence shows, given up where there is nothing more to find. */
function thought(state: AutoTuneState, ladder: Ladder): Ladder {
	const after = hasSoundJudge(state) ? climbed(ladder) : ladder;
	if (after.climbing !== 'climbing' || after.audits < LEAST_BEFORE_STOP || after.audits % THINK_EVERY !== 0) return after;
	return isRefuted(after) || !mayPay(state, after) ? { ...after, climbing: 'stopped' } : after;
}

/** Nothing is certified before all controls are in. */
function hasSoundJudge({ controls }: AutoTuneState): boolean {
	return controls.done >= CONTROLS && controls.passed < CONTROLS_REFUSED;
}

function withLadder(state: AutoTuneState, phase: UnderWay, ladder: Ladder): AutoTuneState {
	const ladders = phase.ladders.map((one) => (one.modelId === ladder.modelId ? ladder : one));
	return { ...state, phase: { ...phase, ladders } };
}

function afterReset(state: AutoTuneState): AutoTuneState {
	const { phase, step } = state;
	if (phase.kind === 'not_started') return state;
	// Nothing was risked yet.
	if (phase.kind === 'warming') return beginAgain(state, step);
	const again = beginAgain(state, step + 1);
	if (phase.kind !== 'judge_refused') return again;
	return { ...again, controls: { done: 0, passed: 0 }, audits: { ...again.audits, controlsDrawn: 0 } };
}

function planned(state: AutoTuneState, plan: Plan): AutoTuneState {
	const { phase } = state;
	const after = { ...state, plan, plannedAt: state.seen };
	if (phase.kind === 'not_started') return { ...after, phase: firstPhase(state.basis, plan) };
	return withMoney(after);
}

/** Climbing goes on where only money had ended it and there is some again: the test may be looked at for ever. */
function withMoney(state: AutoTuneState): AutoTuneState {
	const { phase } = state;
	if (phase.kind !== 'certified' && phase.kind !== 'does_not_pay') return state;
	const last = phase.ladders.at(-1);
	if (last?.climbing !== 'no_more_audits' || !hasAudits(state, last)) return state;
	return withLadder(state, { ...phase, kind: 'comparing' }, { ...last, climbing: 'climbing' });
}

/** Where no audit is left and none is awaited, climbing ends; where a ladder has ended, the next one begins or all is said. */
function settled(state: AutoTuneState): AutoTuneState {
	const { phase } = state;
	if (phase.kind !== 'comparing') return state;
	const last = phase.ladders.at(-1);
	if (last?.climbing === 'climbing') {
		if (hasAudits(state, last) || state.audits.pending.length > 0) return state;
		return settled(withLadder(state, phase, { ...(hasSoundJudge(state) ? climbed(last) : last), climbing: 'no_more_audits' }));
	}
	const ladder = last?.climbing === 'no_more_audits' ? null : nextLadder(state, phase.ladders);
	if (ladder !== null) return { ...state, phase: { ...phase, ladders: [...phase.ladders, ladder] } };
	if (phase.ladders.some(({ certified }) => certified > 0)) return { ...state, phase: { ...phase, kind: 'certified' } };
	return { ...state, phase: { ...phase, kind: 'does_not_pay' } };
}
