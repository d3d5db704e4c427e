import { shippedTables } from '../../router/request/hardness/shippedTables';
import { riskOf } from '../../router/strategies/classifierRisk';
import { createClassifierStrategy } from '../../router/strategies/classifier';
import { shippedWeights } from '../../router/strategies/shippedWeights';
import { seeded } from '../../scripts/lib/seeded';
import { analyzePrompt } from '../../scripts/train/examples';
import { gainsOf } from '../../scripts/train/gains';
import { crossFitScores } from '../../scripts/train/hardness';
import { readPrompt } from '../../scripts/train/readings';
import type { TrainingRow } from '../../scripts/train/rows';
import { riskAtScore } from '../../scripts/train/train';
import { createRouteOnly } from './routeOnly';
import { fleetOf } from './streams';

/** All that is asked of a classifier to see how well it orders requests. */
export interface RankedClassifier {
	/** At which `choose` decides. */
	readonly threshold: number;
	/** Higher needs the strong model more. */
	readonly score: (prompt: string) => number;
	/** The same of questions by tables whose trees never saw their benchmark. None where there is but one. */
	readonly unseen: (rows: readonly TrainingRow[]) => ReadonlyMap<TrainingRow, number>;
	/** Which of so many models gets it, 0 the weakest. */
	readonly choose: (prompt: string, models: 2 | 3) => Promise<number>;
}

/** The shipped classifier at its default threshold. The engine chooses, so what is measured is what users get. */
export function shippedClassifier(): RankedClassifier {
	const weights = shippedWeights();
	const { defaultThreshold: threshold } = weights;
	const strategy = createClassifierStrategy({ weights });
	const route = createRouteOnly(seeded(1));
	const fleets = { 2: fleetOf([0, 2]), 3: fleetOf([0, 1, 2]) };
	return {
		threshold,
		score: (prompt) => riskOf(analyzePrompt(prompt), weights).risk,
		unseen: (rows) => {
			const readings = new Map(rows.map((row) => [row, readPrompt(row.prompt)]));
			const scores = crossFitScores(gainsOf(rows), readings, shippedTables());
			return new Map([...scores].map(([row, score]) => [row, riskAtScore(score, weights)]));
		},
		choose: async (prompt, count) => {
			const models = fleets[count];
			const { result } = await route(analyzePrompt(prompt).request, { models, strategy, threshold });
			if (result.kind !== 'routed') throw new Error(`A request was not routed: ${result.kind}`);
			return models.findIndex(({ id }) => id === result.modelId);
		},
	};
}
