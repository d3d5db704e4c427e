import { featuresFrom, type StoredFeatures } from '../features/storedFeatures';
import { qualityAt, riskFrom } from '../strategies/classifierRisk';
import type { ClassifierWeights } from '../strategies/classifierWeights';

import { type CheapShares, cheapSharesOf } from './cheapShares';
import { type Difference, differenceOf } from './difference';
import { type FitExample, fitting } from './fit';
import { findingKnownWords, packWeights, unpackWeights, withVersion } from './packWeights';
import { inSlices, type Sliced } from './slices';
import { type SplitExamples, splitByTime } from './splitByTime';

/** One judged answer, with what the classifier read of its request. */
export interface OwnExample extends StoredFeatures {
	/** Examples of one decision stay together. */
	readonly decisionId: string;
	/** When it was decided: the newest are held out. */
	readonly atMs: number;
	/** Place of the judged model among those in play, 0 the weakest; below 1, because the strongest is what is compared with. */
	readonly r: number;
	/** How many models were in play. */
	readonly models: number;
	/** How probably, in [0, 1], its answer is as good as the strongest's. */
	readonly asGood: number;
	/** 1 ÷ the probability with which it was judged; 1 where that is unknown. */
	readonly weight: number;
}

export type TrainingResult =
	/** Beyond noise: the interval is above 0. */
	| ({ readonly kind: 'better'; readonly weights: ClassifierWeights } & Measured)
	| ({ readonly kind: 'no_better' } & Measured)
	/** `about` how many more judged decisions it takes. */
	| { readonly kind: 'not_enough_data'; readonly about: number };

export interface Measured extends Difference {
	/** All that took part. */
	readonly examples: number;
	readonly heldOut: number;
	/** What the default threshold would have done with the requests held out. */
	readonly atDefault: { readonly threshold: number; readonly before: CheapShares; readonly after: CheapShares };
}

export interface TrainAsk {
	readonly examples: readonly OwnExample[];
	/** Where training starts and what it is pulled back to: the shipped weights or those in use. */
	readonly prior: ClassifierWeights;
	/** What the new weights must be better than: those in use. Default: `prior`. */
	readonly inUse?: ClassifierWeights;
	/** Another one draws another calibration part. */
	readonly seed: number;
	/** Called after every few milliseconds of work: lets the event loop turn, as `setImmediate` does. */
	readonly pause: () => Promise<void>;
}

/**
 * Fits the classifier to own outcomes, starting from `prior` and pulled back to it, and compares them with those in use
 * on the newest 30 % of the decisions, which the fit did not see. Only weights that are better there beyond noise are
 * handed out; they are the ones that were compared.
 *
 * What is kept of the prior: how the risk falls with rank, the base risk of requests unlike any, the written rules for
 * expert and everyday questions (training cannot overrule them; the adaptive strategy's corrections can), and the
 * default threshold, because the scale is the same probability. Words that own requests hold become known.
 */
export async function trainOn({ pause, ...ask }: TrainAsk): Promise<TrainingResult> {
	return await inSlices(training(ask), pause);
}

/** Judged decisions, counted as if all weighed the same, below which no difference could be told from noise. */
const LEAST_DECISIONS = 300;

function* training({ examples, prior, inUse = prior, seed }: Omit<TrainAsk, 'pause'>): Sliced<TrainingResult> {
	const judged = examples.filter(({ r, weight }) => r < 1 && weight > 0);
	const parts = yield* splitByTime(judged, seed);
	if (parts.effective < LEAST_DECISIONS) return { kind: 'not_enough_data', about: missing(parts) };
	const weights = yield* bestOf(parts, prior);
	const compared = yield* compare(parts.heldOut, inUse, weights);
	const measured = { ...compared, examples: judged.length, heldOut: parts.heldOut.length };
	return measured.interval.from > 0 ? { kind: 'better', weights: withVersion(weights), ...measured } : { kind: 'no_better', ...measured };
}

function* compare(heldOut: readonly OwnExample[], inUse: ClassifierWeights, weights: ClassifierWeights): Sliced<Difference & Pick<Measured, 'atDefault'>> {
	const before = yield* losses(heldOut, inUse);
	const after = yield* losses(heldOut, weights);
	const difference = differenceOf(heldOut.map(({ decisionId, weight }, i) => ({ group: decisionId, weight, gain: (before[i] ?? 0) - (after[i] ?? 0) })));
	const threshold = weights.defaultThreshold;
	const shares = { before: yield* cheapSharesOf(heldOut, inUse, threshold), after: yield* cheapSharesOf(heldOut, weights, threshold) };
	return { ...difference, atDefault: { threshold, ...shares } };
}

function missing({ decisions, effective }: SplitExamples): number {
	// Further decisions will weigh as those there are.
	const each = decisions === 0 ? 1 : effective / decisions;
	return Math.ceil((LEAST_DECISIONS - effective) / each);
}

/**
 * How strongly the fit is pulled back to the prior, as so many examples' worth: chosen on the calibration part. Words
 * are many and seldom, so that they are pulled four times as strongly as signals, the bias a tenth.
 */
const PULLS = [0.25, 1, 4, 16, 64];
const NGRAM_PULL = 4;
const SIGNAL_PULL = 1;
const BIAS_PULL = 0.1;

function* bestOf(parts: SplitExamples, prior: ClassifierWeights): Sliced<ClassifierWeights> {
	let best = { loss: Infinity, pull: PULLS.at(-1) ?? 1 };
	for (const pull of PULLS) {
		const weights = yield* fitOne(parts.fit, prior, pull);
		const loss = weightedMean(yield* losses(parts.calibrate, weights), parts.calibrate);
		if (loss < best.loss) best = { loss, pull };
	}
	return yield* fitOne([...parts.fit, ...parts.calibrate], prior, best.pull);
}

function* fitOne(examples: readonly OwnExample[], prior: ClassifierWeights, pull: number): Sliced<ClassifierWeights> {
	const knownWords = union(prior.knownWords, yield* findingKnownWords(examples));
	const total = examples.reduce((sum, { weight }) => sum + weight, 0);
	const squares = examples.reduce((sum, { weight }) => sum + weight * weight, 0);
	const fitted: FitExample[] = [];
	for (const example of examples) {
		fitted.push(toFit(example, prior, examples.length / total));
		if (fitted.length % PIECE === 0) yield;
	}
	const per = (pull * squares) / (total * total);
	const { rankPower, baseRisk, defaultThreshold } = prior;
	const penalties = { ngramPenalty: NGRAM_PULL * per, signalPenalty: SIGNAL_PULL * per, biasPenalty: BIAS_PULL * per };
	const x = yield* fitting(fitted, { ...penalties, rankPower, prior: unpackWeights(prior) });
	return packWeights({ x, knownWords, rankPower, baseRisk, defaultThreshold });
}

/** Examples handled between two stops. */
const PIECE = 200;

function toFit(example: OwnExample, { knownWords }: ClassifierWeights, scale: number): FitExample {
	const { ngrams, ngramValue, signals } = featuresFrom(example, knownWords);
	const weight = example.weight * scale;
	return { ngrams, ngramValue, signals, outcomes: [{ r: example.r, failed: weight * (1 - example.asGood), equal: weight * example.asGood }] };
}

/** Log loss of each example by what the classifier would have predicted of it, written rules and all. */
function* losses(examples: readonly OwnExample[], weights: ClassifierWeights): Sliced<number[]> {
	const found: number[] = [];
	for (const example of examples) {
		const { risk } = riskFrom(featuresFrom(example, weights.knownWords), example.signals, weights);
		const quality = Math.min(1 - NEARLY, Math.max(NEARLY, qualityAt(risk, example.r, weights.rankPower)));
		found.push(-example.asGood * Math.log(quality) - (1 - example.asGood) * Math.log(1 - quality));
		if (found.length % PIECE === 0) yield;
	}
	return found;
}

const NEARLY = 1e-6;

function weightedMean(values: readonly number[], examples: readonly OwnExample[]): number {
	const total = examples.reduce((sum, { weight }) => sum + weight, 0);
	return values.reduce((sum, value, i) => sum + value * (examples[i]?.weight ?? 0), 0) / total;
}

function union(a: Uint8Array, b: Uint8Array): Uint8Array {
	return a.map((bits, i) => bits | (b[i] ?? 0));
}
