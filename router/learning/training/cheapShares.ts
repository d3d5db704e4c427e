import { qualityAt, riskOfStored } from '../../strategies/classifierRisk';

import type { Sliced } from '../slices';
import type { WeightsOf } from './losses';
import type { OwnExample } from './ownExample';

/** What a threshold would have done, as shares of all requests in [0, 1]. */
export interface CheapShares {
	/** Answered by a cheaper model than the strongest. */
	readonly cheap: number;
	/** Answered so, and needed the strongest. */
	readonly falseCheap: number;
}

const PIECE = 200;

/**
 * Estimated over judged examples, where the weakest model whose predicted quality reaches the threshold answers. Where
 * one of several weaker models was drawn to be compared, an example stands for as many requests as its weight ÷ their
 * number, and a loss counts where the drawn one would have answered.
 */
export function* cheapSharesOf(examples: readonly OwnExample[], weightsOf: WeightsOf, threshold: number): Sliced<CheapShares> {
	let [requests, cheap, falseCheap] = [0, 0, 0];
	for (const [i, example] of examples.entries()) {
		const steps = example.models - 1;
		const weights = weightsOf(example);
		const { risk } = riskOfStored(example, weights);
		const place = placeChosen(risk, { steps, threshold, rankPower: weights.rankPower });
		requests += example.weight / steps;
		if (place < steps) cheap += example.weight / steps;
		if (place < steps && place === Math.round(example.r * steps)) falseCheap += example.weight * (1 - example.asGood);
		if (i % PIECE === 0) yield;
	}
	return requests === 0 ? { cheap: 0, falseCheap: 0 } : { cheap: cheap / requests, falseCheap: falseCheap / requests };
}

function placeChosen(
	risk: number,
	{ steps, threshold, rankPower }: { readonly steps: number; readonly threshold: number; readonly rankPower: number },
): number {
	let place = 0;
	while (place < steps && qualityAt(risk, place / steps, rankPower) < threshold) place++;
	return place;
}
