import { bothBudgets, createBudget, type Budget } from '../../../router/execution/budgets/budget';
import type { Audited } from '../../../router/learning/audit/summary';
import { AUDIT_LEASE_MS, type FeedbackLedger, type LoggedDecision } from '../../../router/ledger/feedbackPort';
import type { AuditRun } from '../../shared/audit/auditRun';
import { auditOne } from '../../shared/audit/auditOne';
import { auditQueue } from '../../shared/audit/queue';
import { systemClock } from '../../shared/clock';
import { inParallel } from '../parallel';

import { roomToBegin, type Within } from './inTime';
import { shuttingDown } from './shutdown';
import { hasCompared, stoppedBy, waitingFor, type Waiting } from './waiting';

/** At a time, so that requests that people wait for are not held up. */
const PARALLEL = 2;
/** Of one run: what is left goes on behind the next. */
const MOST = 1_000;

interface AuditsOptions extends Omit<AuditRun, 'budget' | 'wholeBudgetNanoUsd' | 'keepSpent' | 'ledger'> {
	readonly ledger: FeedbackLedger;
	/** `workflow:node`. */
	readonly routerId: string;
	/** Spend at Most, and what of it is spent. */
	readonly mostNanoUsd: number;
	readonly spentNanoUsd: number;
	/** What the router may spend in a day or month for this budget key. */
	readonly budgetOf: (keyHash: string | null) => Budget;
	/** Whether comparing it counts; what does not is forgotten, unpaid. */
	readonly isWanted: (decision: LoggedDecision) => boolean;
	/** `null`: they may take as long as they like. */
	readonly within: Within | null;
}

interface AuditsDone {
	/** What comparisons wait for; `null`: nothing stood in the way of those that were begun. */
	readonly waiting: Waiting | null;
	/** Two answers were compared. */
	readonly hasCompared: boolean;
}

/**
 * Compares what was drawn and waits for it, and says what stood in the way. Nothing new is begun once n8n is shutting down.
 * What could not be begun is handed out again from the end of this on, so that none is taken up twice here.
 */
export async function auditDrawn(options: AuditsOptions): Promise<AuditsDone> {
	const { ledger, routerId, signal, within, isWanted } = options;
	const beganMs = systemClock.now();
	const audit = auditing(options);
	const next = auditQueue({ ledger, routerId, most: MOST, atOnce: 1, drawnBy: 'autotune' });
	const audits: Audited[] = [];
	const untouched: string[] = [];
	let isSlow = false;
	const goesOn = () => stoppedBy(audits) === null && !signal.aborted && !shuttingDown();
	await inParallel(Array.from({ length: PARALLEL }), PARALLEL, async () => {
		while (goesOn()) {
			const decision = await next();
			if (decision === null) return;
			const room = within === null ? null : roomToBegin(options, decision, within);
			isSlow ||= room === 'never';
			if (!isWanted(decision)) {
				await ledger.recordAudit({ decisionId: decision.id, end: { kind: 'nothing_to_compare' }, charges: [] });
			} else if (!goesOn() || typeof room === 'string') {
				untouched.push(decision.id);
			} else {
				const { audited, wasAsked } = await audit(decision, room?.patienceMs);
				audits.push(audited);
				if (audited.end.kind === 'left' && !wasAsked) untouched.push(decision.id);
			}
		}
	});
	// A lease that may have run out by now may be somebody else's.
	if (systemClock.now() - beganMs < AUDIT_LEASE_MS / 2) await giveBack(ledger, untouched);
	return { waiting: waitingFor(audits, isSlow), hasCompared: hasCompared(audits) };
}

function auditing({ mostNanoUsd, spentNanoUsd, budgetOf, ...run }: AuditsOptions) {
	const most = createBudget(mostNanoUsd, spentNanoUsd);
	return async (decision: LoggedDecision, patienceMs = run.patienceMs) => {
		const budget = bothBudgets(most, budgetOf(decision.budgetKey?.hash ?? null));
		// What was asked keeps its lease, so that what stopped it has time to pass.
		let wasAsked = false;
		const ledger: AuditRun['ledger'] = {
			recordAudit: async (record) => await run.ledger.recordAudit(record),
			recordAuditStep: async (record) => {
				wasAsked = true;
				return await run.ledger.recordAuditStep(record);
			},
		};
		const audited = await auditOne({ ...run, ledger, patienceMs, budget, wholeBudgetNanoUsd: mostNanoUsd, keepSpent: nothing }, decision);
		return { audited, wasAsked };
	};
}

/** Both budgets count by themselves, and the log has each audit's charges. */
async function nothing(): Promise<void> {}

async function giveBack(ledger: FeedbackLedger, decisionIds: readonly string[]): Promise<void> {
	for (const decisionId of decisionIds) await ledger.recordAudit({ decisionId, end: { kind: 'given_back' }, charges: [] });
}
