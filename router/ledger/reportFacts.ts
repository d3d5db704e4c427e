import type { Purpose } from '../calls/client';
import type { ModelId, Price } from '../registry/model';

import type { RecordedResult } from './record';

export interface ReportQuery {
	/** `workflow:node`; `null`: all of them. */
	readonly routerId: string | null;
	/** In order, back to back: each ends where the next begins, the last at `toMs`. What lies outside is left out. Epoch ms. */
	readonly days: readonly { readonly name: string; readonly startMs: number }[];
	readonly toMs: number;
	/** A score from here on counts as good enough. */
	readonly goodFrom: number;
}

/** What the decisions of a period come to, small however many they are. */
export interface ReportFacts {
	readonly decisions: readonly DecisionFacts[];
	readonly outcomes: readonly OutcomeFacts[];
	readonly latencies: readonly LatencyFacts[];
	readonly policies: readonly PolicyModels[];
	/** Of the keys that cost most, and of all others together. */
	readonly budgetKeys: readonly KeyFacts[];
	/** How many keys there are. */
	readonly keyCount: number;
	/** Records that are kept on the local disk until the store can be reached, and are not in here. */
	readonly waiting: number;
}

/** Where a report's figures come from. */
export interface ReportSource {
	/** Rejects where the ledger cannot be read. */
	report(options: ReportQuery): Promise<ReportFacts>;
}

/** What the decisions of one group have in common. */
export interface Group {
	readonly routerId: string;
	readonly strategy: string;
	readonly policyHash: string;
	/** The name of the day. */
	readonly day: string;
	readonly result: RecordedResult['kind'];
	/** Of the result; `null` where no model answered or was chosen. */
	readonly modelId: ModelId | null;
	/** Of a fallback; otherwise `null`. */
	readonly failure: string | null;
}

export interface DecisionFacts extends Group {
	readonly requests: number;
	readonly degraded: number;
	readonly escalated: number;
	/** In nano-USD; what has no known cost counts nothing. */
	readonly costs: Readonly<Record<Purpose, number>>;
	/** Charges without a known cost, those of audits apart. */
	readonly unknownCosts: number;
	/** Input tokens of the answers that were given, as far as somebody counted them, and those read from the provider's cache. */
	readonly inputTokens: number;
	readonly cachedTokens: number;
	/** Those whose cost is known all through, by size; what they would have cost elsewhere can be said. */
	readonly priced: readonly PricedFacts[];
}

/**
 * Sums and sums of products over requests of one size class: enough to price them at any model, and to say how
 * far chance may have moved that. A request without an answer has no tokens, and what was spent on it counts.
 */
export interface PricedFacts {
	/** The size class: the lowest number of input tokens in it, as tiers of prices divide them. */
	readonly fromInputTokens: number;
	readonly requests: number;
	/** Tokens of the answer that was given. */
	readonly input: number;
	readonly output: number;
	/** What that answer cost, in nano-USD. */
	readonly answer: number;
	/** All the request cost but for shadow calls, in nano-USD. */
	readonly spent: number;
	readonly inputInput: number;
	readonly inputOutput: number;
	readonly outputOutput: number;
	readonly inputSpent: number;
	readonly outputSpent: number;
	readonly answerAnswer: number;
	readonly answerSpent: number;
	readonly spentSpent: number;
}

/** Outcomes about one model, on the decisions of one group, found out in one way. */
export interface OutcomeFacts extends Group {
	/** The model the outcomes are about: not always the one that answered. */
	readonly about: ModelId;
	readonly source: string;
	readonly judge: string | null;
	/** Chosen by chance with a known probability; of others nobody knows what they stand for. */
	readonly random: boolean;
	/** Audits that Auto-Tune drew, among the requests it may send to a cheap model: they stand for no others. */
	readonly tuned: boolean;
	readonly count: number;
	readonly score: number;
	readonly good: number;
	/** Sums over random outcomes with w = 1 ÷ inclusion probability; 0 for others. `good` is 0 or 1, so its square is itself. */
	readonly w: number;
	readonly ww: number;
	readonly wScore: number;
	readonly wwScore: number;
	readonly wwScoreScore: number;
	readonly wGood: number;
	readonly wwGood: number;
}

/** What was counted in the budget of one key, under one policy, of the model that answered or was routed to. */
export interface KeyFacts {
	/** `null`: all keys that have no facts of their own. */
	readonly keyHash: string | null;
	/** The key itself; `null`: it may not be shown. */
	readonly keyText: string | null;
	readonly policyHash: string;
	/** `null`: nobody's. */
	readonly modelId: ModelId | null;
	readonly requests: number;
	/** Without audits; what has no known cost counts nothing. */
	readonly costNanoUsd: number;
	readonly unknownCosts: number;
}

/** What a row of a report is about. */
export type Dimension = 'total' | 'router' | 'strategy' | 'route' | 'day';

/** Of answered requests: the smallest latency that half (95 %) of them do not exceed. */
export interface LatencyFacts {
	readonly by: Dimension;
	/** Router, strategy, model or day; empty for the total. */
	readonly key: string;
	readonly requests: number;
	readonly p50Ms: number;
	readonly p95Ms: number;
}

/** The models a policy chooses from: the same for all decisions with its hash. */
export interface PolicyModels {
	readonly policyHash: string;
	readonly models: readonly { readonly modelId: ModelId; readonly rank: number; readonly price: Price | null }[];
}
