import type { Audit, AuditedRequest, ScoredCandidate } from '../../../router/learning/log/audited';

const COSTS: Readonly<Record<string, number>> = { cheap: 1_000, middle: 4_000, strong: 10_000 };
export const USAGE = { inputTokens: 1_000, outputTokens: 500, cachedInputTokens: 0 };

/** Candidates in order of strength, the last one the strongest. */
export function candidatesOf(qualities: Readonly<Record<string, number | null>>): ScoredCandidate[] {
	return Object.entries(qualities).map(([modelId, quality], rank) => ({ modelId, rank, quality, costNanoUsd: COSTS[modelId] ?? null }));
}

/** Requests that all look the same, of which some were audited with these results. */
export function alike({
	name,
	count,
	qualities,
	audits,
}: {
	name: string;
	count: number;
	qualities: Readonly<Record<string, number | null>>;
	audits: readonly Audit[];
}): AuditedRequest[] {
	const candidates = candidatesOf(qualities);
	return Array.from({ length: count }, (_, i) => ({
		id: `${name}-${String(i)}`,
		candidates,
		usage: USAGE,
		drawn: true,
		audit: audits[i] ?? null,
	}));
}

/** Comparisons of one probability: `worse` of them lost, the others won. */
export function audits({
	modelId = 'cheap',
	made,
	worse,
	probability = 0.5,
}: {
	modelId?: string;
	made: number;
	worse: number;
	probability?: number;
}): Audit[] {
	return Array.from({ length: made }, (_, i) => ({ modelId, probability, result: i < worse ? 0 : 1 }));
}
