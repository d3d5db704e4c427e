import type { ModelId } from '../../registry/model';

import type { Audit } from '../log/audited';
import { productInterval, weightedMean, weightedShare, wilson, type Interval } from '../statistics/intervals';
import type { Observed } from './observe';

interface RiskEstimate {
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
export function estimateRisk({ requests, away, audits }: Pick<Observed, 'requests' | 'away' | 'audits'>): RiskEstimate | null {
	if (away === 0) return { estimate: 0, interval: { from: 0, to: 0 }, effective: 0 };
	const loss = weightedShare(
		audits.map(({ result }) => 1 - result),
		audits.map(weightOf),
	);
	if (loss === null) return null;
	const share = { mean: away / requests, interval: wilson(away, requests) };
	const { from, to } = productInterval(share, loss);
	return { estimate: share.mean * loss.mean, interval: { from: Math.max(0, from), to: Math.min(1, to) }, effective: loss.effective };
}

/** Effective number of comparisons that count, of each model that would answer in the strongest's place. */
export function supportOf({ others, audits }: Pick<Observed, 'others' | 'audits'>): Map<ModelId, number> {
	return new Map(
		[...others].map((modelId) => {
			const of = audits.filter((audit) => audit.modelId === modelId).map(weightOf);
			return [modelId, weightedMean(of, of)?.effective ?? 0];
		}),
	);
}

function weightOf({ probability }: Audit): number {
	return 1 / probability;
}
