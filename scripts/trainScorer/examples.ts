import {
	ANSWER_FEATURE_NAMES,
	type AskedWords,
	readAnswerFeatures,
	readAskedWords,
	readRequestFeatures,
	readSizeFeatures,
} from '../../router/features/answerFeatures';
import { analyzePrompt } from '../train/examples';
import { mean } from '../train/metrics';
import type { GradedAnswer, Question } from './answers';
import { isOpenModel } from './openModels';

/** What the fit reads of one question: one answer to it whose text is there, or what many models made of it. */
export interface ScorerExample {
	/** What names the question. */
	readonly question: string;
	readonly words: AskedWords;
	readonly cases: readonly Case[];
	/** There are lengths and results of answers, and no text. */
	readonly textless: boolean;
}

export interface Case {
	/** In the order of `ANSWER_FEATURE_NAMES`; without a text only those of request and size, which come first. */
	readonly features: Float64Array | readonly number[];
	/** 1 right, 0 wrong. */
	readonly right: number;
	/** Whose answer it is, and to which benchmark where its text is read: what they have in common is not learned. */
	readonly model: string;
}

export function answerExample({ question, source, model, request, text, right }: GradedAnswer): ScorerExample {
	const only: Case = { features: readAnswerFeatures(request, text), right: right ? 1 : 0, model: `${model} in ${source}` };
	return { question, words: readAskedWords(request), cases: [only], textless: false };
}

/**
 * A question with which open models got it right and how long their answers were, without the answers: there
 * are many more of them than of answers, and they teach which words ask for something hard, and what length
 * says of any model's answer. `null` where no three of them tried.
 */
export function questionExample({ stem, row, lengths }: Question): ScorerExample | null {
	const request = analyzePrompt(row.prompt);
	const cases = [...row.scores].flatMap(([model, right]): Case[] => {
		const chars = lengths.get(model);
		if (!isOpenModel(model)) return [];
		return [{ features: chars === undefined ? readRequestFeatures(request) : readSizeFeatures(request, chars), right, model }];
	});
	return cases.length < FEWEST_MODELS ? null : { question: stem, words: readAskedWords(request), cases, textless: true };
}

const FEWEST_MODELS = 3;

/** Mean and spread of each feature over the answers. */
export interface Scaling {
	readonly means: Float64Array;
	readonly spreads: Float64Array;
}

export function scalingOf(examples: readonly ScorerExample[]): Scaling {
	const cases = examples.flatMap((example) => example.cases);
	const columns = ANSWER_FEATURE_NAMES.map((_, i) => cases.map(({ features }) => features[i] ?? 0));
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
export function scaled({ features }: Case, { means, spreads }: Scaling): Float64Array {
	return means.map((average, i) => ((features[i] ?? average) - average) / (spreads[i] ?? 1));
}
