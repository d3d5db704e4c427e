/** Samples kept per key: enough for a 95th percentile, few enough to sort at once. */
const SAMPLES = 100;
/** Older samples say nothing of how fast a model is now. */
const MAX_AGE_MS = 15 * 60_000;

export interface Latency {
	/** @param tookMs from sending the request to its whole answer, in ms. */
	add(limitsKey: string, tookMs: number, nowMs: number): void;
	/** @param share in [0, 1]. `null` where nothing recent is known. */
	percentile(limitsKey: string, share: number, nowMs: number): number | null;
}

/** Answer times of the last quarter of an hour, at most the last hundred of each key. */
export function createLatency(): Latency {
	const profiles = new Map<string, { tookMs: number; atMs: number }[]>();
	return {
		add(limitsKey, tookMs, nowMs) {
			const samples = profiles.get(limitsKey) ?? [];
			samples.push({ tookMs, atMs: nowMs });
			if (samples.length > SAMPLES) samples.shift();
			profiles.set(limitsKey, samples);
		},
		percentile(limitsKey, share, nowMs) {
			const recent = (profiles.get(limitsKey) ?? [])
				.filter(({ atMs }) => nowMs - atMs < MAX_AGE_MS)
				.map(({ tookMs }) => tookMs)
				.sort((a, b) => a - b);
			return recent[Math.min(recent.length - 1, Math.floor(share * recent.length))] ?? null;
		},
	};
}
