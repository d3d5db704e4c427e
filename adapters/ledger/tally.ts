import type { Tally, TallyQuery } from '../../router/ledger/port';
import { z } from '../../vendor/zod';

/** In words that SQLite and Postgres share. $1: router, $2: since, $3: model, $4: hash of the budget key, where there is one. */
export function tallySql({ keyHash }: Pick<TallyQuery, 'keyHash'>): string {
	return `${TALLY} AND ${keyHash === null ? 'budget_key IS NULL' : 'budget_key = $4'}`;
}

// Audits of a decision that Auto-Tune knows are the router's own, all others have a budget of their own.
const TALLY = `
	SELECT
		CAST(coalesce(sum(cost_nano_usd - CASE WHEN tuning IS NULL THEN shadow_cost ELSE 0 END), 0) AS BIGINT) AS cost,
		count(*) FILTER (WHERE calls > 0 OR result_kind = 'routed') AS requests,
		count(*) FILTER (WHERE (result_kind = 'routed' AND model_id = $3) OR EXISTS (
			SELECT 1 FROM attempts WHERE decision_seq = seq AND attempts.model_id = $3 AND attempts.result_kind IN ('answered', 'failed')
		)) AS reached
	FROM decisions WHERE router_id = $1 AND at_ms >= $2`;

const rowSchema = z.object({ cost: z.number(), requests: z.number(), reached: z.number() });

/** Values for it, in order. */
export function tallyValues({ routerId, sinceMs, modelId, keyHash }: TallyQuery): [string, number, string | null, ...string[]] {
	return [routerId, Math.ceil(sinceMs), modelId, ...(keyHash === null ? [] : [keyHash])];
}

export function tallyOf(row: unknown): Tally {
	const { cost, requests, reached } = rowSchema.parse(row);
	return { costNanoUsd: cost, requests, reached };
}
