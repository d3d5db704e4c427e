import { binomialTail } from '../statistics/binomial';

const POWER = 0.8;
/** A threshold that is closer to the target than this would take audits without end. */
const CLOSEST = 0.8;
const MOST = 1e6;

/**
 * How many trials the test of `risk` at level `error` takes to succeed in four of five cases, if failures come at
 * the `expected` rate; where that is no clear success, as if it were four fifths of the risk. An order of
 * magnitude: the rate is itself a guess. At most a million.
 */
export function trialsNeeded({ expected, risk, error }: { expected: number; risk: number; error: number }): number {
	if (risk <= 0) return MOST;
	const rate = Math.min(expected, CLOSEST * risk);
	const suffices = (trials: number) => binomialTail(mostFailures(trials, risk, error), trials, rate) >= POWER;
	let high = 1;
	while (high < MOST && !suffices(high)) high *= 2;
	if (high >= MOST) return MOST;
	let low = Math.floor(high / 2);
	while (high - low > 1) {
		const middle = Math.floor((low + high) / 2);
		if (suffices(middle)) high = middle;
		else low = middle;
	}
	return high;
}

/** The most failures at which the test still succeeds; −1: not even none. */
function mostFailures(trials: number, risk: number, error: number): number {
	let [low, high] = [-1, trials];
	while (high - low > 1) {
		const middle = Math.floor((low + high) / 2);
		if (binomialTail(middle, trials, risk) <= error) low = middle;
		else high = middle;
	}
	return low;
}
