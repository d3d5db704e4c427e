import { createClassifierStrategy } from '../../../router/strategies/classifier';
import { readWeightsChoice } from '../parameters/learned';
import type { CreateStrategyReader, StrategyChoice } from '../settings';

export const createReader: CreateStrategyReader = (ctx) => {
	const weights = readWeightsChoice(ctx);
	const choice: StrategyChoice = {
		settings: { weights },
		weights,
		create: ({ learned, embedder }) => createClassifierStrategy({ weights: learned.weights, embedder }),
	};
	return () => choice;
};
