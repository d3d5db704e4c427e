/** One held-out decision: what was predicted of the cheap model, and whether it did fall short. */
export interface Judged {
	readonly risk: number;
	readonly failed: number;
}

export interface ReliabilityBin {
	readonly from: number;
	readonly to: number;
	readonly count: number;
	readonly predicted: number;
	readonly measured: number;
}

export function brier(judged: readonly Judged[]): number {
	return mean(judged.map(({ risk, failed }) => failed * (1 - risk) ** 2 + (1 - failed) * risk ** 2));
}

export function crossEntropy(judged: readonly Judged[]): number {
	return mean(judged.map(({ risk, failed }) => -failed * Math.log(risk) - (1 - failed) * Math.log(1 - risk)));
}

/** Bins of equal width over the predicted risk; empty ones left out. */
export function reliability(judged: readonly Judged[], bins = 10): ReliabilityBin[] {
	return Array.from({ length: bins }, (_, i) => {
		const inBin = judged.filter(({ risk }) => Math.min(bins - 1, Math.floor(risk * bins)) === i);
		return {
			from: i / bins,
			to: (i + 1) / bins,
			count: inBin.length,
			predicted: mean(inBin.map(({ risk }) => risk)),
			measured: mean(inBin.map(({ failed }) => failed)),
		};
	}).filter((bin) => bin.count > 0);
}

/** Expected calibration error: mean distance of predicted and measured, weighted by the bins' counts. */
export function calibrationError(bins: readonly ReliabilityBin[]): number {
	const total = bins.reduce((sum, bin) => sum + bin.count, 0);
	return bins.reduce((sum, bin) => sum + (bin.count / total) * Math.abs(bin.predicted - bin.measured), 0);
}

export interface OperatingPoint {
	readonly threshold: number;
	/** Share of all requests that were answered cheaply and needed the strong model. */
	readonly falseCheap: number;
	/** The same as a share of the cheap answers: 1 − routing accuracy. */
	readonly wrongAmongCheap: number;
	readonly cheapShare: number;
}

export function operatingPoint(judged: readonly Judged[], threshold: number): OperatingPoint {
	const cheap = judged.filter(({ risk }) => 1 - risk >= threshold);
	const wrongAmongCheap = mean(cheap.map(({ failed }) => failed));
	const cheapShare = cheap.length / Math.max(1, judged.length);
	return { threshold, falseCheap: wrongAmongCheap * cheapShare, wrongAmongCheap, cheapShare };
}

/** The lowest threshold, in hundredths, from which on the false-cheap rate stays at or below `target`; 1 where none is. */
export function lowestThreshold(judged: readonly Judged[], target: number): OperatingPoint {
	let best = operatingPoint(judged, 1);
	if (judged.length === 0) return best;
	for (let hundredths = 99; hundredths >= 0; hundredths--) {
		const point = operatingPoint(judged, hundredths / 100);
		if (point.falseCheap > target) return best;
		best = point;
	}
	return best;
}

export function mean(values: readonly number[]): number {
	return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}
