import type { Check } from '../../router/quality/check';
import type { ScorerWeights } from '../../router/quality/scorerWeights';
import type { ScorerData } from '../../scripts/trainScorer/answers';
import { TRAINED_MODELS } from '../../scripts/trainScorer/openModels';
import { gateChecks } from './gateChecks';
import { type CalibrationReport, calibrationsOf, type GroupReport, answerGroups, reportOf } from './groups';
import { type Directions, directionsOf, judgeAnswers } from './ratings';

/** How well checks tell right answers from wrong ones, on answers to held-out questions. */
export interface ChecksReport {
	readonly weights: string;
	readonly gate: readonly string[];
	readonly resamples: number;
	readonly answers: number;
	readonly questions: number;
	readonly left: ScorerData['left'];
	/** Read off the training part. */
	readonly directions: Directions;
	readonly groups: readonly GroupReport[];
	readonly calibration: readonly CalibrationReport[];
}

interface ChecksOptions {
	readonly weights: ScorerWeights;
	readonly checks?: readonly Check[];
	readonly resamples: number;
}

export async function benchChecks(
	data: ScorerData,
	{ weights, checks = gateChecks(weights), resamples }: ChecksOptions,
): Promise<ChecksReport> {
	const directions = directionsOf(data.answers.filter(({ part, model }) => part === 'train' && TRAINED_MODELS.has(model)));
	const held = data.answers.filter(({ part }) => part === 'heldOut');
	const judged = await judgeAnswers(held, { weights, checks, directions });
	return {
		weights: weights.version,
		gate: checks.map(({ name }) => name),
		resamples,
		answers: held.length,
		questions: new Set(held.map(({ question }) => question)).size,
		left: data.left,
		directions,
		groups: answerGroups(judged).map((group) => reportOf(group, resamples)),
		calibration: calibrationsOf(judged),
	};
}
