import type { ModelId } from '../../registry/model';

import { type Audit, type AuditedRequest, chosenAt, type Ladder, type ScoredCandidate } from '../log/audited';
import { PIECE, type Sliced } from '../slices';

/** A request with what each threshold would do with it. */
export interface Possible {
	readonly request: AuditedRequest;
	readonly ladder: Ladder;
	/** Of all the request's candidates, whatever the policy may choose from: what answers are compared with. */
	readonly strongest: ScoredCandidate;
}

/** What a policy would do with the requests of a log, and what is known of its answers. */
export interface Observed {
	readonly requests: number;
	/** By model: how many it would answer. */
	readonly counts: ReadonlyMap<ModelId, number>;
	/** Who would answer in the strongest's place. */
	readonly others: ReadonlySet<ModelId>;
	/** Requests that would go elsewhere than to the strongest. */
	readonly away: number;
	/** Comparisons with the very model the policy would choose. */
	readonly audits: readonly Audit[];
	/** Per request, of the chosen and of the strongest model, in nano-USD; `null`: a price is unknown. */
	readonly costs: Float64Array | null;
	readonly strongestCosts: Float64Array | null;
}

/** Numbers in place of an object for each request: a log of 100,000 is gone through for every threshold. */
export function* observe(log: readonly Possible[], threshold: number): Sliced<Observed> {
	const [counts, others, audits] = [new Map<ModelId, number>(), new Set<ModelId>(), [] as Audit[]];
	const [costs, strongestCosts] = [new Float64Array(log.length), new Float64Array(log.length)];
	let [at, away, unknown, strongestUnknown] = [0, 0, 0, 0];
	for (const { request, ladder, strongest } of log) {
		const chosen = chosenAt(ladder, threshold);
		counts.set(chosen.modelId, (counts.get(chosen.modelId) ?? 0) + 1);
		if (chosen !== strongest) {
			away++;
			others.add(chosen.modelId);
			if (request.audit?.modelId === chosen.modelId) audits.push(request.audit);
		}
		if (chosen.costNanoUsd === null) unknown++;
		if (strongest.costNanoUsd === null) strongestUnknown++;
		costs[at] = chosen.costNanoUsd ?? 0;
		strongestCosts[at] = strongest.costNanoUsd ?? 0;
		if (++at % PIECE === 0) yield;
	}
	return {
		requests: log.length,
		counts,
		others,
		away,
		audits,
		costs: unknown > 0 ? null : costs,
		strongestCosts: strongestUnknown > 0 ? null : strongestCosts,
	};
}
