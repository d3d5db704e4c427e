import { logGamma } from './quantiles';

/** Where a term no longer changes the sum of a double. */
const NEGLIGIBLE = 1e-17;

/**
 * P(X ≤ k) for X ~ Binomial(n, p), summed exactly: the largest term in logarithms, so that n in the millions
 * neither overflows nor vanishes, and its neighbours by their ratio. `k` may be any number, `n` a whole one ≥ 0.
 */
export function binomialTail(k: number, n: number, p: number): number {
	const most = Math.floor(k);
	if (most < 0) return 0;
	if (most >= n || p <= 0) return 1;
	if (p >= 1) return 0;
	if (most < n * p) return Math.min(1, downFrom(most, n, p));
	// Above the mean, the other side is the short one: n − X ~ Binomial(n, 1 − p).
	return Math.max(0, 1 - downFrom(n - most - 1, n, 1 - p));
}

function downFrom(k: number, n: number, p: number): number {
	const odds = (1 - p) / p;
	let [term, sum] = [1, 1];
	for (let j = k; j > 0 && term > NEGLIGIBLE * sum; j--) {
		term *= (j / (n - j + 1)) * odds;
		sum += term;
	}
	return Math.exp(logTerm(k, n, p) + Math.log(sum));
}

function logTerm(k: number, n: number, p: number): number {
	const choose = logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1);
	return choose + k * Math.log(p) + (n - k) * Math.log1p(-p);
}
