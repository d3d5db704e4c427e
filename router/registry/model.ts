import type { RowSettings } from './rowSettings';

/** `provider/model`, and what else tells rows of one model apart (`rowIds`): unique within one node; what history is keyed by. */
export type ModelId = string;

export const CAPABILITIES = ['vision', 'tools', 'json_schema'] as const;
export type Capability = (typeof CAPABILITIES)[number];

/** Where a price can come from. */
export const PRICE_SOURCES = ['row', 'credential', 'catalogue'] as const;

/**
 * List price in USD per million tokens. `tiers` is sorted by `fromInputTokens`, starts at 0 and is never
 * empty; the tier reached by a request's input tokens prices that whole request.
 */
export interface Price {
	readonly tiers: readonly PriceTier[];
	readonly source: (typeof PRICE_SOURCES)[number];
}

export interface PriceTier {
	readonly fromInputTokens: number;
	readonly inputUsdPerMTok: number;
	/** `null`: the list names no price for cached input, so it is billed as input. */
	readonly cachedInputUsdPerMTok: number | null;
	/** Input written to the provider's cache for minutes; absent: billed as input. */
	readonly cacheWriteUsdPerMTok?: number | undefined;
	/** The same for an hour; absent: billed as for minutes. */
	readonly cacheWrite1hUsdPerMTok?: number | undefined;
	readonly outputUsdPerMTok: number;
}

/** A key as people know it, never its text. */
export interface KeyName {
	/** `the key of OpenAI in the credential "Production"`. */
	readonly name: string;
	/** Its credential has a Test that ends cooldowns. */
	readonly isTested: boolean;
}

/** What a provider lets one key send to one model; `null`: no limit is set. */
export interface Limits {
	readonly requestsPerMinute: number | null;
	/** Input and output together. */
	readonly tokensPerMinute: number | null;
	/** Calls under way at the same time. */
	readonly parallel: number | null;
}

export const NO_LIMITS: Limits = { requestsPerMinute: null, tokensPerMinute: null, parallel: null };

/** One candidate, with everything selection may ask of it. `null` always means "not known". */
export interface ModelSpec {
	readonly id: ModelId;
	/** What is sent with each answer, by the row; absent: nothing but what the policy says. */
	readonly settings?: RowSettings;
	/** What the provider calls it (for Azure: the deployment). */
	readonly apiModel: string;
	/** The node's output and the model's row, 1…n. */
	readonly slot: number;
	/** Strength among its peers, 0 = weakest, no ties. */
	readonly rank: number;
	readonly branch: string;
	/** Origin of the base URL: what goes down together. */
	readonly providerId: string;
	/** Credential, provider, and a keyed hash of key and base URL: what is refused or used up together. Never the key itself. */
	readonly keyId: string;
	/** How people know the key. Default: by the model's provider. */
	readonly key?: KeyName;
	/** Credential, provider and model: what rate limits count, for all rows of the model together. */
	readonly limitsKey: string;
	readonly limits: Limits;
	readonly contextTokens: number | null;
	readonly maxOutputTokens: number | null;
	/** `null`: nothing known; a model is then assumed to be able, and the provider's answer decides. */
	readonly capabilities: ReadonlySet<Capability> | null;
	readonly price: Price | null;
}
