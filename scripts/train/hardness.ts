import { createHash } from 'node:crypto';

import { quantize } from '../../router/learning/training/quantize';
import { DENSE_FEATURES } from '../../router/request/hardness/denseFeatures';
import { FRAGMENT_BUCKETS } from '../../router/request/hardness/fragments';
import { demandFrom, difficultyFrom, hardnessScore } from '../../router/request/hardness/hardness';
import { knownFrom } from '../../router/request/hardness/known';
import { encodeTables, type HardnessTables } from '../../router/request/hardness/tables';
import { sumTrees, type Trees } from '../../router/request/hardness/trees';
import { boost } from './boost';
import { type DemandRow, type FittedDemand, fitDemand } from './demand';
import type { Gain } from './gains';
import { mean } from './metrics';
import type { Reading } from './readings';
import type { TrainingRow } from './rows';
import { stemsOf } from './split';
import { FOLDS, LEVELS, type WrittenRequest } from './written';

export type Readings = ReadonlyMap<TrainingRow, Reading>;

/** Tables of the demand of these requests and the difficulty of these questions. */
export function trainTables(written: readonly WrittenRequest[], gains: readonly Gain[], readings: Readings): HardnessTables {
	const demand = demandTables(written);
	return withVersion({ ...demand, ...difficultyTables(gains, readings) });
}

/** Demand of each request by tables that never saw its fold. */
export function crossFitDemand(written: readonly WrittenRequest[]): number[] {
	const found = new Array<number>(written.length).fill(0);
	for (let fold = 0; fold < FOLDS; fold++) {
		const tables = demandTables(written.filter((one) => one.fold !== fold));
		written.forEach((one, i) => {
			if (one.fold === fold) found[i] = demandFrom(one.reading, tables);
		});
	}
	return found;
}

/** Score of each question by `tables`, but its difficulty by tables that never saw its benchmark. None where there is but one. */
export function crossFitScores(gains: readonly Gain[], readings: Readings, tables: HardnessTables): Map<TrainingRow, number> {
	const found = new Map<TrainingRow, number>();
	for (const [row, difficulty] of crossFitDifficulty(gains, readings)) {
		const reading = readings.get(row);
		if (reading === undefined) continue;
		// No measured answer was learned from for the demand, so that it needs no leaving out.
		found.set(row, hardnessScore({ version: tables.version, demand: demandFrom(reading, tables), difficulty }));
	}
	return found;
}

/** Difficulty of each question by tables that never saw its benchmark, nor any of its questions in another one. */
function crossFitDifficulty(gains: readonly Gain[], readings: Readings): Map<TrainingRow, number> {
	const found = new Map<TrainingRow, number>();
	const rows = [...readings.keys()];
	const stems = stemsOf(rows.map(({ prompt }) => prompt));
	const stemOf = new Map(rows.map((row, i) => [row, stems[i]]));
	for (const source of new Set(rows.map((row) => row.source))) {
		const own = new Set(rows.filter((row) => row.source === source).map((row) => stemOf.get(row)));
		const others = gains.filter(({ row }) => row.source !== source && !own.has(stemOf.get(row)));
		if (others.length === 0) continue;
		const tables = difficultyTables(others, readings);
		for (const [row, { dense }] of readings) {
			if (row.source === source) found.set(row, difficultyFrom(dense, tables));
		}
	}
	return found;
}

/** Where nothing is known of a request; chosen, not fitted. */
const BIAS = 0.5;
/** Chosen by cross-validation over the written requests. */
const FRAGMENT_PENALTY = 1e-5;
const DENSE_PENALTY = 1e-2;

/** The written rule is a prior for what nobody wrote an example of, so it is added to what was fitted without it. */
function fit(written: readonly WrittenRequest[]): FittedDemand {
	const rows = written.flatMap(({ reading, hasty, level }) =>
		[reading, hasty].map((read): DemandRow => ({ ...read, offset: 0, label: LEVELS[level] })),
	);
	return fitDemand(rows, { fragmentPenalty: FRAGMENT_PENALTY, densePenalty: DENSE_PENALTY, bias: BIAS });
}

type DemandTables = Pick<HardnessTables, 'bias' | 'fragments' | 'fragmentScale' | 'known' | 'dense' | 'means'>;

function demandTables(written: readonly WrittenRequest[]): DemandTables {
	const { fragments, dense, means } = fit(written);
	const known = knownFrom(written.map(({ reading }) => reading.names));
	const { values, scale } = quantize(clipped(fragments));
	return { bias: BIAS, known, fragments: values, fragmentScale: scale, dense: rounded(dense), means: rounded(means) };
}

/** One byte for each has to do: a few very large ones would leave none for the rest. */
function clipped(values: Float64Array): Float64Array {
	const sizes = values
		.filter((value) => value !== 0)
		.map(Math.abs)
		.sort();
	const most = sizes[Math.floor(sizes.length * CLIP_AT)] ?? 0;
	return values.map((value) => Math.max(-most, Math.min(most, value)));
}

const CLIP_AT = 0.9995;

type DifficultyTables = Pick<HardnessTables, 'trees' | 'lengthSlope' | 'difficultyOffset'>;

const BOOST = { trees: 150, depth: 3, rate: 0.06, leastRows: 200, pull: 200 };
/** Each benchmark counts the same, as if it had so many questions; small ones no more than these would. */
const ROWS_OF_ONE = 300;
const LEAST_ROWS_OF_ONE = 40;
/** How much the length counts beside the trees, in standard deviations of either. */
const LENGTH_SHARE = 1.2;

/** In standard deviations over the questions. */
function difficultyTables(gains: readonly Gain[], readings: Readings): DifficultyTables {
	const sizes = new Map<string, number>();
	for (const { row } of gains) sizes.set(row.source, (sizes.get(row.source) ?? 0) + 1);
	const rows = gains.flatMap(({ row, gain }) => {
		const reading = readings.get(row);
		const weight = ROWS_OF_ONE / Math.max(LEAST_ROWS_OF_ONE, sizes.get(row.source) ?? 0);
		return reading === undefined ? [] : [{ values: reading.dense, target: gain, weight }];
	});
	const trees = boost(rows, BOOST);
	const grown = spreadOf(rows.map(({ values }) => sumTrees(trees, values)));
	const lengths = spreadOf(rows.map(({ values }) => values[LENGTH] ?? 0));
	const whole = spreadOf(rows.map(({ values }) => sumTrees(trees, values) / grown + (LENGTH_SHARE * (values[LENGTH] ?? 0)) / lengths));
	const scaled = { trees: scaleTrees(trees, 1 / (grown * whole)), lengthSlope: round(LENGTH_SHARE / (lengths * whole)) };
	const centre = mean(rows.map(({ values }) => difficultyFrom(values, { ...scaled, difficultyOffset: 0 })));
	return { ...scaled, difficultyOffset: round(-centre) };
}

const LENGTH = DENSE_FEATURES.indexOf('log words');

function scaleTrees(trees: Trees, by: number): Trees {
	return { ...trees, leaves: Array.from(trees.leaves, (leaf) => round(leaf * by)) };
}

/** Standard deviation; 1 where all are the same, but for rounding. */
function spreadOf(values: readonly number[]): number {
	const centre = mean(values);
	const spread = Math.sqrt(mean(values.map((value) => (value - centre) ** 2)));
	return spread > 1e-9 ? spread : 1;
}

function withVersion(tables: Omit<HardnessTables, 'version'>): HardnessTables {
	const content = JSON.stringify(encodeTables({ ...tables, version: '' }));
	return { ...tables, version: createHash('sha256').update(content).digest('hex').slice(0, 12) };
}

function rounded(values: Float64Array): number[] {
	return Array.from(values, round);
}

function round(value: number): number {
	return Number(value.toFixed(5));
}

/** How many buckets hold anything. */
export function filledBuckets({ fragments }: HardnessTables): number {
	return FRAGMENT_BUCKETS - fragments.filter((value) => value === 0).length;
}
