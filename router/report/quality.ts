import { isWithoutJudge } from '../learning/audit/withoutJudge';
import { AUDIT_SOURCE, type DecisionFacts, type Group, type OutcomeFacts } from '../ledger/reportFacts';
import type { ModelId } from '../registry/model';

import type { Policies } from './policies';
import { addSums, exactly, mapped, shareOf, type Measured, type WeightedSums } from './weightedSums';

/** How good answers were beside the strongest model's, from randomised audits alone, each weighted by 1 ÷ its probability. */
export interface Quality {
	/** Mean over all answers, the strongest model's counting as 1; `null`: no cheap answer was audited. */
	readonly relative: Measured | null;
	/** Routing accuracy: the share of cheap answers that were good enough. */
	readonly accuracy: Measured | null;
	/** False-cheap rate: the share of all answers that were cheap and not good enough. */
	readonly falseCheap: Measured | null;
}

/** The audits a report stands on: of one judge, because two do not measure the same. */
export interface Audits {
	readonly judge: string | null;
	readonly outcomes: readonly OutcomeFacts[];
	readonly count: number;
}

/** Those of the judge with the most audits, and with them those that needed no judge. */
export function auditsOf(outcomes: readonly OutcomeFacts[]): Audits {
	const counts = new Map<string | null, number>();
	const random = outcomes.filter(isAudit);
	for (const { judge, count } of random) if (!isWithoutJudge(judge)) counts.set(judge, (counts.get(judge) ?? 0) + count);
	const [judge] = [...counts].reduce((best, one) => (one[1] > best[1] ? one : best), [null, 0]);
	const own = random.filter((one) => one.judge === judge || isWithoutJudge(one.judge));
	return { judge, outcomes: own, count: own.reduce((sum, one) => sum + one.count, 0) };
}

export function isAudit({ random, source, result }: OutcomeFacts): boolean {
	return random && source === AUDIT_SOURCE && result === 'answered';
}

/** Of these decisions, with the audits made on them. */
export function qualityOf(decisions: readonly DecisionFacts[], audits: readonly OutcomeFacts[], policies: Policies): Quality {
	const answered = count(decisions.filter(({ result }) => result === 'answered'));
	if (answered === 0) return { relative: null, accuracy: null, falseCheap: null };
	const isCheap = ({ policyHash, modelId, result }: Group) => result === 'answered' && modelId !== policies.strongest(policyHash)?.modelId;
	const share = count(decisions.filter(isCheap)) / answered;
	if (share === 0) return { relative: exactly(1), accuracy: null, falseCheap: exactly(0) };
	const own = audits.filter((audit) => isCheap(audit) && audit.about === audit.modelId);
	const score = shareOf(addSums(own.map(scoreSums)));
	const accuracy = shareOf(addSums(own.map(goodSums)));
	return {
		relative: score === null ? null : mapped(score, 1 - share, share),
		accuracy,
		falseCheap: accuracy === null ? null : mapped(accuracy, share, -share),
	};
}

/** What one model for everything would have scored. */
export interface SingleQuality {
	/** `null`: it was not audited. */
	readonly relative: Measured | null;
	/** Share of the answers of whose kind (policy and model that answered) none was audited for this model: there it may score anything. */
	readonly unknown: number;
}

/**
 * Quality of one model on all requests, not only on those it was given. Confidence: of the interval, which takes
 * in the whole range where nothing is known.
 */
export function singleQuality(modelId: ModelId, ask: { decisions: readonly DecisionFacts[]; audits: readonly OutcomeFacts[]; policies: Policies; confidence: number }): SingleQuality {
	const { policies } = ask;
	const answered = ask.decisions.filter(({ result }) => result === 'answered');
	const others = answered.filter(({ policyHash }) => policies.strongest(policyHash)?.modelId !== modelId);
	if (others.length === 0) return { relative: exactly(1), unknown: 0 };
	const about = ask.audits.filter((audit) => audit.about === modelId);
	const kind = ({ policyHash, modelId: by }: Group) => `${policyHash} ${by ?? ''}`;
	const audited = new Set(about.map(kind));
	const known = others.filter((group) => audited.has(kind(group)));
	const score = shareOf(addSums(about.map(scoreSums)), ask.confidence);
	const share = { others: count(others) / count(answered), known: count(known) / count(others) };
	if (score === null) return { relative: null, unknown: share.others };
	const { value, interval, audits } = score;
	const whole = { value, audits, interval: { from: share.known * interval.from, to: share.known * interval.to + 1 - share.known } };
	return { relative: mapped(whole, 1 - share.others, share.others), unknown: share.others * (1 - share.known) };
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
