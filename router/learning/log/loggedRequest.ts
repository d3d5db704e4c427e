import type { Usage } from '../../calls/client';
import { decodeFeatures } from '../../features/encode';
import { AUDIT_SOURCE, type LoggedDecision } from '../../ledger/feedbackPort';
import type { RecordedCandidate } from '../../ledger/record';
import { costNanoUsd } from '../../registry/cost';
import type { ModelId } from '../../registry/model';
import { strongestOf } from '../../registry/rank';
import { qualityAt, readsEmbedding, riskOfStored } from '../../strategies/classifierRisk';
import type { ClassifierWeights } from '../../strategies/classifierWeights';

import { ableCandidates } from '../audit/comparison';
import { isWithoutJudge } from '../audit/withoutJudge';
import type { Audit, ScoredCandidate } from './audited';

/** A decision of one policy as calibration and simulation need it, and no more: a log holds many. */
export interface LoggedRequest {
	readonly id: string;
	readonly atMs: number;
	/** Those that could have answered. */
	readonly candidates: readonly ScoredCandidate[];
	/** The same with what other weights predict; `null`: none were asked about. */
	readonly rescored: readonly ScoredCandidate[] | null;
	readonly usage: Usage;
	/** What its random audit was to be; `null`: it could not have been audited at random, or Auto-Tune drew for itself. */
	readonly design: {
		/** Of requests that were chosen then, in (0, 1]: a setting, the same whatever was asked. */
		readonly share: number;
		/** With which it was to be compared with one weaker model; `null`: there is none. */
		readonly probability: number | null;
		readonly chosen: boolean;
	} | null;
	readonly audit: JudgedAudit | null;
}

export interface JudgedAudit extends Audit {
	/** `null`: no judge stands behind it, as one of the two could not answer at all, or every judge gave up. */
	readonly judge: string | null;
	/** Epoch ms. */
	readonly atMs: number;
}

/**
 * Why a decision says nothing of the policy.
 *
 * Fallback (`not_answered`) is among them although it is known only after the calls: the target speaks of answers
 * given, and where there is none nothing can be compared. What is found then holds for requests that get an answer.
 * That a provider was down says nothing of how good answers are; a draft that the checks rejected for want of a
 * stronger model never reached anybody.
 */
export type LeftOut =
	/** Its models, prices, checks or settings were others. */
	| 'other_policy'
	/** By the user's rule it was not routed. */
	| 'bypassed'
	/** It had its first choice before. */
	| 'came_back'
	| 'not_answered'
	/**
	 * Auto-Tune chose its model and drew its audit, by what it had learned: no fair sample of all requests. It is traffic
	 * all the same, so only what rests on random audits leaves it out (`readDecisionLog`).
	 */
	| 'auto_tune'
	/** Audits were off, it was only routed, or its prompt was too long to keep. */
	| 'not_auditable'
	/** The features that other weights would read were not kept. */
	| 'no_features';

type ReadDecision =
	| { readonly kind: 'request'; readonly request: LoggedRequest }
	| { readonly kind: 'left_out'; readonly because: LeftOut };

/**
 * @param decision of the policy that is asked about.
 * @param weights to predict the quality anew with; `null`: what was predicted counts.
 */
export function readDecision(decision: LoggedDecision, weights: ClassifierWeights | null): ReadDecision {
	const because = leftOut(decision);
	if (because !== null) return { kind: 'left_out', because };
	const rescored = weights === null ? null : rescore(decision, weights);
	if (weights !== null && rescored === null) return { kind: 'left_out', because: 'no_features' };
	const { id, atMs } = decision;
	const audit = decision.tuning === null ? decision.audit : null;
	const able = ableCandidates(decision.candidates);
	const usage = usageOf(decision);
	const scoredBy = (qualityOf: (candidate: RecordedCandidate) => number | null) =>
		able.map(
			(one): ScoredCandidate => ({
				modelId: one.modelId,
				rank: one.rank,
				quality: qualityOf(one),
				costNanoUsd: costNanoUsd(one.price, usage),
			}),
		);
	return {
		kind: 'request',
		request: {
			id,
			atMs,
			candidates: scoredBy(({ quality }) => quality),
			rescored: rescored === null ? null : scoredBy(({ modelId }) => rescored.get(modelId) ?? null),
			usage,
			design:
				audit === null
					? null
					: { share: audit.probability, chosen: audit.chosen, probability: able.length < 2 ? null : audit.probability / (able.length - 1) },
			audit: decision.tuning === null ? auditOf(decision, able) : null,
		},
	};
}

function leftOut({ forcedBy, result, candidates }: LoggedDecision): LeftOut | null {
	if (forcedBy === 'bypass') return 'bypassed';
	if (forcedBy === 're_entry' || forcedBy === 'session') return 'came_back';
	const answered = result.kind === 'answered' || result.kind === 'routed';
	return answered && ableCandidates(candidates).length > 0 ? null : 'not_answered';
}

/** By how many characters a token is guessed where nobody counted. */
const CHARS_PER_TOKEN = 4;

/**
 * The tokens of the answer that was given, for every model alike, as reports count them; where nobody counted,
 * the request's as estimated before the call and the answer's by its length. What was read from or written to a cache is not elsewhere.
 */
function usageOf({ id, charges, attempts, signals }: LoggedDecision): Usage {
	const used = charges.find(({ purpose, decisionId, usage }) => purpose === 'answer' && decisionId === id && usage !== null)?.usage;
	if (used) return { inputTokens: used.inputTokens, outputTokens: used.outputTokens, cachedInputTokens: 0 };
	const last = attempts.at(-1)?.result;
	const chars = last?.kind === 'answered' ? last.answerChars : 0;
	return { inputTokens: Math.round(signals?.requestTokens ?? 0), outputTokens: Math.ceil(chars / CHARS_PER_TOKEN), cachedInputTokens: 0 };
}

/** Of the strongest itself there is nothing to compare. */
function auditOf({ outcomes }: LoggedDecision, able: readonly RecordedCandidate[]): JudgedAudit | null {
	const outcome = outcomes.find(({ source }) => source === AUDIT_SOURCE);
	if (outcome === undefined || outcome.inclusionProbability === null || outcome.modelId === strongestOf(able).modelId) return null;
	const { modelId, score, inclusionProbability, judge, atMs } = outcome;
	return { modelId, result: score, probability: inclusionProbability, judge: isWithoutJudge(judge) ? null : judge, atMs };
}

/** What the classifier would have predicted; places are counted among all models in play. `null`: nothing to read it from. */
function rescore({ features, signals, candidates }: LoggedDecision, weights: ClassifierWeights): ReadonlyMap<ModelId, number> | null {
	const stored = features === null ? null : decodeFeatures(features.bytes);
	if (stored === null || signals === null) return null;
	// Without it the prediction would be another than such a router's.
	if (weights.embedding !== undefined && (stored.embedding === null || !readsEmbedding(weights, stored.embedding))) return null;
	const { risk } = riskOfStored({ ngrams: stored.ngrams, signals, embedding: stored.embedding }, weights);
	const ordered = [...candidates].sort((a, b) => a.rank - b.rank);
	return new Map(
		ordered.map(({ modelId }, place) => [
			modelId,
			qualityAt(risk, ordered.length === 1 ? 1 : place / (ordered.length - 1), weights.rankPower),
		]),
	);
}
