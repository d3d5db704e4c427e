import { createHash } from 'node:crypto';

import { encodeScorerWeights, type ScorerWeights } from '../../router/quality/scorerWeights';
import { calibrate, logLoss } from '../train/fit';
import { quantise } from '../train/quantise';
import type { Part } from '../train/split';
import { DataFolderError, type ScorerData } from './answers';
import { answerExample, questionExample, scalingOf, type Scaling, type ScorerExample } from './examples';
import { type Fitted, fitScorer, fittedLogit, type Penalties } from './fit';
import { TRAINED_MODELS } from './openModels';

export interface TrainedScorer {
	readonly weights: ScorerWeights;
	readonly penalties: Penalties;
	readonly calibrateLogLoss: number;
	readonly sizes: { readonly answers: number; readonly questions: number; readonly calibrate: number };
}

/** Fits on the training part with each set of penalties, keeps what the calibration part likes best, and calibrates it there. */
export function trainScorer(data: ScorerData): TrainedScorer {
	const answers = examplesOf(data, 'train');
	const held = examplesOf(data, 'calibrate');
	const questions = data.questions.flatMap(({ row, part }) => (part === 'train' ? [questionExample(row)] : [])).filter((example) => example !== null);
	const scaling = scalingOf(answers);
	const sizes = { answers: answers.length, questions: questions.length, calibrate: held.length };
	let best: TrainedScorer | null = null;
	for (const penalties of PENALTIES) {
		const fitted = fitScorer([...answers, ...questions], { scaling, penalties, questionWeight: QUESTION_WEIGHT });
		const logits = held.map((example) => fittedLogit(example, fitted, scaling));
		const outcomes = held.map(({ right }) => ({ outcomes: [{ r: 0, failed: right, equal: 1 - right }] }));
		const line = calibrate(logits, outcomes, 1);
		const calibrateLogLoss = logLoss(logits.map((logit) => line.slope * logit + line.offset), outcomes, 1);
		if (best === null || calibrateLogLoss < best.calibrateLogLoss) {
			best = { weights: toWeights(fitted, scaling, line), penalties, calibrateLogLoss, sizes };
		}
	}
	if (best === null) throw new Error('No training setting was tried.');
	return best;
}

const PENALTIES: readonly Penalties[] = [
	{ signals: 30, answer: 10, kinds: 30, words: 1 },
	{ signals: 100, answer: 30, kinds: 100, words: 1 },
	{ signals: 100, answer: 30, kinds: 100, words: 3 },
	{ signals: 300, answer: 100, kinds: 300, words: 3 },
];
const QUESTION_WEIGHT = 1;

function examplesOf({ answers }: ScorerData, part: Part): ScorerExample[] {
	const found = answers.filter((answer) => answer.part === part && TRAINED_MODELS.has(answer.model)).map(answerExample);
	const kinds = new Set(found.map(({ right }) => right));
	if (kinds.size < 2) throw new DataFolderError(`The ${part} part needs right and wrong answers of ${[...TRAINED_MODELS].join(' or ')}.`);
	return found;
}

/** Folds scaling and calibration into the weights, so that what ships reads plain features. */
function toWeights(fitted: Fitted, { means, spreads }: Scaling, { slope, offset }: { slope: number; offset: number }): ScorerWeights {
	const features = fitted.features.map((weight, i) => (slope * weight) / (spreads[i] ?? 1));
	const shift = features.reduce((sum, weight, i) => sum + weight * (means[i] ?? 0), 0);
	const { values, scale } = quantise(fitted.words.map((weight) => weight * slope));
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
