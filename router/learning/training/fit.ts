import { NGRAM_BUCKETS } from '../../features/features';
import { SIGNAL_FEATURES } from '../../features/signalFeatures';

import { minimise, minimising } from './lbfgs';
import type { Sliced } from '../slices';

/** Parameters in one vector: n-grams, then signals, then the bias. */
export const SIZE = NGRAM_BUCKETS + SIGNAL_FEATURES.length + 1;

/** How often, by weight, a model at `r` fell short of the strongest on one question, and how often not. */
export interface FitCounts {
	/** Place among the models in play, 0 the weakest, 1 the strongest. */
	readonly r: number;
	readonly failed: number;
	readonly equal: number;
}

/** One question as its features and what was measured. Examples whose outcomes add up to 1 weigh the same. */
export interface FitExample {
	/** Distinct indices. */
	readonly ngrams: Int32Array;
	/** Value of each of them. */
	readonly ngramValue: number;
	/** In the order of `SIGNAL_FEATURES`. */
	readonly signals: Float64Array;
	readonly outcomes: readonly FitCounts[];
}

interface FitOptions {
	/** L2 penalty on n-gram weights, per example. */
	readonly ngramPenalty: number;
	readonly signalPenalty: number;
	/** Default 0. */
	readonly biasPenalty?: number;
	readonly rankPower: number;
	/** Where the fit starts, and where the penalties pull to. Default: all zero. */
	readonly prior?: Float64Array;
}

/** Weights that minimise the mean log loss of risk(r) = σ(w·x + b) × (1 − r) ^ rankPower, plus the penalty. */
export function fitting(examples: readonly FitExample[], options: FitOptions): Sliced<Float64Array> {
	const prior = options.prior ?? new Float64Array(SIZE);
	return minimising((x, gradient) => penalisedLoss(examples, { ...options, prior }, x, gradient), prior, 150, 1e-6);
}

export function logitOf(example: FitExample, x: Float64Array): number {
	let ngrams = 0;
	for (const index of example.ngrams) ngrams += x[index] ?? 0;
	let logit = (x[SIZE - 1] ?? 0) + ngrams * example.ngramValue;
	for (let i = 0; i < example.signals.length; i++) logit += (x[NGRAM_BUCKETS + i] ?? 0) * (example.signals[i] ?? 0);
	return logit;
}

/** Slope and offset that make logits honest on rows the weights were not fitted to (Platt scaling). */
export function plattScaling(
	logits: readonly number[],
	examples: readonly Pick<FitExample, 'outcomes'>[],
	rankPower: number,
): { slope: number; offset: number } {
	const [slope = 1, offset = 0] = minimise(
		(x, gradient) => {
			gradient.fill(0);
			let loss = 0;
			logits.forEach((logit, i) => {
				const at = lossAt((x[0] ?? 0) * logit + (x[1] ?? 0), examples[i]?.outcomes ?? [], rankPower);
				loss += at.loss / logits.length;
				gradient[0] = (gradient[0] ?? 0) + (at.slope * logit) / logits.length;
				gradient[1] = (gradient[1] ?? 0) + at.slope / logits.length;
			});
			return loss;
		},
		Float64Array.of(1, 0),
	);
	return { slope, offset };
}

/** Mean log loss of given logits. */
export function logLoss(logits: readonly number[], examples: readonly Pick<FitExample, 'outcomes'>[], rankPower: number): number {
	return logits.reduce((sum, logit, i) => sum + lossAt(logit, examples[i]?.outcomes ?? [], rankPower).loss, 0) / logits.length;
}

/** Log loss of one question at a logit, and its derivative by the logit. */
export function lossAt(logit: number, outcomes: readonly FitCounts[], rankPower: number): { loss: number; slope: number } {
	const s = 1 / (1 + Math.exp(-logit));
	let loss = 0;
	let slope = 0;
	for (const { r, failed, equal } of outcomes) {
		const share = (1 - r) ** rankPower;
		const risk = Math.min(1 - 1e-12, Math.max(1e-12, s * share));
		loss -= failed * Math.log(risk) + equal * Math.log(1 - risk);
		slope += (equal * share * s * (1 - s)) / (1 - risk) - failed * (1 - s);
	}
	return { loss, slope };
}

/** N-grams read between two stops: about two milliseconds. */
const PIECE = 100_000;

type Penalised = FitOptions & { readonly prior: Float64Array };

function* penalisedLoss(examples: readonly FitExample[], options: Penalised, x: Float64Array, gradient: Float64Array): Sliced<number> {
	gradient.fill(0);
	let loss = 0;
	let read = 0;
	for (const example of examples) {
		const at = lossAt(logitOf(example, x), example.outcomes, options.rankPower);
		loss += at.loss / examples.length;
		addGradient(gradient, example, at.slope / examples.length);
		read += example.ngrams.length;
		if (read < PIECE) continue;
		read = 0;
		yield;
	}
	return addPenalty(loss, options, x, gradient);
}

function addPenalty(
	loss: number,
	{ ngramPenalty, signalPenalty, biasPenalty = 0, prior }: Penalised,
	x: Float64Array,
	gradient: Float64Array,
): number {
	let penalised = loss;
	for (let i = 0; i < SIZE; i++) {
		const change = (x[i] ?? 0) - (prior[i] ?? 0);
		const penalty = i < NGRAM_BUCKETS ? ngramPenalty : i < SIZE - 1 ? signalPenalty : biasPenalty;
		penalised += 0.5 * penalty * change * change;
		gradient[i] = (gradient[i] ?? 0) + penalty * change;
	}
	return penalised;
}

function addGradient(gradient: Float64Array, example: FitExample, slope: number): void {
	const ngramSlope = slope * example.ngramValue;
	for (const index of example.ngrams) gradient[index] = (gradient[index] ?? 0) + ngramSlope;
	for (let i = 0; i < example.signals.length; i++) {
		gradient[NGRAM_BUCKETS + i] = (gradient[NGRAM_BUCKETS + i] ?? 0) + slope * (example.signals[i] ?? 0);
	}
	gradient[SIZE - 1] = (gradient[SIZE - 1] ?? 0) + slope;
}
