import { ANSWER_FEATURE_NAMES, type AskedWords, readAnswerFeatures, readAskedWords, readRequestFeatures } from '../../router/features/answerFeatures';
import { analyzePrompt } from '../train/examples';
import { mean } from '../train/metrics';
import type { GradedAnswer, Question } from './answers';
import { isOpenModel } from './openModels';

/** What the fit reads of one answer, or of one question alone. */
export interface ScorerExample {
	/** What names the question. */
	readonly question: string;
	/** In the order of `ANSWER_FEATURE_NAMES`; of a question alone only the request's, which come first. */
	readonly features: Float64Array | readonly number[];
	readonly words: AskedWords;
	/** 1 right, 0 wrong; of a question the share of models that got it right. */
	readonly right: number;
	/** There is a question and no answer. */
	readonly alone: boolean;
}

export function answerExample({ question, request, text, right }: GradedAnswer): ScorerExample {
	return { question, features: readAnswerFeatures(request, text), words: readAskedWords(request), right: right ? 1 : 0, alone: false };
}

/**
 * A question with how many open models got it right, without their answers: there are many more of them than
 * of answers, and they teach which words ask for something hard. `null` where no three of them tried.
 */
export function questionExample({ stem, row }: Question): ScorerExample | null {
	const scores = [...row.scores].flatMap(([name, score]) => (isOpenModel(name) ? [score] : []));
	if (scores.length < FEWEST_MODELS) return null;
	const request = analyzePrompt(row.prompt);
	return { question: stem, features: readRequestFeatures(request), words: readAskedWords(request), right: mean(scores), alone: true };
}

const FEWEST_MODELS = 3;

/** Mean and spread of each feature over the answers. */
export interface Scaling {
	readonly means: Float64Array;
	readonly spreads: Float64Array;
}

export function scalingOf(examples: readonly ScorerExample[]): Scaling {
	const columns = ANSWER_FEATURE_NAMES.map((_, i) => examples.map(({ features }) => features[i] ?? 0));
	const means = Float64Array.from(columns, mean);
	const spreads = Float64Array.from(columns, (column, i) => {
		const variance = mean(column.map((value) => (value - (means[i] ?? 0)) ** 2));
		// A feature that hardly varied in training must not explode where it does.
		return Math.max(SMALLEST_SPREAD, Math.sqrt(variance));
	});
	return { means, spreads };
}

const SMALLEST_SPREAD = 0.02;

/** Scaled features. What is missing counts as the mean. */
export function scaled({ features }: ScorerExample, { means, spreads }: Scaling): Float64Array {
	return means.map((average, i) => ((features[i] ?? average) - average) / (spreads[i] ?? 1));
}
