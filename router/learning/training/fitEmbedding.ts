import { type Embedding, scaleOf } from '../../features/embedding';
import type { EmbeddingWeights } from '../../strategies/classifierWeights';

import { lossAt, type FitCounts } from './fit';
import { minimising } from './lbfgs';
import { roundWeight } from './packWeights';
import { quantize } from './quantize';
import type { Sliced } from '../slices';

/** A judged answer whose request has an embedding. */
export interface EmbeddedExample {
	readonly embedding: Embedding;
	/** Logit by the text alone: the embedding is fitted to what that leaves unsaid. */
	readonly textLogit: number;
	/** As `FitExample` has them. */
	readonly outcomes: readonly FitCounts[];
}

export interface EmbeddingFit {
	/** All with vectors of this model and length. */
	readonly examples: readonly EmbeddedExample[];
	readonly modelId: string;
	readonly dimensions: number;
	/** L2 penalty on the weights of the embedding, per example. */
	readonly penalty: number;
	readonly rankPower: number;
	/** Where the fit starts, and what the penalty pulls to: of the same model and length. Default: all zero. */
	readonly prior?: EmbeddingWeights | undefined;
}

/**
 * Ridge-penalised logistic regression on centred vectors with the text's logit as offset, so that what is left when
 * the embedding is missing is the text's own prediction. Vectors of one model share a large mean, which would
 * slow the fit down: it is taken off here and counted into the bias.
 */
export function* fittingEmbedding(fit: EmbeddingFit): Sliced<EmbeddingWeights> {
	const { modelId, dimensions, prior } = fit;
	const scales = yield* scalesOf(fit);
	const mean = yield* meanOf(fit, scales);
	const start = new Float64Array(dimensions + 1);
	prior?.values.forEach((value, i) => (start[i] = value * prior.scale));
	start[dimensions] = (prior?.bias ?? 0) + dotWith(start, mean);
	const x = yield* minimising((at, gradient) => penalisedLoss({ ...fit, scales, mean, start }, at, gradient), start, MAX_STEPS, TOLERANCE);
	const bias = (x[dimensions] ?? 0) - dotWith(x, mean);
	return { modelId, ...quantize(x.subarray(0, dimensions)), bias: roundWeight(bias) };
}

const MAX_STEPS = 100;
const TOLERANCE = 1e-5;

/** Numbers of vectors read between two stops: about two milliseconds. */
const PIECE = 1_000_000;

interface Centred extends EmbeddingFit {
	readonly scales: Float64Array;
	readonly mean: Float64Array;
	readonly start: Float64Array;
}

function* penalisedLoss(
	{ examples, scales, mean, start, dimensions, penalty, rankPower }: Centred,
	x: Float64Array,
	gradient: Float64Array,
): Sliced<number> {
	gradient.fill(0);
	const bias = (x[dimensions] ?? 0) - dotWith(x, mean);
	let [loss, slopes, read] = [0, 0, 0];
	for (const [
		i,
		{
			embedding: { values },
			textLogit,
			outcomes,
		},
	] of examples.entries()) {
		const scale = scales[i] ?? 0;
		const at = lossAt(textLogit + bias + scale * dotWith(x, values), outcomes, rankPower);
		loss += at.loss / examples.length;
		const slope = at.slope / examples.length;
		slopes += slope;
		addScaled(gradient, values, slope * scale);
		read += dimensions;
		if (read < PIECE) continue;
		read = 0;
		yield;
	}
	addScaled(gradient, mean, -slopes);
	gradient[dimensions] = slopes;
	return addPenalty({ loss, penalty, start, dimensions }, x, gradient);
}

/** The bias is pulled a tenth as strongly, as that of the text is. */
const BIAS_SHARE = 0.1;

function addPenalty(
	{ loss, penalty, start, dimensions }: Pick<Centred, 'penalty' | 'start' | 'dimensions'> & { readonly loss: number },
	x: Float64Array,
	gradient: Float64Array,
): number {
	let penalised = loss;
	for (let i = 0; i <= dimensions; i++) {
		const strength = i < dimensions ? penalty : penalty * BIAS_SHARE;
		const change = (x[i] ?? 0) - (start[i] ?? 0);
		penalised += 0.5 * strength * change * change;
		gradient[i] = (gradient[i] ?? 0) + strength * change;
	}
	return penalised;
}

function* scalesOf({ examples, dimensions }: EmbeddingFit): Sliced<Float64Array> {
	const scales = new Float64Array(examples.length);
	for (const [i, { embedding }] of examples.entries()) {
		scales[i] = scaleOf(embedding);
		if (isStop(i, dimensions)) yield;
	}
	return scales;
}

function* meanOf({ examples, dimensions }: EmbeddingFit, scales: Float64Array): Sliced<Float64Array> {
	const mean = new Float64Array(dimensions);
	for (const [i, { embedding }] of examples.entries()) {
		addScaled(mean, embedding.values, (scales[i] ?? 0) / examples.length);
		if (isStop(i, dimensions)) yield;
	}
	return mean;
}

function isStop(i: number, dimensions: number): boolean {
	return i % Math.ceil(PIECE / dimensions) === 0;
}

/** Over the numbers of `values`, which `x` may have more of. */
function dotWith(x: Float64Array, values: Float64Array | Int8Array): number {
	let sum = 0;
	for (let i = 0; i < values.length; i++) sum += (x[i] ?? 0) * (values[i] ?? 0);
	return sum;
}

function addScaled(to: Float64Array, values: Float64Array | Int8Array, factor: number): void {
	for (let i = 0; i < values.length; i++) to[i] = (to[i] ?? 0) + factor * (values[i] ?? 0);
}
