import { execFileSync } from 'node:child_process';
import path from 'node:path';

import { createPostgresLedger } from '../../../adapters/ledger/postgres/postgresLedger';
import { createSqliteLedger } from '../../../adapters/ledger/sqliteLedger';
import type { ReportQuery, ReportFacts } from '../../../router/ledger/reportFacts';
import { makeReport } from '../../../router/report/rows';
import { type ReportRow } from '../../../router/report/reportRow';
import { syntheticDecisions, type SyntheticOptions } from '../../../scripts/lib/syntheticDecisions';
import { DAY_MS } from '../../../router/clock';
import { writeSyntheticLedger } from '../../../scripts/lib/syntheticLedger';
import { bundleWorker, tempFolder } from '../../support/ledger';
import { startPostgres, type TestPostgres } from '../../support/postgres';

const FROM_MS = Date.UTC(2026, 8, 1);
const DAYS = 9;
// The last day lies outside, and so does half of the first.
const OPTIONS: SyntheticOptions = {
	seed: 11,
	decisions: 10_000,
	truth: 'routing_pays',
	auditProbability: 0.1,
	fromMs: FROM_MS - DAY_MS / 2,
	days: DAYS + 1,
};

interface Recomputed {
	readonly by: ReportRow['by'];
	readonly name: string;
	readonly requests: number;
	readonly answered: number;
	readonly cheap: number;
	readonly degraded: number;
	readonly escalated: number;
	readonly fallback: Readonly<Record<string, number>>;
	readonly unknown: number;
	readonly hits: number | null;
	readonly cost: Readonly<Record<'answer' | 'draft' | 'failed' | 'judge' | 'check' | 'embedding' | 'shadow', number>>;
	readonly p50: number | null;
	readonly p95: number | null;
	readonly savings: Readonly<Record<string, { share: number; error: number | null; n: number; spent: number; base: number } | null>>;
	readonly score: Estimate | null;
	readonly good: Estimate | null;
	readonly rated: Readonly<Record<string, readonly [number, number]>>;
}

interface Estimate {
	readonly mean: number;
	readonly error: number | null;
	readonly n: number;
}

const folder = tempFolder();
const file = path.join(folder.path, 'ledger.sqlite');
let workerPath: string;

beforeAll(async () => {
	workerPath = await bundleWorker(folder.path);
	writeSyntheticLedger(file, OPTIONS);
});
afterAll(() => folder.remove());

function ask(routerId: string | null): ReportQuery {
	const days = Array.from({ length: DAYS }, (_, day) => ({ name: String(day), startMs: FROM_MS + day * DAY_MS }));
	return { routerId, days, toMs: FROM_MS + DAYS * DAY_MS, goodFrom: 0.5 };
}

async function factsFromSqlite(routerId: string | null): Promise<ReportFacts> {
	const ledger = createSqliteLedger({ path: file, workerPath });
	try {
		return await ledger.report(ask(routerId));
	} finally {
		await ledger.close();
	}
}

function recompute(routerId: string | null): Recomputed[] {
	const args = [path.join(__dirname, 'recompute.py'), file, FROM_MS, DAY_MS, DAYS, ...(routerId === null ? [] : [routerId])];
	return JSON.parse(execFileSync('python3', args.map(String), { encoding: 'utf8', maxBuffer: 2 ** 26 })) as Recomputed[];
}

/** What both say of one row, in the same words. */
function fromReport(row: ReportRow, single: string): unknown {
	const { costUsd, fallbackKinds, latency } = row;
	const { total, ...cost } = costUsd;
	return {
		requests: row.requests,
		answered: row.answered,
		degraded: row.degraded.count,
		escalated: row.escalated.count,
		unknown: row.unknownCosts,
		hits: close(row.cacheHits),
		fallback: Object.fromEntries(fallbackKinds.map(({ failure, count }) => [failure, count])),
		cost: near(cost),
		total: close(total),
		p50: latency?.p50Ms ?? null,
		p95: latency?.p95Ms ?? null,
		strongest: saving(row.savingToStrongest),
		single: [single, saving(row.savingToSingle)],
		relative: close(row.relative?.value ?? null),
		accuracy: close(row.accuracy?.value ?? null),
		falseCheap: close(row.falseCheap?.value ?? null),
		audits: row.relative?.audits ?? null,
	};
}

function fromPython(row: Recomputed, single: string): unknown {
	const { cheap, answered, score, good, savings } = row;
	const share = answered === 0 ? 0 : cheap / answered;
	const known = answered > 0 && (cheap === 0 || score !== null);
	const worse = (estimate: Estimate | null) => (cheap === 0 ? 0 : share * (1 - (estimate?.mean ?? NaN)));
	return {
		requests: row.requests,
		answered,
		degraded: row.degraded,
		escalated: row.escalated,
		unknown: row.unknown,
		hits: close(row.hits),
		fallback: row.fallback,
		cost: near(row.cost),
		total: close(Object.values(row.cost).reduce((a, b) => a + b, 0)),
		p50: row.p50,
		p95: row.p95,
		strongest: counted(savings['strongest'] ?? null),
		single: [single, counted(savings[single] ?? null)],
		relative: close(known ? 1 - worse(score) : null),
		accuracy: close(good?.mean ?? null),
		falseCheap: close(known ? worse(good) : null),
		audits: known ? (score?.n ?? 0) : null,
	};
}

function saving(found: ReportRow['savingToStrongest']): unknown {
	if (found === null) return null;
	const half = found.interval === null ? null : (found.interval.to - found.interval.from) / 2;
	return {
		n: found.requests,
		share: close(found.share),
		spent: close(found.spentUsd),
		base: close(found.baselineUsd),
		error: rough(half === null ? null : half / quantile(found.requests)),
	};
}

function counted(found: Recomputed['savings'][string] | null): unknown {
	return found === null || found === undefined
		? null
		: { n: found.n, share: close(found.share), spent: close(found.spent), base: close(found.base), error: rough(found.error) };
}

/** Of Student's t at 97.5 %, for more than a hundred degrees of freedom: the first terms of its expansion. */
function quantile(n: number): number {
	const z = 1.959963984540054;
	return z + (z ** 3 + z) / (4 * (n - 1)) + (5 * z ** 5 + 16 * z ** 3 + 3 * z) / (96 * (n - 1) ** 2);
}

const close = (value: number | null) => (value === null ? null : Number(value.toPrecision(9)));
const rough = (value: number | null) => (value === null ? null : Number(value.toPrecision(4)));
const near = (values: Readonly<Record<string, number>>) =>
	Object.fromEntries(Object.entries(values).map(([name, value]) => [name, close(value)]));

function rowsOf({ total, routers, strategies, routes, days }: ReturnType<typeof makeReport>): ReportRow[] {
	return [total, ...routers, ...strategies, ...routes, ...days];
}

const keyed = (rows: readonly { by: string; name: string }[], value: (index: number) => unknown) =>
	Object.fromEntries(rows.map(({ by, name }, index) => [`${by} ${name}`, value(index)]));

describe.each([null, 'workflow-b:Support'])('a report over 10,000 decisions, of router %s', (routerId) => {
	it('has the figures that another program computes from the raw rows', async () => {
		const report = makeReport(await factsFromSqlite(routerId));
		const single = report.bestSingle ?? 'none';
		const rows = rowsOf(report);
		const expected = recompute(routerId);
		expect(report.total.requests).toBeGreaterThan(2_000);
		expect(report.total.cacheHits).toBeGreaterThan(0.01);
		expect(report.total.relative?.audits).toBeGreaterThan(100);
		expect(keyed(rows, (index) => rows[index] && fromReport(rows[index], single))).toEqual(
			keyed(expected, (index) => expected[index] && fromPython(expected[index], single)),
		);
	});

	it('prices every single model as that program does, and lists ratings apart', async () => {
		const report = makeReport(await factsFromSqlite(routerId));
		const total = recompute(routerId).find(({ by }) => by === 'total');
		expect(report.singles.map(({ modelId, saving: found }) => [modelId, saving(found)])).toEqual(
			['maker/small', 'maker/medium', 'maker/large'].map((modelId) => [modelId, counted(total?.savings[modelId] ?? null)]),
		);
		const ratings = Object.fromEntries(report.ratings.map(({ about, count, mean }) => [about, [count, close(mean * count)]]));
		expect(ratings).toEqual(total?.rated);
	});

	it('is the same over Postgres', async () => {
		const postgres: TestPostgres = await startPostgres();
		const spool = createSqliteLedger({ path: path.join(folder.path, 'spool.sqlite'), workerPath });
		const ledger = createPostgresLedger({ settings: postgres.settings('report'), spool });
		try {
			const records = [...syntheticDecisions({ ...OPTIONS, decisions: 3_000 })];
			const small = path.join(folder.path, `small-${routerId === null ? 'all' : 'one'}.sqlite`);
			writeSyntheticLedger(small, { ...OPTIONS, decisions: 3_000 });
			await Promise.all(records.map(({ record }) => ledger.record(record)));
			const outcomes = JSON.stringify(records.flatMap((one) => one.outcomes)).replaceAll("'", "''");
			await postgres.query(
				'report',
				`INSERT INTO outcomes (dedupe_key, decision_id, model_id, at_ms, score, source, judge, inclusion_probability)
				SELECT o->>'dedupeKey', o->>'decisionId', o->>'modelId', (o->>'atMs')::bigint, (o->>'score')::float8, o->>'source', o->>'judge', (o->>'inclusionProbability')::float8 FROM json_array_elements('${outcomes}') AS o`,
			);
			const sqlite = createSqliteLedger({ path: small, workerPath });
			const [one, other] = [makeReport(await ledger.report(ask(routerId))), makeReport(await sqlite.report(ask(routerId)))];
			await sqlite.close();
			expect(rounded(one)).toEqual(rounded(other));
		} finally {
			await ledger.close();
			await spool.close();
			await postgres.remove();
		}
	});
});

/** Sums of doubles in another order differ in the last digits. */
function rounded(report: unknown): unknown {
	return JSON.parse(JSON.stringify(report, (_, value: unknown) => (typeof value === 'number' ? Number(value.toPrecision(9)) : value)));
}
