import type { GradedAnswer } from '../../scripts/trainScorer/answers';
import { TRAINED_MODELS } from '../../scripts/trainScorer/openModels';
import { brier, mean, reliability, type ReliabilityBin } from '../../scripts/train/metrics';
import { createAuroc } from './auroc';
import { createBootstrap, type BootstrapInterval, type Statistic } from './bootstrap';
import type { JudgedAnswer, Rating } from './ratings';

export interface GroupReport {
	readonly name: string;
	readonly answers: number;
	readonly rightShare: number;
	/** AUROC for "this answer is right" and differences of two, with 95 % intervals; `null` where all are right or all wrong. */
	readonly figures: Readonly<Record<Figure, BootstrapInterval | null>>;
}

export interface CalibrationReport {
	readonly name: string;
	readonly answers: number;
	readonly brier: number;
	/** Brier score of always saying the group's own share of right answers. */
	readonly baseBrier: number;
	readonly bins: readonly ReliabilityBin[];
}

type Figure = Rating | 'scorer − length' | 'scorer − hedging' | 'gate − length' | 'gate − hedging';

interface AnswerGroup {
	readonly name: string;
	readonly judged: readonly JudgedAnswer[];
	/** Only answers with the same stratum are compared. */
	readonly stratum: (answer: GradedAnswer) => string;
}

/** Slices of judged answers. Where all models were trained on, or none was, that is no slice. */
export function answerGroups(judged: readonly JudgedAnswer[]): AnswerGroup[] {
	const seen = judged.filter(({ answer }) => TRAINED_MODELS.has(answer.model));
	const unseen = judged.filter(({ answer }) => !TRAINED_MODELS.has(answer.model));
	const together = (): string => '';
	const perSource = ({ source }: GradedAnswer): string => source;
	const perSourceAndModel = ({ source, model }: GradedAnswer): string => `${source}/${model}`;
	const bySeen: AnswerGroup[] = [
		{ name: 'models unseen in training, pooled', judged: unseen, stratum: together },
		{ name: 'models unseen in training, within source', judged: unseen, stratum: perSource },
		{ name: 'models trained on, pooled', judged: seen, stratum: together },
		{ name: 'models trained on, within source', judged: seen, stratum: perSource },
	];
	return [
		{ name: 'all, pooled', judged, stratum: together },
		{ name: 'all, within source', judged, stratum: perSource },
		{ name: 'all, within source and model', judged, stratum: perSourceAndModel },
		...(seen.length > 0 && unseen.length > 0 ? bySeen : []),
		...split(judged, ({ source }) => source),
		...split(judged, ({ model }) => model),
	];
}

function split(judged: readonly JudgedAnswer[], by: (answer: GradedAnswer) => string): AnswerGroup[] {
	const names = [...new Set(judged.map(({ answer }) => by(answer)))].sort();
	return names.map((name) => ({ name, judged: judged.filter(({ answer }) => by(answer) === name), stratum: () => '' }));
}

export function reportOf({ name, judged, stratum }: AnswerGroup, resamples: number): GroupReport {
	const statistic = (rating: Rating): Statistic =>
		createAuroc(judged.map(({ answer, ratings }) => ({ score: ratings[rating], right: answer.right, stratum: stratum(answer) })));
	const of = { scorer: statistic('scorer'), gate: statistic('gate'), length: statistic('length'), hedging: statistic('hedging') };
	const interval = createBootstrap(
		judged.map(({ answer }) => answer.question),
		resamples,
	);
	const figures = {
		scorer: interval(of.scorer),
		gate: interval(of.gate),
		length: interval(of.length),
		hedging: interval(of.hedging),
		'scorer − length': interval(difference(of.scorer, of.length)),
		'scorer − hedging': interval(difference(of.scorer, of.hedging)),
		'gate − length': interval(difference(of.gate, of.length)),
		'gate − hedging': interval(difference(of.gate, of.hedging)),
	};
	return { name, answers: judged.length, rightShare: mean(judged.map(({ answer }) => (answer.right ? 1 : 0))), figures };
}

function difference(first: Statistic, second: Statistic): Statistic {
	return (counts) => {
		const [a, b] = [first(counts), second(counts)];
		return a === null || b === null ? null : a - b;
	};
}

export function calibrationsOf(judged: readonly JudgedAnswer[]): CalibrationReport[] {
	const isTrained = ({ answer }: JudgedAnswer): boolean => TRAINED_MODELS.has(answer.model);
	const groups = [
		{ name: 'models trained on', own: judged.filter(isTrained) },
		{ name: 'models unseen in training', own: judged.filter((one) => !isTrained(one)) },
	];
	return groups
		.filter(({ own }) => own.length > 0)
		.map(({ name, own }) => {
			const predicted = own.map(({ answer, ratings }) => ({ risk: ratings.scorer, failed: answer.right ? 1 : 0 }));
			const share = mean(predicted.map(({ failed }) => failed));
			return {
				name,
				answers: own.length,
				brier: brier(predicted),
				baseBrier: share * (1 - share),
				bins: reliability(predicted, CALIBRATION_BINS),
			};
		});
}

const CALIBRATION_BINS = 5;
