import type { Audit, AuditedRequest, Ladder } from '../log/audited';
import { drawFromId } from '../statistics/drawFromId';
import { atOnce, mapInSlices, type Sliced } from '../slices';

export interface Logged {
	readonly request: AuditedRequest;
	readonly ladder: Ladder;
}

/** What a fair sample of the requests says of each threshold of a grid, in the grid's order. */
export interface FairSample {
	/** Requests whose loss at this threshold is known. */
	readonly trials: readonly number[];
	/** Those of them that lost. */
	readonly failures: readonly number[];
	/** Trials that needed no audit: nothing but the strongest can ever answer them. */
	readonly sure: number;
	/** From this place of the grid on, requests go to a model that was never compared. */
	readonly blindFrom: number;
}

/**
 * Turns audits of unequal probability and graded results into independent draws of one coin: for each threshold,
 * given the number of trials n, failures ~ Binomial(n, R) exactly, where R is the risk (the mean loss over all
 * requests) of the policy at that threshold. Two coins, that know nothing of the outcome, do it:
 *
 * 1. A comparison of probability π is kept with probability π_min ÷ π. So each request is in the sample with
 *    probability π_min, whatever it asks: plain (Bernoulli) thinning, and what is in it are independent draws from
 *    all requests. Where π is constant nothing is thrown away.
 * 2. A loss between 0 and 1 becomes 1 with just that probability, which keeps its mean. Of a comparison whose two
 *    orders disagree this believes one order.
 *
 * A comparison counts at a threshold where its model is the one the policy would choose. Where that is the
 * strongest itself, the loss is 0, and the request counts if it was compared with the model that would be chosen
 * first as the threshold falls (so with two models, all thresholds see the same trials).
 */
export function fairSample(options: FairSampleOptions): FairSample {
	return atOnce(samplingFairly(options));
}

interface FairSampleOptions {
	readonly log: readonly Logged[];
	readonly grid: readonly number[];
	readonly smallestProbability: number;
}

/** The same in pieces. */
export function* samplingFairly({ log, grid, smallestProbability }: FairSampleOptions): Sliced<FairSample> {
	const [trials, failures] = [new Float64Array(grid.length + 1), new Float64Array(grid.length + 1)];
	const compared = new Set(log.flatMap(({ request }) => request.audit?.modelId ?? []));
	let [sure, blindFrom] = [0, grid.length];
	yield* mapInSlices(log, ({ request, ladder }) => {
		const reference = ladder.steps.find(({ candidate }) => candidate !== ladder.strongest)?.candidate.modelId;
		for (const { from, candidate } of ladder.steps) {
			if (candidate !== ladder.strongest && !compared.has(candidate.modelId)) blindFrom = Math.min(blindFrom, placeOf(from, grid));
		}
		if (reference === undefined) {
			if (drawFromId(request.id, 'sure') < smallestProbability) sure++;
			return;
		}
		const { audit } = request;
		if (audit === null || drawFromId(request.id, 'keep') >= smallestProbability / audit.probability) return;
		count({ ladder, audit, reference, lost: drawFromId(request.id, 'loss') < 1 - audit.result }, { grid, trials, failures });
	});
	return { trials: runningSums(trials, sure), failures: runningSums(failures, 0), sure, blindFrom };
}

/** Where in a falling grid a model begins to be chosen that is so up to this threshold. */
export function placeOf(from: number, grid: readonly number[]): number {
	let [low, high] = [0, grid.length];
	while (low < high) {
		const middle = (low + high) >> 1;
		if ((grid[middle] ?? -Infinity) <= from) high = middle;
		else low = middle + 1;
	}
	return low;
}

interface Kept {
	readonly ladder: Ladder;
	readonly audit: Audit;
	readonly reference: string;
	readonly lost: boolean;
}

interface Counts {
	readonly grid: readonly number[];
	/** Differences from one threshold to the next. */
	readonly trials: Float64Array;
	readonly failures: Float64Array;
}

function count({ ladder, audit, reference, lost }: Kept, { grid, trials, failures }: Counts): void {
	const steps = [{ from: Infinity, candidate: ladder.strongest }, ...ladder.steps];
	steps.forEach(({ from, candidate }, i) => {
		const [start, end] = [placeOf(from, grid), placeOf(steps[i + 1]?.from ?? -Infinity, grid)];
		const safe = candidate === ladder.strongest;
		if (audit.modelId !== (safe ? reference : candidate.modelId)) return;
		add(trials, start, end);
		if (lost && !safe) add(failures, start, end);
	});
}

function add(differences: Float64Array, start: number, end: number): void {
	differences[start] = (differences[start] ?? 0) + 1;
	differences[end] = (differences[end] ?? 0) - 1;
}

function runningSums(differences: Float64Array, start: number): number[] {
	let sum = start;
	return Array.from(differences.subarray(0, -1), (difference) => (sum += difference));
}
