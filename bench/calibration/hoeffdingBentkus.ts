import { chosenAt } from '../../router/learning/log/audited';
import { binomialTail } from '../../router/learning/statistics/binomial';
import type { Logged } from '../../router/learning/calibration/fairSample';

/**
 * What the exact test is measured against: the Hoeffding–Bentkus p-value of H₀: mean > `risk`, for the mean of n
 * independent losses in [0, 1] (Bates et al. 2021, "Distribution-free, risk-controlling prediction sets").
 */
export function hoeffdingBentkus(mean: number, n: number, risk: number): number {
	if (mean >= risk) return 1;
	const hoeffding = Math.exp(-n * klBernoulli(mean, risk));
	return Math.min(1, hoeffding, Math.E * binomialTail(Math.ceil(n * mean - 1e-9), n, risk));
}

/** Kullback–Leibler divergence of Bernoulli(b) from Bernoulli(a), in nats. */
export function klBernoulli(a: number, b: number): number {
	return part(a, b) + part(1 - a, 1 - b);
}

/** The same fixed sequence on the audited requests, with graded losses; for two models and one constant probability. */
export function acceptedByHoeffdingBentkus({
	log,
	grid,
	risk,
	error,
}: {
	log: readonly Logged[];
	grid: readonly number[];
	risk: number;
	error: number;
}): number | null {
	const audited = log.filter(({ request }) => request.audit !== null);
	let accepted: number | null = null;
	for (const threshold of grid) {
		const losses = audited.map(({ request, ladder }) =>
			chosenAt(ladder, threshold) === ladder.strongest ? 0 : 1 - (request.audit?.result ?? 1),
		);
		const mean = losses.reduce((a, b) => a + b, 0) / losses.length;
		if (hoeffdingBentkus(mean, losses.length, risk) > error) break;
		accepted = threshold;
	}
	return accepted;
}

function part(a: number, b: number): number {
	return a === 0 ? 0 : a * Math.log(a / b);
}
