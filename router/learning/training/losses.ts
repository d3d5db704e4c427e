import { qualityAt, riskOfStored } from '../../strategies/classifierRisk';
import type { ClassifierWeights } from '../../strategies/classifierWeights';

import { type Difference, differenceOf } from '../statistics/difference';
import type { Sliced } from '../slices';
import type { OwnExample } from './ownExample';

/** The weights that predict an example: not the same for all where some were fitted to some of them. */
export type WeightsOf = (example: OwnExample) => ClassifierWeights;

/** Examples handled between two stops. */
const PIECE = 200;

/** Log loss of each example by what the classifier would have predicted of it, written rules and all. */
export function* losses(examples: readonly OwnExample[], weightsOf: WeightsOf): Sliced<number[]> {
	const found: number[] = [];
	for (const example of examples) {
		const weights = weightsOf(example);
		const { risk } = riskOfStored(example, weights);
		const quality = Math.min(1 - NEARLY, Math.max(NEARLY, qualityAt(risk, example.r, weights.rankPower)));
		found.push(-example.asGood * Math.log(quality) - (1 - example.asGood) * Math.log(1 - quality));
		if (found.length % PIECE === 0) yield;
	}
	return found;
}

const NEARLY = 1e-6;

export function exampleMean(values: readonly number[], examples: readonly OwnExample[]): number {
	const total = examples.reduce((sum, { weight }) => sum + weight, 0);
	return values.reduce((sum, value, i) => sum + value * (examples[i]?.weight ?? 0), 0) / total;
}

/** How much better the second weights predict the examples than the first. */
export function* comparing(examples: readonly OwnExample[], before: WeightsOf, after: WeightsOf): Sliced<Difference> {
	const first = yield* losses(examples, before);
	const second = yield* losses(examples, after);
	return differenceOf(
		examples.map(({ decisionId, weight }, i) => ({ group: decisionId, weight, gain: (first[i] ?? 0) - (second[i] ?? 0) })),
	);
}
