import { shownBelow } from '../statistics/bettingTest';
import { binomialTail } from '../statistics/binomial';

const POWER = 0.8;
/** A threshold that is closer to the target than this would take audits without end. */
const CLOSEST = 0.8;
const MOST = 1e6;

/**
 * How many trials the test of a `tolerance` at level `error` takes to succeed in four of five cases, if failures come at
 * the `expected` rate; where that is no clear success, as if it were four fifths of it. An order of
 * magnitude: the rate is itself a guess. At most a million.
 */
export function trialsNeeded({ expected, tolerance, error }: { expected: number; tolerance: number; error: number }): number {
	if (tolerance <= 0) return MOST;
	const rate = Math.min(expected, CLOSEST * tolerance);
	const suffices = (trials: number) => binomialTail(mostFailures(trials, tolerance, error), trials, rate) >= POWER;
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
function mostFailures(trials: number, tolerance: number, error: number): number {
	const succeeds = (failures: number) =>
		shownBelow({
			losses: [
				{ loss: 1, times: failures },
				{ loss: 0, times: trials - failures },
			],
			tolerance,
			error,
		});
	let [low, high] = [-1, trials];
	while (high - low > 1) {
		const middle = Math.floor((low + high) / 2);
		if (succeeds(middle)) low = middle;
		else high = middle;
	}
	return low;
}
