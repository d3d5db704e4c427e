import type { ModelId, ModelSpec } from '../registry/model';
import { strongestOf } from '../registry/rank';

import type { Ranking } from './strategy';

export interface ChoiceFacts {
	readonly reason: string;
	/** In [0, 1]; default: the strategy has none. */
	readonly confidence?: number | null;
	readonly quote?: string;
}

/** A plain choice, made without chance. */
export function choiceOf(modelId: ModelId, { reason, confidence = null, quote }: ChoiceFacts): Ranking {
	return { kind: 'choice', modelId, confidence, reason, ...(quote !== undefined && { quote }), propensity: new Map([[modelId, 1]]) };
}

/** The default model: the one named, or the strongest where none is or it is not enabled. */
export function defaultModelOf(models: readonly ModelSpec[], defaultModelId: ModelId | null): ModelSpec {
	return models.find(({ id }) => id === defaultModelId) ?? strongestOf(models);
}
