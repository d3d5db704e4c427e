import { atOnce } from '../../router/learning/slices';
import { minimising } from '../../router/learning/training/lbfgs';
import { DENSE_FEATURES } from '../../router/request/hardness/denseFeatures';
import { FRAGMENT_BUCKETS } from '../../router/request/hardness/fragments';

/** One written request as its fragments and dense features. */
export interface DemandRow {
	readonly fragments: Int32Array;
	readonly dense: Float64Array;
	/** Added to its logit whatever is fitted: the written rules. */
	readonly offset: number;
	/** How much it needs the strongest model, from 0 to 1. */
	readonly label: number;
}

export interface FittedDemand {
	readonly fragments: Float64Array;
	readonly dense: Float64Array;
	readonly means: Float64Array;
}

interface DemandOptions {
	/** L2 penalties, per row. */
	readonly fragmentPenalty: number;
	readonly densePenalty: number;
	/** Fixed: what is assumed of a request that nothing is known of. */
	readonly bias: number;
}

/** Logistic regression over what written requests are made of. Uses no randomness. */
export function fitDemand(rows: readonly DemandRow[], options: DemandOptions): FittedDemand {
	const means = meansOf(rows);
	const x = atOnce(
		minimising(
			function* (at, gradient) {
				yield;
				return loss(rows, means, options, at, gradient);
			},
			new Float64Array(FRAGMENT_BUCKETS + DENSE_FEATURES.length),
			80,
			1e-6,
		),
	);
	return { fragments: x.slice(0, FRAGMENT_BUCKETS), dense: x.slice(FRAGMENT_BUCKETS), means };
}

function meansOf(rows: readonly DemandRow[]): Float64Array {
	const means = new Float64Array(DENSE_FEATURES.length);
	for (const { dense } of rows) dense.forEach((value, i) => (means[i] = (means[i] ?? 0) + value / rows.length));
	return means;
}

function loss(rows: readonly DemandRow[], means: Float64Array, options: DemandOptions, x: Float64Array, gradient: Float64Array): number {
	gradient.fill(0);
	let total = 0;
	for (const row of rows) {
		const scale = 1 / Math.sqrt(Math.max(1, row.fragments.length));
		let sum = 0;
		for (const index of row.fragments) sum += x[index] ?? 0;
		let logit = options.bias + row.offset + sum * scale;
		for (let i = 0; i < means.length; i++) logit += (x[FRAGMENT_BUCKETS + i] ?? 0) * ((row.dense[i] ?? 0) - (means[i] ?? 0));
		const risk = Math.min(1 - 1e-12, Math.max(1e-12, 1 / (1 + Math.exp(-logit))));
		total -= (row.label * Math.log(risk) + (1 - row.label) * Math.log(1 - risk)) / rows.length;
		const slope = (risk - row.label) / rows.length;
		for (const index of row.fragments) gradient[index] = (gradient[index] ?? 0) + slope * scale;
		for (let i = 0; i < means.length; i++) {
			const at = FRAGMENT_BUCKETS + i;
			gradient[at] = (gradient[at] ?? 0) + slope * ((row.dense[i] ?? 0) - (means[i] ?? 0));
		}
	}
	for (let i = 0; i < x.length; i++) {
		const penalty = i < FRAGMENT_BUCKETS ? options.fragmentPenalty : options.densePenalty;
		const value = x[i] ?? 0;
		total += (penalty / 2) * value * value;
		gradient[i] = (gradient[i] ?? 0) + penalty * value;
	}
	return total;
}
