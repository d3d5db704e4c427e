/** Samples kept per key: enough for a 95th percentile, few enough to sort at once. */
const SAMPLES = 100;
/** Older samples say nothing of how fast a model is now. */
const MAX_AGE_MS = 15 * 60_000;
/** After this time a sample counts half. */
const HALF_LIFE_MS = 5 * 60_000;
/** Percentiles are read far more often than they change. */
const FRESH_MS = 1_000;

export interface Sample {
	/** From sending the request to its whole answer. */
	readonly tookMs: number;
	readonly atMs: number;
}

export interface Latency {
	/** @param tookMs from sending the request to its whole answer, in ms. */
	add(limitsKey: string, tookMs: number, nowMs: number): void;
	/** @param share in [0, 1]. `null` where nothing recent is known. */
	percentile(limitsKey: string, share: number, nowMs: number): number | null;
	/** Takes the samples of all processes in place of those known here. */
	replace(limitsKey: string, samples: readonly Sample[]): void;
}

/** Answer times of the last quarter of an hour, at most the last hundred of each key; a sample counts half after five minutes. */
export function createLatency(): Latency {
	const profiles = new Map<string, Sample[]>();
	const sorted = new Map<string, Sorted>();
	const sortedOf = (limitsKey: string, nowMs: number) => {
		const known = sorted.get(limitsKey);
		if (known !== undefined && nowMs - known.atMs < FRESH_MS && nowMs >= known.atMs) return known;
		const made = { atMs: nowMs, samples: weighted(profiles.get(limitsKey) ?? [], nowMs), percentiles: new Map<number, number | null>() };
		sorted.set(limitsKey, made);
		return made;
	};
	return {
		add(limitsKey, tookMs, nowMs) {
			const samples = profiles.get(limitsKey) ?? [];
			samples.push({ tookMs, atMs: nowMs });
			if (samples.length > SAMPLES) samples.shift();
			profiles.set(limitsKey, samples);
			sorted.delete(limitsKey);
		},
		percentile(limitsKey, share, nowMs) {
			const { samples, percentiles } = sortedOf(limitsKey, nowMs);
			const known = percentiles.get(share);
			const percentile = known === undefined ? percentileOf(samples, share) : known;
			percentiles.set(share, percentile);
			return percentile;
		},
		replace(limitsKey, samples) {
			profiles.set(limitsKey, samples.slice(-SAMPLES));
			sorted.delete(limitsKey);
		},
	};
}

/** Each request asks many times for the same two percentiles. */
interface Sorted {
	readonly atMs: number;
	readonly samples: readonly Weighted[];
	readonly percentiles: Map<number, number | null>;
}

interface Weighted {
	readonly tookMs: number;
	readonly weight: number;
}

function weighted(samples: readonly Sample[], nowMs: number): Weighted[] {
	return samples
		.filter(({ atMs }) => nowMs - atMs < MAX_AGE_MS)
		.map(({ tookMs, atMs }) => ({ tookMs, weight: 2 ** (-Math.max(0, nowMs - atMs) / HALF_LIFE_MS) }))
		.sort((a, b) => a.tookMs - b.tookMs);
}

/** The least sample with more than `share` of all the weight up to it. */
function percentileOf(samples: readonly Weighted[], share: number): number | null {
	const enough = share * samples.reduce((sum, { weight }) => sum + weight, 0);
	let reached = 0;
	for (const { tookMs, weight } of samples) {
		reached += weight;
		if (reached > enough + EPSILON) return tookMs;
	}
	return samples.at(-1)?.tookMs ?? null;
}

/** Sums of weights are not exact. */
const EPSILON = 1e-9;
