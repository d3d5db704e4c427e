import type { Purpose } from '../calls/client';
import type { Interval } from '../learning/statistics/intervals';
import type { Dimension } from '../ledger/reportFacts';
import type { Quality } from './quality';
import type { Saving } from './savings';

/** A share of requests, with its 95 % interval for as many more of their kind. */
export interface Share {
	readonly count: number;
	readonly share: number;
	readonly interval: Interval;
}

export interface ReportRow extends Quality {
	readonly by: Dimension;
	/** Router, strategy, model or day; `Fallback` and `Cancelled` are routes too. Empty for the total. */
	readonly name: string;
	readonly requests: number;
	readonly answered: number;
	/** Sent on by Route Only: who answered them, and what it cost, is not known here. */
	readonly routedOnly: number;
	/** In USD, what has no known cost left out. `total` is all of it. */
	readonly costUsd: Readonly<Record<Purpose | 'total', number>>;
	readonly costPerRequestUsd: number;
	/** Charges without a known cost. */
	readonly unknownCosts: number;
	/** How many of the answers' input tokens came from the provider's cache, 0 to 1; `null`: nobody counted any. */
	readonly cacheHits: number | null;
	/** Requests, but for those of Route Only, of whose cost a part is not known: no saving counts them. */
	readonly costUnknown: Share;
	/** Of answered requests, in ms; `null`: there were none. */
	readonly latency: { readonly p50Ms: number; readonly p95Ms: number } | null;
	readonly escalated: Share;
	readonly degraded: Share;
	readonly fallback: Share;
	/** By reason, the most frequent first. */
	readonly fallbackKinds: readonly { readonly failure: string; readonly count: number }[];
	/** Against always the strongest model, each policy its own. */
	readonly savingToStrongest: Saving | null;
	/** Against always the best single model; `null` also where none is known. */
	readonly savingToSingle: Saving | null;
}
