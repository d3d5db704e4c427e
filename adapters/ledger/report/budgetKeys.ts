import type { KeyFacts, ReportQuery } from '../../../router/ledger/reportFacts';
import { z } from '../../../vendor/zod';
import { Bound, rows, type Steps } from '../feedback/steps';

/** Keys that have facts of their own; of a hundred thousand customers nobody reads the rest one by one. */
const MOST_KEYS = 100;

const topSchema = z.object({ budget_key: z.string(), newest: z.number() });
const textSchema = z.object({ decision_seq: z.number(), budget_key_text: z.string() });
const factsSchema = z.object({
	budget_key: z.string().nullable(),
	policy_hash: z.string(),
	model_id: z.string().nullable(),
	requests: z.number(),
	cost: z.number(),
	unknown_costs: z.number(),
});
const countSchema = z.object({ n: z.number() });

export interface KeysRead {
	readonly budgetKeys: readonly KeyFacts[];
	readonly keyCount: number;
}

/** What each budget key comes to: those that cost most, then all others together. Read from one index, the texts apart. */
export function* budgetKeysOf(query: ReportQuery): Steps<KeysRead> {
	const counting = new Bound();
	const [counted] = yield* rows(`SELECT count(DISTINCT budget_key) AS n FROM decisions WHERE ${within(query, counting)}`, counting.values);
	const keyCount = countSchema.parse(counted).n;
	if (keyCount === 0) return { budgetKeys: [], keyCount };
	const top = yield* topKeys(query);
	const texts = yield* textsOf(top);
	const bound = new Bound();
	const key = `CASE WHEN budget_key IN (${bound.list(top.map(({ budget_key }) => budget_key))}) THEN budget_key END`;
	const found = yield* rows(
		`SELECT ${key} AS budget_key, policy_hash, model_id, count(*) AS requests, ${COST} AS cost, CAST(sum(unknown_costs) AS BIGINT) AS unknown_costs
		FROM decisions WHERE ${within(query, bound)} GROUP BY 1, policy_hash, model_id`,
		bound.values,
	);
	const budgetKeys = found.map((row): KeyFacts => {
		const { budget_key: keyHash, policy_hash, model_id, requests, cost, unknown_costs } = factsSchema.parse(row);
		const keyText = keyHash === null ? null : (texts.get(keyHash) ?? null);
		return { keyHash, keyText, policyHash: policy_hash, modelId: model_id, requests, costNanoUsd: cost, unknownCosts: unknown_costs };
	});
	return { budgetKeys, keyCount };
}

/** Audits have a budget of their own. */
const COST = 'CAST(sum(cost_nano_usd - shadow_cost) AS BIGINT)';

function* topKeys(query: ReportQuery): Steps<readonly z.infer<typeof topSchema>[]> {
	const bound = new Bound();
	const found = yield* rows(
		`SELECT budget_key, max(seq) AS newest FROM decisions WHERE ${within(query, bound)}
		GROUP BY budget_key ORDER BY ${COST} DESC, count(*) DESC, budget_key LIMIT ${bound.one(MOST_KEYS)}`,
		bound.values,
	);
	return found.map((row) => topSchema.parse(row));
}

/** As the newest decision of each key has it: once Show Keys in Report is off, they are not shown any more. */
function* textsOf(top: readonly z.infer<typeof topSchema>[]): Steps<ReadonlyMap<string, string>> {
	const bound = new Bound();
	const found = yield* rows(
		`SELECT decision_seq, budget_key_text FROM contents WHERE budget_key_text IS NOT NULL AND decision_seq IN (${bound.list(top.map(({ newest }) => newest))})`,
		bound.values,
	);
	const bySeq = new Map(found.map((row) => textSchema.parse(row)).map((row) => [row.decision_seq, row.budget_key_text]));
	return new Map(top.flatMap(({ budget_key, newest }) => (bySeq.has(newest) ? [[budget_key, bySeq.get(newest) ?? ''] as const] : [])));
}

// Plus and CAST keep SQLite from going by time or router, for which it would look into the table at every decision.
function within({ days, toMs, routerId }: ReportQuery, bound: Bound): string {
	const from = bound.one(Math.ceil(days[0]?.startMs ?? toMs));
	const time = `+at_ms >= ${from} AND +at_ms < ${bound.one(Math.ceil(toMs))}`;
	return `budget_key IS NOT NULL AND ${time}${routerId === null ? '' : ` AND CAST(router_id AS TEXT) = ${bound.one(routerId)}`}`;
}
