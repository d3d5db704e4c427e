import { SIGNAL_FEATURES } from '../../router/features/signalFeatures';
import { type FitCounts, plattScaling } from '../../router/learning/training/fit';
import { roundWeight, withVersion } from '../../router/learning/training/packWeights';
import { difficultyFrom, hardnessScore } from '../../router/request/hardness/hardness';
import type { HardnessTables } from '../../router/request/hardness/tables';
import { qualityAt } from '../../router/strategies/classifierRisk';
import type { ClassifierWeights } from '../../router/strategies/classifierWeights';
import { outcomesOf } from './examples';
import { gainsOf } from './gains';
import { crossFitDemand, crossFitScores, type Readings, trainTables } from './hardness';
import { buildLadders, type ModelLadder } from './ladders';
import type { OrderedQuestion } from './pairFigures';
import { readPrompt } from './readings';
import type { TrainingRow } from './rows';
import { examRequests, type Level, readWritten, type WrittenRequest } from './written';

export interface Trained {
	readonly tables: HardnessTables;
	readonly weights: ClassifierWeights;
	readonly rows: readonly TrainingRow[];
	readonly ladders: ReadonlyMap<string, readonly ModelLadder[]>;
	/** As tables score them that never saw their fold. */
	readonly written: readonly ScoredRequest[];
	/** As tables score them whose trees never saw their benchmark. */
	readonly questions: readonly ScoredQuestion[];
}

export interface ScoredRequest extends WrittenRequest {
	/** `hardnessScore`. */
	readonly score: number;
}

export interface ScoredQuestion extends OrderedQuestion {
	readonly outcomes: readonly FitCounts[];
}

/** Trains the hardness tables, and the two numbers that make a risk of a score, on the score of requests never seen. */
export function train(rows: readonly TrainingRow[], own: readonly WrittenRequest[] = readWritten()): Trained {
	const readings: Readings = new Map(rows.map((row) => [row, readPrompt(row.prompt)]));
	const ladders = new Map([...new Set(rows.map(({ source }) => source))].map((source) => [source, laddersOf(rows, source)]));
	if ([...ladders.values()].every(({ length }) => length === 0)) throw new Error(NO_LADDER);
	const gains = gainsOf(rows);
	const written = [...own, ...examRequests(rows, readings)];
	const tables = trainTables(written, gains, readings);
	const scored = scoreWritten(written, tables);
	const questions = scoreQuestions({ readings, ladders, scores: crossFitScores(gains, readings, tables) });
	return { tables, weights: weightsOf(scored, questions), rows, ladders, written: scored, questions };
}

const NO_LADDER = 'No usable question: are there two models whose mean scores differ by 0.02 to 0.4?';

function laddersOf(rows: readonly TrainingRow[], source: string): ModelLadder[] {
	return buildLadders(rows.filter((row) => row.source === source));
}

/** Their difficulty needs no leaving out: no measured answer to them was learned from. */
function scoreWritten(written: readonly WrittenRequest[], tables: HardnessTables): ScoredRequest[] {
	const demands = crossFitDemand(written);
	return written.map((one, i) => {
		const difficulty = difficultyFrom(one.reading.dense, tables);
		return { ...one, score: hardnessScore({ version: tables.version, demand: demands[i] ?? 0, difficulty }) };
	});
}

interface Questions {
	readonly readings: Readings;
	readonly ladders: ReadonlyMap<string, readonly ModelLadder[]>;
	readonly scores: ReadonlyMap<TrainingRow, number>;
}

function scoreQuestions({ readings, ladders, scores }: Questions): ScoredQuestion[] {
	return [...readings].flatMap(([row, reading]) => {
		const outcomes = outcomesOf(row, ladders.get(row.source) ?? []);
		const score = scores.get(row);
		if (outcomes.length === 0 || score === undefined) return [];
		return [{ row, words: reading.words, score, outcomes }];
	});
}

/** How fast the risk falls with rank. So low that of three models the middle one has little more than what lies at the threshold. */
export const RANK_POWER = 0.2;

/** How often the weakest model is taken to fall short of the strongest on a written request: beliefs, for lack of answers. */
const BELIEFS: Readonly<Record<Level, number>> = { cheap: 0.05, middle: 0.2, strong: 0.45 };

/** Least share of the written requests for the strong model that must go to it. */
export const STRONG_KEPT = 0.91;

function weightsOf(written: readonly ScoredRequest[], questions: readonly ScoredQuestion[]): ClassifierWeights {
	const own = written.filter(({ language }) => language !== 'exam');
	// What was measured and what is believed count the same.
	const balance = questions.length / Math.max(1, own.length);
	const believed = own.map(({ level }) => ({
		outcomes: [{ r: 0, failed: balance * BELIEFS[level], equal: balance * (1 - BELIEFS[level]) }],
	}));
	const scores = [...own, ...questions].map(({ score }) => score);
	const { slope, offset } = plattScaling(scores, [...believed, ...questions], RANK_POWER);
	const weights = {
		version: '',
		bias: roundWeight(offset),
		signals: SIGNAL_FEATURES.map(({ name }) => (name === 'hardness' ? roundWeight(slope) : 0)),
		rankPower: RANK_POWER,
	};
	return withVersion({ ...weights, defaultThreshold: thresholdOf(own, weights) });
}

/** The lowest, in hundredths, at which so many of the written requests for the strong model go to it. */
function thresholdOf(own: readonly ScoredRequest[], weights: Pick<ClassifierWeights, 'bias' | 'signals' | 'rankPower'>): number {
	const strong = own.filter(({ level }) => level === 'strong');
	for (let hundredths = 50; hundredths < 100; hundredths++) {
		const kept = strong.filter(({ score }) => qualityAt(riskAtScore(score, weights), 0, weights.rankPower) < hundredths / 100);
		if (kept.length >= STRONG_KEPT * strong.length) return hundredths / 100;
	}
	return 1;
}

/** Risk of a request with this score, by weights that read nothing else. */
export function riskAtScore(score: number, { bias, signals }: Pick<ClassifierWeights, 'bias' | 'signals'>): number {
	return 1 / (1 + Math.exp(-(bias + (signals[HARDNESS] ?? 0) * score)));
}

const HARDNESS = SIGNAL_FEATURES.findIndex(({ name }) => name === 'hardness');
