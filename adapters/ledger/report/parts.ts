import type { ReportFacts } from '../../../router/ledger/reportFacts';

export const NO_FACTS: ReportFacts = { decisions: [], outcomes: [], latencies: [], policies: [], budgetKeys: [], keyCount: 0, waiting: 0 };

/** Groups in one part: what is copied to the main thread in one go must not hold it up. */
const PART = 250;

/** The same facts in parts; `wholeOf` puts them together again. */
export function partsOf(facts: ReportFacts): ReportFacts[] {
	const { decisions, outcomes, latencies, policies, budgetKeys, keyCount, waiting } = facts;
	const longest = Math.max(decisions.length, outcomes.length, latencies.length, policies.length, budgetKeys.length);
	return Array.from({ length: Math.max(1, Math.ceil(longest / PART)) }, (_, index) => {
		const cut = <T>(list: readonly T[]) => list.slice(index * PART, (index + 1) * PART);
		return {
			decisions: cut(decisions),
			outcomes: cut(outcomes),
			latencies: cut(latencies),
			policies: cut(policies),
			budgetKeys: cut(budgetKeys),
			keyCount: index === 0 ? keyCount : 0,
			waiting: index === 0 ? waiting : 0,
		};
	});
}

export function wholeOf(parts: readonly ReportFacts[]): ReportFacts {
	return {
		decisions: parts.flatMap(({ decisions }) => decisions),
		outcomes: parts.flatMap(({ outcomes }) => outcomes),
		latencies: parts.flatMap(({ latencies }) => latencies),
		policies: parts.flatMap(({ policies }) => policies),
		budgetKeys: parts.flatMap(({ budgetKeys }) => budgetKeys),
		keyCount: parts.reduce((sum, { keyCount }) => sum + keyCount, 0),
		waiting: parts.reduce((sum, { waiting }) => sum + waiting, 0),
	};
}
