import type { Hardness, Signals } from '../request';
import type { Scan } from '../scan';
import { DENSE_FEATURES, readDense } from './denseFeatures';
import { readFragments } from './fragments';
import { knownShare } from './known';
import { shippedTables } from './shippedTables';
import type { HardnessTables } from './tables';
import { sumTrees } from './trees';

/** A request as far as it was read for the signals; `from`: where its last turn starts. */
interface ReadRequest {
	readonly text: string;
	readonly from: number;
	readonly signals: Omit<Signals, 'hardness'>;
	readonly found: Scan;
}

/**
 * How hard a request looks, by two scores that know different things. `demand` was learned from written requests of
 * everyday work: what is asked for. `difficulty` was learned from benchmark questions: on which of one benchmark the
 * strong model gains most. Neither alone does both (docs/classifier-card.md).
 */
export function hardnessOf({ text, from, signals, found }: ReadRequest, tables: HardnessTables = shippedTables()): Hardness {
	const dense = readDense(text, signals, found);
	const { indices, count, names, nameCount } = readFragments(found, from);
	const demand = demandFrom(
		{ fragments: indices, count, names, nameCount, dense, prior: expertPrior(signals), exam: isExam(dense) },
		tables,
	);
	return { version: tables.version, demand, difficulty: difficultyFrom(dense, tables) };
}

interface ReadDemand {
	readonly fragments: Int32Array;
	/** Default: all. */
	readonly count?: number;
	readonly names: Int32Array;
	/** Default: all. */
	readonly nameCount?: number;
	readonly dense: Float64Array;
	readonly prior: number;
	readonly exam: boolean;
}

/** Demand of what was read of a request; the trainer calls it too. */
export function demandFrom(read: ReadDemand, tables: DemandTables): number {
	if (read.exam) return EXAM_DEMAND;
	const { names, nameCount = names.length } = read;
	const demand = Math.max(-MOST, Math.min(MOST, learnedDemand(read, tables)));
	const doubt = (KNOWN_ENOUGH - knownShare(tables.known, names, nameCount)) / (KNOWN_ENOUGH - KNOWN_LITTLE);
	return doubt <= 0 ? demand : demand + Math.min(1, doubt) * Math.max(0, UNKNOWN_DEMAND - demand);
}

/** Shares of known words from which the learned demand is doubted, and at which nothing of it is left unless it is high. */
const KNOWN_ENOUGH = 0.5;
const KNOWN_LITTLE = 0.25;
const UNKNOWN_DEMAND = 2;

function learnedDemand({ fragments, count = fragments.length, dense, prior }: ReadDemand, tables: DemandTables): number {
	let sum = 0;
	for (let i = 0; i < count; i++) sum += tables.fragments[fragments[i] ?? 0] ?? 0;
	let demand = tables.bias + prior + (sum * tables.fragmentScale) / Math.sqrt(Math.max(1, count));
	for (let i = 0; i < DENSE_FEATURES.length; i++) demand += (tables.dense[i] ?? 0) * ((dense[i] ?? 0) - (tables.means[i] ?? 0));
	return demand;
}

type DemandTables = Pick<HardnessTables, 'bias' | 'fragments' | 'fragmentScale' | 'known' | 'dense' | 'means'>;

const EXAM_DEMAND = 1;
/** Scores beyond say no more. */
const MOST = 6;

/** Whether it has lines of options: an exam question, of which the written requests know nothing. */
export function isExam(dense: Float64Array): boolean {
	return (dense[OPTION_LINES] ?? 0) > EXAM_OPTIONS;
}

const OPTION_LINES = DENSE_FEATURES.indexOf('log option lines');
/** Two lines or fewer are no exam. */
const EXAM_OPTIONS = Math.log1p(2);

/** A written rule, kept as a prior: a short question with expert or reasoning words looks simpler than it is. */
export function expertPrior({ words, domainWords, reasoningWords }: ReadRequest['signals']): number {
	return words <= EXPERT_MAX_WORDS && domainWords + reasoningWords > 0 ? EXPERT_PRIOR : 0;
}

const EXPERT_PRIOR = 1.8;
const EXPERT_MAX_WORDS = 60;

/** Trees, and the length beside them, which orders questions of benchmarks that they never saw about as well as they do. */
export function difficultyFrom(dense: Float64Array, { trees, lengthSlope, difficultyOffset }: DifficultyTables): number {
	return sumTrees(trees, dense) + lengthSlope * (dense[LENGTH] ?? 0) + difficultyOffset;
}

type DifficultyTables = Pick<HardnessTables, 'trees' | 'lengthSlope' | 'difficultyOffset'>;

const LENGTH = DENSE_FEATURES.indexOf('log words');

/** Both scores as one number from -2.3 to 2.3: what a request is about decides, and how it is put tells like from like. */
export function hardnessScore(hardness: Hardness | null): number {
	if (hardness === null) return UNREAD;
	return 2 * Math.tanh(hardness.demand) + DIFFICULTY_SHARE * Math.tanh(hardness.difficulty / DIFFICULTY_SCALE);
}

/** What was not read counts as demanding. */
const UNREAD = 1;
const DIFFICULTY_SHARE = 0.3;
const DIFFICULTY_SCALE = 1.3;

/**
 * Of a request that is read in two parts. The task is the same for every item: it moves all of them a little, and what
 * tells them apart is the item.
 */
export function joinHardness(task: Hardness | null, item: Hardness | null): Hardness | null {
	if (task === null || item === null) return item ?? task;
	const moved = TASK_SHARE * Math.max(-TASK_MOST, Math.min(TASK_MOST, task.demand));
	return { ...item, demand: item.demand + moved };
}

const TASK_SHARE = 0.1;
const TASK_MOST = 3;
