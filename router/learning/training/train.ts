import { featuresFrom } from '../../features/storedFeatures';
import type { ClassifierWeights } from '../../strategies/classifierWeights';

import { addingEmbedding } from './addEmbedding';
import { type CheapShares, cheapSharesOf } from './cheapShares';
import type { Difference } from '../statistics/difference';
import { type FitExample, fitting } from './fit';
import { fittingFew } from './fitFew';
import { comparing, losses, exampleMean, type WeightsOf } from './losses';
import { packWeights, unpackWeights, withVersion } from './packWeights';
import { inSlices, type Sliced } from '../slices';
import { type SplitExamples, splitByTime } from './splitByTime';
import type { OwnExample } from './ownExample';

export type TrainingResult =
	/** Beyond noise: the interval is above 0. */
	| ({ readonly kind: 'better'; readonly weights: ClassifierWeights } & TrainingGain)
	| ({ readonly kind: 'no_better' } & TrainingGain)
	/** `about` how many more judged decisions it takes. */
	| { readonly kind: 'not_enough_data'; readonly about: number };

export interface TrainingGain extends Difference {
	/** All that took part. */
	readonly examples: number;
	/** What was predicted without having been learned from: the newest; where there are few, all of them, in turn. */
	readonly heldOut: number;
	/** What the default threshold would have done with these requests. */
	readonly atDefault: { readonly threshold: number; readonly before: CheapShares; readonly after: CheapShares };
	/** Examples whose requests have an embedding. */
	readonly embedded: number;
	/**
	 * What the compared weights read embeddings of, and how much better than their text alone they predict with them;
	 * `null`: they read none.
	 */
	readonly embeddings: ({ readonly modelId: string } & Difference) | null;
}

interface TrainOptions {
	readonly examples: readonly OwnExample[];
	/** Where training starts and what it is pulled back to: the shipped weights or those in use. */
	readonly prior: ClassifierWeights;
	/** What the new weights must be better than: those in use. Default: `prior`. */
	readonly inUse?: ClassifierWeights;
	/** Whether the embeddings that were kept may be read. Default: yes, where they tell more than the text. */
	readonly embeddings?: boolean;
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
 * Below 300 decisions that would be too few to tell anything: see `fittingFew`. Then all are compared, each by weights
 * that have not seen it, and those handed out are fitted to all in the same way.
 *
 * What is kept of the prior: how the risk falls with rank, and the default threshold, because the scale is the same
 * probability.
 *
 * Where requests have embeddings, a part that reads them is fitted to what the text leaves unsaid: see `addingEmbedding`.
 */
export async function trainOn({ pause, ...ask }: TrainOptions): Promise<TrainingResult> {
	return await inSlices(training(ask), pause);
}

/** Judged decisions, counted as if all weighed the same, below which no difference could be told from noise. */
const LEAST_DECISIONS = 50;
/** From as many on words are read, and the newest are set aside. */
const MANY_DECISIONS = 300;

function* training({ examples, prior, inUse = prior, seed, embeddings = true }: Omit<TrainOptions, 'pause'>): Sliced<TrainingResult> {
	const judged = examples.filter(({ r, weight }) => r < 1 && weight > 0);
	const parts = yield* splitByTime(judged, seed);
	const ask = { prior, embeddings, seed };
	if (parts.effective < LEAST_DECISIONS) return { kind: 'not_enough_data', about: missing(parts) };
	const found = parts.effective < MANY_DECISIONS ? yield* ofFew(parts, ask) : yield* ofMany(parts, ask);
	const compared = yield* compare(found, inUse);
	const embedded = judged.filter(({ embedding }) => embedding !== undefined).length;
	const measured = { ...compared, examples: judged.length, heldOut: found.heldOut.length, embedded };
	return measured.interval.from > 0
		? { kind: 'better', weights: withVersion(found.weights), ...measured }
		: { kind: 'no_better', ...measured };
}

interface Found {
	readonly weights: ClassifierWeights;
	readonly heldOut: readonly OwnExample[];
	/** For each of those held out weights that have not seen it. */
	readonly weightsOf: WeightsOf;
}

type Ask = Required<Pick<TrainOptions, 'prior' | 'embeddings' | 'seed'>>;

/** A part that reads embeddings takes more examples to fit; the prior's stays. */
function* ofFew({ fit, calibrate, heldOut }: SplitExamples, { prior, embeddings, seed }: Ask): Sliced<Found> {
	const all = [...fit, ...calibrate, ...heldOut];
	return { ...(yield* fittingFew(all, embeddings ? prior : textOf(prior), seed)), heldOut: all };
}

function* ofMany(parts: SplitExamples, { prior, embeddings }: Ask): Sliced<Found> {
	const text = yield* bestOf(parts, prior);
	const weights = embeddings ? yield* addingEmbedding({ ...parts, ...text, prior }) : text.onAll;
	return { weights, heldOut: parts.heldOut, weightsOf: () => weights };
}

function* compare(
	{ weights, heldOut, weightsOf }: Found,
	inUse: ClassifierWeights,
): Sliced<Difference & Pick<TrainingGain, 'atDefault' | 'embeddings'>> {
	const before: WeightsOf = () => inUse;
	const difference = yield* comparing(heldOut, before, weightsOf);
	const { defaultThreshold: threshold, embedding } = weights;
	const shares = {
		before: yield* cheapSharesOf(heldOut, before, threshold),
		after: yield* cheapSharesOf(heldOut, weightsOf, threshold),
	};
	const textAlone: WeightsOf = (example) => textOf(weightsOf(example));
	const embeddings = embedding === undefined ? null : { modelId: embedding.modelId, ...(yield* comparing(heldOut, textAlone, weightsOf)) };
	return { ...difference, atDefault: { threshold, ...shares }, embeddings };
}

function textOf({ embedding: _embedding, ...text }: ClassifierWeights): ClassifierWeights {
	return text;
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

function* bestOf(parts: SplitExamples, prior: ClassifierWeights): Sliced<Record<'onFit' | 'onAll', ClassifierWeights>> {
	let best = { loss: Infinity, pull: PULLS.at(-1) ?? 1, onFit: prior };
	for (const pull of PULLS) {
		const onFit = yield* fitOne(parts.fit, prior, pull);
		const loss = exampleMean(yield* losses(parts.calibrate, () => onFit), parts.calibrate);
		if (loss < best.loss) best = { loss, pull, onFit };
	}
	return { onFit: best.onFit, onAll: yield* fitOne([...parts.fit, ...parts.calibrate], prior, best.pull) };
}

function* fitOne(examples: readonly OwnExample[], prior: ClassifierWeights, pull: number): Sliced<ClassifierWeights> {
	const total = examples.reduce((sum, { weight }) => sum + weight, 0);
	const squares = examples.reduce((sum, { weight }) => sum + weight * weight, 0);
	const fitted: FitExample[] = [];
	for (const example of examples) {
		fitted.push(toFit(example, examples.length / total));
		if (fitted.length % PIECE === 0) yield;
	}
	const per = (pull * squares) / (total * total);
	const { rankPower, defaultThreshold } = prior;
	const penalties = { ngramPenalty: NGRAM_PULL * per, signalPenalty: SIGNAL_PULL * per, biasPenalty: BIAS_PULL * per };
	const x = yield* fitting(fitted, { ...penalties, rankPower, prior: unpackWeights(prior) });
	return packWeights({ x, rankPower, defaultThreshold });
}

/** Examples handled between two stops. */
const PIECE = 200;

function toFit(example: OwnExample, scale: number): FitExample {
	const { ngrams, ngramValue, signals } = featuresFrom(example);
	const weight = example.weight * scale;
	return {
		ngrams,
		ngramValue,
		signals,
		outcomes: [{ r: example.r, failed: weight * (1 - example.asGood), equal: weight * example.asGood }],
	};
}
