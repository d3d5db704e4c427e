import type { DecisionFacts } from '../ledger/reportFacts';
import type { ModelId } from '../registry/model';

import type { Policies } from './policies';
import { singleQuality, type Audits, type SingleQuality } from './quality';
import { savingAgainst, type Saving } from './savings';

/** One model for everything, beside routing. */
export interface Single extends SingleQuality {
	readonly modelId: ModelId;
	/** It is the strongest under every policy: what the others are measured against. */
	readonly isStrongest: boolean;
	/** What routing saved against it; `null`: its price is unknown, or nothing can be priced. */
	readonly saving: Saving | null;
	/** As good as the strongest within the tolerance, with all the confidence there is. */
	readonly goodEnough: boolean;
}

const DOUBT = 0.05;

/**
 * Every model that could have answered everything, the cheapest first. Several are judged at once, so each gets
 * its part of the 5 % of doubt (Bonferroni).
 */
export function singlesOf(ask: { decisions: readonly DecisionFacts[]; audits: Audits; policies: Policies; tolerance: number }): Single[] {
	const { decisions, audits, policies, tolerance } = ask;
	const hashes = [...new Set(decisions.filter(({ result }) => result === 'answered').map(({ policyHash }) => policyHash))];
	const models = policies.common(hashes);
	const confidence = 1 - DOUBT / Math.max(1, models.length - 1);
	return models
		.map((modelId): Single => {
			const quality = singleQuality(modelId, { decisions, audits: audits.outcomes, policies, confidence });
			return {
				modelId,
				isStrongest: hashes.every((hash) => policies.strongest(hash)?.modelId === modelId),
				saving: savingAgainst(decisions, (hash) => policies.find(hash, modelId)),
				goodEnough: quality.relative !== null && quality.relative.interval.from >= 1 - tolerance,
				...quality,
			};
		})
		.sort((a, b) => costOf(a) - costOf(b));
}

/** The cheapest model that is good enough for everything; `null`: none is known to be. Of equally dear ones the strongest. */
export function bestSingle(singles: readonly Single[]): Single | null {
	const good = singles.filter(({ goodEnough }) => goodEnough);
	return good.find(({ saving }) => saving !== null) ?? good[0] ?? null;
}

function costOf({ saving }: Single): number {
	return saving?.baselineUsd ?? Number.MAX_VALUE;
}
