import { hashToUnit } from '../../router/learning/statistics/hashToUnit';
import type { ScorerWeights } from '../../router/quality/scorerWeights';
import type { GradedAnswer, ScorerData } from '../../scripts/trainScorer/answers';
import { TRAINED_MODELS } from '../../scripts/trainScorer/openModels';
import { trainScorer } from '../../scripts/trainScorer/train';
import { gateChecks } from './gateChecks';
import { type CalibrationReport, calibrationsOf, type GroupReport, answerGroups, reportOf } from './groups';
import { type Directions, directionsOf, judgeAnswers, type JudgedAnswer } from './ratings';

/** How well checks tell right answers from wrong ones where neither the question nor the model was trained on. */
export interface CrossFitReport {
	readonly folds: number;
	readonly gate: readonly string[];
	readonly resamples: number;
	readonly answers: number;
	readonly questions: number;
	/** Of each fold, read off what it trains on. */
	readonly directions: readonly Directions[];
	readonly groups: readonly GroupReport[];
	readonly calibration: readonly CalibrationReport[];
}

interface CrossFitOptions {
	/** Trainings; each leaves out one part of the questions. */
	readonly folds: number;
	readonly resamples: number;
	/** The training of what ships, unless a test looks at what it is given. */
	readonly train?: (data: ScorerData) => { readonly weights: ScorerWeights };
}

/** One training and what it is tested on: they share no question and no model. */
interface Fold {
	readonly train: ScorerData;
	readonly test: readonly GradedAnswer[];
}

/**
 * Trains anew for each fold, on the open models' answers to the other folds' questions, and rates the closed
 * models' answers to its own. Together the folds rate every answer of a closed model once.
 */
export async function benchCrossFit(data: ScorerData, { folds, resamples, train = trainScorer }: CrossFitOptions): Promise<CrossFitReport> {
	const judged: JudgedAnswer[] = [];
	const directions: Directions[] = [];
	let gate: readonly string[] = [];
	for (const fold of foldsOf(data, folds)) {
		const { weights } = train(fold.train);
		const checks = gateChecks(weights);
		const directed = directionsOf(fold.train.answers);
		gate = checks.map(({ name }) => name);
		directions.push(directed);
		judged.push(...(await judgeAnswers(fold.test, { weights, checks, directions: directed })));
	}
	return {
		folds,
		gate,
		resamples,
		answers: judged.length,
		questions: new Set(judged.map(({ answer }) => answer.question)).size,
		directions,
		groups: answerGroups(judged).map((group) => reportOf(group, resamples)),
		calibration: calibrationsOf(judged),
	};
}

/** Folds of whole questions; which one a question is in, its own words alone decide. */
export function foldsOf({ answers, questions, left }: ScorerData, folds: number): Fold[] {
	// A salt of its own: the trainer's inner folds must not fall together with these.
	const foldOf = (stem: string): number => Math.floor(hashToUnit(stem, 'cross-fit ') * folds);
	return Array.from({ length: folds }, (_, fold) => ({
		train: {
			answers: answers
				.filter(({ question, model }) => TRAINED_MODELS.has(model) && foldOf(question) !== fold)
				.map((answer) => ({ ...answer, part: 'train' as const })),
			questions: questions.filter(({ stem }) => foldOf(stem) !== fold).map((question) => ({ ...question, part: 'train' as const })),
			left,
		},
		test: answers.filter(({ question, model }) => !TRAINED_MODELS.has(model) && foldOf(question) === fold),
	}));
}
