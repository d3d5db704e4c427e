import { bothBudgets, createBudget, type Budget } from '../../../router/execution/budgets/budget';
import { isForGood } from '../../../router/learning/audit/auditDecision';
import { stopAfter, type Audited, type StopReason } from '../../../router/learning/audit/summary';
import type { FeedbackLedger, LoggedDecision } from '../../../router/ledger/feedbackPort';
import type { AuditRun } from '../../shared/audit/auditRun';
import { auditOne } from '../../shared/audit/auditOne';
import { auditQueue } from '../../shared/audit/queue';
import { inParallel } from '../parallel';

import { shuttingDown } from './shutdown';

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
}

/** Compares what was drawn and waits for it, and says what stopped it. Nothing new is begun once n8n is shutting down. */
export async function auditDrawn({
	mostNanoUsd,
	spentNanoUsd,
	budgetOf,
	isWanted,
	routerId,
	...run
}: AuditsOptions): Promise<StopReason | null> {
	const { ledger, signal } = run;
	const most = createBudget(mostNanoUsd, spentNanoUsd);
	const next = auditQueue({ ledger, routerId, most: MOST, atOnce: PARALLEL, drawnBy: 'autotune' });
	const audits: Audited[] = [];
	const stopped = () => (audits.some(judgeIsAway) ? 'judge' : stopAfter(audits));
	const goesOn = () => stopped() === null && !signal.aborted && !shuttingDown();
	await inParallel(Array.from({ length: PARALLEL }), PARALLEL, async () => {
		while (goesOn()) {
			const decision = await next();
			if (decision === null) return;
			if (!goesOn() || !isWanted(decision)) {
				const end = isWanted(decision) ? ({ kind: 'left' } as const) : ({ kind: 'nothing_to_compare' } as const);
				await ledger.recordAudit({ decisionId: decision.id, end, charges: [] });
				continue;
			}
			const budget = bothBudgets(most, budgetOf(decision.budgetKey?.hash ?? null));
			audits.push(await auditOne({ ...run, budget, wholeBudgetNanoUsd: mostNanoUsd, keepSpent: nothing }, decision));
		}
	});
	return stopped();
}

/** Whatever was asked: each next audit would pay for an answer that has no verdict. */
function judgeIsAway({ end }: Audited): boolean {
	return end.kind === 'left' && end.at === 'judge' && end.because !== 'cancelled' && !isForGood(end.because);
}

/** Both budgets count by themselves, and the log has each audit's charges. */
async function nothing(): Promise<void> {}
