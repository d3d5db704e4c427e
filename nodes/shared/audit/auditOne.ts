import type { Reservation } from '../../../router/execution/budgets/budget';
import { whyDown } from '../../../router/execution/lowPriority';
import { type AuditPair, unanswered } from '../../../router/learning/audit/auditDecision';
import { comparisonOf } from '../../../router/learning/audit/comparison';
import { wrongAnswer } from '../../../router/learning/audit/control';
import { estimateAudit } from '../../../router/learning/audit/estimate';
import { readKeptRequest } from '../../../router/learning/audit/keptRequest';
import { ordersFor } from '../../../router/learning/audit/pairVerdict';
import type { LeftBecause } from '../../../router/learning/audit/shadowAnswer';
import type { Audited } from '../../../router/learning/audit/summary';
import { INTERRUPTED } from '../../../router/learning/audit/withoutJudge';
import type { LoggedDecision } from '../../../router/ledger/feedbackPort';
import type { ModelSpec } from '../../../router/registry/model';
import type { AnalyzedRequest } from '../../../router/request/request';
import { systemClock } from '../clock';

import type { AuditRun } from './auditRun';
import { ended } from './ended';
import { paidAudit } from './paidAudit';

/**
 * Audits one decision and records what came of it, what it cost included. No call of it is paid twice, whoever takes it
 * up again. One that Auto-Tune drew may be a control, and asks the judge once.
 */
export async function auditOne(run: AuditRun, decision: LoggedDecision): Promise<Audited> {
	const comparison = comparisonOf(decision);
	if (comparison.kind === 'nothing') return await ended(run, { decision, pair: null }, { kind: 'nothing_to_compare' });
	const about = { decision, pair: comparison };
	const control = isControl(decision);
	if (decision.auditStep !== null && decision.auditStep.asking !== null)
		return await ended(run, about, control ? { kind: 'void' } : { kind: 'compared', score: 0, judge: INTERRUPTED, because: null });
	const roomTokens = limitOf(run) ?? 0;
	const request = readKeptRequest(decision.stored?.prompt ?? '', roomTokens);
	if (request === null) return await ended(run, about, { kind: 'left', because: 'unreadable', at: 'model', modelId: null });
	const wrong = control ? wrongAnswer(decision, run.others()) : null;
	if (control && wrong === null) return await ended(run, about, { kind: 'left', because: 'no_other_answer', at: 'model', modelId: null });
	const missing = control ? [] : missingModels(run, about);
	if ('because' in missing) return await ended(run, about, { kind: 'left', at: 'model', ...missing });
	// An answer without its verdict would be paid for nothing.
	const down = whyDown(run.judge, { ...run.state, clock: systemClock, patienceMs: run.patienceMs });
	if (down !== null) return await ended(run, about, { kind: 'left', because: down, at: 'judge', modelId: run.judge.id });
	const estimate = estimateOf(run, { decision, request, missing, roomTokens });
	const reserved = await reserve(run, estimate ?? 0);
	if (typeof reserved === 'string') return await ended(run, about, { kind: 'left', because: reserved, at: 'model', modelId: null });
	return await paidAudit(run, { ...about, request, wrong, estimate, reservation: reserved, maxOutputTokens: limitOf(run) });
}

function isControl({ tuning }: LoggedDecision): boolean {
	return tuning?.ticket?.kind === 'control';
}

type CannotAsk = { readonly because: LeftBecause; readonly modelId: string };

/** Those that have to be asked for an answer, or why one of them cannot be. */
function missingModels(
	{ modelOf }: AuditRun,
	{ decision, pair }: { readonly decision: LoggedDecision; readonly pair: AuditPair },
): readonly ModelSpec[] | CannotAsk {
	const missing: ModelSpec[] = [];
	for (const candidate of unanswered(decision, pair)) {
		const model = modelOf(candidate);
		if (typeof model === 'string') return { because: model, modelId: candidate.modelId };
		missing.push(model);
	}
	return missing;
}

interface Estimated {
	readonly decision: LoggedDecision;
	readonly request: AnalyzedRequest;
	readonly missing: readonly ModelSpec[];
	readonly roomTokens: number;
}

/** `null`: there is no budget. */
function estimateOf({ budget, judge }: AuditRun, { decision, request, missing, roomTokens }: Estimated): number | null {
	if (budget.unspent() === null) return null;
	return estimateAudit({ request, models: missing, judge, verdicts: ordersFor(decision).length, roomTokens });
}

/** A limit that cuts answers off would make them worse than they are, so there is one only where money has to be reserved. */
function limitOf({ budget, roomTokens }: AuditRun): number | null {
	return budget.unspent() === null ? null : roomTokens;
}

/** All of an audit is reserved before its first call: an answer without its verdict would be paid for nothing. */
async function reserve({ budget, wholeBudgetNanoUsd, patienceMs, signal }: AuditRun, nanoUsd: number): Promise<Reservation | LeftBecause> {
	if (nanoUsd > (wholeBudgetNanoUsd ?? Infinity)) return 'larger_than_budget';
	const sinceMs = systemClock.now();
	for (;;) {
		if (signal.aborted) return 'cancelled';
		const reserved = await budget.reserve(nanoUsd);
		if (reserved.kind === 'reserved') return reserved.reservation;
		if (nanoUsd > (budget.unspent(systemClock.now() - sinceMs > patienceMs) ?? Infinity)) return 'budget';
		await reserved.settled(signal);
	}
}
