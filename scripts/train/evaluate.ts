import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { riskOf } from '../../router/strategies/classifierRisk';
import type { ClassifierWeights } from '../../router/strategies/classifierWeights';
import { z } from '../../vendor/zod';
import { analyzePrompt } from './examples';
import {
	apgr,
	brier,
	calibrationError,
	crossEntropy,
	type Judged,
	lowestThreshold,
	mean,
	type OperatingPoint,
	operatingPoint,
	reliability,
	type ReliabilityBin,
} from './metrics';
import type { TrainingRow } from './rows';
import type { PreparedData } from './train';

/** Everything the card says of held-out rows, computed with the weights as they ship. */
export interface Figures {
	readonly sizes: readonly { readonly source: string; readonly train: number; readonly calibrate: number; readonly heldOut: number }[];
	readonly logLoss: number;
	/** Log loss of always saying the training base rate. */
	readonly baseLogLoss: number;
	readonly brier: number;
	readonly calibrationError: number;
	readonly bins: readonly ReliabilityBin[];
	readonly chosen: OperatingPoint;
	readonly points: readonly OperatingPoint[];
	readonly rules: readonly { readonly because: string; readonly count: number; readonly predicted: number; readonly measured: number }[];
	readonly pairs: readonly PairFigures[];
}

export interface PairFigures {
	readonly source: string;
	readonly strong: string;
	readonly weak: string;
	readonly count: number;
	readonly gap: number;
	readonly apgr: number;
	/** The same with the number of words as the score. */
	readonly lengthApgr: number;
}

interface ModelPair {
	readonly strong: string;
	readonly weak: string;
}

/** Share of all requests that may be answered cheaply although they needed the strong model. */
export const FALSE_CHEAP_TARGET = 0.05;

export function evaluate(prepared: PreparedData, weights: ClassifierWeights, pairs: ReadonlyMap<string, readonly ModelPair[]>): Figures {
	const judged = judgeHeldOut(prepared, weights);
	const bins = reliability(judged);
	return {
		sizes: sizesOf(prepared),
		logLoss: crossEntropy(judged),
		baseLogLoss: crossEntropy(judged.map(({ failed }) => ({ failed, risk: weights.baseRisk }))),
		brier: brier(judged),
		calibrationError: calibrationError(bins),
		bins,
		chosen: lowestThreshold(judged, FALSE_CHEAP_TARGET),
		points: [0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95].map((threshold) => operatingPoint(judged, threshold)),
		rules: rulesOf(judged),
		pairs: pairFigures(prepared, weights, pairs),
	};
}

/** `pairs.json` beside the data: which strong and weak model to compare per file. Empty where there is none. */
export function readPairs(folder: string): Map<string, readonly ModelPair[]> {
	const file = path.join(folder, 'pairs.json');
	if (!existsSync(file)) return new Map();
	const schema = z.record(z.array(z.object({ strong: z.string(), weak: z.string() })));
	return new Map(Object.entries(schema.parse(JSON.parse(readFileSync(file, 'utf8')))));
}

/** Held-out rows of one file, each with the classifier's score: higher needs the strong model more. */
export function scoreHeldOut(
	{ rows, parts }: PreparedData,
	weights: ClassifierWeights,
): { row: TrainingRow; score: number; words: number }[] {
	return rows.flatMap((row, i) => {
		if (parts[i] !== 'heldOut') return [];
		const request = analyzePrompt(row.prompt);
		return [{ row, score: riskOf(request, weights).risk, words: request.signals.words }];
	});
}

interface JudgedRule extends Judged {
	readonly because: string;
}

function judgeHeldOut({ examples }: PreparedData, weights: ClassifierWeights): JudgedRule[] {
	return examples.heldOut.flatMap((example) => {
		const weakest = example.outcomes.find((outcome) => outcome.r === 0);
		if (!weakest) return [];
		return [{ ...riskOf(example.request, weights), failed: weakest.failed / (weakest.failed + weakest.equal) }];
	});
}

function rulesOf(judged: readonly JudgedRule[]): Figures['rules'] {
	return ['trained', 'expert', 'everyday', 'unfamiliar'].map((because) => {
		const group = judged.filter((one) => one.because === because);
		return {
			because,
			count: group.length,
			predicted: mean(group.map(({ risk }) => risk)),
			measured: mean(group.map(({ failed }) => failed)),
		};
	});
}

function sizesOf({ rows, parts }: PreparedData): Figures['sizes'] {
	return [...new Set(rows.map((row) => row.source))].map((source) => {
		const count = (part: string): number => rows.filter((row, i) => row.source === source && parts[i] === part).length;
		return { source, train: count('train'), calibrate: count('calibrate'), heldOut: count('heldOut') };
	});
}

function pairFigures(prepared: PreparedData, weights: ClassifierWeights, pairs: ReadonlyMap<string, readonly ModelPair[]>): PairFigures[] {
	const scored = scoreHeldOut(prepared, weights);
	return [...pairs].flatMap(([source, list]) => {
		const own = scored.filter(({ row }) => row.source === source);
		return list.map((pair) => comparePair(source, pair, own)).filter((figures) => figures.count > 0);
	});
}

function comparePair(source: string, pair: ModelPair, scored: readonly { row: TrainingRow; score: number; words: number }[]): PairFigures {
	const rows = scored.flatMap(({ row, score, words }) => {
		const strong = row.scores.get(pair.strong);
		const weak = row.scores.get(pair.weak);
		return strong === undefined || weak === undefined ? [] : [{ strong, weak, score, words }];
	});
	return {
		source,
		...pair,
		count: rows.length,
		gap: mean(rows.map((row) => row.strong - row.weak)),
		apgr: apgr(rows),
		lengthApgr: apgr(rows.map((row) => ({ ...row, score: row.words }))),
	};
}
