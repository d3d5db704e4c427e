import { createAdaptiveStrategy } from '../../../router/strategies/adaptive';
import { readExploration, readWeightsChoice } from '../parameters/learned';
import type { CreateStrategyReader } from '../settings';

export const createReader: CreateStrategyReader = (ctx) => {
	const weights = readWeightsChoice(ctx);
	const epsilon = readExploration(ctx);
	return () => ({
		settings: { weights, epsilon },
		weights,
		learns: true,
		create: ({ learned, embedder }) => createAdaptiveStrategy({ weights: learned.weights, state: learned.corrections, epsilon, embedder }),
	});
};
