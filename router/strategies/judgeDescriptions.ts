import { FIT_VERSION, judgeFit, type FitVerdict } from '../judging/judgeFit';
import type { ModelId, ModelSpec } from '../registry/model';
import { strongestOf } from '../registry/rank';

import { choiceOf } from './choice';
import type { Question } from './judgeVerdicts';
import type { Ranking, RankOptions } from './strategy';

/** What each model is good at, in its owner's words: of every enabled one. */
export type Descriptions = ReadonlyMap<ModelId, string>;

/** Which model is it for? The places are those of the models as they are listed, so that only the words count. */
export function askFit(descriptions: Descriptions): Question<FitVerdict> {
	const textsOf = (models: readonly ModelSpec[]) => models.map(({ id }) => textOf(descriptions, id));
	return {
		parts: (models) => [FIT_VERSION, JSON.stringify(textsOf(models))],
		put: (options, models) => judgeFit({ ...options, descriptions: textsOf(models) }),
		keep: ({ place, confidence, reason }) => ({ place, confidence, reason }),
		recall: (kept) => ('place' in kept ? { kind: 'verdict', ...kept } : null),
	};
}

/**
 * The model that was chosen. Descriptions have no order that doubt could go up by: a judge that is not sure enough
 * leaves the request to the strongest, as one does that gives no verdict. Nor need who is good at a subject be strong,
 * so the classifier overrules a choice later than it does a tier: from half of the ladder on. Whatever a prompt talks
 * the judge into, what needs the strongest model never goes to the weakest.
 * @param strength what the classifier asks for, in [0, 1].
 */
export function rankByFit(verdict: FitVerdict, { models, threshold }: RankOptions, strength: number): Ranking {
	const { place, confidence, reason: quote } = verdict;
	const chosen = models[place];
	if (chosen === undefined) throw new Error(`There is no model at place ${place}`);
	const facts = { confidence, ...(quote !== '' && { quote }) };
	const why = `The judge chose ${chosen.branch} (confidence ${confidence.toFixed(2)})`;
	if (confidence < threshold) {
		const { id, branch } = strongestOf(models);
		return choiceOf(id, { ...facts, reason: `${why}, which is below ${threshold}, so the strongest model, ${branch}` });
	}
	const least = weakestWithin(strength - MOST_BELOW, models);
	if (chosen.rank >= least.rank) return choiceOf(chosen.id, { ...facts, reason: `${why} by its description` });
	return choiceOf(least.id, { ...facts, reason: `${why}, which is too weak by the classifier, so ${least.branch}` });
}

/** How far below what the classifier asks for the chosen model may be, 1 being the whole ladder. */
const MOST_BELOW = 0.5;

/** The weakest at this place of the ladder or above, 0 being the weakest of all and 1 the strongest. */
function weakestWithin(least: number, models: readonly ModelSpec[]): ModelSpec {
	const ordered = models.toSorted((a, b) => a.rank - b.rank);
	return ordered.find((_, place) => place / (ordered.length - 1) >= least) ?? strongestOf(models);
}

function textOf(descriptions: Descriptions, id: ModelId): string {
	const text = descriptions.get(id);
	if (text === undefined) throw new Error(`${id} has no description`);
	return text;
}
