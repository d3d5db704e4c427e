import { z } from '../../vendor/zod';
import { type Kind, KINDS } from '../features/kind';
import type { ModelId } from '../registry/model';

/** Sums over outcomes of one model and kind of request. An outcome weighs 1 ÷ the probability of its being there. */
export interface CorrectionTally {
	readonly count: number;
	readonly weight: number;
	/** Of the squared weights: (Σw)² ÷ Σw² outcomes of one weight would say about as much. */
	readonly weightSquares: number;
	/** Weighted, as the two below. */
	readonly scores: number;
	/** What the classifier had predicted, uncorrected. */
	readonly predictions: number;
	/** Scores squared, for an interval. */
	readonly scoreSquares: number;
}

/** What is known of one model's answers to one kind of request. */
export interface AdaptiveCell {
	readonly modelId: ModelId;
	readonly kind: Kind;
	/** Answers rated alone: thumbs, stars, checks. They say nothing before the strongest's are known too. */
	readonly rated: CorrectionTally;
	/** Answers compared with the strongest's to the same request: 1 is as good. */
	readonly compared: CorrectionTally;
}

/** All that the adaptive strategy has learned: plain JSON, made by `adaptiveState` from the log. */
export interface AdaptiveState {
	readonly version: typeof STATE_VERSION;
	readonly cells: readonly AdaptiveCell[];
}

export const STATE_VERSION = 1;

export const NOTHING_LEARNED: AdaptiveState = { version: STATE_VERSION, cells: [] };

export const NO_OUTCOMES: CorrectionTally = { count: 0, weight: 0, weightSquares: 0, scores: 0, predictions: 0, scoreSquares: 0 };

const sum = z.number().finite().nonnegative();
const tallySchema = z.object({
	count: sum,
	weight: sum,
	weightSquares: sum,
	scores: sum,
	predictions: sum,
	scoreSquares: sum,
}) satisfies z.ZodType<CorrectionTally>;

/** The state as it is read back from where it was stored. */
export const adaptiveStateSchema = z.object({
	version: z.literal(STATE_VERSION),
	cells: z.array(z.object({ modelId: z.string(), kind: z.enum(KINDS), rated: tallySchema, compared: tallySchema })),
}) satisfies z.ZodType<AdaptiveState>;

/** What to add to a model's predicted quality for a kind of request. */
export type Corrections = (modelId: ModelId, kind: Kind) => number;

/**
 * Strength of the pulls to nothing learned, in outcomes of one weight: so many count as much as the belief that the
 * classifier is right of this model, and that a kind is like the model's others. Fixed; chosen on benchmark rows where
 * only the chosen model's score was shown (docs/adaptive-card.md): with a seventh of it or less the spread between
 * orders of a stream was nearly twice as large, and quality at equal cost no better.
 */
const MODEL_PULL = 200;
const KIND_PULL = 1_000;
/**
 * The strongest's mean score is pulled to 1, which calls the others worse than they may be until its own outcomes
 * say better: conservative first.
 */
const STRONGEST_PULL = 20;

/**
 * How far each model's relative quality (its score as a share of the strongest's mean score for that kind) lay from
 * what was predicted, by model and, as far as outcomes of a kind bear it out, by kind. The strongest's is never corrected:
 * all others are measured by it.
 */
export function correctionsOf(state: AdaptiveState, strongest: ModelId): Corrections {
	const strongestMean = strongestMeanOf(state, strongest);
	const offsets = new Map<ModelId, ReadonlyMap<Kind, number>>();
	for (const modelId of new Set(state.cells.map((cell) => cell.modelId))) {
		const deviations = KINDS.map((kind) => ({ kind, ...deviationOf(cellsOf(state, modelId, kind), strongestMean(kind)) }));
		const model = pulled(total(deviations), 0, MODEL_PULL);
		offsets.set(modelId, new Map(deviations.map((deviation) => [deviation.kind, pulled(deviation, model, KIND_PULL)])));
	}
	return (modelId, kind) => {
		const known = modelId === strongest ? undefined : offsets.get(modelId);
		// A model that was never judged is corrected by nothing; KINDS has every kind.
		return known?.get(kind) ?? 0;
	};
}

/** Weighted sum of outcomes minus predictions. */
interface Deviation {
	readonly sum: number;
	readonly weight: number;
	readonly weightSquares: number;
}

function deviationOf(cells: readonly AdaptiveCell[], strongestMean: number): Deviation {
	return total(
		cells.flatMap(({ rated, compared }) => [
			{ sum: rated.scores / strongestMean - rated.predictions, weight: rated.weight, weightSquares: rated.weightSquares },
			{ sum: compared.scores - compared.predictions, weight: compared.weight, weightSquares: compared.weightSquares },
		]),
	);
}

/** Mean deviation, pulled towards `to` as if that had been seen `pull` times. */
function pulled(deviation: Deviation, to: number, pull: number): number {
	if (deviation.weight === 0) return to;
	const seen = effective(deviation);
	return to + (seen / (seen + pull)) * (deviation.sum / deviation.weight - to);
}

function strongestMeanOf(state: AdaptiveState, strongest: ModelId): (kind: Kind) => number {
	const rated = (cells: readonly AdaptiveCell[]) =>
		total(cells.map((cell) => ({ sum: cell.rated.scores, weight: cell.rated.weight, weightSquares: cell.rated.weightSquares })));
	const own = state.cells.filter(({ modelId }) => modelId === strongest);
	const overall = pulled(rated(own), 1, STRONGEST_PULL);
	const byKind = new Map(KINDS.map((kind) => [kind, pulled(rated(own.filter((cell) => cell.kind === kind)), overall, STRONGEST_PULL)]));
	// A strongest model that is never right would make every other one infinitely better.
	return (kind) => Math.max(LEAST_MEAN, byKind.get(kind) ?? overall);
}

const LEAST_MEAN = 0.05;

function cellsOf({ cells }: AdaptiveState, modelId: ModelId, kind: Kind): AdaptiveCell[] {
	return cells.filter((cell) => cell.modelId === modelId && cell.kind === kind);
}

function total(deviations: readonly Deviation[]): Deviation {
	return deviations.reduce(
		(all, { sum: one, weight, weightSquares }) => ({
			sum: all.sum + one,
			weight: all.weight + weight,
			weightSquares: all.weightSquares + weightSquares,
		}),
		{ sum: 0, weight: 0, weightSquares: 0 },
	);
}

/** How many outcomes of one weight say about as much (Kish). */
function effective({ weight, weightSquares }: Deviation): number {
	return weightSquares === 0 ? 0 : (weight * weight) / weightSquares;
}
