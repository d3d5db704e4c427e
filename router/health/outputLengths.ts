/** Answers kept per model: enough for a 95th percentile. */
const SAMPLES = 100;
/** With fewer answers than this the longest of them stands in for the percentile. */
const ENOUGH = 20;
/** With fewer than this nothing is concluded. */
const LEAST = 5;
const SHARE = 0.95;

/** How long the answers of each model are, learned from those that came. */
interface OutputLengths {
	add(limitsKey: string, tokens: number): void;
	/** The 95th percentile in tokens; `null` until a few answers have been seen. */
	likelyMost(limitsKey: string): number | null;
	/** By how many tokens the longest answer seen passed that; 0 until a few have been seen. */
	excess(limitsKey: string): number;
}

export function createOutputLengths(): OutputLengths {
	const seen = new Map<string, number[]>();
	const known = new Map<string, number>();
	const likelyMost = (limitsKey: string) => {
		const samples = seen.get(limitsKey) ?? [];
		if (samples.length < LEAST) return null;
		const most = known.get(limitsKey) ?? percentile(samples);
		known.set(limitsKey, most);
		return most;
	};
	return {
		likelyMost,
		excess: (limitsKey) => Math.max(0, Math.max(...(seen.get(limitsKey) ?? [])) - (likelyMost(limitsKey) ?? Infinity)),
		add(limitsKey, tokens) {
			const samples = seen.get(limitsKey) ?? [];
			samples.push(tokens);
			if (samples.length > SAMPLES) samples.shift();
			seen.set(limitsKey, samples);
			known.delete(limitsKey);
		},
	};
}

function percentile(samples: readonly number[]): number {
	const sorted = [...samples].sort((a, b) => a - b);
	const share = sorted.length < ENOUGH ? 1 : SHARE;
	return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}
