import type { Check } from '../../router/quality/check';
import { rateAnswer } from '../../router/quality/learnedScorer';
import type { ScorerWeights } from '../../router/quality/scorerWeights';
import { readAnswer } from '../../router/features/answerReading';
import type { GradedAnswer, ScorerData } from '../../scripts/trainScorer/answers';
import { TRAINED_MODELS } from '../../scripts/trainScorer/openModels';
import { brier, mean, reliability, type ReliabilityBin } from '../../scripts/train/metrics';
import { auroc, createAuroc } from './auroc';
import { createBootstrap, type Interval, type Statistic } from './bootstrap';
import { gateAnswer, gateChecks } from './gateChecks';

/** How well checks tell right answers from wrong ones, on answers to held-out questions. */
export interface ChecksReport {
	readonly weights: string;
	readonly gate: readonly string[];
	readonly resamples: number;
	readonly answers: number;
	readonly questions: number;
	readonly left: ScorerData['left'];
	/** Whether the longer answer, or the one with more hedging words, is taken for the right one; read off the training part. */
	readonly directions: Readonly<Record<Baseline, 'more' | 'fewer'>>;
	readonly groups: readonly GroupReport[];
	readonly calibration: readonly CalibrationReport[];
}

export interface GroupReport {
	readonly name: string;
	readonly answers: number;
	readonly rightShare: number;
	/** AUROC for "this answer is right" and differences of two, with 95 % intervals; `null` where all are right or all wrong. */
	readonly figures: Readonly<Record<Figure, Interval | null>>;
}

export interface CalibrationReport {
	readonly name: string;
	readonly answers: number;
	readonly brier: number;
	/** Brier score of always saying the group's own share of right answers. */
	readonly baseBrier: number;
	readonly bins: readonly ReliabilityBin[];
}

export type Baseline = 'length' | 'hedging';
export type Rating = 'scorer' | 'gate' | Baseline;
export type Figure = Rating | 'scorer − length' | 'scorer − hedging' | 'gate − length' | 'gate − hedging';

export interface ChecksOptions {
	readonly weights: ScorerWeights;
	readonly checks?: readonly Check[];
	readonly resamples: number;
}

export async function benchChecks(data: ScorerData, { weights, checks = gateChecks(weights), resamples }: ChecksOptions): Promise<ChecksReport> {
	const signs = directionsOf(data.answers);
	const held = data.answers.filter(({ part }) => part === 'heldOut');
	const judged = await Promise.all(held.map(async (answer) => ({ answer, ratings: await rate(answer, weights, checks, signs) })));
	return {
		weights: weights.version,
		gate: checks.map(({ name }) => name),
		resamples,
		answers: held.length,
		questions: new Set(held.map(({ question }) => question)).size,
		left: data.left,
		directions: { length: signs.length > 0 ? 'more' : 'fewer', hedging: signs.hedging > 0 ? 'more' : 'fewer' },
		groups: groupsOf(judged).map((group) => reportOf(group, resamples)),
		calibration: calibrationsOf(judged),
	};
}

interface JudgedAnswer {
	readonly answer: GradedAnswer;
	readonly ratings: Readonly<Record<Rating, number>>;
}

interface Group {
	readonly name: string;
	readonly judged: readonly JudgedAnswer[];
	/** Only answers with the same stratum are compared. */
	readonly stratum: (answer: GradedAnswer) => string;
}

async function rate(answer: GradedAnswer, weights: ScorerWeights, checks: readonly Check[], signs: Readonly<Record<Baseline, number>>): Promise<JudgedAnswer['ratings']> {
	const { length, hedging } = plain(answer);
	const gate = await gateAnswer(checks, answer, 0);
	return {
		scorer: rateAnswer(answer.request, answer.text, weights),
		gate: gate.score ?? 1,
		length: length * signs.length,
		hedging: hedging * signs.hedging,
	};
}

function plain({ request, text }: GradedAnswer): Record<Baseline, number> {
	return { length: text.length, hedging: readAnswer(request, text).hedges };
}

/** 1 where more goes with right among the answers trained on, else -1. */
function directionsOf(answers: readonly GradedAnswer[]): Record<Baseline, number> {
	const trained = answers.filter(({ part, model }) => part === 'train' && TRAINED_MODELS.has(model)).map((answer) => ({ answer, values: plain(answer) }));
	const sign = (name: Baseline): number => {
		const rated = trained.map(({ answer, values }) => ({ score: values[name], right: answer.right, stratum: '' }));
		return (auroc(rated) ?? 0.5) >= 0.5 ? 1 : -1;
	};
	return { length: sign('length'), hedging: sign('hedging') };
}

function groupsOf(judged: readonly JudgedAnswer[]): Group[] {
	const seen = judged.filter(({ answer }) => TRAINED_MODELS.has(answer.model));
	const unseen = judged.filter(({ answer }) => !TRAINED_MODELS.has(answer.model));
	const together = (): string => '';
	const perSource = ({ source }: GradedAnswer): string => source;
	const perSourceAndModel = ({ source, model }: GradedAnswer): string => `${source}/${model}`;
	const groups: Group[] = [
		{ name: 'all, pooled', judged, stratum: together },
		{ name: 'all, within source', judged, stratum: perSource },
		{ name: 'all, within source and model', judged, stratum: perSourceAndModel },
		{ name: 'models unseen in training, pooled', judged: unseen, stratum: together },
		{ name: 'models unseen in training, within source', judged: unseen, stratum: perSource },
		{ name: 'models trained on, pooled', judged: seen, stratum: together },
		{ name: 'models trained on, within source', judged: seen, stratum: perSource },
		...split(judged, ({ source }) => source),
		...split(judged, ({ model }) => model),
	];
	return groups.filter((group) => group.judged.length > 0);
}

function split(judged: readonly JudgedAnswer[], by: (answer: GradedAnswer) => string): Group[] {
	const names = [...new Set(judged.map(({ answer }) => by(answer)))].sort();
	return names.map((name) => ({ name, judged: judged.filter(({ answer }) => by(answer) === name), stratum: () => '' }));
}

function reportOf({ name, judged, stratum }: Group, resamples: number): GroupReport {
	const statistic = (rating: Rating): Statistic =>
		createAuroc(judged.map(({ answer, ratings }) => ({ score: ratings[rating], right: answer.right, stratum: stratum(answer) })));
	const of = { scorer: statistic('scorer'), gate: statistic('gate'), length: statistic('length'), hedging: statistic('hedging') };
	const interval = createBootstrap(judged.map(({ answer }) => answer.question), resamples);
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

function calibrationsOf(judged: readonly JudgedAnswer[]): CalibrationReport[] {
	const isTrained = ({ answer }: JudgedAnswer): boolean => TRAINED_MODELS.has(answer.model);
	const groups = [
		{ name: 'models trained on', own: judged.filter(isTrained) },
		{ name: 'models unseen in training', own: judged.filter((one) => !isTrained(one)) },
	];
	return groups.filter(({ own }) => own.length > 0).map(({ name, own }) => {
		const predicted = own.map(({ answer, ratings }) => ({ risk: ratings.scorer, failed: answer.right ? 1 : 0 }));
		const share = mean(predicted.map(({ failed }) => failed));
		return { name, answers: own.length, brier: brier(predicted), baseBrier: share * (1 - share), bins: reliability(predicted, CALIBRATION_BINS) };
	});
}

const CALIBRATION_BINS = 5;
