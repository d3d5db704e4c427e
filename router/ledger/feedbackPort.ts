import type { ModelId } from '../registry/model';

import type { Outcome } from './outcome';
import type { Charge, DecisionRecord, RecordedCandidate, RecordedResult } from './record';
import type { AuditResult } from './tuning';
import type { AppliedTuningEvent, AuditsLostQuery, AuditStep, AuditStepRecord, TuningDueQuery, TuningEvent } from './tuningPort';

export type { AppliedTuningEvent, AuditsLostQuery, AuditStep, AuditStepRecord, TuningDueQuery, TuningEvent } from './tuningPort';

/**
 * The source of outcomes that a shadow audit found, which compares a model's answer with the strongest one's: 1 as good
 * or better, 0 worse. A decision has at most one audit.
 */
export const AUDIT_SOURCE = 'audit';

/** How long a decision handed out for an audit is handed to nobody else, in ms. */
export const AUDIT_LEASE_MS = 15 * 60_000;

/** After so many audits in which the judge gave up on a request it is asked no more. */
export const JUDGE_TRIES = 3;

/** A decision with what was learned of it since, oldest outcome first. */
export interface LoggedDecision extends DecisionRecord {
	readonly outcomes: readonly Outcome[];
	/** What came of the audit that Auto-Tune drew; `null`: nothing yet, or it drew none. */
	readonly auditResult: AuditResult | null;
	/** How far an audit has come that is under way, or was stopped in the middle; `null`: nothing was asked yet. */
	readonly auditStep: AuditStep | null;
}

/** Between which models was decided. */
export interface DecisionModels {
	readonly id: string;
	/** Who answered or was routed to; `null`: nobody. */
	readonly chosen: ModelId | null;
	/** In the order of the router's rows. */
	readonly candidates: readonly ModelId[];
}

/** What became of an outcome. */
export type OutcomeRecorded =
	| { readonly kind: 'stored' }
	/** Another outcome had its dedupe key; this one stands now. */
	| { readonly kind: 'replaced' }
	/** The same but for its time is there already; that one stands. */
	| { readonly kind: 'duplicate' }
	| { readonly kind: 'unknown_decision' }
	/** The decision is known, its model was none of these, between which was decided. */
	| { readonly kind: 'not_tried'; readonly models: readonly ModelId[] }
	| { readonly kind: 'refused'; readonly reason: string };

/** Which decisions; all that is given must hold. */
export interface DecisionFilter {
	readonly ids?: readonly string[];
	readonly routerId?: string;
	/** Epoch ms; this moment counts. */
	readonly fromMs?: number;
	/** Epoch ms; this moment does not count. */
	readonly toMs?: number;
	readonly strategy?: string;
	/** Who answered or was routed to. */
	readonly modelId?: ModelId;
	readonly resultKind?: RecordedResult['kind'];
	/** Why it is on Fallback. */
	readonly failure?: string;
	readonly subjectKey?: string;
	readonly budgetKeyHash?: string;
	readonly degraded?: boolean;
	readonly hasOutcome?: boolean;
}

/** A node that routes, as far as the log knows it. */
export interface LoggedRouter {
	/** `workflow:node`. */
	readonly routerId: string;
	/** As its last decision names it; `null`: it was decided before names were kept. */
	readonly name: string | null;
	/** Of its last decision, as records name it. */
	readonly strategy: string;
	/** Epoch ms of its last decision. */
	readonly newestMs: number;
}

export interface DecisionsQuery {
	readonly filter: DecisionFilter;
	/** By the time of the decision. */
	readonly order: 'newest' | 'oldest';
	/** At most so many, and never more than a message to another thread should carry: a page may be shorter. */
	readonly limit: number;
	/** `next` of the page before; `null`: the first page. */
	readonly after: string | null;
}

export interface DecisionPage {
	readonly decisions: readonly LoggedDecision[];
	/** `null`: nothing is left. */
	readonly next: string | null;
}

/** What a trainer reads of a decision. */
export interface TrainingExample
	extends Pick<
		LoggedDecision,
		'id' | 'atMs' | 'routerId' | 'policyHash' | 'policyBasis' | 'weightsVersion' | 'signals' | 'audit' | 'tuning' | 'outcomes'
	> {
	/** As `encodeFeatures` wrote them, maybe by another version. */
	readonly features: Uint8Array;
	readonly candidates: readonly RecordedCandidate[];
	readonly result: RecordedResult;
}

export interface ExamplesQuery {
	/** `null`: of all routers. */
	readonly routerId: string | null;
	readonly limit: number;
	readonly after: string | null;
}

export interface ExamplePage {
	readonly examples: readonly TrainingExample[];
	readonly next: string | null;
}

export type Erasure =
	| { readonly kind: 'ids'; readonly ids: readonly string[] }
	/** Epoch ms; this moment stays. */
	| { readonly kind: 'older_than'; readonly atMs: number }
	| { readonly kind: 'subject'; readonly subjectKey: string }
	/** All that was counted in the budget of one key. */
	| { readonly kind: 'budget_key'; readonly keyHash: string };

export interface AuditsQuery {
	/** `null`: of all routers. */
	readonly routerId: string | null;
	readonly limit: number;
	readonly nowMs: number;
	/** `autotune`: only those that Auto-Tune drew; `share`: only the others, which chance alone chose. Default: both. */
	readonly drawnBy?: 'autotune' | 'share';
}

/** What came of one shadow audit. */
export interface AuditRecord {
	readonly decisionId: string;
	readonly end: /** `outcome`: of source `AUDIT_SOURCE`. */
		| { readonly kind: 'compared'; readonly outcome: Outcome }
		/** Only one model could have answered. */
		| { readonly kind: 'nothing_to_compare' }
		/** Something stood in the way that may pass: it is handed out again once its lease has run out. */
		| { readonly kind: 'left' }
		/** As `left`, with nobody asked and nothing paid: it is handed out again at once, and whoever tells it is through for now. */
		| { readonly kind: 'given_back' }
		/** A control, whose verdict is about the judge and no model: no outcome. */
		| { readonly kind: 'controlled'; readonly passed: boolean }
		/** A control that nobody could make. */
		| { readonly kind: 'void' }
		/**
		 * This request gets no verdict from the judge, or Auto-Tune no answer from a model that was paid: as `left`, and from the
		 * `JUDGE_TRIES`th time on as `compared` with this outcome. Counted where somebody was being asked or a charge is new, and
		 * nobody is being asked any more.
		 */
		| { readonly kind: 'judge_gave_up'; readonly outcome: Outcome };
	/** What was paid, whatever came of it. A charge whose id is there already is not counted again. */
	readonly charges: readonly Charge[];
}

export interface TuningPut {
	readonly put: DocumentPut;
	/** What the document has in it now and had not before. */
	readonly applied: readonly AppliedTuningEvent[];
}

export type AuditRecorded =
	| { readonly kind: 'recorded' }
	/** The judge gave up, and not often enough yet for the outcome to stand. */
	| { readonly kind: 'for_another_run' }
	/** Somebody else audited it meanwhile: their outcome stands, the charges are kept all the same. */
	| { readonly kind: 'already_audited' }
	/** It was erased or replaced meanwhile, and its charges have no place any more. */
	| { readonly kind: 'unknown_decision' };

/** `already_audited` too where its texts are gone, so that it cannot be audited any more. */
export type AuditStepRecorded = Exclude<AuditRecorded, { readonly kind: 'for_another_run' }>;

/** A small named JSON value of which every version is kept: a policy, trained weights, the state of an alert. */
export interface DocumentHead {
	readonly kind: string;
	readonly name: string;
	/** 1, 2, 3 … */
	readonly version: number;
	readonly atMs: number;
}

export interface StoredDocument extends DocumentHead {
	readonly json: unknown;
}

export interface DocumentPut {
	/** At most 200 characters each. */
	readonly kind: string;
	readonly name: string;
	/** Plain JSON, as text at most 2,000,000 characters. */
	readonly json: unknown;
	/** The version this one was made from; 0: there must be none yet; `null`: whatever is there. */
	readonly expectedVersion: number | null;
	/** How many versions stay, this one among them. Default: all. */
	readonly keepVersions?: number;
}

export type DocumentStored =
	| { readonly kind: 'stored'; readonly version: number }
	/** Somebody was quicker: `version` is the newest there is, 0 where there is none. */
	| { readonly kind: 'conflict'; readonly version: number };

/**
 * What is learned of decisions after they were made. Everything but `recordOutcomes` rejects where the ledger
 * cannot be used.
 *
 * A decision that Retry On Fail replaced is gone, and so are its outcomes, though they leave the ledger only with
 * `older_than`: the item that carried its id never left the node.
 */
export interface FeedbackLedger {
	/**
	 * What became of each outcome, in order. One whose dedupe key is known replaces the earlier one: the last
	 * write wins. A decision that still waits to be stored is unknown.
	 */
	recordOutcomes(outcomes: readonly Outcome[]): Promise<readonly OutcomeRecorded[]>;
	/** Of each decision there is, in any order. */
	modelsOf(decisionIds: readonly string[]): Promise<readonly DecisionModels[]>;
	/** Page by page: each decision that was there at the first page comes once, whatever is recorded meanwhile. */
	decisions(options: DecisionsQuery): Promise<DecisionPage>;
	/** Who has decided anything, the latest first. As quick with a million decisions as with ten. */
	routers(): Promise<readonly LoggedRouter[]>;
	/** Decisions with outcomes and stored features, newest first. */
	examples(options: ExamplesQuery): Promise<ExamplePage>;
	/** Forgets decisions and all that hangs on them, outcomes too; says how many. */
	erase(what: Erasure): Promise<number>;
	/** Forgets prompts, answers and features past their time; says of how many decisions. */
	expire(nowMs: number): Promise<number>;
	/**
	 * Answered decisions that chance chose for a shadow audit (`audit.chosen`), whose prompt and answer are still there and which
	 * were not audited yet, oldest first. Whoever is handed one is the only one for `AUDIT_LEASE_MS`; it is never
	 * handed out again once an outcome of source `AUDIT_SOURCE` is recorded.
	 */
	audits(options: AuditsQuery): Promise<readonly LoggedDecision[]>;
	/**
	 * Records what came of an audit, all of it or nothing, however often it is told. Unless it is left for another
	 * time, its prompt and answer are forgotten; the last trace of them goes with the next `expire`.
	 */
	recordAudit(audit: AuditRecord): Promise<AuditRecorded>;
	/** Records how far an audit has come; `unknown_decision`, `already_audited`: there is nothing to go on with. */
	recordAuditStep(step: AuditStepRecord): Promise<AuditStepRecorded>;
	/**
	 * Events of a router that no state has in it yet: first requests, then audits, each oldest first. What waits to be
	 * stored comes once it is. Who puts them into a document reads it first and asks for these then: the other way round,
	 * one that somebody else has put there meanwhile would count twice.
	 */
	tuningDue(ask: TuningDueQuery): Promise<readonly TuningEvent[]>;
	/** Stores the document and marks its events, both or (with `conflict`) neither. An event marked before stays as it is. */
	putTuning(options: TuningPut): Promise<DocumentStored>;
	/** Those of these keys whose audit can never be made any more: the decision or its texts are gone, and it has no result. */
	auditsLost(ask: AuditsLostQuery): Promise<readonly string[]>;
	putDocument(put: DocumentPut): Promise<DocumentStored>;
	/** The newest version where none is asked for; `null`: there is none. */
	getDocument(kind: string, name: string, version?: number): Promise<StoredDocument | null>;
	/** The newest version of each, by name. */
	listDocuments(kind: string): Promise<readonly DocumentHead[]>;
	/** Forgets all its versions; says whether there was one. The next one is version 1 again. */
	deleteDocument(kind: string, name: string): Promise<boolean>;
}
