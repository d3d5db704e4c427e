import { normalQuantile } from '../learning/statistics/quantiles';
import type { ModelId } from '../registry/model';

import { percent, percentRange, usd, whole } from './format';
import type { ReportRow } from './reportRow';
import type { Saving } from './savings';
import type { Single } from './singles';
import type { Measured } from './weightedSums';

/** Whether routing is worth it, with the sentences a person reads; the first says it all. */
export type Verdict = { readonly sentences: readonly string[] } & (
	| { readonly kind: 'pays'; readonly against: ModelId; readonly saving: Saving; readonly quality: Measured }
	| { readonly kind: 'does_not_pay'; readonly use: ModelId; readonly because: 'costs_more' | 'too_much_worse' }
	| {
			readonly kind: 'not_enough_data';
			readonly missing:
				| { readonly what: 'audits' | 'requests'; readonly about: number }
				/** `auto_tune`: nothing; random audits cannot tell, and what Auto-Tune has found is in its own section. */
				| { readonly what: 'answers' | 'prices' | 'common_model' | 'auto_tune' };
	  }
);

interface VerdictOptions {
	readonly total: ReportRow;
	readonly singles: readonly Single[];
	/** The cheapest model known to be good enough for everything. */
	readonly best: Single | null;
	/** How much worse than always the strongest answers may be on average. */
	readonly tolerance: number;
	/** What random audits do not stand for is for Auto-Tune to say. */
	readonly byAutoTune: boolean;
}

/**
 * The rules, on 95 % intervals, never on an estimate alone. Routing is measured against the best single model: the
 * cheapest one whose quality on all requests is, even at the low end of its interval, within the tolerance of
 * the strongest's; the strongest itself always is. In this order:
 *
 * 1. No answers, no model that every router could use, or no prices: not enough data.
 * 2. What is not audited is Auto-Tune's, and more random audits would tell nothing: not enough data, see Auto-Tune.
 * 3. The high end of routing's quality lies below the tolerance: it does not pay, it is too much worse.
 * 4. The high end of its saving is not above 0: it does not pay, it costs more than a model that is good enough.
 * 5. The low end of its saving is above 0 and the low end of its quality within the tolerance: it pays.
 * 6. Otherwise chance could still turn either, and the verdict says about how many more audits would settle the
 *    quality, or how many more requests the saving.
 */
export function verdictOn({ total, singles, best, tolerance, byAutoTune }: VerdictOptions): Verdict {
	if (total.answered === 0)
		return {
			kind: 'not_enough_data',
			missing: { what: 'answers' },
			sentences: ['Not enough data: no answers were recorded in this period.'],
		};
	if (best === null) return noCommonModel(singles);
	const { saving } = best;
	if (saving?.interval == null)
		return {
			kind: 'not_enough_data',
			missing: { what: 'prices' },
			sentences: [`Not enough data: what ${best.modelId} alone would have cost is not known. Enter the prices of all models.`],
		};
	const quality = total.relative;
	const least = 1 - tolerance;
	if (byAutoTune && !moreWouldTell(total, least)) return seeAutoTune(best, saving);
	if (quality !== null && quality.interval.to < least) return tooMuchWorse(best, quality, tolerance);
	if (saving.interval.to <= 0) return costsMore(best, saving);
	if (quality === null || quality.interval.from < least)
		return moreAudits({ quality, unaudited: total.unaudited, byAutoTune, least, best, saving });
	if (saving.interval.from <= 0) return moreRequests(best, saving);
	return pays({ best, saving, quality, shadowUsd: total.costUsd.shadow, open: openQuestion(singles, best, least) });
}

function noCommonModel(singles: readonly Single[]): Verdict {
	const sentence =
		singles.length === 0
			? 'the routers of this report share no model; make a report for each of them'
			: 'no model is known to be good enough for everything; make a report for each router';
	return { kind: 'not_enough_data', missing: { what: 'common_model' }, sentences: [`Not enough data: ${sentence}.`] };
}

/** Random audits of other routers can still settle it, if they are for the worse or too few. */
function moreWouldTell({ relative, unaudited }: ReportRow, least: number): boolean {
	if (relative === null || relative.audits === 0) return false;
	return relative.interval.to < least || withoutUnaudited(relative, unaudited).interval.from < least;
}

function seeAutoTune({ modelId }: Single, saving: Saving): Verdict {
	return {
		kind: 'not_enough_data',
		missing: { what: 'auto_tune' },
		sentences: [
			'Auto-Tune decides here: see Auto-Tune for how good answers are, what it saves and how far it has come.',
			'It compares only requests that it may send to a cheaper model, so its comparisons are no audits of all answers and are not counted here.',
			...(Math.abs(saving.share) < TINY ? [] : [savingSentence(modelId, saving)]),
		],
	};
}

function tooMuchWorse({ modelId }: Single, quality: Measured, tolerance: number): Verdict {
	return {
		kind: 'does_not_pay',
		use: modelId,
		because: 'too_much_worse',
		sentences: [
			`Routing does not pay here: use ${modelId} for everything.`,
			`Answers are ${percentRange(lossOf(quality))} worse than the strongest model's, more than the ${percent(tolerance, 0)} you allow. Or raise the threshold.`,
		],
	};
}

function costsMore({ modelId, isStrongest }: Single, saving: Saving): Verdict {
	return {
		kind: 'does_not_pay',
		use: modelId,
		because: 'costs_more',
		sentences: [
			`Routing does not pay here: use ${modelId} for everything.`,
			`Routing cost ${usd(saving.spentUsd)}, ${modelId} alone about ${usd(saving.baselineUsd)}${isStrongest ? '' : ', and its answers are as good within what you allow'}.`,
		],
	};
}

function moreAudits({
	quality,
	unaudited,
	byAutoTune,
	least,
	best,
	saving,
}: {
	quality: Measured | null;
	unaudited: number;
	byAutoTune: boolean;
	least: number;
	best: Single;
	saving: Saving;
}): Verdict {
	const known = quality === null || unaudited === 0 ? quality : withoutUnaudited(quality, unaudited);
	const toSettle = known === null ? 0 : auditsToSettle(known, least);
	const about = quality === null || (unaudited > 0 && !byAutoTune) ? Math.max(firstAudits(least), toSettle) : toSettle;
	const sofar =
		quality === null
			? 'No cheap answer was audited yet'
			: `Answers are ${percentRange(lossOf(quality))} worse than the strongest model's by ${whole(quality.audits)} audits, and ${percent(1 - least, 0)} are allowed`;
	return {
		kind: 'not_enough_data',
		missing: { what: 'audits', about },
		sentences: [
			`Not enough data: about ${whole(about)} more audits are needed.`,
			`${sofar}. ${savingSentence(best.modelId, saving)}`,
			...(unaudited > 0
				? [
						`Of ${percent(unaudited, 0)} of the answers ${byAutoTune ? 'no audit tells' : 'nothing is known'}: ${byAutoTune ? 'Auto-Tune decides there, see Auto-Tune' : 'with their router or settings none was audited. Audit them too, or make a report for each router'}.`,
					]
				: []),
		],
	};
}

/** What the interval would be, were all answers audited alike: more audits of the same do not tell of the others. */
function withoutUnaudited(quality: Measured, unaudited: number): Measured {
	const { value, interval } = quality;
	const half = Math.max(0, interval.to - interval.from - unaudited) / 2;
	return { ...quality, interval: { from: value - half, to: value + half } };
}

function moreRequests(best: Single, saving: Saving): Verdict {
	const { share, interval } = saving;
	const half = interval === null ? 1 : share - interval.from;
	const about = roundUp(saving.requests * Math.min(MOST_TIMES, (half / Math.max(Math.abs(share), TINY)) ** 2 - 1));
	return {
		kind: 'not_enough_data',
		missing: { what: 'requests', about },
		sentences: [`Not enough data: about ${whole(about)} more requests are needed.`, savingSentence(best.modelId, saving)],
	};
}

function pays({
	best,
	saving,
	quality,
	shadowUsd,
	open,
}: {
	best: Single;
	saving: Saving;
	quality: Measured;
	shadowUsd: number;
	open: string | null;
}): Verdict {
	const { modelId } = best;
	const range = saving.interval === null ? '' : ` (${percentRange(saving.interval)})`;
	return {
		kind: 'pays',
		against: modelId,
		saving,
		quality,
		sentences: [
			`Routing pays: it saves ${percent(saving.share)}${range} against ${modelId} for everything.`,
			quality.audits === 0
				? 'Every answer is by the strongest model, so none is worse.'
				: `Answers are at most ${percent(Math.max(0, 1 - quality.interval.from))} worse than the strongest model's, by ${whole(quality.audits)} audits.`,
			...(shadowUsd > 0 ? [`The audits themselves cost ${usd(shadowUsd)}, which is not counted: routing does not need them.`] : []),
			...(open === null ? [] : [open]),
		],
	};
}

/** A cheaper model that may be good enough for everything, but is not known to be. */
function openQuestion(singles: readonly Single[], best: Single, least: number): string | null {
	const spent = best.saving?.spentUsd ?? 0;
	const open = singles.find(
		({ saving, goodEnough, relative }) =>
			!goodEnough && relative !== null && relative.interval.to >= least && saving !== null && saving.baselineUsd < spent,
	);
	if (open?.relative == null) return null;
	if (open.unknown > 0)
		return `Whether ${open.modelId} alone would do is not known: on ${percent(open.unknown, 0)} of the requests no answer of it was audited.`;
	return `Whether ${open.modelId} alone would do is not known yet: about ${whole(auditsToSettle(open.relative, least))} more audits of it would tell.`;
}

function savingSentence(modelId: string, { share, interval }: Saving): string {
	const range = interval === null ? '' : ` (${percentRange(interval)})`;
	return share >= 0
		? `So far routing saves ${percent(share)}${range} against ${modelId} for everything.`
		: `So far routing costs ${percent(-share)} more than ${modelId} for everything${interval === null ? '' : ` (${percentRange({ from: -interval.to, to: -interval.from })})`}.`;
}

function lossOf({ interval }: Measured) {
	return { from: Math.max(0, 1 - interval.to), to: Math.max(0, 1 - interval.from) };
}

const Z = normalQuantile(0.975);
const TINY = 1e-6;
/** Who would need more than this many times the data will not be helped by being told a number. */
const MOST_TIMES = 100;

/** As many as show a loss of half the tolerance to be within it, were every audit worth the same. */
function firstAudits(least: number): number {
	const loss = Math.max(1 - least, TINY) / 2;
	return roundUp((Z * Z * loss * (1 - loss)) / (loss * loss));
}

/** An interval gets narrower with the square root of the audits: as many more as bring its end to the line, should the estimate stay. */
function auditsToSettle({ value, interval, audits }: Measured, least: number): number {
	// A handful says little of where the truth lies, and less of how far it is from the line.
	const first = firstAudits(least);
	if (audits < first) return Math.max(10, roundUp(first - audits));
	const half = value >= least ? value - interval.from : interval.to - value;
	const times = (half / Math.max(Math.abs(value - least), TINY)) ** 2;
	return Math.max(10, roundUp(audits * Math.min(MOST_TIMES, times - 1)));
}

/** To two digits: more would be a promise. */
function roundUp(value: number): number {
	const step = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, value))) - 1);
	return Math.ceil(value / step) * step;
}
