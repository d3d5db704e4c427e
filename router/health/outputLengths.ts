/** Answers kept per model: enough for a 95th percentile. */
const SAMPLES = 100;
/** With fewer answers than this the longest of them stands in for the percentile. */
const ENOUGH = 20;
/** With fewer than this nothing is concluded. */
const LEAST = 5;
const SHARE = 0.95;

/** How long the answers of each row are, learned from those that came. */
interface OutputLengths {
	add(rowKey: string, tokens: number): void;
	/** The 95th percentile in tokens; `null` until a few answers have been seen. */
	likelyMost(rowKey: string): number | null;
	/** By how many tokens the longest answer seen passed that; 0 until a few have been seen. */
	excess(rowKey: string): number;
}

export function createOutputLengths(): OutputLengths {
	const seen = new Map<string, number[]>();
	const known = new Map<string, number>();
	const likelyMost = (rowKey: string) => {
		const samples = seen.get(rowKey) ?? [];
		if (samples.length < LEAST) return null;
		const most = known.get(rowKey) ?? percentile(samples);
		known.set(rowKey, most);
		return most;
	};
	return {
		likelyMost,
		excess: (rowKey) => Math.max(0, Math.max(...(seen.get(rowKey) ?? [])) - (likelyMost(rowKey) ?? Infinity)),
		add(rowKey, tokens) {
			const samples = seen.get(rowKey) ?? [];
			samples.push(tokens);
			if (samples.length > SAMPLES) samples.shift();
			seen.set(rowKey, samples);
			known.delete(rowKey);
		},
	};
}

function percentile(samples: readonly number[]): number {
	const sorted = [...samples].sort((a, b) => a - b);
	const share = sorted.length < ENOUGH ? 1 : SHARE;
	return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}
