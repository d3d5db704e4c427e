import type { Audit, AuditedRequest, Ladder } from '../log/audited';
import type { SeenLoss } from '../statistics/bettingTest';
import { drawFromId } from '../statistics/drawFromId';
import { atOnce, mapInSlices, type Sliced } from '../slices';

export interface Logged {
	readonly request: AuditedRequest;
	readonly ladder: Ladder;
}

/** What a fair sample of the requests says of each threshold of a grid, in the grid's order. */
export interface FairSample {
	readonly thresholds: readonly SampledThreshold[];
	/** Trials that needed no audit: nothing but the strongest can ever answer them. */
	readonly sure: number;
	/** From this place of the grid on, requests go to a model that was never compared. */
	readonly blindFrom: number;
}

export interface SampledThreshold {
	/** Requests whose loss at this threshold is known. */
	readonly trials: number;
	/** What they lost together: one whose two orders of judging disagree lost a half. */
	readonly lost: number;
	readonly losses: readonly SeenLoss[];
}

/**
 * Turns audits of unequal probability into independent draws from all requests: the losses at a threshold have the
 * mean R, the risk of the policy there (the mean loss over all requests). A coin that knows nothing of the outcome does
 * it: a comparison of probability π is kept with probability π_min ÷ π, so each request is in the sample with
 * probability π_min, whatever it asks (plain Bernoulli thinning). Where π is constant nothing is thrown away.
 *
 * The coin is the decision's own and nothing else moves it as long as π_min is fixed beforehand: looked at again when
 * the log has grown, the sample has grown, and what was in it is in it still.
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
	const counts: Counts = { grid, times: new Map() };
	const compared = new Set(log.flatMap(({ request }) => request.audit?.modelId ?? []));
	let [sure, blindFrom] = [0, grid.length];
	yield* mapInSlices(log, ({ request, ladder }) => {
		const reference = ladder.steps.find(({ candidate }) => candidate !== ladder.strongest)?.candidate.modelId;
		for (const { from, candidate } of ladder.steps) {
			if (candidate !== ladder.strongest && !compared.has(candidate.modelId)) blindFrom = Math.min(blindFrom, placeOf(from, grid));
		}
		if (reference === undefined) {
			if (!request.drawn || drawFromId(request.id, 'sure') >= smallestProbability) return;
			sure++;
			add(counts, 0, { start: 0, end: grid.length });
			return;
		}
		const { audit } = request;
		if (audit === null || drawFromId(request.id, 'keep') >= smallestProbability / audit.probability) return;
		count({ ladder, audit, reference }, counts);
	});
	return { thresholds: summed(counts), sure, blindFrom };
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
}

interface Counts {
	readonly grid: readonly number[];
	/** By loss: differences of how often it was seen, from one threshold to the next. */
	readonly times: Map<number, Float64Array>;
}

function count({ ladder, audit, reference }: Kept, counts: Counts): void {
	const steps = [{ from: Infinity, candidate: ladder.strongest }, ...ladder.steps];
	steps.forEach(({ from, candidate }, i) => {
		const safe = candidate === ladder.strongest;
		if (audit.modelId !== (safe ? reference : candidate.modelId)) return;
		const [start, end] = [placeOf(from, counts.grid), placeOf(steps[i + 1]?.from ?? -Infinity, counts.grid)];
		add(counts, safe ? 0 : 1 - audit.result, { start, end });
	});
}

function add({ grid, times }: Counts, loss: number, { start, end }: { readonly start: number; readonly end: number }): void {
	const differences = times.get(loss) ?? new Float64Array(grid.length + 1);
	times.set(loss, differences);
	differences[start] = (differences[start] ?? 0) + 1;
	differences[end] = (differences[end] ?? 0) - 1;
}

function summed({ grid, times }: Counts): SampledThreshold[] {
	const sums = new Map<number, number>();
	return grid.map((_, place) => {
		const losses: SeenLoss[] = [];
		let [trials, lost] = [0, 0];
		for (const [loss, differences] of times) {
			const seen = (sums.get(loss) ?? 0) + (differences[place] ?? 0);
			sums.set(loss, seen);
			if (seen === 0) continue;
			losses.push({ loss, times: seen });
			trials += seen;
			lost += seen * loss;
		}
		return { trials, lost, losses };
	});
}
