import { createClassifierStrategy } from '../../../router/strategies/classifier';
import { readWeightsChoice } from '../parameters/learned';
import type { CreateStrategyReader } from '../settings';

export const createReader: CreateStrategyReader = (ctx) => {
	const weights = readWeightsChoice(ctx);
	return () => ({
		settings: { weights },
		weights,
		create: ({ learned, embedder }) => createClassifierStrategy({ weights: learned.weights, embedder }),
	});
};
