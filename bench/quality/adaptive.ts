import { setImmediate } from 'node:timers/promises';

import { readFeatures } from '../../router/features/features';
import { adaptiveState, type AdaptiveRow } from '../../router/learning/adaptive/adaptiveState';
import { isWorse } from '../../router/learning/training/isWorse';
import { trainOn } from '../../router/learning/training/train';
import { type OwnExample } from '../../router/learning/training/ownExample';
import { strongestOf } from '../../router/registry/rank';
import { createAdaptiveStrategy, rankAdaptively } from '../../router/strategies/adaptive';
import { rankByRisk } from '../../router/strategies/classifier';
import type { ClassifierWeights } from '../../router/strategies/classifierWeights';
import { correctionsOf, NOTHING_LEARNED } from '../../router/strategies/corrections';
import type { Ranking } from '../../router/strategies/strategy';
import { seeded } from '../../scripts/lib/seeded';
import { type CostCurve, costAtQuality, costCurve, type Predict, qualityAtCost } from './costCurve';
import { createRouteOnly } from './routeOnly';
import { shuffled } from './shuffled';
import { readStreams, type Stream, type StreamRow } from './streams';

/** What learning changed on rows it did not see, beside the fixed weights at their default threshold. */
export interface Change {
	/** Mean score at what the fixed weights cost, minus theirs. */
	readonly qualityAtEqualCost: number;
	/** Cost of their mean score (or the strongest's, if that is less), as a share of theirs, minus 1. */
	readonly costAtEqualQuality: number;
}

export interface LearningReport {
	readonly stream: string;
	/** Requests learned from. */
	readonly learned: number;
	readonly tested: number;
	/** By seed. */
	readonly adaptive: readonly Change[];
	/** By seed; where training found nothing better, nothing was replaced and nothing changed. */
	readonly trained: readonly (Change & { readonly kind: 'better' | 'no_better' | 'not_enough_data' })[];
}

interface LearningOptions {
	readonly seeds: number;
	readonly sizes: readonly number[];
	readonly weights: ClassifierWeights;
}

/** Rows left to measure on must be as many. */
const LEAST_TESTED = 400;
const EPSILON = 0.05;

/**
 * Each stream in another order per seed: the first requests are routed and learned from, the rest measures. Adaptive is
 * told the score of the model that answered and of no other; training is told whether one model's answer, drawn among
 * those below the strongest, was as good as the strongest's.
 */
export async function benchLearning(folder: string, { seeds, sizes, weights }: LearningOptions): Promise<LearningReport[]> {
	const reports: LearningReport[] = [];
	for (const stream of readStreams(folder)) {
		for (const learned of sizes) {
			const tested = stream.rows.length - learned;
			if (tested < LEAST_TESTED) continue;
			const runs: SeedRun[] = [];
			for (let seed = 1; seed <= seeds; seed++) runs.push(await runSeed(stream, { learned, seed, weights }));
			reports.push({
				stream: stream.name,
				learned,
				tested,
				adaptive: runs.map(({ adaptive }) => adaptive),
				trained: runs.map(({ trained }) => trained),
			});
		}
	}
	return reports;
}

interface SeedOptions {
	readonly learned: number;
	readonly seed: number;
	readonly weights: ClassifierWeights;
}

interface SeedRun {
	readonly adaptive: LearningReport['adaptive'][number];
	readonly trained: LearningReport['trained'][number];
}

async function runSeed(stream: Stream, { learned, seed, weights }: SeedOptions): Promise<SeedRun> {
	const random = seeded(seed);
	const order = shuffled(stream.rows, random);
	const [seen, unseen] = [order.slice(0, learned), order.slice(learned)];
	const { models } = stream;
	const curveOf = (predict: Predict) => costCurve(unseen, models, predict);
	const by =
		(own: ClassifierWeights): Predict =>
		({ request }) =>
			qualityOf(rankByRisk(request, models, own));
	const fixed = curveOf(by(weights));
	const corrections = correctionsOf(adaptiveState(await liveThrough(seen, stream, { weights, random })), strongestOf(models).id);
	const adapted: Predict = ({ request }) => qualityOf(rankAdaptively({ request, models, weights, epsilon: 0, corrections }));
	const training = await trainOn({ examples: auditsOf(seen, stream, random), prior: weights, seed, pause: () => setImmediate() });
	const trained = training.kind === 'better' ? changeOf(fixed, curveOf(by(training.weights)), weights) : NO_CHANGE;
	return { adaptive: changeOf(fixed, curveOf(adapted), weights), trained: { kind: training.kind, ...trained } };
}

const NO_CHANGE: Change = { qualityAtEqualCost: 0, costAtEqualQuality: 0 };

function qualityOf({ quality }: Ranking): ReadonlyMap<string, number> {
	return quality ?? new Map<string, number>();
}

function changeOf(fixed: CostCurve, learned: CostCurve, { defaultThreshold }: ClassifierWeights): Change {
	const at = fixed.reduce((a, b) => (Math.abs(b.threshold - defaultThreshold) < Math.abs(a.threshold - defaultThreshold) ? b : a));
	const wanted = Math.min(at.quality, fixed.at(-1)?.quality ?? NaN);
	return {
		qualityAtEqualCost: qualityAtCost(learned, at.costNanoUsd) - qualityAtCost(fixed, at.costNanoUsd),
		costAtEqualQuality: costAtQuality(learned, wanted) / costAtQuality(fixed, wanted) - 1,
	};
}

/** After how many requests what was learned is put to use. */
const LEARN_EVERY = 25;

/** Routes the rows one by one through the engine, exploring, and learns on the way from what the chosen model scored. */
async function liveThrough(
	rows: readonly StreamRow[],
	{ models }: Stream,
	{ weights, random }: Pick<SeedOptions, 'weights'> & { random: () => number },
): Promise<AdaptiveRow[]> {
	let state = NOTHING_LEARNED;
	const strategy = createAdaptiveStrategy({ weights, epsilon: EPSILON, state: () => state });
	const route = createRouteOnly(random);
	const learned: AdaptiveRow[] = [];
	for (const row of rows) {
		const { candidates, result, signals } = await route(row.request.request, { models, strategy, threshold: weights.defaultThreshold });
		if (result.kind !== 'routed' || signals === null) throw new Error(`A row was not routed: ${result.kind}`);
		const rank = models.findIndex(({ id }) => id === result.modelId);
		const outcome = { modelId: result.modelId, score: row.scores[rank] ?? NaN, kind: 'rated' as const, inclusionProbability: null };
		learned.push({ signals, candidates, firstChoice: result.modelId, outcome });
		if (learned.length % LEARN_EVERY === 0) state = adaptiveState(learned);
	}
	return learned;
}

/** One comparison with the strongest per row, in the order of the stream. */
function auditsOf(rows: readonly StreamRow[], { models }: Stream, random: () => number): OwnExample[] {
	return rows.map(({ request, scores }, i) => {
		const features = readFeatures(request);
		const ngrams = features.ngrams.slice(0, features.count);
		const rank = Math.floor(random() * (models.length - 1));
		const asGood = isWorse(scores[rank] ?? NaN, scores.at(-1) ?? NaN) ? 0 : 1;
		return {
			decisionId: String(i),
			atMs: i,
			ngrams,
			signals: request.signals,
			r: rank / (models.length - 1),
			models: models.length,
			asGood,
			weight: 1,
		};
	});
}
