import { createAdaptiveStrategy } from '../../../router/strategies/adaptive';
import { readExploration, readWeightsChoice } from '../parameters/learned';
import type { CreateStrategyReader, StrategyChoice } from '../settings';

export const createReader: CreateStrategyReader = (ctx) => {
	const weights = readWeightsChoice(ctx);
	const epsilon = readExploration(ctx);
	const choice: StrategyChoice = {
		settings: { weights, epsilon },
		weights,
		learns: true,
		create: ({ learned, embedder }) => createAdaptiveStrategy({ weights: learned.weights, state: learned.corrections, epsilon, embedder }),
	};
	return () => choice;
};
