import type { FeedbackLedger, LoggedDecision } from '../../router/ledger/feedbackPort';
import type { Ledger } from '../../router/ledger/port';
import type { Outcome } from '../../router/ledger/outcome';
import type { DecisionRecord } from '../../router/ledger/record';
import type { AuditedRequest } from '../../router/learning/log/audited';
import { fullRecord } from './records';
import { priceOf } from './routing';

export const JUDGE = 'maker/judge (audit-1)';

export interface AuditedOptions {
	readonly routerId?: string;
	/** With which each request was chosen for an audit, whatever its model. */
	readonly audits: number;
	/** Of the first request; each next one is a second later. */
	readonly fromMs?: number;
	readonly changes?: Partial<DecisionRecord>;
}

/** Prices at which a request of 500 tokens each way costs what `bench/calibration/worlds` says. */
const PRICES: Readonly<Record<string, number>> = { cheap: 0.001, middle: 0.004, strong: 0.015 };

/** The decision that the router would have logged of this request, with its audit's outcome. */
export function decisionOf(
	{ id, candidates, usage, audit }: AuditedRequest,
	place: number,
	{ routerId = 'wf:router', audits, fromMs = 1_790_000_000_000, changes = {} }: AuditedOptions,
): LoggedDecision {
	const atMs = fromMs + place * 1000;
	const answered = candidates.at(-1)?.modelId ?? '';
	const record = fullRecord(id, {
		atMs,
		routerId,
		forcedBy: null,
		reEntryOf: null,
		degraded: false,
		stored: null,
		features: null,
		subjectKey: null,
		budgetKey: null,
		threshold: 0.8,
		audit: { probability: audits, chosen: audit !== null },
		tuning: null,
		candidates: candidates.map(({ modelId, rank, quality }) => ({
			modelId,
			rank,
			price: priceOf(PRICES[modelId] ?? 1),
			limitsKey: `key:${modelId}`,
			excludedBy: null,
			quality,
			prior: null,
			propensity: modelId === answered ? 1 : 0,
		})),
		attempts: [],
		charges: [
			{ id: `${id}-1`, decisionId: id, attempt: null, modelId: answered, purpose: 'answer', usage, costNanoUsd: 1, basis: 'reported' },
		],
		result: { kind: 'answered', modelId: answered, slot: candidates.length },
		...changes,
	});
	const outcomes: Outcome[] =
		audit === null
			? []
			: [
					{
						decisionId: id,
						modelId: audit.modelId,
						atMs: atMs + 500,
						score: audit.result,
						source: 'audit',
						judge: JUDGE,
						inclusionProbability: audit.probability,
						dedupeKey: `${id}:audit`,
					},
				];
	return { ...record, outcomes, auditResult: null, auditStep: null };
}

/** Newest first, as a ledger hands them out. */
export async function* logOf(decisions: readonly LoggedDecision[]): AsyncGenerator<LoggedDecision> {
	yield* [...decisions].sort((a, b) => b.atMs - a.atMs);
}

/** Writes them as the nodes do. */
export async function writeDecisions(
	{ ledger, feedback }: { readonly ledger: Ledger; readonly feedback: FeedbackLedger },
	decisions: readonly LoggedDecision[],
): Promise<void> {
	await Promise.all(decisions.map(({ outcomes: _, ...record }) => ledger.record(record)));
	await feedback.recordOutcomes(decisions.flatMap(({ outcomes }) => outcomes));
}
