import type { TrainingRow } from './rows';

/** Models in order of strength, weakest first: what a user's list of models would be. */
export type ModelLadder = readonly string[];

/**
 * Ladders of two, three and five models of one benchmark, from pairs whose mean scores differ as a cheap and
 * a strong model's do. Strength is the mean over the rows given: hand over training rows only.
 */
export function buildLadders(rows: readonly TrainingRow[]): ModelLadder[] {
	const ranked = rankModels(rows);
	const tops = spread(
		ranked.filter((model) => model.mean >= quantile(ranked, 0.6)),
		TOPS,
	);
	const ladders = new Map<string, ModelLadder>();
	for (const top of tops) {
		const bottoms = ranked.filter((model) => isCheapBeside(model.mean, top.mean));
		for (const bottom of spread(bottoms, BOTTOMS)) {
			for (const size of SIZES) {
				const ladder = fill(ranked, bottom, top, size);
				ladders.set(ladder.join(' < '), ladder);
			}
		}
	}
	return [...ladders.values()];
}

interface RankedModel {
	readonly name: string;
	readonly mean: number;
}

const SIZES = [2, 3, 5];
const TOPS = 3;
const BOTTOMS = 3;
const SMALLEST_GAP = 0.02;
const LARGEST_GAP = 0.4;

function isCheapBeside(mean: number, top: number): boolean {
	return top - mean >= SMALLEST_GAP && top - mean <= LARGEST_GAP;
}

function rankModels(rows: readonly TrainingRow[]): RankedModel[] {
	const scores = new Map<string, { sum: number; count: number }>();
	for (const row of rows) {
		for (const [name, score] of row.scores) {
			const entry = scores.get(name) ?? { sum: 0, count: 0 };
			scores.set(name, { sum: entry.sum + score, count: entry.count + 1 });
		}
	}
	const ranked = [...scores].map(([name, { sum, count }]) => ({ name, mean: sum / count }));
	return ranked.sort((a, b) => a.mean - b.mean || (a.name < b.name ? -1 : 1));
}

function quantile(ranked: readonly RankedModel[], share: number): number {
	return ranked[Math.floor((ranked.length - 1) * share)]?.mean ?? 0;
}

/** Up to `count` of a list, evenly spread, both ends included. */
function spread<T>(list: readonly T[], count: number): T[] {
	if (list.length <= count) return [...list];
	return Array.from({ length: count }, (_, i) => list[Math.round((i * (list.length - 1)) / (count - 1))]).filter(
		(item) => item !== undefined,
	);
}

/** Rungs nearest to evenly spaced means; fewer where no model stands between. */
function fill(ranked: readonly RankedModel[], bottom: RankedModel, top: RankedModel, size: number): ModelLadder {
	const between = ranked.filter((model) => model.mean > bottom.mean && model.mean < top.mean);
	const rungs = new Set<RankedModel>();
	for (let i = 1; i < size - 1 && between.length > 0; i++) {
		const wanted = bottom.mean + ((top.mean - bottom.mean) * i) / (size - 1);
		rungs.add(between.reduce((a, b) => (Math.abs(b.mean - wanted) < Math.abs(a.mean - wanted) ? b : a)));
	}
	return [bottom, ...[...rungs].sort((a, b) => a.mean - b.mean), top].map((model) => model.name);
}
