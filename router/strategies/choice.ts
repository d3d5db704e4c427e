import type { ModelId, ModelSpec } from '../registry/model';
import { strongestOf } from '../registry/rank';

import type { RankOptions, Ranking } from './strategy';

export interface ChoiceFacts {
	readonly reason: string;
	/** In [0, 1]; default: the strategy has none. */
	readonly confidence?: number | null;
	readonly quote?: string;
	/** The only models that may serve, in this order. Default: all. */
	readonly only?: readonly ModelId[] | undefined;
}

/** A plain choice, made without chance. */
export function choiceOf(modelId: ModelId, { reason, confidence = null, quote, only }: ChoiceFacts): Ranking {
	return {
		kind: 'choice',
		modelId,
		confidence,
		reason,
		...(quote !== undefined && { quote }),
		...(only !== undefined && { only }),
		propensity: new Map([[modelId, 1]]),
	};
}

type Models = Pick<RankOptions, 'models' | 'notAllowed'>;

/**
 * The choice where nothing else chose, `why` being the reason: the default model, or the strongest where none is named
 * or it may not serve.
 */
export function defaultChoice({ models, notAllowed = [] }: Models, defaultModelId: ModelId | null, why: string, after = ''): Ranking {
	const strongest = strongestOf(models);
	const barred = notAllowed.find(({ id }) => id === defaultModelId);
	if (barred !== undefined)
		return strongestAllowed(models, `${why}, and the default model, ${barred.branch}, is not in Allowed Models`, after);
	const { id, branch } = models.find((model) => model.id === defaultModelId) ?? strongest;
	return choiceOf(id, { reason: `${why}, so the default model, ${branch}${after}` });
}

/** The conservative choice where the one that was made is not in Allowed Models. */
export function strongestAllowed(models: readonly ModelSpec[], why: string, after = ''): Ranking {
	const { id, branch } = strongestOf(models);
	return choiceOf(id, { reason: `${why}, so the strongest allowed model, ${branch}${after}` });
}
