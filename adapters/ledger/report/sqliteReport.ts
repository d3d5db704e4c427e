import type { DatabaseSync } from 'node:sqlite';

import type {
	DecisionFacts,
	Group,
	OutcomeFacts,
	PolicyModels,
	PricedFacts,
	ReportQuery,
	ReportFacts,
} from '../../../router/ledger/reportFacts';
import { z } from '../../../vendor/zod';

import { runInSqlite } from '../feedback/sqliteSteps';
import { allRows, firstRow } from '../readRows';

import { budgetKeysOf } from './budgetKeys';
import { CACHED, GROUP, groupOf, outcomeOf, outcomeSums, policyOf, pricedOf, products, sizeClasses, SUMS, sumsOf } from './columns';
import { groupsOf, type GroupValues } from './groups';
import { Latencies, readValues } from './percentiles';

/**
 * What a ledger file's decisions come to. Reads one index for the decisions, so that a million take a second or
 * two. The caller holds a transaction: all is as of one moment.
 */
export function reportOn(database: DatabaseSync, options: ReportQuery): ReportFacts {
	const days = daysOf(options);
	const policies = new Map<string, PolicyModels>();
	const groups: { group: Omit<Group, 'day'>; values: GroupValues }[] = [];
	const sample = sampleReader(database);
	for (const values of groupsOf(database, options.routerId)) {
		const group = groupOf(Object.fromEntries(GROUP.map((column, index) => [column, values[index]])));
		if (group === null) continue;
		groups.push({ group, values });
		if (group.modelId !== null && !policies.has(group.policyHash))
			policies.set(group.policyHash, policyOf(group.policyHash, sample(values)));
	}
	const read = groupReader(database);
	const latencies = new Latencies();
	const decisions: DecisionFacts[] = [];
	for (const { group, values } of groups) {
		const policy = policies.get(group.policyHash);
		const sizes = sizeClasses(policy === undefined ? [] : [policy]);
		for (const day of days) {
			const found = read({ group, values, day, sizes });
			if (found === null) continue;
			decisions.push({ ...group, day: day.name, ...found.facts });
			if (group.result === 'answered') latencies.add(readValues(found.latencies), rowsOf({ ...group, day: day.name }));
		}
	}
	return {
		decisions,
		outcomes: outcomesOn(
			database,
			options,
			decisions.reduce((sum, { requests }) => sum + requests, 0),
		),
		latencies: latencies.facts(),
		policies: [...policies.values()],
		...runInSqlite(database, budgetKeysOf(options)),
		waiting: 0,
	};
}

interface Day {
	readonly name: string;
	readonly startMs: number;
	readonly endMs: number;
}

function daysOf({ days, toMs }: ReportQuery): Day[] {
	return days.map(({ name, startMs }, index) => ({
		name,
		startMs: Math.ceil(startMs),
		endMs: Math.ceil(days[index + 1]?.startMs ?? toMs),
	}));
}

function rowsOf({ routerId, strategy, modelId, day }: Group) {
	return [
		['total', ''],
		['router', routerId],
		['strategy', strategy],
		['route', modelId ?? ''],
		['day', day],
	] as const;
}

const IN_GROUP = `WHERE ${GROUP.map((column) => `${column} IS ?`).join(' AND ')}`;
const IN_DAY = 'AND at_ms >= ? AND at_ms < ?';
const INDEX = 'decisions INDEXED BY decisions_for_reports';
const CACHE_INDEX = 'decisions INDEXED BY decisions_by_cache';

function sampleReader(database: DatabaseSync): (values: GroupValues) => unknown {
	const statement = database.prepare(`
		SELECT model_id, rank, price FROM candidates
		WHERE decision_seq = (SELECT seq FROM ${INDEX} ${IN_GROUP} ORDER BY at_ms DESC LIMIT 1) ORDER BY position`);
	return (values) => allRows(statement, ...values);
}

const foundSchema = z.object({ requests: z.number(), latencies: z.string().nullable() });

interface Found {
	readonly facts: Omit<DecisionFacts, keyof Group>;
	readonly latencies: string | null;
}

interface Reading {
	readonly group: Omit<Group, 'day'>;
	readonly values: GroupValues;
	readonly day: Day;
	/** Where the size classes of this policy begin. */
	readonly sizes: readonly number[];
}

function groupReader(database: DatabaseSync): (reading: Reading) => Found | null {
	const all = database.prepare(`SELECT ${SUMS}, group_concat(max(latency_ms, 0)) AS latencies FROM ${INDEX} ${IN_GROUP} ${IN_DAY}`);
	const cached = database.prepare(`SELECT ${CACHED} FROM ${CACHE_INDEX} ${IN_GROUP} ${IN_DAY} AND answer_cached > 0`);
	const priced = pricedReader(database);
	return (reading) => {
		const place = [...reading.values, reading.day.startMs, reading.day.endMs];
		const row = firstRow(all, ...place);
		const { requests, latencies } = foundSchema.parse(row);
		if (requests === 0) return null;
		return { facts: { ...sumsOf({ ...row, ...firstRow(cached, ...place) }), priced: priced(reading) }, latencies };
	};
}

function pricedReader(database: DatabaseSync): (reading: Reading) => PricedFacts[] {
	const select = (answered: boolean, where: string) =>
		database.prepare(
			`SELECT ${products((factors) => `total(${factors.join(' * ')})`, answered)} FROM ${INDEX} ${IN_GROUP} ${IN_DAY} AND unknown_costs = 0 ${where}`,
		);
	const answers = select(true, 'AND answer_input >= ? AND answer_input < ?');
	const others = select(false, '');
	return ({ group, values, day: { startMs, endMs }, sizes }) => {
		// Who calls the model is somebody else: what it costs there is not known here.
		if (group.result === 'routed') return [];
		const read = (from: number, index: number) =>
			firstRow(answers, ...values, startMs, endMs, from, sizes[index + 1] ?? Number.MAX_SAFE_INTEGER);
		const found =
			group.result === 'answered'
				? sizes.map((from, index) => pricedOf(read(from, index), from))
				: [pricedOf(firstRow(others, ...values, startMs, endMs), 0)];
		return found.filter(({ requests }) => requests > 0);
	};
}

const dayIndexSchema = z.object({ day: z.number() });

function outcomesOn(database: DatabaseSync, options: ReportQuery, requests: number): OutcomeFacts[] {
	const days = daysOf(options);
	const [first, last] = [days.at(0), days.at(-1)];
	if (first === undefined || last === undefined) return [];
	database.function('day_of', { deterministic: true }, (atMs) => days.findLastIndex(({ startMs }) => startMs <= Number(atMs)));
	const groups = GROUP.map((column) => `decisions.${column}`).join(', ');
	const rows = database
		.prepare(`
		SELECT ${groups}, day_of(decisions.at_ms) AS day, ${outcomeSums(':good')}
		FROM ${joinOf(database, requests)} ON decisions.id = outcomes.decision_id
		WHERE decisions.at_ms >= :from AND decisions.at_ms < :to AND (:router IS NULL OR router_id = :router)
		GROUP BY ${groups}, day, about, source, judge, random, tuned`)
		.all({ good: options.goodFrom, from: first.startMs, to: last.endMs, router: options.routerId });
	return rows.flatMap((row) => {
		const [group, outcome] = [groupOf(row), outcomeOf(row)];
		return group === null || outcome === null ? [] : [{ ...group, day: days[dayIndexSchema.parse(row).day]?.name ?? '', ...outcome }];
	});
}

const countSchema = z.object({ n: z.number() });

/**
 * From the fewer to the more, as CROSS JOIN has SQLite go: a short log has far fewer outcomes than decisions, a month of
 * a long one fewer decisions than the log has outcomes.
 */
function joinOf(database: DatabaseSync, requests: number): string {
	const { n: outcomes } = countSchema.parse(database.prepare('SELECT count(*) AS n FROM outcomes').get());
	return outcomes <= requests ? 'outcomes CROSS JOIN decisions' : 'decisions CROSS JOIN outcomes';
}
