import type { AuditedRequest } from '../log/audited';
import { shownAbove, shownBelow, upperBound } from '../statistics/bettingTest';
import { type FairSample, type Logged, placeOf, type SampledThreshold, samplingFairly } from './fairSample';
import { readingLog, THOUSANDTHS } from './grid';
import { trialsNeeded } from './moreAudits';
import { observe } from './observe';
import { estimateRisk } from './risk';
import { savingOf, type SavingShare } from './savings';
import { atOnce, type Sliced } from '../slices';

export interface CalibrationOptions {
	readonly requests: readonly AuditedRequest[];
	/** At least this share of all answers as good as the strongest model's; in (0, 1). */
	readonly target: number;
	/** That every threshold handed out keeps the target, however often it is asked; in (0, 1), such as 0.95. */
	readonly confidence: number;
	/** Thresholds to try, highest first; the same at every look. Default: `THOUSANDTHS`. */
	readonly grid?: readonly number[];
	/** The smallest with which the audits' design compares anything. Default: the smallest that was logged, for one look. */
	readonly smallestProbability?: number;
}

export interface Certified {
	readonly kind: 'certified';
	readonly threshold: number;
	/**
	 * Share of all answers worse than the strongest model's. `upper` holds with the asked confidence, at all looks, for
	 * this threshold alone; what holds after the choice among thresholds is the target, and `upper` is never beyond it.
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
 * `target` of all requests, with a guarantee: the chance that a threshold that breaks the target is ever handed out is
 * at most 1 − confidence, whatever the traffic, predictions or judge's grades, for any number of requests, and however
 * often it is asked anew while the log grows.
 *
 * Method. Learn then Test (Angelopoulos, Bates, Candès, Jordan and Lei 2021) with fixed-sequence testing: from the
 * most conservative threshold down, H₀: risk ≥ 1 − target is tested at level 1 − confidence each time, and the
 * first that is not rejected ends it. Whoever hands out a threshold that breaks the target has rejected the first
 * true H₀ of the sequence, which has that one probability: no correction for the number of tests.
 *
 * Each test is a bet on the losses of `fairSample` (`bettingTest.ts`), whose wealth over all looks together passes
 * 1 ÷ (1 − confidence) with that probability at most. For that, one look must only add to what the last one saw:
 * - the thresholds and their order are the same at every look (`THOUSANDTHS`), so the first true H₀ is, too;
 * - a request is in the sample or not by coins of its own, once and for all, with a `smallestProbability` that is known
 *   beforehand, not read from the log;
 * - the log begins where it began: one whose oldest requests drop out is another test each time.
 *
 * With two models this tests the audited requests alone: audited or not says nothing of the loss, so those are
 * independent draws from all.
 */
export function calibrate(options: CalibrationOptions): Calibration {
	return atOnce(calibration(options));
}

/** The same in pieces: a log may hold 100,000 requests. */
export function* calibration({ requests, target, confidence, grid = THOUSANDTHS, ...rest }: CalibrationOptions): Sliced<Calibration> {
	const test: Test = { tolerance: 1 - target, error: 1 - confidence };
	if (requests.length === 0) return nothingYet(test);
	const log = yield* readingLog(requests);
	const first = firstChange(log, grid);
	if (first === null)
		return {
			kind: 'none_holds',
			because:
				'At no threshold would a request go to another model than now: none is predicted to be good enough, or the strongest is also the cheapest.',
		};
	const smallestProbability = rest.smallestProbability ?? smallestOf(requests);
	const sample = yield* samplingFairly({ log, grid, smallestProbability });
	const accepted = lastAccepted(sample, test);
	// One that changes nothing is nothing to hand out.
	if (accepted < first) return refusal(sample, { ...test, log, first, threshold: grid[first] ?? 1 });
	const place = sameAs(accepted, { log, grid });
	const threshold = grid[place] ?? 1;
	const observed = yield* observe(
		log.map(({ request, ladder }) => ({ request, ladder, strongest: ladder.strongest })),
		threshold,
	);
	const { trials, losses } = sampledAt(sample, place);
	return {
		kind: 'certified',
		threshold,
		risk: { estimate: estimateRisk(observed)?.estimate ?? 0, upper: upperBound({ losses, error: test.error }) },
		saving: savingOf(observed),
		auditsUsed: trials - sample.sure,
	};
}

interface Test {
	/** The largest risk that keeps the target. */
	readonly tolerance: number;
	readonly error: number;
}

function nothingYet({ tolerance, error }: Test): Calibration {
	return {
		kind: 'not_enough_data',
		about: { audits: trialsNeeded({ expected: 0, tolerance, error }), requests: null },
		because: 'No request of the log could have been audited.',
	};
}

/** Where in the grid the first request leaves the strongest model; `null`: nowhere. */
function firstChange(log: readonly Logged[], grid: readonly number[]): number | null {
	const from = log.reduce((highest, { ladder }) => Math.max(highest, ladder.steps[0]?.from ?? -Infinity), -Infinity);
	const first = placeOf(from, grid);
	return first < grid.length ? first : null;
}

/** −1: none. */
function lastAccepted({ thresholds, blindFrom }: FairSample, test: Test): number {
	const refused = thresholds.findIndex(({ losses }, place) => place >= blindFrom || !shownBelow({ losses, ...test }));
	return (refused < 0 ? thresholds.length : refused) - 1;
}

/** The highest threshold that sends all requests of the log where this one does: of those that came through, the most careful. */
function sameAs(place: number, { log, grid }: { readonly log: readonly Logged[]; readonly grid: readonly number[] }): number {
	const threshold = grid[place] ?? 1;
	let lowest = Infinity;
	for (const { ladder } of log) {
		for (const { from } of ladder.steps) if (from >= threshold && from < lowest) lowest = from;
	}
	return placeOf(lowest, grid);
}

function sampledAt({ thresholds }: FairSample, place: number): SampledThreshold {
	return thresholds[place] ?? { trials: 0, lost: 0, losses: [] };
}

interface Refused extends Test {
	readonly log: readonly Logged[];
	/** The first threshold that changes anything, and its place. */
	readonly threshold: number;
	readonly first: number;
}

/** Why not even the first threshold was handed out. */
function refusal(sample: FairSample, { tolerance, error, log, threshold, first }: Refused): Calibration {
	const { trials, lost, losses } = sampledAt(sample, first);
	const audits = log.filter(({ request }) => request.audit !== null).length;
	const blind = sample.blindFrom <= first;
	// Just as surely above the target as it would have had to be below.
	if (!blind && shownAbove({ losses, tolerance, error })) {
		return {
			kind: 'none_holds',
			because: `Even at ${String(threshold)}, the first threshold that changes anything, ${percent(lost / trials)} of ${String(trials)} audited answers were worse than the strongest model's; the target allows ${percent(tolerance)}.`,
		};
	}
	const needed = trialsNeeded({ expected: lost / Math.max(1, trials), tolerance, error });
	// Not every audit counts here: one may have been with another model, or made where audits are frequent.
	const audited = trials - sample.sure > 0 ? (needed * audits) / trials : needed;
	const more = Math.max(1, Math.ceil(audited - audits));
	return {
		kind: 'not_enough_data',
		about: { audits: more, requests: audits === 0 ? null : Math.ceil((more * log.length) / audits) },
		because: blind
			? 'The model that would answer first was never compared with the strongest.'
			: `${String(trials)} audits count here, ${String(Number(lost.toFixed(1)))} of them worse than the strongest model's answer; that does not show yet that at most ${percent(tolerance)} are.`,
	};
}

function smallestOf(requests: readonly AuditedRequest[]): number {
	return requests.reduce((smallest, { audit }) => Math.min(smallest, audit?.probability ?? 1), 1);
}

function percent(share: number): string {
	return `${String(Number((share * 100).toFixed(1)))} %`;
}
