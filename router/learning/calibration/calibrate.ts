import type { AuditedRequest } from '../log/audited';
import { binomialTail, upperBound } from '../statistics/binomial';
import { type FairSample, type Logged, samplingFairly } from './fairSample';
import { choosingGrid, readingLog } from './grid';
import { trialsNeeded } from './moreAudits';
import { observe } from './observe';
import { estimateRisk } from './risk';
import { savingOf, type SavingShare } from './savings';
import { atOnce, type Sliced } from '../slices';

export interface CalibrationOptions {
	readonly requests: readonly AuditedRequest[];
	/** At least this share of all answers as good as the strongest model's; in (0, 1). */
	readonly target: number;
	/** That a threshold handed out keeps the target; in (0, 1), such as 0.95. */
	readonly confidence: number;
	/** Thresholds to try, fixed without a look at any outcome; highest first. Default: `thresholdGrid`. */
	readonly grid?: readonly number[];
	/** The smallest with which the audits' design compares anything. Default: the smallest that was logged. */
	readonly smallestProbability?: number;
}

export interface Certified {
	readonly kind: 'certified';
	readonly threshold: number;
	/**
	 * Share of all answers worse than the strongest model's. `upper` holds with the asked confidence for this
	 * threshold alone; what holds after the choice among thresholds is the target, and `upper` is never beyond it.
	 */
	readonly risk: { readonly estimate: number; readonly upper: number };
	readonly saving: SavingShare | null;
	/** Comparisons that decided. */
	readonly auditsUsed: number;
}

export type Calibration =
	| Certified
	| {
			readonly kind: 'not_enough_data';
			/** Audits still to make, of as many requests as that takes at the present rate (`null`: none yet). About. */
			readonly about: { readonly audits: number; readonly requests: number | null };
			readonly because: string;
	  }
	/** There is enough data, and it says no. */
	| { readonly kind: 'none_holds'; readonly because: string };

/**
 * The lowest threshold (of a grid) at which the cheaper models' answers are as good as the strongest's in at least
 * `target` of all requests, with a guarantee: over repetitions of the whole procedure, a threshold that breaks the
 * target is handed out with probability at most 1 − confidence, whatever the traffic, predictions or judge's
 * grades, for any number of requests.
 *
 * Method. Learn then Test (Angelopoulos, Bates, Candès, Jordan and Lei 2021) with fixed-sequence testing: from the
 * most conservative threshold down, H₀: risk > 1 − target is tested at level 1 − confidence each time, and the
 * first that is not rejected ends it. Whoever hands out a threshold that breaks the target has rejected the first
 * true H₀ of the sequence, which has that one probability: no correction for the number of tests.
 *
 * The p-value is the exact binomial tail of `fairSample`, whose failures are Binomial(trials, risk). The usual
 * choice, Hoeffding–Bentkus (Bates, Angelopoulos, Lei, Malik and Jordan 2021, "Distribution-free, risk-controlling
 * prediction sets"), takes graded losses as they are and pays for it: Bentkus' bound is e times this same
 * binomial tail. With two models and a constant probability this tests the audited requests alone, the sharpest of
 * the plain choices: audited or not says nothing of the loss, so those are independent draws from all, and the
 * number of them is known; testing audited × loss over all requests against π·(1 − target) is valid too, and gives
 * away the factor 1 ÷ target in variance. With a varying probability a loss of π_min ÷ π would do; thinning says
 * the same to a test that only knows the range of a loss, and is exact.
 *
 * It speaks of one look at one log: asked anew every day, each certificate has its own chance to be wrong.
 */
export function calibrate(options: CalibrationOptions): Calibration {
	return atOnce(calibration(options));
}

/** The same in pieces: a log may hold 100,000 requests. */
export function* calibration({ requests, target, confidence, ...rest }: CalibrationOptions): Sliced<Calibration> {
	if (requests.length === 0) return nothingYet(1 - target, 1 - confidence);
	const log = yield* readingLog(requests);
	const grid = rest.grid ?? (yield* choosingGrid(log));
	if (grid.length === 0)
		return {
			kind: 'none_holds',
			because:
				'At no threshold would a request go to another model than now: none is predicted to be good enough, or the strongest is also the cheapest.',
		};
	const smallestProbability = rest.smallestProbability ?? smallestOf(requests);
	const sample = yield* samplingFairly({ log, grid, smallestProbability });
	const test: Test = { risk: 1 - target, error: 1 - confidence };
	const accepted = lastAccepted(sample, test);
	if (accepted === null) return refusal(sample, { ...test, log, threshold: grid[0] ?? 1 });
	const threshold = grid[accepted] ?? 1;
	const observed = yield* observe(
		log.map(({ request, ladder }) => ({ request, ladder, strongest: ladder.strongest })),
		threshold,
	);
	const [trials, failures] = [sample.trials[accepted] ?? 0, sample.failures[accepted] ?? 0];
	return {
		kind: 'certified',
		threshold,
		risk: { estimate: estimateRisk(observed)?.estimate ?? 0, upper: upperBound(failures, trials, test.error) },
		saving: savingOf(observed),
		auditsUsed: trials - sample.sure,
	};
}

interface Test {
	/** The largest that keeps the target. */
	readonly risk: number;
	readonly error: number;
}

function nothingYet(risk: number, error: number): Calibration {
	return {
		kind: 'not_enough_data',
		about: { audits: trialsNeeded({ expected: 0, risk, error }), requests: null },
		because: 'No request of the log could have been audited.',
	};
}

function lastAccepted({ trials, failures, blindFrom }: FairSample, { risk, error }: Test): number | null {
	const refused = trials.findIndex((n, i) => i >= blindFrom || binomialTail(failures[i] ?? 0, n, risk) > error);
	const last = (refused < 0 ? trials.length : refused) - 1;
	return last < 0 ? null : last;
}

/** Why not even the first threshold was handed out. */
function refusal(sample: FairSample, { risk, error, log, threshold }: Test & { log: readonly Logged[]; threshold: number }): Calibration {
	const [trials, failures] = [sample.trials[0] ?? 0, sample.failures[0] ?? 0];
	const audits = log.filter(({ request }) => request.audit !== null).length;
	// Just as surely above the target as it would have had to be below.
	if (sample.blindFrom > 0 && 1 - binomialTail(failures - 1, trials, risk) <= error) {
		return {
			kind: 'none_holds',
			because: `Even at ${String(threshold)}, the first threshold that changes anything, ${percent(failures / trials)} of ${String(trials)} audited answers were worse than the strongest model's; the target allows ${percent(risk)}.`,
		};
	}
	const needed = trialsNeeded({ expected: failures / Math.max(1, trials), risk, error });
	// Not every audit counts here: one may have been with another model, or made where audits are frequent.
	const audited = trials - sample.sure > 0 ? (needed * audits) / trials : needed;
	const more = Math.max(1, Math.ceil(audited - audits));
	return {
		kind: 'not_enough_data',
		about: { audits: more, requests: audits === 0 ? null : Math.ceil((more * log.length) / audits) },
		because:
			sample.blindFrom === 0
				? 'The model that would answer first was never compared with the strongest.'
				: `${String(trials)} audits count here, ${String(failures)} of them worse than the strongest model's answer; that does not show yet that at most ${percent(risk)} are.`,
	};
}

function smallestOf(requests: readonly AuditedRequest[]): number {
	return requests.reduce((smallest, { audit }) => Math.min(smallest, audit?.probability ?? 1), 1);
}

function percent(share: number): string {
	return `${String(Number((share * 100).toFixed(1)))} %`;
}
