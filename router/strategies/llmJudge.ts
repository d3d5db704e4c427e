import type { JudgeFailure } from '../judging/askJudge';
import { FIT_VERSION } from '../judging/judgeFit';
import { createSilentJudge } from '../judging/silentJudge';
import { HARDEST_TIER, JUDGE_VERSION } from '../judging/tiers';
import type { AnalyzedRequest } from '../request/request';

import { requiredStrength, riskOf } from './classifierRisk';
import type { ClassifierWeights } from './classifierWeights';
import { askFit, rankByFit, type Descriptions } from './judgeDescriptions';
import { askTier, rankByTier, tierChoice } from './judgeTiers';
import { createVerdicts, type VerdictOptions } from './judgeVerdicts';
import type { Ranking, Strategy, RankOptions } from './strategy';

export interface LlmJudgeOptions extends VerdictOptions {
	readonly weights: ClassifierWeights;
	/** The classifier's own threshold, in [0, 1]: what its tier is read with. */
	readonly classifierThreshold: number;
	/** The judge chooses by these. Default: it says how hard the request is, and the tier chooses by rank. */
	readonly descriptions?: Descriptions;
}

/**
 * A small model says how hard the request is, and the tier chooses the model by rank; or it says which model's
 * description fits. The Threshold is the least confidence with which it is taken at its word. The classifier is the
 * backstop: how far a prompt may talk the judge down is each way's own. No verdict: the strongest model.
 */
export function createLlmJudgeStrategy(options: LlmJudgeOptions): Strategy {
	const { descriptions } = options;
	if (descriptions === undefined) {
		return judged(options, { settings: { tiers: JUDGE_VERSION }, verdictOf: createVerdicts(options, askTier), rank: rankByTier });
	}
	return judged(options, {
		settings: { descriptions: Object.fromEntries(descriptions), prompt: FIT_VERSION },
		verdictOf: createVerdicts(options, askFit(descriptions)),
		rank: rankByFit,
	});
}

interface Way<V> {
	/** What of it changes choices, as plain JSON. */
	readonly settings: object;
	readonly verdictOf: (ask: RankOptions) => Promise<V | JudgeFailure>;
	/** @param strength what the classifier asks for, in [0, 1]. */
	readonly rank: (verdict: V, ask: RankOptions, strength: number) => Ranking;
}

function judged<V extends { readonly kind: 'verdict' }>(options: LlmJudgeOptions, way: Way<V>): Strategy {
	const { judge, criteria, timeoutMs, weights, classifierThreshold } = options;
	const silent = createSilentJudge();
	return {
		name: 'llm_judge',
		settings: { judge: judge.id, criteria, timeoutMs, classifierThreshold, ...way.settings },
		weightsVersion: weights.version,
		async rank(ask) {
			if (ask.models.length === 1) return tierChoice(ask.models, HARDEST_TIER, { confidence: null, why: 'Only one model is enabled' });
			const verdict = await way.verdictOf(ask);
			if (ask.call.allows?.(judge) !== false) silent.count(verdict);
			if (verdict.kind === 'failed') {
				return tierChoice(ask.models, HARDEST_TIER, { confidence: null, why: `The judge gave no verdict (${verdict.why})` });
			}
			return way.rank(verdict, ask, strengthFor(ask.request, weights, classifierThreshold));
		},
		notices() {
			const never = silent.never();
			if (never === null) return [];
			return [
				`The judge ${judge.id} gave no verdict at all, so ${never.requests} went to the strongest model (${never.why}). Test the judge or choose another Judge Model.`,
			];
		},
	};
}

/** How strong a model the classifier's risk asks for, in [0, 1]. */
function strengthFor(request: AnalyzedRequest, weights: ClassifierWeights, threshold: number): number {
	return requiredStrength(riskOf(request, weights).risk, threshold, weights.rankPower);
}
