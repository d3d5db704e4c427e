import { randomUUID } from 'node:crypto';

import { createBudget, type Budget, type Reservation } from '../../../router/execution/budgets/budget';
import { withLowPriority } from '../../../router/execution/lowPriority';
import { createMeter } from '../../../router/execution/meter';
import type { Meter } from '../../../router/execution/meterTypes';
import { auditDecision, type AuditPair } from '../../../router/learning/audit/auditDecision';
import { controlJudge } from '../../../router/learning/audit/control';
import type { Audited } from '../../../router/learning/audit/summary';
import { AUDIT_LEASE_MS, type LoggedDecision } from '../../../router/ledger/feedbackPort';
import type { AnalyzedRequest } from '../../../router/request/request';
import { countTokens, MAX_COUNTED_CHARS } from '../../../router/request/tokens';
import { systemClock } from '../clock';

import type { AuditRun } from './auditRun';
import { ended } from './ended';
import { auditSteps, type AuditSteps } from './steps';

export interface BegunAudit {
	readonly decision: LoggedDecision;
	readonly pair: AuditPair;
	readonly request: AnalyzedRequest;
	/** What a control shows the judge in the weaker model's place; `null`: it is none. */
	readonly wrong: string | null;
	/** `null`: no budget. */
	readonly estimate: number | null;
	readonly reservation: Reservation;
	/** Of an answer; `null`: the model's own. */
	readonly maxOutputTokens: number | null;
}

/** Whoever has the lease may call for so long; what is left of it is for what was paid to be written down. */
const TIME_MS = AUDIT_LEASE_MS - 5 * 60_000;

/** The audit once its money is reserved: its calls, and what is recorded of them. */
export async function paidAudit(run: AuditRun, begun: BegunAudit): Promise<Audited> {
	const { decision, reservation } = begun;
	const { ledger } = run;
	const budget = createBudget(begun.estimate);
	const meter = meterOf(run, decision.id, budget);
	const steps = auditSteps({ ledger, decision, call: meter.call, charges: () => meter.charges() });
	let end: Audited['end'] | null = null;
	try {
		end = await asked(run, begun, steps);
	} finally {
		// A bug must not hide what was paid.
		reservation.settle(budget.spent());
		if (end === null) await ledger.recordAudit({ decisionId: decision.id, end: { kind: 'left' }, charges: meter.charges() });
		await run.keepSpent(budget.spent());
	}
	return await ended(run, begun, end, { charges: meter.charges(), steps });
}

async function asked({ judge, modelOf, ...run }: AuditRun, begun: BegunAudit, steps: AuditSteps): Promise<Audited['end']> {
	const { decision, pair, request, wrong, maxOutputTokens } = begun;
	const { timeoutMs, patienceMs, signal } = run;
	const call = withLowPriority(steps.call, { ...run.state, clock: systemClock, signal, patienceMs });
	const end =
		wrong === null
			? await auditDecision({ decision, pair, request, answers: steps.answers, call, judge, modelOf, maxOutputTokens, timeoutMs })
			: await controlJudge({ decision, request, wrong, call, judge, timeoutMs });
	return steps.isGone() ? { kind: 'gone' } : end;
}

function meterOf(
	{ client, state: { health, limiter, refusals }, patienceMs, signal }: AuditRun,
	decisionId: string,
	budget: Budget,
): Meter {
	return createMeter({
		client,
		health,
		limiter,
		refusals,
		clock: systemClock,
		budget,
		signal,
		deadlineMs: systemClock.now() + TIME_MS,
		sideQueueMs: patienceMs,
		decisionId,
		newId: randomUUID,
		countTokens: (text) => countTokens(text, MAX_COUNTED_CHARS),
	});
}
