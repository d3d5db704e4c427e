import type { Bypass } from './bypass';
import type { Attempt } from './calls/attempt';
import type { Answer, ModelClient } from './calls/client';
import type { Clock } from './clock';
import type { Budget } from './execution/budgets/budget';
import type { Choice } from './execution/choose';
import type { OnModelPart } from './execution/execute';
import type { StrongestShare } from './execution/budgets/periodSpending';
import type { Meter } from './execution/meterTypes';
import type { Embedding } from './features/embedding';
import type { RequestEmbedder } from './features/requestEmbedder';
import type { Health, ModelHealth } from './health/health';
import type { Limiter } from './health/limiter';
import type { Refusals } from './health/refusals';
import type { Keep, Identity, Policy } from './policy';
import type { Ledger, Recorded } from './ledger/port';
import type { DecisionRecord } from './ledger/record';
import type { Check } from './quality/check';
import type { Allowed } from './registry/allowed';
import type { ModelId, ModelSpec } from './registry/model';
import type { AnalyzedRequest, LlmRequest } from './request/request';
import type { Eligibility } from './selection/eligibility';
import type { GiveUpReason, Plan } from './selection/plan';
import type { Strategy } from './strategies/strategy';

/** What the engine needs of the world. */
export interface RouterDeps {
	readonly client: ModelClient;
	readonly ledger: Ledger;
	readonly health: Health;
	readonly limiter: Limiter;
	/** What models have refused before. Default: nothing is remembered from one item to the next. */
	readonly refusals?: Refusals;
	readonly clock: Clock;
	/** Uniform in [0, 1). */
	readonly random: () => number;
	readonly newId: () => string;
}

/** One item to route. */
export interface RouteOptions {
	readonly request:
		| {
				readonly kind: 'request';
				readonly request: LlmRequest;
				/** What could not be sent along, for the reason: in our words alone, because it is kept. */
				readonly notes?: readonly string[];
		  }
		| Unusable;
	/** Enabled models, in slot order. */
	readonly models: readonly ModelSpec[];
	/** No other model is asked anything about this item. Default: all may be. */
	readonly allowed?: Allowed;
	/** That setting as the user wrote it, as plain JSON. Part of the policy hash. Default: it is not set. */
	readonly allowedDefinition?: unknown;
	readonly strategy: Strategy;
	readonly bypass: Bypass;
	readonly checks: readonly Check[];
	readonly policy: Policy;
	readonly identity: Identity;
	/** Route Only: the item came back, and these models failed downstream. */
	readonly reEntry: { readonly decisionId: string; readonly failed: readonly ModelId[] } | null;
	/** What earlier tries at the same item came to, oldest first: it is part of this decision. Default: there were none. */
	readonly earlierTries?: EarlierTries | null;
	readonly budget: Budget;
	readonly strongest: StrongestShare;
	/** What is kept of the request beyond the decision; `NOTHING_KEPT` unless the user has opted in. */
	readonly keep: Keep;
	/** Asked for an embedding to keep with the features, where those are kept. Default: none is. */
	readonly embedder?: RequestEmbedder | null;
	/**
	 * Told of the pieces of the answer while they come. Once a piece has come, no other model answers, whatever becomes of
	 * it, so checks that could reject it must not be given. Default: the answer comes as a whole.
	 */
	readonly onPart?: OnModelPart | undefined;
	readonly signal: AbortSignal;
}

/** What was asked and paid for an item before it is tried anew. */
export type EarlierTries = Pick<DecisionRecord, 'attempts' | 'charges'>;

/**
 * An item that nobody is asked about. `no_prompt`: there is nothing to ask; `reason` says what the item does
 * hold. `bad_input`: what belongs to the prompt, such as an image, cannot be read. `no_model`: its settings leave
 * no model that may serve it.
 */
interface Unusable {
	readonly kind: 'no_prompt' | 'bad_input' | 'no_model';
	/** Kept, so it quotes nothing. */
	readonly reason: string;
	/** For people, instead of the reason: it may quote the item. Default: the reason. */
	readonly message?: string;
}

export type RouteOutcome =
	| { readonly kind: 'answered'; readonly model: ModelSpec; readonly answer: Answer; readonly degraded: boolean }
	| { readonly kind: 'routed'; readonly model: ModelSpec; readonly degraded: boolean }
	| {
			readonly kind: 'fallback';
			readonly failure: GiveUpReason;
			/** For people: what happened at each model. */
			readonly message: string;
			readonly draft: ({ readonly modelId: ModelId } & Pick<Answer, 'text' | 'written'>) | null;
	  }
	| { readonly kind: 'cancelled' };

export interface RouteResult {
	readonly outcome: RouteOutcome;
	/** One line: why this model, what was left out and why, what failed on the way. */
	readonly reason: string;
	readonly record: DecisionRecord;
	readonly recorded: Recorded;
	/** All charges of the item together; `null` where one of them is unknown. */
	readonly costNanoUsd: number | null;
	/** What the strongest model alone would have cost for this answer; `null` where that is unknown. */
	readonly strongestNanoUsd: number | null;
	/** An attempt was or may have been paid. What a judge or an embedding cost is kept, so another try does not pay it again. */
	readonly billed: boolean;
	/** What was known of each model when it was decided. */
	readonly states: ReadonlyMap<ModelId, ModelHealth>;
	/** How long it waited for a place at a model, in ms. */
	readonly queuedMs: number;
	/** What the model thought before it answered, by attempt; `null`: nothing it showed. Not kept. */
	readonly reasoning: readonly (string | null)[];
	/** Models that were to be asked something beside the answer and are not in Allowed Models, each once. */
	readonly notAsked: readonly ModelId[];
	/** Every call, with what came of it. Not kept: the record has what of it may be. */
	readonly attempts: readonly Attempt[];
	/** The attempt whose answer was taken; `null`: none was. */
	readonly answer: number | null;
	/** Run-level messages for the user: a key was refused, a model name is unknown. */
	readonly hints: readonly string[];
}

export interface Router {
	/** Never rejects for what a provider, a strategy or the disk does; such things are in the result. */
	route(options: RouteOptions): Promise<RouteResult>;
}

/** All that is known of a request once it is through; what record, reason and outcome are made of. */
export type RequestTrace = { readonly id: string; readonly atMs: number } & (
	| Unusable
	| {
			readonly kind: 'routed';
			/** When it was settled who could be asked, in epoch ms: `eligibility` is as of then. */
			readonly decidedAtMs: number;
			readonly request: AnalyzedRequest;
			/** With what was left of the money, and of the strongest model's share, in the end. */
			readonly plan: Plan;
			/** Who could be the first choice and who could not, as it was then. */
			readonly eligibility: ReadonlyMap<ModelId, Eligibility>;
			/** What was known of each model then. */
			readonly states: ReadonlyMap<ModelId, ModelHealth>;
			/** Models on cooldown in the end because they refused one request after the other. */
			readonly resting: readonly ModelId[];
			readonly execution: Choice;
			readonly meter: Meter;
			/** Whether chance has chosen it for a shadow audit; `null`: it could not. */
			readonly audit: DecisionRecord['audit'];
			/** What is kept of it for training beside the words; `null`: nothing. */
			readonly embedding: Embedding | null;
	  }
);
