import { setImmediate } from 'node:timers/promises';

import { readFeatures } from '../../router/features/features';
import { isWorse } from '../../router/learning/training/isWorse';
import type { OwnExample } from '../../router/learning/training/ownExample';
import { trainOn } from '../../router/learning/training/train';
import { riskOfStored } from '../../router/strategies/classifierRisk';
import type { ClassifierWeights } from '../../router/strategies/classifierWeights';
import { seeded } from '../../scripts/lib/seeded';
import { analyzePrompt } from '../../scripts/train/examples';
import { orderOf } from '../../scripts/train/gainCurve';
import { mean } from '../../scripts/train/metrics';
import { isTelling, type PairRow, type PairRows, pairsOf } from '../../scripts/train/pairFigures';
import { readPairs } from '../../scripts/train/pairs';
import { readTrainingRows } from '../../scripts/train/rows';
import { shuffled } from './shuffled';

/** What so many judged decisions bring. Means over streams, each the mean over its draws. */
export interface FewLabelsReport {
	readonly labels: number;
	readonly streams: number;
	readonly draws: number;
	/** APGR of the rows that were not drawn: by the weights it starts from, and by what Train then leaves in use. */
	readonly prior: number;
	readonly trained: number;
	/** Two standard errors over streams of the difference. */
	readonly noise: number;
	/** Of all draws, in which share the weights were replaced. */
	readonly replaced: number;
	/** The same where the labels are drawn as the prior predicts, so that there is nothing to learn. */
	readonly replacedByChance: number;
}

interface FewLabelsOptions {
	readonly labels: readonly number[];
	readonly draws: number;
	readonly weights: ClassifierWeights;
}

/** Rows left to order must be as many. */
const LEAST_LEFT = 100;

/**
 * A stream is a benchmark, or one of its subjects, with a strong and a weak model. Some rows, drawn at random, are
 * judged and trained on; the others are put in order.
 */
export async function benchFewLabels(folder: string, { labels, draws, weights }: FewLabelsOptions): Promise<FewLabelsReport[]> {
	const rows = readTrainingRows(folder);
	const stored = rows.map(({ prompt }, i) => storedOf(prompt, String(i)));
	const questions = rows.map((row) => ({ row, words: 0, score: 0 }));
	const streams = pairsOf(questions, readPairs(folder)).flatMap(bySubject).filter(hasGap);
	const reports: FewLabelsReport[] = [];
	for (const count of labels) {
		const runs: Run[][] = [];
		for (const [i, stream] of streams.entries()) {
			if (stream.rows.length < count + LEAST_LEFT) continue;
			const own: Run[] = [];
			for (let draw = 0; draw < draws; draw++) own.push(...(await runOnce(stream, { count, stored, weights, seed: 1 + i * draws + draw })));
			if (own.length > 0) runs.push(own);
		}
		reports.push({ labels: count, streams: runs.length, draws, ...summary(runs) });
	}
	return reports;
}

/** As a whole, and each subject alone where it has more than one. */
function bySubject(pair: PairRows): PairRows[] {
	const subjects = [...new Set(pair.rows.map(({ question }) => question.row.task))];
	if (subjects.length === 1) return [pair];
	return [pair, ...subjects.map((subject) => ({ ...pair, rows: pair.rows.filter(({ question }) => question.row.task === subject) }))];
}

function hasGap({ rows }: Pick<PairRows, 'rows'>): boolean {
	return isTelling({ gap: mean(rows.map(({ strong, weak }) => strong - weak)) });
}

type Stored = Pick<OwnExample, 'decisionId' | 'ngrams' | 'signals'>;

function storedOf(prompt: string, decisionId: string): Stored {
	const request = analyzePrompt(prompt);
	const { ngrams, count } = readFeatures(request);
	return { decisionId, ngrams: ngrams.slice(0, count), signals: request.signals };
}

interface RunOptions {
	readonly count: number;
	/** By the place of the row. */
	readonly stored: readonly Stored[];
	readonly weights: ClassifierWeights;
	readonly seed: number;
}

interface Run {
	readonly prior: number;
	readonly trained: number;
	readonly replaced: boolean;
	readonly replacedByChance: boolean;
}

/** None where what is left has no gap worth ordering for. */
async function runOnce({ rows }: PairRows, { count, stored, weights, seed }: RunOptions): Promise<Run[]> {
	const random = seeded(seed);
	const order = shuffled(rows, random);
	const [drawn, left] = [order.slice(0, count), order.slice(count)];
	if (!hasGap({ rows: left })) return [];
	const at = ({ at: place }: PairRow): Stored => stored[place] ?? storedOf('', '');
	const train = (asGood: (row: PairRow) => boolean) => {
		const examples = drawn.map((row, atMs) => ({ ...at(row), atMs, r: 0, models: 2, asGood: asGood(row) ? 1 : 0, weight: 1 }));
		return trainOn({ examples, prior: weights, seed, pause: () => setImmediate() });
	};
	const apgr = (own: ClassifierWeights): number =>
		orderOf(left.map((row) => ({ gain: row.strong - row.weak, score: riskOfStored(at(row), own).risk })))?.apgr ?? 0.5;
	const result = await train(({ strong, weak }) => !isWorse(weak, strong));
	const byChance = await train((row) => random() >= riskOfStored(at(row), weights).risk);
	const prior = apgr(weights);
	const replaced = result.kind === 'better';
	return [{ prior, trained: replaced ? apgr(result.weights) : prior, replaced, replacedByChance: byChance.kind === 'better' }];
}

function summary(
	runs: readonly (readonly Run[])[],
): Pick<FewLabelsReport, 'prior' | 'trained' | 'noise' | 'replaced' | 'replacedByChance'> {
	const of = (read: (run: Run) => number): number => mean(runs.map((own) => mean(own.map(read))));
	const gains = runs.map((own) => mean(own.map(({ prior, trained }) => trained - prior)));
	const middle = mean(gains);
	const squares = gains.reduce((sum, gain) => sum + (gain - middle) ** 2, 0);
	return {
		prior: of(({ prior }) => prior),
		trained: of(({ trained }) => trained),
		noise: 2 * Math.sqrt(squares / Math.max(1, gains.length - 1) / gains.length),
		replaced: of(({ replaced }) => Number(replaced)),
		replacedByChance: of(({ replacedByChance }) => Number(replacedByChance)),
	};
}
