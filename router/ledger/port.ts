import type { ModelId } from '../registry/model';

import type { DecisionRecord } from './record';

/** What became of a record. Neither waiting nor a refusal ever stops the item; they are counted and told. */
export type Recorded =
	| { readonly kind: 'stored' }
	/** Kept on the local disk, and put in its place as soon as that can be reached: nothing is lost. */
	| { readonly kind: 'waiting'; readonly reason: string }
	| { readonly kind: 'refused'; readonly reason: string };

export interface TallyQuery {
	/** `workflow:node`. */
	readonly routerId: string;
	/** Epoch ms; this moment counts. */
	readonly sinceMs: number;
	/** Whose requests `reached` counts; `null`: nobody's. */
	readonly modelId: ModelId | null;
	/** Hash of the budget key; `null`: decisions without one. */
	readonly keyHash: string | null;
}

/** What a router's decisions since a moment have come to. */
export interface Tally {
	/** All their charges, of judges and checks too, but of audits only those that Auto-Tune drew; what has no known cost counts nothing. */
	readonly costNanoUsd: number;
	/** Those that called a model or were routed to one. */
	readonly requests: number;
	/** Those of them that called this model, whatever came of it, or were routed to it. */
	readonly reached: number;
}

/** Where decisions go. */
export interface Ledger {
	/** Resolves once the record would survive `kill -9` of the process, or is refused. */
	record(decision: DecisionRecord): Promise<Recorded>;
	/** `null` where the ledger cannot be read. */
	tally(options: TallyQuery): Promise<Tally | null>;
}
