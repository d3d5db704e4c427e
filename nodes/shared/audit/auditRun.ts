import type { ModelClient } from '../../../router/calls/client';
import type { Budget } from '../../../router/execution/budgets/budget';
import type { LeftBecause } from '../../../router/learning/audit/shadowAnswer';
import type { FeedbackLedger } from '../../../router/ledger/feedbackPort';
import type { RecordedCandidate } from '../../../router/ledger/record';
import type { ModelSpec } from '../../../router/registry/model';
import type { SharedState } from '../state';

/** What all audits of one run share. */
export interface AuditRun {
	readonly ledger: Pick<FeedbackLedger, 'recordAudit' | 'recordAuditStep'>;
	readonly state: Pick<SharedState, 'health' | 'limiter' | 'refusals'>;
	readonly client: ModelClient;
	readonly judge: ModelSpec;
	/** A candidate as it can be called now, or why it cannot be. */
	readonly modelOf: (candidate: RecordedCandidate) => ModelSpec | LeftBecause;
	readonly budget: Budget;
	/** The budget before anything was spent of it; `null`: there is none. An audit that may cost more is never made. */
	readonly wholeBudgetNanoUsd: number | null;
	/** Told what each audit has cost. */
	readonly keepSpent: (nanoUsd: number) => Promise<void>;
	/** How long one call may wait until its model has room and is well, in ms. */
	readonly patienceMs: number;
	/** Milliseconds one call may take. */
	readonly timeoutMs: number;
	/** Tokens of an answer, where there is a budget. */
	readonly roomTokens: number;
	/** Answers that other requests of the router got: a control shows one to the judge in the weaker model's place. */
	readonly others: () => readonly string[];
	readonly signal: AbortSignal;
}
