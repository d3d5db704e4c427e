import type { Why } from '../calls/attempt';
import type { FailureKind } from '../calls/failure';
import type { Allowed } from '../registry/allowed';
import type { ModelId, ModelSpec } from '../registry/model';
import type { Needs } from '../request/request';
import type { Ranking } from '../strategies/strategy';

/** All that is settled about a request before its first call. Times are by `Clock.now`. */
export interface Plan {
	readonly ranking: Ranking;
	/** Enabled models, in slot order. */
	readonly models: readonly ModelSpec[];
	/** No other model is asked, whatever else the plan says. */
	readonly allowed: Allowed;
	/** Least predicted quality a model must reach to be a first choice, in [0, 1]. */
	readonly threshold: number;
	/** No model weaker than this one may answer. */
	readonly floor: ModelId | null;
	/** A fallback may not cost more than the first choice would have. */
	readonly neverDearer: boolean;
	readonly contentPolicyFallback: boolean;
	/** Models whose answers the gate may see at most; the last of them is the strongest. `null`: all. */
	readonly maxSteps: number | null;
	/** Further calls to the same model after the first, at most. */
	readonly maxRetries: number;
	readonly startMs: number;
	/** All waiting of the request together, in ms; the panel's Max Wait Time. */
	readonly patienceMs: number;
	/** What waiting for rate limits may take beyond that, in ms. */
	readonly limitWaitMs: number;
	/** How long it has waited for rate limits already, in ms, queues apart: those are in the attempts. */
	readonly limitWaitedMs: number;
	/** No call starts after it; `null`: none. */
	readonly deadlineMs: number | null;
	/** Models whose 95th percentile is above it are asked only where no other qualifies, in ms; `null`: speed does not count. */
	readonly latencyTargetMs: number | null;
	readonly budgetLeftNanoUsd: number | null;
	/** What that budget is called; `null`: just that. */
	readonly budgetName: BudgetName | null;
	/** When the budget is used up: nobody answers, or the cheapest model goes on. */
	readonly whenSpent: 'fallback' | 'cheapest';
	/** The share of requests that may reach the strongest model is used up. */
	readonly strongestClosed: boolean;
	/** Output limit sent with each call; `null`: each model's own. */
	readonly maxOutputTokens: number | null;
	readonly needs: Needs;
	/** In [0, 1): spreads the backoff of requests that failed together. */
	readonly jitter: number;
}

export interface BudgetName {
	/** As in a sentence: `the budget for this key`. */
	readonly name: string;
	/** When there is money again: `midnight (Europe/Berlin)`; `null`: never. */
	readonly until: string | null;
}

export type GiveUpReason =
	| FailureKind
	| 'no_prompt'
	| 'bad_input'
	| 'quality'
	| 'capacity'
	| 'never_fits'
	| 'budget'
	| 'deadline'
	| 'no_model';

export type Step =
	| {
			readonly kind: 'call';
			readonly modelId: ModelId;
			readonly why: Why;
			/** To sleep before the call. */
			readonly waitMs: number;
			/** That is for a rate limit. */
			readonly forLimit: boolean;
			/** To queue for a place at the model, at most; 0: another may serve, so no queueing. */
			readonly queueMs: number;
			readonly degraded: boolean;
			/** Parameters the model refused. */
			readonly omit: readonly string[];
			/** The most output tokens the model takes, as it said; absent: it said nothing. */
			readonly outputLimit?: number;
			/** Though it rests, as nobody else may serve: see `FailureRule.lastChoice`. */
			readonly resting?: true;
	  }
	| { readonly kind: 'answer'; readonly attempt: number; readonly degraded: boolean }
	| {
			readonly kind: 'give_up';
			readonly reason: GiveUpReason;
			/** Index of the attempt with the best rejected answer. */
			readonly draft: number | null;
	  };

/** Why a model was left out of a choice. */
export type Exclusion =
	| 'not_allowed'
	| 'rule'
	| 'window'
	| 'output_limit'
	| 'vision'
	| 'tools'
	| 'json_schema'
	| 'cooling_down'
	| 'breaker_open'
	| 'full'
	| 'never_fits'
	| 'budget'
	| 'strongest_share'
	| 'too_slow'
	| 'dearer'
	| 'below_floor'
	| 'same_key'
	| 'failed';
