import { createHash } from 'node:crypto';

import { logLoss, type FitCounts, plattScaling } from '../../router/learning/training/fit';
import { quantize } from '../../router/learning/training/quantize';
import { hashToUnit } from '../../router/learning/statistics/hashToUnit';
import { encodeScorerWeights, type ScorerWeights } from '../../router/quality/scorerWeights';
import { DataFolderError, type ScorerData } from './answers';
import { answerExample, questionExample, scalingOf, type Scaling, type ScorerExample } from './examples';
import { type FittedScorer, fitScorer, fittedLogit, type Penalties } from './fit';
import { TRAINED_MODELS } from './openModels';

export interface TrainedScorer {
	readonly weights: ScorerWeights;
	readonly penalties: Penalties;
	/** Of predictions of the answers by a fit that did not see their questions. */
	readonly logLoss: number;
	readonly sizes: { readonly answers: number; readonly questions: number };
}

/**
 * Fits on everything not held out. Penalties and calibration are chosen on out-of-fold predictions: there are
 * too few answers to set some of them aside for that alone.
 */
export function trainScorer(data: ScorerData): TrainedScorer {
	const answers = answersOf(data);
	const questions = questionsOf(data);
	const examples = [...answers, ...questions];
	let best: (Calibrated & { readonly penalties: Penalties }) | null = null;
	for (const penalties of PENALTIES) {
		const calibrated = calibrateOutOfFold(answers, examples, penalties);
		if (best === null || calibrated.logLoss < best.logLoss) best = { ...calibrated, penalties };
	}
	if (best === null) throw new Error('No training setting was tried.');
	const { penalties, line } = best;
	const scaling = scalingOf(answers);
	const weights = toWeights(fitScorer(examples, { scaling, penalties, questionWeight: QUESTION_WEIGHT }), scaling, line);
	return { weights, penalties, logLoss: best.logLoss, sizes: { answers: answers.length, questions: questions.length } };
}

const PENALTIES: readonly Penalties[] = [
	{ signals: 100, size: 10, answer: 30, kinds: 100, words: 3 },
	{ signals: 100, size: 10, answer: 60, kinds: 200, words: 3 },
];
/**
 * A question's difficulty and what length says hold for other models too, how one model writes does not. Chosen on
 * open models left out of the fit: from 3 to 20 it hardly matters.
 */
const QUESTION_WEIGHT = 5;
const FOLDS = 5;

function answersOf({ answers }: ScorerData): ScorerExample[] {
	const found = answers.filter(({ part, model }) => part !== 'heldOut' && TRAINED_MODELS.has(model)).map(answerExample);
	if (new Set(found.map(({ cases }) => cases[0]?.right)).size < 2) {
		throw new DataFolderError(
			`Training needs right and wrong answers of ${[...TRAINED_MODELS].join(' or ')}; there are ${found.length} answers in all.`,
		);
	}
	return found;
}

/** Questions of the benchmarks the answers come from: elsewhere scores mean something else. */
function questionsOf({ answers, questions }: ScorerData): ScorerExample[] {
	const files = new Set(answers.map(({ file }) => file));
	return questions.flatMap((question) =>
		question.part !== 'heldOut' && files.has(question.row.source) ? (questionExample(question) ?? []) : [],
	);
}

interface Calibrated {
	readonly line: { readonly slope: number; readonly offset: number };
	readonly logLoss: number;
}

function calibrateOutOfFold(answers: readonly ScorerExample[], examples: readonly ScorerExample[], penalties: Penalties): Calibrated {
	const logits: number[] = [];
	const outcomes: { outcomes: FitCounts[] }[] = [];
	for (let fold = 0; fold < FOLDS; fold++) {
		const scaling = scalingOf(answers.filter((example) => foldOf(example) !== fold));
		const fitted = fitScorer(
			examples.filter((example) => foldOf(example) !== fold),
			{ scaling, penalties, questionWeight: QUESTION_WEIGHT },
		);
		for (const example of answers.filter((one) => foldOf(one) === fold)) {
			logits.push(fittedLogit(example, fitted, scaling));
			// The classifier's calibration asks for what went wrong; here it is asked for what went right.
			const right = example.cases[0]?.right ?? 0;
			outcomes.push({ outcomes: [{ r: 0, failed: right, equal: 1 - right }] });
		}
	}
	const line = plattScaling(logits, outcomes, 1);
	return {
		line,
		logLoss: logLoss(
			logits.map((logit) => line.slope * logit + line.offset),
			outcomes,
			1,
		),
	};
}

/** All answers to a question, and the question itself, are in one fold. */
function foldOf({ question }: ScorerExample): number {
	return Math.floor(hashToUnit(question, 'fold ') * FOLDS);
}

/** Folds scaling and calibration into the weights, so that what ships reads plain features. */
function toWeights(fitted: FittedScorer, { means, spreads }: Scaling, { slope, offset }: { slope: number; offset: number }): ScorerWeights {
	const features = fitted.features.map((weight, i) => (slope * weight) / (spreads[i] ?? 1));
	const shift = features.reduce((sum, weight, i) => sum + weight * (means[i] ?? 0), 0);
	const { values, scale } = quantize(fitted.words.map((weight) => weight * slope));
	const weights: ScorerWeights = {
		version: '',
		bias: round(slope * fitted.bias + offset - shift),
		features: [...features].map(round),
		words: values,
		wordScale: scale,
	};
	const content = JSON.stringify(encodeScorerWeights(weights));
	return { ...weights, version: createHash('sha256').update(content).digest('hex').slice(0, 12) };
}

function round(value: number): number {
	// Plus 0: a minus sign before a zero is noise in the file.
	return Number(value.toFixed(5)) + 0;
}
