import type { DecisionRecord } from './ledger/record';
import type { ModelId } from './registry/model';

/** The settings of one item, validated. Times in ms, money in nano-USD (10⁻⁹ USD, safe integers). */
export interface Policy {
	readonly operation: 'routeAndAnswer' | 'routeOnly';
	/** Least predicted quality of a first choice, in [0, 1]; strategies that choose (rules) ignore it. */
	readonly threshold: number;
	/** Least score of the quality gate, in [0, 1]. */
	readonly acceptFrom: number;
	readonly maxRetries: number;
	/** All waiting of one item; the panel's Max Wait Time. */
	readonly patienceMs: number;
	/** What waiting for places within rate limits may take beyond that. */
	readonly limitWaitMs: number;
	/** One call. */
	readonly timeoutMs: number;
	/** One call's first byte; `null`: only the whole of it counts. */
	readonly firstByteMs: number | null;
	/** One item, all its attempts and waiting together; `null`: none. */
	readonly deadlineMs: number | null;
	/** Models slower than this at their 95th percentile are avoided; `null`: speed does not count. */
	readonly latencyTargetMs: number | null;
	/** When a budget is used up: Fallback, or the cheapest model goes on. */
	readonly whenSpent: 'fallback' | 'cheapest';
	readonly neverDearer: boolean;
	readonly contentPolicyFallback: boolean;
	/** Cascade: answers at most, the last from the strongest; `null`: as many as there are models. */
	readonly maxSteps: number | null;
	readonly floor: ModelId | null;
	/**
	 * Output limit sent with each call; `null` sends none. Set where a cost cap is, because only a
	 * limited answer has a cost that can be reserved.
	 */
	readonly maxOutputTokens: number | null;
}

/** Which item of which run this is, for the ledger. */
export interface Identity {
	/** `workflow:node`. */
	readonly routerId: string;
	/** What people call it, to be recognised in lists. Default: nothing. */
	readonly routerName?: string;
	/** `execution:node:run:item`. */
	readonly dedupeKey: string;
	/** Which conversation it belongs to: a keyed hash, never the id itself. Default: none. */
	readonly sessionKey?: string | null;
}

/** What is kept of a request beyond the decision about it: by opt-in, and for a time. */
export interface Keep {
	/**
	 * Chance, in [0, 1], that a Route and Answer request is chosen for a shadow audit: if it is answered, its
	 * messages and the answer are kept. 0: none is, and no text is kept.
	 */
	readonly auditProbability: number;
	/** How many days texts are kept. */
	readonly contentDays: number;
	/** Whether the classifier's features of every request are kept, to train on. */
	readonly features: boolean;
	readonly featuresDays: number;
	/** Whom the request is about, so that all of theirs can be found and erased; `null`: nobody is named. */
	readonly subjectKey: string | null;
	/** Whose budget it is counted in: a keyed hash, and the key itself where it may be shown in reports; `null`: nobody's own. */
	readonly budgetKey: DecisionRecord['budgetKey'];
}

export const NOTHING_KEPT: Keep = {
	auditProbability: 0,
	contentDays: 0,
	features: false,
	featuresDays: 0,
	subjectKey: null,
	budgetKey: null,
};
