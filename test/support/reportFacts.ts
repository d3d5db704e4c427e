import type { DecisionFacts, OutcomeFacts, PolicyModels, PricedFacts, ReportFacts } from '../../router/ledger/reportFacts';
import type { Price } from '../../router/registry/model';

export const SMALL = 'maker/small';
export const LARGE = 'maker/large';

/** In USD per million tokens. */
export function priceOf(input: number, output: number): Price {
	return { tiers: [{ fromInputTokens: 0, inputUsdPerMTok: input, cachedInputUsdPerMTok: null, outputUsdPerMTok: output }], source: 'row' };
}

export const POLICY: PolicyModels = {
	policyHash: 'policy',
	models: [
		{ modelId: SMALL, rank: 0, price: priceOf(1, 1) },
		{ modelId: LARGE, rank: 1, price: priceOf(10, 10) },
	],
};

const NO_COSTS = { answer: 0, draft: 0, failed: 0, judge: 0, check: 0, embedding: 0, shadow: 0 };

/**
 * Answers of one model, each of `tokens` input tokens and no output, in two halves that cost 10 % less and more
 * than `costEach` (nano-USD), so that there is a spread.
 */
export function answersBy(
	modelId: string,
	requests: number,
	changes: Partial<DecisionFacts> & { readonly tokens?: number; readonly costEach?: number } = {},
): DecisionFacts {
	const { tokens = 1000, costEach = 1000 * tokens * (modelId === SMALL ? 1 : 10), ...rest } = changes;
	const spent = requests * costEach;
	const squares = requests * costEach ** 2 * 1.01;
	const priced: PricedFacts = {
		fromInputTokens: 0,
		requests,
		input: requests * tokens,
		output: 0,
		answer: spent,
		spent,
		inputInput: requests * tokens ** 2,
		inputOutput: 0,
		outputOutput: 0,
		inputSpent: tokens * spent,
		outputSpent: 0,
		answerAnswer: squares,
		answerSpent: squares,
		spentSpent: squares,
	};
	return {
		routerId: 'workflow:node',
		strategy: 'classifier',
		policyHash: POLICY.policyHash,
		day: '2026-09-01',
		result: 'answered',
		modelId,
		failure: null,
		requests,
		degraded: 0,
		escalated: 0,
		costs: { ...NO_COSTS, answer: spent },
		unknownCosts: 0,
		inputTokens: requests * tokens,
		cachedTokens: 0,
		priced: [priced],
		...rest,
	};
}

/** Audits of one weight: `good` of them 1, the others 0. */
export function auditsOf(
	about: string,
	answeredBy: string,
	{
		count,
		good,
		weight = 10,
		...changes
	}: { readonly count: number; readonly good: number; readonly weight?: number } & Partial<OutcomeFacts>,
): OutcomeFacts {
	const { routerId, strategy, policyHash, day, result, failure } = answersBy(answeredBy, 1);
	return {
		routerId,
		strategy,
		policyHash,
		day,
		result,
		failure,
		modelId: answeredBy,
		about,
		source: 'audit',
		judge: 'maker/judge',
		random: true,
		tuned: false,
		count,
		score: good,
		good,
		w: weight * count,
		ww: weight ** 2 * count,
		wScore: weight * good,
		wwScore: weight ** 2 * good,
		wwScoreScore: weight ** 2 * good,
		wGood: weight * good,
		wwGood: weight ** 2 * good,
		...changes,
	};
}

export function factsOf(
	decisions: readonly DecisionFacts[],
	outcomes: readonly OutcomeFacts[] = [],
	changes: Partial<ReportFacts> = {},
): ReportFacts {
	return { decisions, outcomes, latencies: [], policies: [POLICY], budgetKeys: [], keyCount: 0, waiting: 0, ...changes };
}
