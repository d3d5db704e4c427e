import type { ModelId } from '../../registry/model';
import { sameModels } from '../../registry/sameModels';

import type { AuditedRequest } from '../log/audited';
import type { CalibrationOptions, Certified } from './calibrate';

/** What a certificate speaks of; with any of it changed, it speaks of something else. */
export interface Ties {
	/** Of the policy whatever its threshold, as in the record. */
	readonly policyBasis: string;
	/** Whose word "as good as" is: the judging model and the version of its prompt. */
	readonly judge: string;
	/** Of what predicted the quality; `null`: nothing that has weights. */
	readonly weightsVersion: string | null;
	/** That may be chosen, in any order. */
	readonly models: readonly ModelId[];
	readonly traffic: Traffic;
}

/** How the predictions for a set of requests are spread. */
export interface Traffic {
	readonly requests: number;
	/** Requests by their best prediction for another model than the strongest, in tenths from [0, 0.1) to [0.9, 1]. */
	readonly tenths: readonly number[];
}

/** A calibrated threshold and all it depends on. Plain JSON. */
export interface Certificate extends Omit<Certified, 'kind'>, Pick<CalibrationOptions, 'target' | 'confidence'>, Ties {
	/** Epoch ms of the first and the last request it was computed on. */
	readonly period: { readonly fromMs: number; readonly toMs: number };
}

/** What a certificate is no longer about. */
export type Expiry = 'policy' | 'judge' | 'weights' | 'models' | 'traffic';

const BINS = 10;
/** Share of the traffic that may have moved. */
const MOST_MOVED = 0.1;

/** Why a certificate says nothing of what is routed now; none: it holds. */
export function expired(certificate: Ties, now: Ties): Expiry[] {
	const reasons: [Expiry, boolean][] = [
		['policy', certificate.policyBasis !== now.policyBasis],
		['judge', certificate.judge !== now.judge],
		['weights', certificate.weightsVersion !== now.weightsVersion],
		['models', !sameModels(certificate.models, now.models)],
		['traffic', movedBeyondChance(certificate.traffic, now.traffic) > MOST_MOVED],
	];
	return reasons.flatMap(([reason, holds]) => (holds ? [reason] : []));
}

export function trafficOf(requests: readonly Pick<AuditedRequest, 'candidates'>[]): Traffic {
	const tenths = new Array<number>(BINS).fill(0);
	for (const { candidates } of requests) {
		const top = candidates.reduce((rank, candidate) => Math.max(rank, candidate.rank), 0);
		const best = candidates.reduce(
			(quality, candidate) => (candidate.rank === top ? quality : Math.max(quality, candidate.quality ?? 0)),
			0,
		);
		const bin = Math.min(BINS - 1, Math.floor(best * BINS));
		tenths[bin] = (tenths[bin] ?? 0) + 1;
	}
	return { requests: requests.length, tenths };
}

/**
 * Total variation distance between the two spreads: the share of requests that would have to change their tenth,
 * and so the most by which the risk can have grown if answers within a tenth are as good as before. Less what two
 * samples of one and the same traffic differ by on average at most, so that few requests raise no alarm:
 * E|p̂ − p| ≤ √(2p ÷ πn) for each tenth, and the sum of √p over k of them is at most √k.
 */
export function movedBeyondChance(then: Traffic, now: Traffic): number {
	if (then.requests === 0 || now.requests === 0) return 0;
	const distance =
		then.tenths.reduce((sum, count, i) => sum + Math.abs(count / then.requests - (now.tenths[i] ?? 0) / now.requests), 0) / 2;
	const noise = Math.sqrt((BINS / (2 * Math.PI)) * (1 / then.requests + 1 / now.requests));
	return distance - noise;
}
