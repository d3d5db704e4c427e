/** A call as the provider saw it, in ms of one clock. */
export interface SeenCall {
	readonly atMs: number;
	/** When the answer left; `null`: never. */
	readonly leftMs: number | null;
}

/**
 * What everything but the provider adds to each request, where so many requests are under way at a time: from an answer
 * that leaves the provider until the request that takes its place arrives, which is the way back, what is done with
 * the answer and for the next request, and the way there. The n-th answer makes room for the request that is
 * `parallel` after it; the mean is exact, the quantiles are those of a fair queue.
 */
export function addedLatency(calls: readonly SeenCall[], parallel: number): number[] {
	const arrived = calls.map(({ atMs }) => atMs).toSorted((a, b) => a - b);
	const left = calls.flatMap(({ leftMs }) => leftMs ?? []).toSorted((a, b) => a - b);
	return arrived.slice(parallel).map((atMs, index) => atMs - (left[index] ?? NaN));
}
