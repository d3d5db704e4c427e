import type { ModelId } from '../registry/model';

import type { Charge } from './record';
import type { AuditResult, Tuning } from './tuning';

/**
 * What an audit has paid for so far. It is written down before each paid call and after it, so that no call is paid
 * twice: one that was begun and never came back is not begun again.
 */
export interface AuditStep {
	/** The model that was being asked when this was written; `null`: none, so the audit may go on. */
	readonly asking: ModelId | null;
	/** The answers there are already, by model. */
	readonly answers: Readonly<Record<ModelId, string>>;
	/** Whoever wrote it: one of a kind for each time an audit is taken up. */
	readonly by: string;
}

/**
 * Where an audit is, between its calls. It keeps the claim. Where clocks differ, a claim may be handed on while it still
 * holds: of two who have it, only the first one's steps are recorded.
 */
export interface AuditStepRecord {
	readonly decisionId: string;
	/** What was there when whoever writes this took it up; `null`: nothing. */
	readonly from: AuditStep | null;
	readonly step: AuditStep;
	/** As in `AuditRecord`. */
	readonly charges: readonly Charge[];
}

/** What a router's log has for its Auto-Tune state, each in it once. */
export type TuningEvent = {
	readonly decisionId: string;
	/** `dedupeKey` of the decision: the same under Retry On Fail. */
	readonly key: string;
	readonly tuning: Tuning;
	/** Of the decision. Epoch ms. */
	readonly atMs: number;
} & (
	| {
			readonly kind: 'scored';
			/** Who answered; `null`: nobody. */
			readonly servedBy: ModelId | null;
			/** What that answer cost; `null`: unknown, or nobody answered. */
			readonly nanoUsd: number | null;
			/** Whether its texts are there, so that it can be audited. */
			readonly kept: boolean;
	  }
	| {
			readonly kind: 'audited';
			readonly result: AuditResult;
			/** What its audit cost, by model: a judge and a candidate may be the same, so purposes are not told apart. */
			readonly nanoUsd: Readonly<Record<ModelId, number>>;
	  }
);

/** An event by decision and kind, with its place among all that the state has in it: 1, 2, 3 … */
export interface AppliedTuningEvent {
	readonly decisionId: string;
	readonly kind: TuningEvent['kind'];
	readonly order: number;
}

export interface TuningDueQuery {
	/** `workflow:node`. */
	readonly routerId: string;
	readonly limit: number;
}

export interface AuditsLostQuery {
	/** `workflow:node`. */
	readonly routerId: string;
	/** `TuningEvent.key` of each audit that is waited for. */
	readonly keys: readonly string[];
	readonly nowMs: number;
}
