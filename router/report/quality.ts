import { isWithoutJudge } from '../learning/audit/withoutJudge';
import { AUDIT_SOURCE } from '../ledger/feedbackPort';
import type { DecisionFacts, Group, OutcomeFacts } from '../ledger/reportFacts';
import type { ModelId } from '../registry/model';

import type { Policies } from './policies';
import { addSums, exactly, mapped, hajekMean, type Measured, type WeightedSums } from './weightedSums';

/** How good answers were beside the strongest model's, from randomised audits alone, each weighted by 1 ÷ its probability. */
export interface Quality {
	/** Mean over all answers, the strongest model's counting as 1; `null`: no cheap answer was audited. */
	readonly relative: Measured | null;
	/** Routing accuracy: the share of cheap answers that were good enough. */
	readonly accuracy: Measured | null;
	/** False-cheap rate: the share of all answers that were cheap and not good enough. */
	readonly falseCheap: Measured | null;
	/**
	 * Share of all answers that were cheap and of which audits say nothing, because none was made under their router and
	 * policy where there should have been some: there they may be worth anything, and the intervals take that in.
	 */
	readonly unaudited: number;
}

/** The audits a report stands on: of one judge, because two do not measure the same. */
export interface Audits {
	readonly judge: string | null;
	readonly outcomes: readonly OutcomeFacts[];
	readonly count: number;
}

/**
 * Those of the judge with the most audits, and with them those that needed no judge. Of these as large a part as of the
 * others: where every second audit is by another judge, and left out, they would else count twice as much as they should.
 * Judges change with time and with routers, so the part is that of each router's day.
 */
export function auditsOf(outcomes: readonly OutcomeFacts[]): Audits {
	const counts = new Map<string | null, number>();
	const random = outcomes.filter(isRandomAudit).filter(sampledFrom(outcomes));
	const judged = random.filter(({ judge }) => !isWithoutJudge(judge));
	for (const { judge, count: n } of judged) counts.set(judge, (counts.get(judge) ?? 0) + n);
	const [judge] = [...counts].reduce((best, one) => (one[1] > best[1] ? one : best), [null, 0]);
	const made = sumBy(judged, placeOf);
	const byJudge = sumBy(
		judged.filter((one) => one.judge === judge),
		placeOf,
	);
	const own = random.flatMap((one) => {
		if (!isWithoutJudge(one.judge)) return one.judge === judge ? [one] : [];
		const all = made.get(placeOf(one)) ?? 0;
		const part = all === 0 ? 1 : (byJudge.get(placeOf(one)) ?? 0) / all;
		return part === 0 ? [] : [scaled(one, part)];
	});
	return { judge, outcomes: own, count: own.reduce((sum, one) => sum + one.count, 0) };
}

function placeOf({ routerId, day }: Group): string {
	return JSON.stringify([routerId, day]);
}

function sumBy(outcomes: readonly OutcomeFacts[], nameOf: (group: Group) => string): ReadonlyMap<string, number> {
	const sums = new Map<string, number>();
	for (const one of outcomes) sums.set(nameOf(one), (sums.get(nameOf(one)) ?? 0) + one.count);
	return sums;
}

/** The same with every weight times `part`. */
function scaled(one: OutcomeFacts, part: number): OutcomeFacts {
	const square = part * part;
	return {
		...one,
		w: one.w * part,
		ww: one.ww * square,
		wScore: one.wScore * part,
		wwScore: one.wwScore * square,
		wwScoreScore: one.wwScoreScore * square,
		wGood: one.wGood * part,
		wwGood: one.wwGood * square,
	};
}

/** Of a fair sample: those that Auto-Tune drew stand only for what it may send to a cheap model. */
export function isRandomAudit({ random, tuned, source, result }: OutcomeFacts): boolean {
	return random && !tuned && source === AUDIT_SOURCE && result === 'answered';
}

/** Where Auto-Tune draws too, what chance alone chose are the requests that it left aside, and they do not stand for its own. */
function sampledFrom(outcomes: readonly OutcomeFacts[]): (group: Group) => boolean {
	const tuned = new Set(outcomes.filter((one) => one.tuned).map(settingsOf));
	return (group) => !tuned.has(settingsOf(group));
}

/**
 * Whether only Auto-Tune can say how good cheap answers are: all that random audits do not stand for are of routers that
 * have it, and there are some, or it still sends nothing to a cheap model.
 */
export function leftToAutoTune(ask: {
	readonly decisions: readonly DecisionFacts[];
	readonly audits: readonly OutcomeFacts[];
	readonly policies: Policies;
	readonly tuned: ReadonlySet<string>;
}): boolean {
	const cheap = ask.decisions.filter((group) => isCheap(group, ask.policies));
	const made = new Set(ask.audits.filter((audit) => audit.about === audit.modelId).map(settingsOf));
	const open = cheap.length === 0 ? ask.decisions : cheap.filter((group) => !made.has(settingsOf(group)));
	return open.length > 0 && open.every(({ routerId }) => ask.tuned.has(routerId));
}

function isCheap({ policyHash, modelId, result }: Group, policies: Policies): boolean {
	return result === 'answered' && modelId !== policies.strongest(policyHash)?.modelId;
}

/** Of these decisions, with the audits made on them. */
export function qualityOf(decisions: readonly DecisionFacts[], audits: readonly OutcomeFacts[], policies: Policies): Quality {
	const answered = count(decisions.filter(({ result }) => result === 'answered'));
	if (answered === 0) return { relative: null, accuracy: null, falseCheap: null, unaudited: 0 };
	const cheap = decisions.filter((group) => isCheap(group, policies));
	const share = count(cheap) / answered;
	if (share === 0) return { relative: exactly(1), accuracy: null, falseCheap: exactly(0), unaudited: 0 };
	const own = audits.filter((audit) => isCheap(audit, policies) && audit.about === audit.modelId);
	const unknown = unauditedShare(cheap, own);
	const score = hajekMean(addSums(own.map(scoreSums)));
	const good = hajekMean(addSums(own.map(goodSums)));
	const accuracy = good && widened(good, unknown);
	return {
		relative: score === null ? null : mapped(widened(score, unknown), 1 - share, share),
		accuracy,
		falseCheap: accuracy === null ? null : mapped(accuracy, share, -share),
		unaudited: share * unknown,
	};
}

/** With fewer audits to be expected, that there is none may be chance: of 3, it is so in one case of twenty. */
const EXPECTED = 3;

/** Which part of these answers audits do not stand for: their routers, or their settings, were not audited. */
function unauditedShare(cheap: readonly DecisionFacts[], audits: readonly OutcomeFacts[]): number {
	const made = sumBy(audits, settingsOf);
	const known = count(cheap.filter((group) => made.has(settingsOf(group))));
	const rate = audits.reduce((sum, one) => sum + one.count, 0) / Math.max(1, known);
	const sizes = new Map<string, number>();
	for (const group of cheap)
		if (!made.has(settingsOf(group))) sizes.set(settingsOf(group), (sizes.get(settingsOf(group)) ?? 0) + group.requests);
	const unknown = [...sizes.values()].filter((requests) => requests * rate >= EXPECTED);
	return unknown.reduce((sum, requests) => sum + requests, 0) / count(cheap);
}

function settingsOf({ routerId, policyHash }: Group): string {
	return JSON.stringify([routerId, policyHash]);
}

/** Where of a part nothing is known, it may be worth anything from 0 to 1. */
function widened({ value, interval, audits }: Measured, unknown: number): Measured {
	return { value, audits, interval: { from: (1 - unknown) * interval.from, to: (1 - unknown) * interval.to + unknown } };
}

/** What one model for everything would have scored. */
export interface SingleQuality {
	/** `null`: it was not audited. */
	readonly relative: Measured | null;
	/**
	 * Share of the answers of whose kind (router, policy and model that answered) none was audited for this model:
	 * there it may score anything.
	 */
	readonly unknown: number;
}

/**
 * Quality of one model on all requests, not only on those it was given. Confidence: of the interval, which takes
 * in the whole range where nothing is known.
 */
export function singleQuality(
	modelId: ModelId,
	ask: { decisions: readonly DecisionFacts[]; audits: readonly OutcomeFacts[]; policies: Policies; confidence: number },
): SingleQuality {
	const { policies } = ask;
	const answered = ask.decisions.filter(({ result }) => result === 'answered');
	const others = answered.filter(({ policyHash }) => policies.strongest(policyHash)?.modelId !== modelId);
	if (others.length === 0) return { relative: exactly(1), unknown: 0 };
	const about = ask.audits.filter((audit) => audit.about === modelId);
	const kind = ({ routerId, policyHash, modelId: by }: Group) => JSON.stringify([routerId, policyHash, by]);
	const audited = new Set(about.map(kind));
	const known = others.filter((group) => audited.has(kind(group)));
	const score = hajekMean(addSums(about.map(scoreSums)), ask.confidence);
	const share = { others: count(others) / count(answered), known: count(known) / count(others) };
	if (score === null) return { relative: null, unknown: share.others };
	return { relative: mapped(widened(score, 1 - share.known), 1 - share.others, share.others), unknown: share.others * (1 - share.known) };
}

function scoreSums({ count: n, w, ww, wScore, wwScore, wwScoreScore }: OutcomeFacts): WeightedSums {
	return { count: n, w, ww, wy: wScore, wwy: wwScore, wwyy: wwScoreScore };
}

function goodSums({ count: n, w, ww, wGood, wwGood }: OutcomeFacts): WeightedSums {
	return { count: n, w, ww, wy: wGood, wwy: wwGood, wwyy: wwGood };
}

function count(decisions: readonly DecisionFacts[]): number {
	return decisions.reduce((sum, { requests }) => sum + requests, 0);
}
