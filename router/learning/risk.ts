import type { ModelId } from '../registry/model';

import type { Audit, AuditedRequest, ScoredCandidate } from './audited';
import { productInterval, weightedMean, weightedShare, wilson, type Interval } from './intervals';

/** What a policy would do with one request. */
export interface Choice {
	readonly request: AuditedRequest;
	readonly chosen: ScoredCandidate;
	/** Of all the request's candidates, whatever the policy may choose from: what answers are compared with. */
	readonly strongest: ScoredCandidate;
}

export interface RiskEstimate {
	/** Mean loss over all requests: the share of answers worse than the strongest model's. */
	readonly estimate: number;
	/** 95 %. */
	readonly interval: Interval;
	/** Effective sample size of the comparisons that count. */
	readonly effective: number;
}

/**
 * The risk of a policy from the comparisons that happen to be with the model it would choose, each weighted by
 * 1 ÷ its probability. Where it chooses the strongest the loss is known to be 0, audited or not; so risk =
 * (share of requests that go elsewhere, known from all) × (mean loss of those, Hájek's estimator): post-stratified,
 * and sharper than from the audits alone. `null` where requests go elsewhere and none was compared.
 */
export function estimateRisk(choices: readonly Choice[]): RiskEstimate | null {
	const away = choices.filter(({ chosen, strongest }) => chosen !== strongest);
	if (away.length === 0) return { estimate: 0, interval: { from: 0, to: 0 }, effective: 0 };
	const audits = away.flatMap((choice) => auditOf(choice) ?? []);
	const loss = weightedShare(audits.map(({ result }) => 1 - result), audits.map(weightOf));
	if (loss === null) return null;
	const share = { mean: away.length / choices.length, interval: wilson(away.length, choices.length) };
	const { from, to } = productInterval(share, loss);
	return { estimate: share.mean * loss.mean, interval: { from: Math.max(0, from), to: Math.min(1, to) }, effective: loss.effective };
}

/** Effective number of comparisons that count, of each model that would answer in the strongest's place. */
export function supportOf(choices: readonly Choice[]): Map<ModelId, number> {
	const weights = new Map<ModelId, number[]>();
	for (const choice of choices) {
		if (choice.chosen === choice.strongest) continue;
		const audit = auditOf(choice);
		const known = weights.get(choice.chosen.modelId) ?? [];
		weights.set(choice.chosen.modelId, known);
		if (audit !== null) known.push(weightOf(audit));
	}
	return new Map([...weights].map(([modelId, of]) => [modelId, weightedMean(of, of)?.effective ?? 0]));
}

function auditOf({ request: { audit }, chosen }: Choice): Audit | null {
	return audit?.modelId === chosen.modelId ? audit : null;
}

function weightOf({ probability }: Audit): number {
	return 1 / probability;
}
