import type { AppliedTuningEvent, TuningEvent } from '../../ledger/feedbackPort';
import type { AuditResult, Ticket } from '../../ledger/tuning';
import { withAnswerCost, withAuditCosts } from './costs';
import type { TuningDocument } from './document';
import { basisKey } from './basisKey';
import { withNews } from './news';
import { type AutoTuneEvent, next } from './next';
import { replanned } from './open';
import { type PlanFacts, withItem } from './plan';

interface ApplyOptions {
	/**
	 * As `tuningDue` gives them. The document must have been read before them: what is put meanwhile then fails its
	 * compare-and-set, and no event counts twice.
	 */
	readonly events: readonly TuningEvent[];
	/** As `auditsLost` gives them, of `awaitedKeys`. */
	readonly lost: readonly string[];
	readonly nowMs: number;
	/** What to plan with; `null`: the plan stays, as whoever applies does not know prices. */
	readonly facts: PlanFacts | null;
}

interface Applied {
	readonly document: TuningDocument;
	/** To be marked in the same transaction (`putTuning`). */
	readonly applied: readonly AppliedTuningEvent[];
}

/**
 * The document with all these events in it, each marked with its place. Events of another basis are marked too, and
 * count for nothing. Whatever the split of events into calls, the same document results.
 */
export function applyEvents(document: TuningDocument, { events, lost, nowMs, facts }: ApplyOptions): Applied {
	const key = basisKey(document.state.basis);
	const applied: AppliedTuningEvent[] = [];
	const told = new Set<string>();
	let after = facts === null ? document : replanned(document, facts, nowMs);
	for (const event of events) {
		const { decisionId, kind, tuning } = event;
		const name = `${kind} ${decisionId}`;
		if (told.has(name)) continue;
		told.add(name);
		applied.push({ decisionId, kind, order: after.applied + 1 });
		after = { ...after, applied: after.applied + 1 };
		if (tuning.basis === key) after = event.kind === 'scored' ? withScored(after, event, nowMs) : withAudited(after, event, nowMs);
	}
	for (const id of lost) after = withLost(after, id, nowMs);
	return { document: after, applied };
}

/** Audits without a result: what `auditsLost` is to be asked about. */
export function awaitedKeys({ state }: TuningDocument): string[] {
	return state.audits.pending.flatMap(({ id, result }) => (result === null ? [id] : []));
}

type Scored = Extract<TuningEvent, { kind: 'scored' }>;
type Audited = Extract<TuningEvent, { kind: 'audited' }>;

function withScored(document: TuningDocument, { key, tuning, servedBy, nanoUsd, kept, atMs }: Scored, nowMs: number): TuningDocument {
	// Nobody answered: there is nothing to compare, with whatever model.
	if (servedBy === null) return document;
	const { score, ticket } = tuning;
	const after = withEvent(document, { kind: 'scored', id: key, score, servedBy, ticket }, nowMs);
	if (after === document) return document;
	const counted = { ...after, traffic: withItem(after.traffic, atMs), costs: withAnswerCost(after.costs, servedBy, nanoUsd) };
	return ticket === null || kept ? counted : withLost(counted, key, nowMs);
}

function withAudited(document: TuningDocument, { key, tuning, result, nanoUsd }: Audited, nowMs: number): TuningDocument {
	const total = Object.values(nanoUsd).reduce((sum, one) => sum + one, 0);
	const after = withEvent(document, { kind: 'audited', id: key, result, nanoUsd: total }, nowMs);
	return after === document ? document : withAuditCosts(after, tuning.ticket, nanoUsd);
}

/** An audit that nobody can make any more is a loss, so that hard requests cannot drop out; a control is drawn again. */
function withLost(document: TuningDocument, id: string, nowMs: number): TuningDocument {
	const ticket = document.state.audits.pending.find((one) => one.id === id && one.result === null)?.ticket;
	return ticket === undefined ? document : withEvent(document, { kind: 'audited', id, result: lostResult(ticket), nanoUsd: 0 }, nowMs);
}

function lostResult({ kind }: Ticket): AuditResult {
	return kind === 'control' ? { kind: 'void' } : { kind: 'loss', loss: 1 };
}

/** The document itself where the event changes nothing. */
function withEvent(document: TuningDocument, event: AutoTuneEvent, nowMs: number): TuningDocument {
	const state = next(document.state, event);
	return state === document.state ? document : withNews({ ...document, state }, document.state, nowMs);
}
