import { type Embedding, scaleOf } from '../features/embedding';
import { type Features, readFeatures, signalValue, WORD_BUCKETS } from '../features/features';
import { SIGNAL_FEATURES } from '../features/signalFeatures';
import { featuresFrom, type StoredFeatures } from '../features/storedFeatures';
import type { AnalyzedRequest, Signals } from '../request/request';

import type { ClassifierWeights } from './classifierWeights';

/** How likely the weakest model falls short of the strongest, and what that rests on. */
export interface Risk {
	/** Probability in (0, 1). */
	readonly risk: number;
	readonly because: 'demanding' | 'routine' | 'unclear';
}

/** Risk of a request at rank 0. Without an embedding that the weights were trained with, by its text alone. */
export function riskOf(request: AnalyzedRequest, weights: ClassifierWeights, embedding: Embedding | null = null): Risk {
	const logit =
		weights.words === undefined
			? signalLogit((i) => signalValue(i, request.signals), weights)
			: trainedLogit(readFeatures(request), weights);
	return riskAt(logit, request.signals, weights, embedding);
}

/** The same from what the log kept of a request. */
export function riskOfStored(stored: StoredFeatures & { readonly embedding?: Embedding | null }, weights: ClassifierWeights): Risk {
	return riskAt(trainedLogit(featuresFrom(stored), weights), stored.signals, weights, stored.embedding ?? null);
}

function riskAt(logit: number, { hardness }: Signals, weights: ClassifierWeights, embedding: Embedding | null): Risk {
	const risk = sigmoid(logit + (embedding === null ? 0 : embeddingLogit(embedding, weights)));
	const demand = hardness?.demand ?? 0;
	return { risk, because: Math.abs(demand) < CLEAR ? 'unclear' : demand > 0 ? 'demanding' : 'routine' };
}

/** Demand from which on it is said to be one or the other. */
const CLEAR = 0.5;

/** Whether the weights were trained with vectors like this one. */
export function readsEmbedding({ embedding: part }: ClassifierWeights, { modelId, values }: Embedding): boolean {
	return part !== undefined && part.modelId === modelId && part.values.length === values.length;
}

/** Probability that a model at `r` (0 weakest, 1 strongest) answers as well as the strongest. */
export function qualityAt(risk: number, r: number, rankPower: number): number {
	return r >= 1 ? 1 : 1 - risk * (1 - r) ** rankPower;
}

/** Smallest place in [0, 1] from which on a model's quality reaches the threshold; 1 where only the strongest will do. */
export function requiredStrength(risk: number, threshold: number, rankPower: number): number {
	const allowed = 1 - threshold;
	if (risk <= allowed) return 0;
	return allowed <= 0 ? 1 : 1 - (allowed / risk) ** (1 / rankPower);
}

export function trainedLogit(features: Features, weights: ClassifierWeights): number {
	return signalLogit((i) => features.signals[i] ?? 0, weights) + wordLogit(features, weights);
}

/** The shipped weights read few of the signals: what weighs nothing need not be known. */
function signalLogit(value: (index: number) => number, weights: ClassifierWeights): number {
	let logit = weights.bias;
	for (let i = 0; i < SIGNAL_FEATURES.length; i++) {
		const weight = weights.signals[i] ?? 0;
		if (weight !== 0) logit += weight * value(i);
	}
	return logit;
}

function wordLogit(features: Features, { words: part }: ClassifierWeights): number {
	if (part === undefined) return 0;
	let words = 0;
	let pairs = 0;
	for (let i = 0; i < features.count; i++) {
		const index = features.ngrams[i] ?? 0;
		const weight = part.ngrams[index] ?? 0;
		if (index < WORD_BUCKETS) words += weight;
		else pairs += weight;
	}
	return (words * part.wordScale + pairs * part.pairScale) * features.ngramValue;
}

/** 0 where the weights were not trained with vectors like this one. */
function embeddingLogit(embedding: Embedding, weights: ClassifierWeights): number {
	const { embedding: part } = weights;
	if (part === undefined || !readsEmbedding(weights, embedding)) return 0;
	let sum = 0;
	for (let i = 0; i < part.values.length; i++) sum += (part.values[i] ?? 0) * (embedding.values[i] ?? 0);
	return part.bias + sum * part.scale * scaleOf(embedding);
}

function sigmoid(logit: number): number {
	return 1 / (1 + Math.exp(-logit));
}
