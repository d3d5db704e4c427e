import type { Why } from '../calls/attempt';
import type { Purpose, Usage } from '../calls/client';
import type { FailureKind, FailureScope } from '../calls/failure';
import type { ModelId, Price } from '../registry/model';
import type { Signals } from '../request/request';

/** One paid call and what it was for. */
export interface Charge {
	readonly id: string;
	readonly decisionId: string;
	/** Index into the decision's attempts; `null` for judges, embeddings and the like. */
	readonly attempt: number | null;
	readonly modelId: ModelId;
	readonly purpose: Purpose;
	readonly usage: Usage | null;
	/** `null`: the price or the usage is unknown. */
	readonly costNanoUsd: number | null;
	/** `reported` by the provider, `estimated` from the text, or `unknown`. */
	readonly basis: 'reported' | 'estimated' | 'unknown';
}

/** An attempt as it is kept: no prompt text, no answer text. */
export interface RecordedAttempt {
	readonly modelId: ModelId;
	readonly why: Why;
	readonly startedMs: number;
	readonly endedMs: number;
	readonly omitted: readonly string[];
	readonly result:
		| {
				readonly kind: 'answered';
				readonly finish: 'stop' | 'length' | 'other';
				readonly usage: Usage | null;
				readonly servedBy: string | null;
				readonly answerChars: number;
				readonly verdict: 'accepted' | 'rejected' | 'unchecked';
				readonly score: number | null;
				readonly reasons: readonly string[];
		  }
		| {
				readonly kind: 'failed';
				readonly failure: FailureKind;
				readonly scope: FailureScope;
				readonly httpStatus: number | null;
				readonly retryAfterMs: number | null;
				readonly billed: boolean;
				readonly message: string;
		  }
		| { readonly kind: 'full'; readonly freeAtMs: number }
		| { readonly kind: 'never_fits' };
}

export interface RecordedCandidate {
	readonly modelId: ModelId;
	readonly rank: number;
	readonly price: Price | null;
	readonly limitsKey: string;
	/** Why the first choice could not be this model; `null`: it could. */
	readonly excludedBy: string | null;
	readonly quality: number | null;
	/** Predicted quality before outcomes corrected it; `null`: nothing was corrected. What is learned is learned against it. */
	readonly prior: number | null;
	/** Probability with which it was to be the first choice. */
	readonly propensity: number;
}

export type RecordedResult =
	| { readonly kind: 'answered'; readonly modelId: ModelId; readonly slot: number }
	| { readonly kind: 'routed'; readonly modelId: ModelId; readonly slot: number }
	/** `failure`: the reason as it stands in the item's `llmRoute.failure`. */
	| { readonly kind: 'fallback'; readonly failure: string }
	| { readonly kind: 'cancelled' };

/** All that was decided about one request, and what came of it. Times are epoch ms. */
export interface DecisionRecord {
	readonly id: string;
	readonly atMs: number;
	/** `execution:node:run:item`: a record written twice is one record. */
	readonly dedupeKey: string;
	/** `workflow:node`. */
	readonly routerId: string;
	/** What people called it then; `null`: nobody said. */
	readonly routerName: string | null;
	readonly policyHash: string;
	/** Hash of the same policy whatever its threshold: what is learned of one threshold can be used for another. */
	readonly policyBasis: string;
	readonly weightsVersion: string | null;
	readonly strategy: string;
	readonly threshold: number | null;
	readonly forcedBy: null | 'bypass' | 'session' | 're_entry' | 'exploration';
	readonly reEntryOf: string | null;
	readonly reason: string;
	readonly degraded: boolean;
	/** `null` where there was no request to read (no prompt). */
	readonly signals: Signals | null;
	/** As `encodeFeatures` wrote them. Hashed n-grams can be reversed with a dictionary: only by opt-in, and for a time. */
	readonly features: { readonly bytes: Uint8Array; readonly expiresAtMs: number } | null;
	readonly stored: {
		readonly prompt: string;
		readonly answer: string | null;
		readonly expiresAtMs: number;
	} | null;
	readonly subjectKey: string | null;
	/**
	 * Whether a shadow audit could look at it, known before any call: with which probability chance chose it, and
	 * whether it did. `null`: it could not (audits are off, Route Only, nothing to ask, a prompt too long to keep), so
	 * audits say nothing of it.
	 */
	readonly audit: { readonly probability: number; readonly chosen: boolean } | null;
	readonly candidates: readonly RecordedCandidate[];
	readonly attempts: readonly RecordedAttempt[];
	readonly charges: readonly Charge[];
	readonly result: RecordedResult;
}

/** What was learned later about an answer's quality. */
export interface Outcome {
	readonly decisionId: string;
	readonly modelId: ModelId;
	readonly atMs: number;
	/** In [0, 1]. */
	readonly score: number;
	readonly source: string;
	readonly judge: string | null;
	readonly inclusionProbability: number | null;
	readonly dedupeKey: string;
}
