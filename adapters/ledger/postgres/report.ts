import type {
	DecisionFacts,
	Group,
	LatencyFacts,
	OutcomeFacts,
	PolicyModels,
	PricedFacts,
	ReportQuery,
	ReportFacts,
} from '../../../router/ledger/reportFacts';
import type { PoolClient } from '../../../vendor/pg';
import { z } from '../../../vendor/zod';
import type { RowRead } from '../recordOf';
import { budgetKeysOf } from '../report/budgetKeys';
import { CACHED, GROUP, groupOf, outcomeOf, outcomeSums, policyOf, pricedOf, products, sizeClasses, SUMS, sumsOf } from '../report/columns';

import { runInPostgres } from './postgresSteps';
import { rowsOf } from './readBack';
import { sqlState } from './reasons';
import { storable } from './storable';

/** What the decisions in Postgres come to; `null` where it takes too long to say. The caller holds the transaction. */
export async function reportFrom(client: PoolClient, options: ReportQuery): Promise<ReportFacts | null> {
	try {
		return await read(client, options);
	} catch (error) {
		// Postgres is well: records go on being written.
		if (sqlState(error) === TOO_LONG) return null;
		throw error;
	}
}

const TOO_LONG = '57014';

async function read(client: PoolClient, options: ReportQuery): Promise<ReportFacts> {
	// All as of one moment.
	await client.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ');
	const reading = {
		client,
		ask: options,
		values: [
			options.days.map(({ startMs }) => Math.ceil(startMs)),
			Math.ceil(options.toMs),
			options.routerId === null ? null : storable(options.routerId),
		],
	};
	const policies = await policiesOf(reading);
	return {
		policies,
		decisions: await decisionsOf(reading, sizeClasses(policies)),
		outcomes: await outcomesOf(reading),
		latencies: await latenciesOf(reading),
		...(await runInPostgres(client, budgetKeysOf(options))),
		waiting: 0,
	};
}

interface Reading {
	readonly client: PoolClient;
	readonly ask: ReportQuery;
	/** $1: where days begin, $2: where the last ends, $3: the router or NULL. */
	readonly values: readonly unknown[];
}

const COLUMNS = GROUP.map((column) => `decisions.${column}`).join(', ');
const DAY = 'width_bucket(decisions.at_ms, $1::bigint[]) - 1';
const WITHIN = 'decisions.at_ms >= ($1::bigint[])[1] AND decisions.at_ms < $2::bigint AND ($3::text IS NULL OR decisions.router_id = $3)';

const daySchema = z.object({ day: z.number() });

function grouped({ days }: ReportQuery, row: RowRead): Group | null {
	const group = groupOf(row);
	return group && { ...group, day: days[daySchema.parse(row).day]?.name ?? '' };
}

const sampleSchema = z.object({ policy_hash: z.string(), seq: z.number() });

async function policiesOf({ client, values }: Reading): Promise<PolicyModels[]> {
	const samples = await rowsOf(
		client,
		`SELECT policy_hash, max(seq) AS seq FROM decisions WHERE ${WITHIN} AND model_id IS NOT NULL GROUP BY policy_hash`,
		values,
	);
	const policies: PolicyModels[] = [];
	for (const { policy_hash, seq } of samples.map((row) => sampleSchema.parse(row))) {
		policies.push(
			policyOf(
				policy_hash,
				await rowsOf(client, 'SELECT model_id, rank, price FROM candidates WHERE decision_seq = $1 ORDER BY position', [seq]),
			),
		);
	}
	return policies;
}

const sizeSchema = z.object({ size: z.number() });
const sum = (factors: readonly string[]) =>
	`coalesce(sum(${factors.map((factor) => `CAST(${factor} AS DOUBLE PRECISION)`).join(' * ')}), 0)`;

async function decisionsOf({ client, ask, values }: Reading, sizes: readonly number[]): Promise<DecisionFacts[]> {
	const from = `FROM decisions WHERE ${WITHIN}`;
	const by = `GROUP BY ${COLUMNS}, day`;
	const all = await rowsOf(client, `SELECT ${COLUMNS}, ${DAY} AS day, ${SUMS}, ${CACHED} ${from} ${by}`, values);
	const answers = await rowsOf(
		client,
		`SELECT ${COLUMNS}, ${DAY} AS day, width_bucket(answer_input, $4::bigint[]) - 1 AS size, ${products(sum, true)} ${from} AND unknown_costs = 0 AND result_kind = 'answered' AND answer_input IS NOT NULL ${by}, size`,
		[...values, sizes],
	);
	const others = await rowsOf(
		client,
		`SELECT ${COLUMNS}, ${DAY} AS day, 0 AS size, ${products(sum, false)} ${from} AND unknown_costs = 0 AND result_kind IN ('fallback', 'cancelled') ${by}`,
		values,
	);
	const priced = new Map<string, PricedFacts[]>();
	for (const row of [...answers, ...others]) {
		const key = JSON.stringify(grouped(ask, row));
		const known = priced.get(key) ?? [];
		known.push(pricedOf(row, sizes[sizeSchema.parse(row).size] ?? 0));
		priced.set(key, known);
	}
	return all.flatMap((row) => {
		const group = grouped(ask, row);
		return group === null ? [] : [{ ...group, ...sumsOf(row), priced: priced.get(JSON.stringify(group)) ?? [] }];
	});
}

async function outcomesOf({ client, ask, values }: Reading): Promise<OutcomeFacts[]> {
	const rows = await rowsOf(
		client,
		`SELECT ${COLUMNS}, ${DAY} AS day, ${outcomeSums('$4::double precision')} FROM outcomes JOIN decisions ON decisions.id = outcomes.decision_id
		WHERE ${WITHIN} GROUP BY ${COLUMNS}, day, about, source, judge, random, tuned`,
		[...values, ask.goodFrom],
	);
	return rows.flatMap((row) => {
		const [group, outcome] = [grouped(ask, row), outcomeOf(row)];
		return group === null || outcome === null ? [] : [{ ...group, ...outcome }];
	});
}

const latencySchema = z.object({
	router_id: z.string().nullable(),
	strategy: z.string().nullable(),
	model_id: z.string().nullable(),
	day: z.number().nullable(),
	n: z.number(),
	p50: z.number(),
	p95: z.number(),
});

async function latenciesOf({ client, ask, values }: Reading): Promise<LatencyFacts[]> {
	const percentile = (share: number) => `percentile_disc(${String(share)}) WITHIN GROUP (ORDER BY greatest(latency_ms, 0))`;
	const rows = await rowsOf(
		client,
		`SELECT router_id, strategy, model_id, day, count(*) AS n, ${percentile(0.5)} AS p50, ${percentile(0.95)} AS p95
		FROM (SELECT router_id, strategy, model_id, latency_ms, ${DAY} AS day FROM decisions WHERE ${WITHIN} AND result_kind = 'answered' AND latency_ms IS NOT NULL) AS answered
		GROUP BY GROUPING SETS ((), (router_id), (strategy), (model_id), (day)) HAVING count(*) > 0`,
		values,
	);
	return rows.map((row): LatencyFacts => {
		const { router_id: router, strategy, model_id: model, day, n: requests, p50: p50Ms, p95: p95Ms } = latencySchema.parse(row);
		const facts = { requests, p50Ms, p95Ms };
		if (router !== null) return { by: 'router', key: router, ...facts };
		if (strategy !== null) return { by: 'strategy', key: strategy, ...facts };
		if (model !== null) return { by: 'route', key: model, ...facts };
		return day === null ? { by: 'total', key: '', ...facts } : { by: 'day', key: ask.days[day]?.name ?? '', ...facts };
	});
}
