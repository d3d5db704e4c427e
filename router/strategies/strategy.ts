import type { MeteredCall } from '../calls/client';
import type { Allowed } from '../registry/allowed';
import type { ModelId, ModelSpec } from '../registry/model';
import type { AnalyzedRequest } from '../request/request';
import type { Tuning } from '../ledger/tuning';

/**
 * What a strategy says of the models: a predicted quality for each (the probability, in [0, 1], that its
 * answer is as good as the strongest's), or a plain choice. `propensity` is the probability with which
 * each model was to be chosen: 1 for the one of a deterministic strategy.
 */
export type Ranking = (
	| { readonly kind: 'scored'; readonly quality: ReadonlyMap<ModelId, number> }
	| {
			readonly kind: 'choice';
			readonly modelId: ModelId;
			readonly confidence: number | null;
			/** What was predicted, where the choice was sampled at random. */
			readonly quality?: ReadonlyMap<ModelId, number>;
			/** The only models that may serve, the chosen one first and then in this order. Default: all. */
			readonly only?: readonly ModelId[];
	  }
) & {
	/** One line a person can read, in our words alone: it is kept in the log, so it quotes no prompt. */
	readonly reason: string;
	/** What may be shown on the item besides, such as a judge's own words. */
	readonly quote?: string;
	readonly propensity: ReadonlyMap<ModelId, number>;
	/** Predicted quality before outcomes corrected it, for a strategy that corrects. */
	readonly prior?: ReadonlyMap<ModelId, number>;
	/**
	 * How often, in [0, 1], the first model may be sampled at random instead, to learn about the others.
	 * Default: never.
	 */
	readonly epsilon?: number;
	/** The first choice was sampled at random and is not the strategy's own. */
	readonly explored?: true;
	/** The conversation stays with the model it has: the strategy was not asked, or would have chosen another. */
	readonly kept?: true;
	/** What Auto-Tune has of the request, an audit that it drew among it; it is drawn by nobody else then. Default: nothing. */
	readonly tuning?: Tuning;
};

export interface RankOptions {
	readonly request: AnalyzedRequest;
	/** The enabled models that may serve this item, one to ten, in slot order. */
	readonly models: readonly ModelSpec[];
	/** Enabled models that Allowed Models leaves out for this item. Default: none. */
	readonly notAllowed?: readonly ModelSpec[];
	/** All that may be asked anything about this item, judges among them. Default: all. */
	readonly allowed?: Allowed;
	/** The item's Threshold, in [0, 1]; what it means is each strategy's own. */
	readonly threshold: number;
	readonly call: MeteredCall;
	/** Uniform in [0, 1). */
	readonly random: () => number;
	readonly nowMs: number;
	/** Of the item, the same however often it is tried: `Identity.dedupeKey`. Default: it has none. */
	readonly requestKey?: string;
}

/** Whether the log of a strategy holds predictions that a threshold can be set against; if not, why, for people. */
export type Predicts = { readonly kind: 'predicts' } | { readonly kind: 'moves' | 'nothing'; readonly why: string };

/** Ranks models for a request. Never calls a candidate to answer it. */
export interface Strategy {
	/** As records have it, and the panel: `llm_judge`. */
	readonly name: string;
	/** All settings that change its choices, as plain JSON: part of the policy hash. */
	readonly settings: unknown;
	/** It chooses whatever the Threshold is, so that none belongs to its policy and records. */
	readonly ignoresThreshold?: true;
	/** Version of the trained weights it reads; `null` where it reads none. */
	readonly weightsVersion: string | null;
	rank(options: RankOptions): Promise<Ranking>;
	/** What the user should mend in its settings, known once it has ranked. It may quote them: they are no prompts. */
	notices?(): readonly string[];
}
