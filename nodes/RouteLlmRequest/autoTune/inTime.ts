import { asSideCall } from '../../../router/execution/sideCallBreaker';
import { unanswered } from '../../../router/learning/audit/auditDecision';
import { comparisonOf } from '../../../router/learning/audit/comparison';
import type { LoggedDecision } from '../../../router/ledger/feedbackPort';
import type { ModelSpec } from '../../../router/registry/model';
import type { AuditRun } from '../../shared/audit/auditRun';
import { systemClock } from '../../shared/clock';

/** How long a run may wait for its comparisons. */
export interface Within {
	/** By the clock's `now`. */
	readonly endMs: number;
	/** From its last item on, in ms. */
	readonly allMs: number;
}

/** Of a call to a model whose answer times are not known. */
const UNKNOWN_MS = 3_000;

/** `not_now`: it might be cut off in the middle, paid. `never`: it takes longer than any run has. */
type Room = { readonly patienceMs: number } | 'not_now' | 'never';

/** Whether an audit that is begun now ends in time, by how long its models usually take, and how long each call may wait. */
export function roomToBegin(run: Pick<AuditRun, 'judge' | 'modelOf' | 'state'>, decision: LoggedDecision, within: Within): Room {
	const nowMs = systemClock.now();
	const calls = askedFor(run, decision);
	const takesMs = calls.reduce((sum, model) => sum + usualMs(run, model, nowMs), 0);
	const leftMs = within.endMs - nowMs;
	if (takesMs > within.allMs) return 'never';
	return takesMs > leftMs ? 'not_now' : { patienceMs: (leftMs - takesMs) / calls.length };
}

/** One after the other. */
function askedFor({ judge, modelOf }: Pick<AuditRun, 'judge' | 'modelOf'>, decision: LoggedDecision): readonly ModelSpec[] {
	const comparison = comparisonOf(decision);
	if (comparison.kind === 'nothing' || decision.tuning?.ticket?.kind === 'control') return [judge];
	const missing = unanswered(decision, comparison).map(modelOf);
	return [...missing.filter((model) => typeof model !== 'string'), judge];
}

/** What is asked on the side has times of its own. */
function usualMs({ state: { health } }: Pick<AuditRun, 'state'>, model: ModelSpec, nowMs: number): number {
	const view = health.view(nowMs, null);
	const known = [model, asSideCall(model)].map((one) => view.of(one).p95Ms).filter((ms) => ms !== null);
	return known.length === 0 ? UNKNOWN_MS : Math.max(...known);
}
