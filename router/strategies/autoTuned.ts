import type { Tuning } from '../ledger/tuning';
import type { ModelId, ModelSpec } from '../registry/model';
import { isAllowed } from '../registry/allowed';
import { strongestOf, weakestOf } from '../registry/rank';
import { canBeAskedAgain } from '../request/askedAgain';
import type { ContentPart } from '../request/request';

import { choiceOf } from './choice';
import type { RankOptions, Ranking, Strategy } from './strategy';

/** What Auto-Tune is asked of a request: its key, and how much it needs the strongest model, higher more. */
export interface TuningAsk {
	readonly key: string;
	readonly score: number;
}

export interface TuningChoice {
	/** Who should answer; `null`: the strongest. */
	readonly modelId: ModelId | null;
	/** What is kept of it; `null`: it counts for nothing. */
	readonly tuning: Tuning | null;
	/** One line a person can read, which begins with `Auto-Tune: `. */
	readonly reason: string;
}

interface AutoTunedOptions {
	/** It says how much a request needs the strongest model: that order stays while anything is compared by it. */
	readonly classifier: Strategy;
	/** What the choices hang on. */
	readonly settings: {
		readonly target: number;
		/** By id: it is shown the request, too. */
		readonly judge: ModelId;
	};
	/** The same for the same key. It counts the request, unless requests of this run count for nothing. */
	readonly decide: (ask: TuningAsk) => TuningChoice;
}

/**
 * The classifier, with comparisons in the place of its threshold: a cheaper model is asked where it was shown to be good
 * enough, the strongest everywhere else. What cannot be compared goes to the strongest that it may be shown to.
 */
export function createAutoTunedStrategy({ classifier, settings, decide }: AutoTunedOptions): Strategy {
	return {
		name: classifier.name,
		settings: { ...Object(classifier.settings), autoTune: settings },
		ignoresThreshold: true,
		weightsVersion: classifier.weightsVersion,
		notices: () => classifier.notices?.() ?? [],
		async rank(options) {
			const predicted = await classifier.rank(options);
			const { models, requestKey } = options;
			const why = whyNotCompared(options, settings.judge);
			if (why !== null || requestKey === undefined)
				return choiceFor(strongestOf(models), `Auto-Tune: ${why ?? 'the request has no key'}`, predicted);
			const { modelId, tuning, reason } = decide({ key: requestKey, score: scoreOf(models, predicted) });
			const chosen = models.find(({ id }) => id === modelId) ?? strongestOf(models);
			return { ...choiceFor(chosen, reason, predicted), ...(tuning !== null && { tuning }) };
		},
	};
}

/** Why nobody could ask the other models the same later; `null`: they could. In our words alone. */
function whyNotCompared({ request, notAllowed = [], allowed = null }: RankOptions, judge: ModelId): string | null {
	if (notAllowed.length > 0 || !isAllowed(allowed, { id: judge }))
		return 'Allowed Models leaves out a model that would be compared or the judge';
	if (request.needs.vision || request.request.messages.some(({ content }) => typeof content !== 'string' && content.some(isNoText)))
		return 'images and files are not compared';
	return canBeAskedAgain(request.request) ? null : 'it uses tools, or is too long to be kept';
}

function isNoText({ kind }: ContentPart): boolean {
	return kind !== 'text';
}

/** By the weakest model's prediction, which all others rise and fall with. */
function scoreOf(models: readonly ModelSpec[], { quality }: Ranking): number {
	return 1 - (quality?.get(weakestOf(models).id) ?? 0);
}

function choiceFor({ id, branch }: ModelSpec, reason: string, { quality }: Ranking): Ranking {
	return { ...choiceOf(id, { reason: `${reason}, so ${branch}` }), ...(quality !== undefined && { quality }) };
}
