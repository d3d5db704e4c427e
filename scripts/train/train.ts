import { fitting, logitOf, logLoss, plattScaling } from '../../router/learning/training/fit';
import { knownWordsOf, packWeights, roundWeight } from '../../router/learning/training/packWeights';
import { atOnce } from '../../router/learning/slices';
import type { ClassifierWeights } from '../../router/strategies/classifierWeights';
import { type Example, toExample } from './examples';
import { buildLadders, type ModelLadder } from './ladders';
import { mean } from './metrics';
import type { TrainingRow } from './rows';
import { type Part, splitByQuestion } from './split';

export interface PreparedData {
	readonly rows: readonly TrainingRow[];
	readonly parts: readonly Part[];
	readonly ladders: ReadonlyMap<string, readonly ModelLadder[]>;
	readonly examples: Readonly<Record<Part, readonly Example[]>>;
}

/** Splits rows by question and turns them into examples; ladders are built from the training part alone. */
export function prepareData(rows: readonly TrainingRow[]): PreparedData {
	const parts = splitByQuestion(rows.map((row) => row.prompt));
	const ladders = new Map<string, ModelLadder[]>();
	for (const source of new Set(rows.map((row) => row.source))) {
		ladders.set(source, buildLadders(rows.filter((row, i) => row.source === source && parts[i] === 'train')));
	}
	const examples: Record<Part, Example[]> = { train: [], calibrate: [], heldOut: [] };
	rows.forEach((row, i) => {
		const example = toExample(row, ladders.get(row.source) ?? []);
		const part = parts[i];
		if (example && part) examples[part].push(example);
	});
	for (const [part, list] of Object.entries(examples)) {
		if (list.length === 0)
			throw new Error(`No usable question in the ${part} part: are there two models whose mean scores differ by 0.02 to 0.4?`);
	}
	return { rows, parts, ladders, examples };
}

export interface Trained {
	readonly weights: ClassifierWeights;
	readonly ngramPenalty: number;
	readonly calibrateLogLoss: number;
}

/** Fits with each penalty and rank power, keeps what the calibration part likes best, and calibrates it there. */
export function train({ examples }: PreparedData): Trained {
	let best: (Candidate & { readonly loss: number }) | null = null;
	for (const rankPower of RANK_POWERS) {
		for (const ngramPenalty of NGRAM_PENALTIES) {
			const candidate = fitOne(examples, ngramPenalty, rankPower);
			if (best === null || candidate.loss < best.loss) best = candidate;
		}
	}
	if (best === null) throw new Error('No training setting was tried.');
	return { weights: toWeights(best, examples.train), ngramPenalty: best.ngramPenalty, calibrateLogLoss: best.loss };
}

const RANK_POWERS = [0.3, 0.4, 0.5, 0.6, 0.8, 1];
const NGRAM_PENALTIES = [5e-5, 1e-4, 3e-4];
const SIGNAL_PENALTY = 1e-4;

interface Candidate {
	readonly x: Float64Array;
	readonly slope: number;
	readonly offset: number;
	readonly rankPower: number;
	readonly ngramPenalty: number;
}

function fitOne(examples: PreparedData['examples'], ngramPenalty: number, rankPower: number): Candidate & { loss: number } {
	const x = atOnce(fitting(examples.train, { ngramPenalty, signalPenalty: SIGNAL_PENALTY, rankPower }));
	const logits = examples.calibrate.map((example) => logitOf(example, x));
	const { slope, offset } = plattScaling(logits, examples.calibrate, rankPower);
	const loss = logLoss(
		logits.map((logit) => slope * logit + offset),
		examples.calibrate,
		rankPower,
	);
	return { x, slope, offset, rankPower, ngramPenalty, loss };
}

function toWeights({ x, slope, offset, rankPower }: Candidate, examples: readonly Example[]): ClassifierWeights {
	const scaled = x.map((weight) => weight * slope);
	return packWeights({
		x: scaled,
		offset,
		knownWords: knownWordsOf(examples),
		rankPower,
		baseRisk: roundWeight(baseRiskOf(examples)),
		defaultThreshold: 1,
	});
}

function baseRiskOf(examples: readonly Example[]): number {
	const weakest = examples.flatMap((example) => example.outcomes.filter((outcome) => outcome.r === 0));
	return mean(weakest.map(({ failed, equal }) => failed / (failed + equal)));
}
