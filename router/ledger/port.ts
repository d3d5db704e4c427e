import type { DecisionRecord } from './record';

/** What became of a record. A refusal never stops the item; it is counted and told. */
export type Recorded = { readonly kind: 'stored' } | { readonly kind: 'refused'; readonly reason: string };

/** Where decisions go. `record` resolves once the record would survive `kill -9` of the process. */
export interface Ledger {
	record(decision: DecisionRecord): Promise<Recorded>;
}
