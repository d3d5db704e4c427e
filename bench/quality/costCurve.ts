import { estimateNanoUsd } from '../../router/registry/cost';
import type { ModelId, ModelSpec } from '../../router/registry/model';
import type { CostAndQuality } from './cascade';
import type { StreamRow } from './streams';

/** Predicted quality of each model for a row. */
export type Predict = (row: StreamRow) => ReadonlyMap<ModelId, number>;

/** What a threshold costs and how good the answers are, per request; lowest threshold first, always the strongest last. */
export type CostCurve = readonly (CostAndQuality & { readonly threshold: number })[];

const STEPS = 500;

/** Models cheapest first. Each row goes to the first whose predicted quality reaches the threshold, else to the last. */
export function costCurve(rows: readonly StreamRow[], models: readonly ModelSpec[], predict: Predict): CostCurve {
	const priced = rows.map((row) => {
		const predicted = predict(row);
		return models.map((model, i) => ({ quality: predicted.get(model.id) ?? 0, score: row.scores[i] ?? NaN, cost: costOf(row, model) }));
	});
	return Array.from({ length: STEPS + 2 }, (_, step) => {
		const threshold = step / STEPS;
		const taken = priced.map((rungs) => (step > STEPS ? undefined : rungs.find(({ quality }) => quality >= threshold)) ?? rungs.at(-1));
		const mean = (value: (rung: (typeof priced)[number][number]) => number) =>
			taken.reduce((sum, rung) => sum + (rung === undefined ? NaN : value(rung)), 0) / rows.length;
		return { threshold, costNanoUsd: mean(({ cost }) => cost), quality: mean(({ score }) => score) };
	});
}

/** Mean quality at a cost per request, between the two nearest thresholds as if both were taken in turn. */
export function qualityAtCost(curve: CostCurve, costNanoUsd: number): number {
	const sorted = [...curve].sort((a, b) => a.costNanoUsd - b.costNanoUsd || a.quality - b.quality);
	const above = sorted.findIndex((point) => point.costNanoUsd >= costNanoUsd);
	const [from, to] = [sorted[above - 1], sorted[above]];
	if (to === undefined) return sorted.at(-1)?.quality ?? NaN;
	return from === undefined
		? to.quality
		: from.quality + (to.quality - from.quality) * shareBetween(from.costNanoUsd, to.costNanoUsd, costNanoUsd);
}

/** Least cost per request at which a quality is reached, in the same way; the highest cost where it never is. */
export function costAtQuality(curve: CostCurve, quality: number): number {
	const sorted = [...curve].sort((a, b) => a.costNanoUsd - b.costNanoUsd || a.quality - b.quality);
	const reached = sorted.findIndex((point) => point.quality >= quality);
	const [from, to] = [sorted[reached - 1], sorted[reached]];
	if (to === undefined) return sorted.at(-1)?.costNanoUsd ?? NaN;
	return from === undefined
		? to.costNanoUsd
		: from.costNanoUsd + (to.costNanoUsd - from.costNanoUsd) * shareBetween(from.quality, to.quality, quality);
}

function shareBetween(from: number, to: number, at: number): number {
	return to === from ? 1 : (at - from) / (to - from);
}

/** Benchmarks tell how right an answer was, not how long; all count as equally long. */
const ANSWER_TOKENS = 300;

function costOf({ request }: StreamRow, model: ModelSpec): number {
	return estimateNanoUsd(model, request.needs.inputTokens, ANSWER_TOKENS) ?? NaN;
}
