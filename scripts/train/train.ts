import { createHash } from 'node:crypto';

import { NGRAM_BUCKETS, WORD_BUCKETS } from '../../router/features/features';
import { SIGNAL_FEATURES } from '../../router/features/signalFeatures';
import { type ClassifierWeights, encodeWeights } from '../../router/strategies/classifierWeights';
import { type Example, toExample } from './examples';
import { calibrate, fit, logitOf, logLoss, SIZE } from './fit';
import { buildLadders, type Ladder } from './ladders';
import { mean } from './metrics';
import { quantise } from './quantise';
import type { Row } from './rows';
import { type Part, splitByQuestion } from './split';

export interface Prepared {
	readonly rows: readonly Row[];
	readonly parts: readonly Part[];
	readonly ladders: ReadonlyMap<string, readonly Ladder[]>;
	readonly examples: Readonly<Record<Part, readonly Example[]>>;
}

/** Splits rows by question and turns them into examples; ladders are built from the training part alone. */
export function prepare(rows: readonly Row[]): Prepared {
	const parts = splitByQuestion(rows.map((row) => row.prompt));
	const ladders = new Map<string, Ladder[]>();
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
		if (list.length === 0) throw new Error(`No usable question in the ${part} part: are there two models whose mean scores differ by 0.02 to 0.4?`);
	}
	return { rows, parts, ladders, examples };
}

export interface Trained {
	readonly weights: ClassifierWeights;
	readonly ngramPenalty: number;
	readonly calibrateLogLoss: number;
}

/** Fits with each penalty and rank power, keeps what the calibration part likes best, and calibrates it there. */
export function train({ examples }: Prepared): Trained {
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
/** A word counts as known when this many training questions hold it. */
const KNOWN_FROM = 3;

interface Candidate {
	readonly x: Float64Array;
	readonly slope: number;
	readonly offset: number;
	readonly rankPower: number;
	readonly ngramPenalty: number;
}

function fitOne(examples: Prepared['examples'], ngramPenalty: number, rankPower: number): Candidate & { loss: number } {
	const x = fit(examples.train, { ngramPenalty, signalPenalty: SIGNAL_PENALTY, rankPower });
	const logits = examples.calibrate.map((example) => logitOf(example, x));
	const { slope, offset } = calibrate(logits, examples.calibrate, rankPower);
	const loss = logLoss(logits.map((logit) => slope * logit + offset), examples.calibrate, rankPower);
	return { x, slope, offset, rankPower, ngramPenalty, loss };
}

function toWeights({ x, slope, offset, rankPower }: Candidate, examples: readonly Example[]): ClassifierWeights {
	const scaled = x.map((weight) => weight * slope);
	const words = quantise(scaled.subarray(0, WORD_BUCKETS));
	const pairs = quantise(scaled.subarray(WORD_BUCKETS, NGRAM_BUCKETS));
	const ngrams = new Int8Array(NGRAM_BUCKETS);
	ngrams.set(words.values);
	ngrams.set(pairs.values, WORD_BUCKETS);
	const weights: ClassifierWeights = {
		version: '',
		bias: round((scaled[SIZE - 1] ?? 0) + offset),
		signals: SIGNAL_FEATURES.map((_, i) => round(scaled[NGRAM_BUCKETS + i] ?? 0)),
		ngrams,
		wordScale: words.scale,
		pairScale: pairs.scale,
		knownWords: knownWordsOf(examples),
		rankPower,
		baseRisk: round(baseRiskOf(examples)),
		defaultThreshold: 1,
	};
	return weights;
}

/** Sets the threshold and, last, the version: a hash of everything the weights are. */
export function finish(weights: ClassifierWeights, defaultThreshold: number): ClassifierWeights {
	const content = JSON.stringify(encodeWeights({ ...weights, version: '', defaultThreshold }));
	return { ...weights, defaultThreshold, version: createHash('sha256').update(content).digest('hex').slice(0, 12) };
}

function knownWordsOf(examples: readonly Example[]): Uint8Array {
	const counts = new Uint32Array(WORD_BUCKETS);
	for (const { ngrams } of examples) {
		for (const index of ngrams) if (index < WORD_BUCKETS) counts[index] = (counts[index] ?? 0) + 1;
	}
	const bits = new Uint8Array(WORD_BUCKETS / 8);
	counts.forEach((count, bucket) => {
		if (count >= KNOWN_FROM) bits[bucket >> 3] = (bits[bucket >> 3] ?? 0) | (1 << (bucket & 7));
	});
	return bits;
}

function baseRiskOf(examples: readonly Example[]): number {
	const weakest = examples.flatMap((example) => example.outcomes.filter((outcome) => outcome.r === 0));
	return mean(weakest.map(({ failed, equal }) => failed / (failed + equal)));
}

function round(value: number): number {
	return Number(value.toFixed(5));
}
