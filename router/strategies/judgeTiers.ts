import { judgeTier, type TierVerdict } from '../judging/judgeTier';
import { HARDEST_TIER, JUDGE_VERSION, tierOf, TIERS, type Tier } from '../judging/tiers';
import type { ModelId, ModelSpec } from '../registry/model';

import { choiceOf, type ChoiceFacts } from './choice';
import type { Question } from './judgeVerdicts';
import type { Ranking, RankOptions } from './strategy';

/** How hard is it? */
export const askTier: Question<TierVerdict> = {
	parts: () => [JUDGE_VERSION],
	put: (options) => judgeTier(options),
	keep: ({ tier, confidence, reason }) => ({ tier, confidence, reason }),
	recall: (kept) => ('tier' in kept ? { kind: 'verdict', ...kept } : null),
};

/**
 * By rank: a tier harder where the judge is not sure enough, and one step below the classifier's at most.
 * @param strength what the classifier asks for, in [0, 1].
 */
export function rankByTier(verdict: TierVerdict, { models, threshold }: RankOptions, strength: number): Ranking {
	const { tier, confidence } = verdict;
	const trusted = confidence >= threshold ? tier : tierOf(tier + 1);
	const least = tierOf(tierFor(strength) - 1);
	const final = least > trusted ? least : trusted;
	let why = `The judge rated it ${TIERS[tier].name} (confidence ${confidence.toFixed(2)})`;
	if (final > trusted) why += `, raised to ${TIERS[final].name} by the classifier`;
	else if (trusted > tier) why += `, raised to ${TIERS[trusted].name} because that is below ${threshold}`;
	return tierChoice(models, final, { confidence, why, ...(verdict.reason !== '' && { quote: verdict.reason }) });
}

export function tierChoice(
	models: readonly ModelSpec[],
	tier: Tier,
	{ why, ...facts }: Omit<ChoiceFacts, 'reason'> & { readonly why: string },
): Ranking {
	const { id, branch } = modelFor(tier, models);
	return choiceOf(id, { ...facts, reason: `${why}, so ${branch}` });
}

/** The tier the classifier would give, in fifths of the ladder. */
function tierFor(strength: number): Tier {
	return tierOf(Math.ceil(strength * HARDEST_TIER - ROUNDING));
}

/** A strength of exactly one step must not become the next for a last bit. */
const ROUNDING = 1e-9;

/** Ranks may have gaps where a model is switched off: places are counted among the enabled models. */
function modelFor(tier: Tier, models: readonly ModelSpec[]): ModelSpec {
	const ordered = models.toSorted((a, b) => a.rank - b.rank);
	const model = ordered[Math.round((tier / HARDEST_TIER) * (ordered.length - 1))];
	if (model === undefined) throw new Error('No model is enabled');
	return model;
}

/** Which model each tier goes to, easiest first: what the panel and the docs show. */
export function tierMapping(models: readonly ModelSpec[]): { readonly tier: string; readonly modelId: ModelId }[] {
	return Object.entries(TIERS).map(([tier, { name }]) => ({ tier: name, modelId: modelFor(tierOf(Number(tier)), models).id }));
}
