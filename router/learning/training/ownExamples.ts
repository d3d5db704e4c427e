import { decodeFeatures } from '../../features/encode';
import { AUDIT_SOURCE, type TrainingExample } from '../../ledger/feedbackPort';
import type { Outcome } from '../../ledger/outcome';
import type { ModelId } from '../../registry/model';

import { ableCandidates } from '../audit/comparison';
import { isWorse } from './isWorse';
import type { OwnExample } from './ownExample';

/** What can be learned of a logged decision. */
export type OwnDecision =
	| {
			readonly kind: 'compared';
			readonly examples: readonly OwnExample[];
			/** When the last of its outcomes came, epoch ms. */
			readonly judgedAtMs: number;
	  }
	/**
	 * `rated_alone`: no answer was compared with the strongest model's to the same request. `other_features`: its
	 * features were stored by another version of this package. `no_choice`: there was one model, or no request.
	 * `auto_tune`: it was compared by Auto-Tune alone.
	 */
	| { readonly kind: 'unused'; readonly why: 'rated_alone' | 'other_features' | 'no_choice' | 'auto_tune' };

/**
 * How good other models' answers were beside the strongest's, which is what the classifier predicts. Two kinds of
 * outcomes tell:
 *
 * - Shadow audits: the score says how good the answer was beside the strongest's; it weighs 1 ÷ the probability of the audit.
 *   Not those that Auto-Tune drew: it compares only requests it may send to a cheap model, and no weight makes up for the
 *   hard ones that it never draws. New weights would be fitted to easy requests, and found better on easy ones alone.
 * - Both answers to one request scored by the same source and judge, as evaluations and reference answers do: as good
 *   where the score is no more than a tenth lower, as in the training of the shipped weights. It weighs 1 where no
 *   probability was logged.
 *
 * An answer rated alone says nothing here: that thumbs were up does not tell whether the strongest's would have been
 * better, and who was asked depends on how hard it looked. The adaptive strategy learns of ratings, where chance chose.
 */
export function ownExamplesOf({ id, atMs, features, signals, candidates, outcomes, tuning }: TrainingExample): OwnDecision {
	const ladder = [...candidates].sort((a, b) => a.rank - b.rank).map(({ modelId }) => modelId);
	const strongest = ladder.at(-1);
	if (signals === null || strongest === undefined || ladder.length < 2) return { kind: 'unused', why: 'no_choice' };
	const audits = tuning === null ? audited(outcomes, candidates, strongest) : [];
	const compared = [...audits, ...scoredBoth(outcomes, strongest)].filter(
		({ modelId }) => modelId !== strongest && ladder.includes(modelId),
	);
	if (compared.length === 0) return { kind: 'unused', why: tuning !== null && outcomes.some(isAudit) ? 'auto_tune' : 'rated_alone' };
	const read = decodeFeatures(features);
	if (read === null) return { kind: 'unused', why: 'other_features' };
	const shared = {
		decisionId: id,
		atMs,
		ngrams: read.ngrams,
		signals,
		models: ladder.length,
		...(read.embedding !== null && { embedding: read.embedding }),
	};
	const examples = compared.map(({ modelId, asGood, weight }) => ({
		...shared,
		r: ladder.indexOf(modelId) / (ladder.length - 1),
		asGood,
		weight,
	}));
	return { kind: 'compared', examples, judgedAtMs: Math.max(...outcomes.map((outcome) => outcome.atMs)) };
}

function isAudit({ source }: Outcome): boolean {
	return source === AUDIT_SOURCE;
}

interface Compared extends Pick<OwnExample, 'asGood' | 'weight'> {
	readonly modelId: ModelId;
}

/** Where the strongest could not answer at all, an audit has compared with another model, and that is nothing the classifier predicts. */
function audited(outcomes: readonly Outcome[], candidates: TrainingExample['candidates'], strongest: ModelId): Compared[] {
	if (!ableCandidates(candidates).some(({ modelId }) => modelId === strongest)) return [];
	return outcomes.flatMap(({ modelId, source, score, inclusionProbability }) =>
		source === AUDIT_SOURCE && inclusionProbability !== null ? [{ modelId, asGood: score, weight: 1 / inclusionProbability }] : [],
	);
}

function scoredBoth(outcomes: readonly Outcome[], strongest: ModelId): Compared[] {
	return [...bySource(outcomes).values()].flatMap((own) => {
		const best = meanScore(own, strongest);
		if (best === null) return [];
		const others = new Set(own.map(({ modelId }) => modelId));
		return [...others].map((modelId) => ({
			modelId,
			asGood: isWorse(meanScore(own, modelId) ?? 0, best) ? 0 : 1,
			weight: weightOf(own, modelId),
		}));
	});
}

/** Two sources, or two judges, do not measure the same. */
function bySource(outcomes: readonly Outcome[]): ReadonlyMap<string, readonly Outcome[]> {
	const groups = new Map<string, Outcome[]>();
	for (const outcome of outcomes) {
		if (outcome.source === AUDIT_SOURCE) continue;
		const key = JSON.stringify([outcome.source, outcome.judge]);
		groups.set(key, [...(groups.get(key) ?? []), outcome]);
	}
	return groups;
}

function meanScore(outcomes: readonly Outcome[], modelId: ModelId): number | null {
	const scores = outcomes.filter((outcome) => outcome.modelId === modelId).map(({ score }) => score);
	return scores.length === 0 ? null : scores.reduce((sum, score) => sum + score, 0) / scores.length;
}

function weightOf(outcomes: readonly Outcome[], modelId: ModelId): number {
	return 1 / (outcomes.find((outcome) => outcome.modelId === modelId)?.inclusionProbability ?? 1);
}
