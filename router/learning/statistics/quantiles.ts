const STEPS = 200;
const TINY = 1e-300;
const PRECISE = 1e-15;
/** From here on the expansion of the t-quantile around the normal one is good to nine digits. */
const NEARLY_NORMAL = 100;

/** Below which a standard normal number lies with probability `p`, 0 < p < 1. */
export function normalQuantile(p: number): number {
	return root((x) => normalCdf(x) - p, 40);
}

/**
 * Below which Student's t with `df` degrees of freedom (> 0, whole or not) lies with probability `p`, 0 < p < 1.
 * Many degrees: Cornish–Fisher expansion, Abramowitz and Stegun 26.7.5.
 */
export function tQuantile(p: number, df: number): number {
	if (df < NEARLY_NORMAL) {
		// The tails of few degrees of freedom reach far: searched on a scale that holds them all.
		return Math.sinh(root((x) => tCdf(Math.sinh(x), df) - p, 300));
	}
	const z = normalQuantile(p);
	const g1 = (z ** 3 + z) / 4;
	const g2 = (5 * z ** 5 + 16 * z ** 3 + 3 * z) / 96;
	const g3 = (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / 384;
	const g4 = (79 * z ** 9 + 776 * z ** 7 + 1482 * z ** 5 - 1920 * z ** 3 - 945 * z) / 92160;
	return z + g1 / df + g2 / df ** 2 + g3 / df ** 3 + g4 / df ** 4;
}

/** P(T ≤ t) for Student's t, by the incomplete beta function (Abramowitz and Stegun 26.7.1). */
export function tCdf(t: number, df: number): number {
	const half = incompleteBeta(df / (df + t * t), df / 2, 0.5) / 2;
	return t > 0 ? 1 - half : half;
}

/** P(Z ≤ x) by its series (Abramowitz and Stegun 26.2.11); beyond nine deviations, 0 or 1. */
export function normalCdf(x: number): number {
	if (Math.abs(x) > 9) return x < 0 ? 0 : 1;
	let [term, sum] = [x, x];
	for (let i = 3; Math.abs(term) > PRECISE * Math.abs(sum) && i < 2 * STEPS; i += 2) {
		term *= (x * x) / i;
		sum += term;
	}
	return 0.5 + (sum * Math.exp((-x * x) / 2)) / Math.sqrt(2 * Math.PI);
}

/** ln Γ(x) for x > 0: Stirling's series, from where it converges (Abramowitz and Stegun 6.1.41). */
export function logGamma(x: number): number {
	if (x < 12) return logGamma(x + 1) - Math.log(x);
	const s = 1 / (x * x);
	const series = (1 / 12 - s * (1 / 360 - s * (1 / 1260 - s * (1 / 1680 - s * (1 / 1188 - (s * 691) / 360360))))) / x;
	return (x - 0.5) * Math.log(x) - x + Math.log(2 * Math.PI) / 2 + series;
}

function incompleteBeta(x: number, a: number, b: number): number {
	if (x <= 0) return 0;
	if (x >= 1) return 1;
	const logFront = logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x);
	// The fraction converges fast on this side of the mean only.
	if (x < (a + 1) / (a + b + 2)) return (Math.exp(logFront) * betaFraction(x, a, b)) / a;
	return 1 - (Math.exp(logFront) * betaFraction(1 - x, b, a)) / b;
}

/** The continued fraction of the incomplete beta function (Abramowitz and Stegun 26.5.8), by Lentz's method. */
function betaFraction(x: number, a: number, b: number): number {
	let c = 1;
	let d = 1 / notZero(1 - ((a + b) * x) / (a + 1));
	let value = d;
	for (let m = 1; m < STEPS; m++) {
		const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
		const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
		let step = 1;
		for (const factor of [even, odd]) {
			d = 1 / notZero(1 + factor * d);
			c = notZero(1 + factor / c);
			step = c * d;
			value *= step;
		}
		if (Math.abs(step - 1) < PRECISE) break;
	}
	return value;
}

function notZero(value: number): number {
	return Math.abs(value) < TINY ? TINY : value;
}

/** Where a rising function crosses zero within ±`reach`, by halving. */
function root(rising: (x: number) => number, reach: number): number {
	let [low, high] = [-reach, reach];
	for (let i = 0; i < 100; i++) {
		const middle = (low + high) / 2;
		if (rising(middle) < 0) low = middle;
		else high = middle;
	}
	return (low + high) / 2;
}
