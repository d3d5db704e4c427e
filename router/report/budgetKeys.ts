import { wilson } from '../learning/statistics/intervals';
import type { KeyFacts, ReportFacts } from '../ledger/reportFacts';
import { NANO_USD_PER_USD } from '../registry/cost';

import type { Policies } from './policies';
import type { Share } from './reportRow';

/** What was counted in the budget of one key. */
export interface BudgetKeyRow {
	/** The key where it may be shown, else the beginning of its hash; `other`: all that have no row of their own. */
	readonly name: string;
	/** How many keys this is. */
	readonly keys: number;
	readonly requests: number;
	/** In USD, without audits and what has no known cost. */
	readonly costUsd: number;
	/** Charges without a known cost. */
	readonly unknownCosts: number;
	/** Requests that the strongest model answered or was to answer. */
	readonly strongest: Share;
}

export const OTHER_KEYS = 'other';
const HASH_SHOWN = 8;

/** A row for each key that has facts of its own, the dearest first, then one for all others. */
export function budgetKeyRows({ budgetKeys, keyCount }: Pick<ReportFacts, 'budgetKeys' | 'keyCount'>, policies: Policies): BudgetKeyRow[] {
	const byKey = new Map<string | null, KeyFacts[]>();
	for (const facts of budgetKeys) byKey.set(facts.keyHash, [...(byKey.get(facts.keyHash) ?? []), facts]);
	const own = byKey.size - Number(byKey.has(null));
	return [...byKey]
		.map(([hash, facts]) => ({ isOther: hash === null, row: rowOf(hash, facts, hash === null ? keyCount - own : 1, policies) }))
		.sort((a, b) => Number(a.isOther) - Number(b.isOther) || b.row.costUsd - a.row.costUsd || b.row.requests - a.row.requests)
		.map(({ row }) => row);
}

function rowOf(hash: string | null, facts: readonly KeyFacts[], keys: number, policies: Policies): BudgetKeyRow {
	const sum = (of: (one: KeyFacts) => number) => facts.reduce((total, one) => total + of(one), 0);
	const requests = sum((one) => one.requests);
	const strongest = sum((one) => (one.modelId !== null && policies.strongest(one.policyHash)?.modelId === one.modelId ? one.requests : 0));
	return {
		name: hash === null ? OTHER_KEYS : (facts[0]?.keyText ?? `${hash.slice(0, HASH_SHOWN)}…`),
		keys,
		requests,
		costUsd: sum((one) => one.costNanoUsd) / NANO_USD_PER_USD,
		unknownCosts: sum((one) => one.unknownCosts),
		strongest: { count: strongest, share: requests === 0 ? 0 : strongest / requests, interval: wilson(strongest, requests) },
	};
}
