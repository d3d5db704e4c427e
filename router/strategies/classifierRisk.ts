import { type Embedding, scaleOf } from '../features/embedding';
import { readFeatures, WORD_BUCKETS, type Features } from '../features/features';
import { isEveryday } from '../features/kind';
import { SIGNAL_FEATURES } from '../features/signalFeatures';
import { featuresFrom, type StoredFeatures } from '../features/storedFeatures';
import type { AnalyzedRequest, Signals } from '../request/request';

import type { ClassifierWeights } from './classifierWeights';

/** How likely the weakest model falls short of the strongest, and what changed the trained estimate. */
export interface Risk {
	/** Probability in (0, 1). */
	readonly risk: number;
	readonly because: 'trained' | 'expert' | 'everyday' | 'unfamiliar';
}

/** Risk of a request at rank 0. Without an embedding that the weights were trained with, by its text alone. */
export function riskOf(request: AnalyzedRequest, weights: ClassifierWeights, embedding: Embedding | null = null): Risk {
	return riskFrom(readFeatures(request, weights.knownWords), request.signals, weights, embedding);
}

/** The same from features that were read before. */
export function riskFrom(features: Features, signals: Signals, weights: ClassifierWeights, embedding: Embedding | null = null): Risk {
	const logit = trainedLogit(features, weights) + (embedding === null ? 0 : embeddingLogit(embedding, weights));
	return adjust(sigmoid(logit), features.unknownShare, signals, weights.baseRisk);
}

/** The same from what the log kept of a request. */
export function riskOfStored(stored: StoredFeatures & { readonly embedding?: Embedding | null }, weights: ClassifierWeights): Risk {
	return riskFrom(featuresFrom(stored, weights.knownWords), stored.signals, weights, stored.embedding ?? null);
}

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
	let words = 0;
	let pairs = 0;
	for (let i = 0; i < features.count; i++) {
		const index = features.ngrams[i] ?? 0;
		const weight = weights.ngrams[index] ?? 0;
		if (index < WORD_BUCKETS) words += weight;
		else pairs += weight;
	}
	let logit = weights.bias + (words * weights.wordScale + pairs * weights.pairScale) * features.ngramValue;
	for (let i = 0; i < SIGNAL_FEATURES.length; i++) logit += (weights.signals[i] ?? 0) * (features.signals[i] ?? 0);
	return logit;
}

/** 0 where the weights were not trained with vectors like this one. */
function embeddingLogit(embedding: Embedding, weights: ClassifierWeights): number {
	const { embedding: part } = weights;
	if (part === undefined || !readsEmbedding(weights, embedding)) return 0;
	let sum = 0;
	for (let i = 0; i < part.values.length; i++) sum += (part.values[i] ?? 0) * (embedding.values[i] ?? 0);
	return part.bias + sum * part.scale * scaleOf(embedding);
}

/**
 * The training questions are exams and puzzles; nobody in them says hello, and no answer is judged by an
 * expert. Three written rules cover what they cannot teach, conservative first. Each keeps the trained order
 * within its group.
 */
function adjust(trained: number, unknownShare: number, signals: Signals, baseRisk: number): Risk {
	if (isShortExpertQuestion(signals)) {
		const risk = Math.max(trained, EXPERT_RISK + KEPT_ORDER * trained);
		return { risk, because: risk > trained ? 'expert' : 'trained' };
	}
	if (isEveryday(signals)) {
		const risk = Math.min(trained, EVERYDAY_RISK + KEPT_ORDER * trained);
		return { risk, because: risk < trained ? 'everyday' : 'trained' };
	}
	const atLeastBase = Math.max(trained, baseRisk + KEPT_ORDER * trained);
	if (unknownShare <= UNKNOWN_ALLOWED || atLeastBase <= trained) return { risk: trained, because: 'trained' };
	const doubt = (unknownShare - UNKNOWN_ALLOWED) / (UNKNOWN_AT_MOST - UNKNOWN_ALLOWED);
	return { risk: trained + (atLeastBase - trained) * Math.min(1, doubt), because: 'unfamiliar' };
}

/** Words up to which a request with expert or reasoning words counts as a short expert question. */
const EXPERT_MAX_WORDS = 60;
/**
 * Least risk of a short expert question: set, not measured. At the default threshold it keeps a clinical or
 * legal question, or a proof, with the strongest of up to five models.
 */
const EXPERT_RISK = 0.5;
/** Risk of a greeting, a translation, a change of format: set, not measured. */
const EVERYDAY_RISK = 0.02;
const KEPT_ORDER = 0.05;
/** Shares of unknown words from which the estimate is doubted, and at which nothing of it is left. */
const UNKNOWN_ALLOWED = 0.2;
const UNKNOWN_AT_MOST = 0.5;

function isShortExpertQuestion(signals: Signals): boolean {
	return signals.words <= EXPERT_MAX_WORDS && signals.domainWords + signals.reasoningWords > 0;
}

function sigmoid(logit: number): number {
	return 1 / (1 + Math.exp(-logit));
}
