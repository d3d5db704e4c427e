import { byPurpose, type Purpose } from '../calls/client';
import { wilson } from '../learning/statistics/intervals';
import type { Sliced } from '../learning/slices';
import type { DecisionFacts, Dimension, Group, LatencyFacts, OutcomeFacts, ReportFacts } from '../ledger/reportFacts';
import { NANO_USD_PER_USD } from '../registry/cost';
import type { ModelId } from '../registry/model';

import { budgetKeyRows, type BudgetKeyRow } from './budgetKeys';
import { Policies } from './policies';
import { auditsOf, isRandomAudit, leftToAutoTune, qualityOf, type Audits } from './quality';
import { savingAgainst, type Baseline } from './savings';
import { bestSingle, singlesOf, type Single } from './singles';
import { verdictOn, type Verdict } from './verdict';
import type { Share, ReportRow } from './reportRow';

/** Outcomes that are no audits: nobody knows which requests they stand for, so nothing is computed from them. */
export interface RatingRow {
	readonly source: string;
	readonly judge: string | null;
	readonly about: ModelId;
	readonly count: number;
	readonly mean: number;
}

export interface Report {
	readonly verdict: Verdict;
	/** How good cheap answers are is for Auto-Tune to say. */
	readonly byAutoTune: boolean;
	readonly total: ReportRow;
	readonly routers: readonly ReportRow[];
	readonly strategies: readonly ReportRow[];
	readonly routes: readonly ReportRow[];
	readonly days: readonly ReportRow[];
	/** The dearest first, at the end all that have no row of their own; empty where no budget key was given. */
	readonly budgetKeys: readonly BudgetKeyRow[];
	/** Each model for everything, the cheapest first. */
	readonly singles: readonly Single[];
	readonly bestSingle: ModelId | null;
	readonly audits: { readonly judge: string | null; readonly count: number };
	readonly ratings: readonly RatingRow[];
	/** Records on this machine's disk that could not be counted. */
	readonly waiting: number;
}

/** How much worse than always the strongest, on its scale of 0 to 1, answers may be on average. */
export const DEFAULT_TOLERANCE = 0.05;

/** A score from here on counts as good enough. */
export const DEFAULT_GOOD_FROM = 0.5;

interface ReportOptions {
	/** Default `DEFAULT_TOLERANCE`. */
	readonly tolerance?: number;
	/** Routers that have Auto-Tune, by id. Default: none but those whose audits it drew. */
	readonly tuned?: readonly string[];
}

/** Turns a ledger's sums into the figures of a report. */
export function makeReport(facts: ReportFacts, options: ReportOptions = {}): Report {
	const steps = reportSteps(facts, options);
	for (;;) {
		const { done, value } = steps.next();
		if (done === true) return value;
	}
}

/** The same, row by row: many rows take a while, and whoever has others to serve can let them have a turn in between. */
export function* reportSteps(facts: ReportFacts, { tolerance = DEFAULT_TOLERANCE, tuned = [] }: ReportOptions = {}): Sliced<Report> {
	const { decisions, outcomes } = facts;
	const policies = new Policies(facts.policies);
	const audits = auditsOf(outcomes);
	const singles = singlesOf({ decisions, audits, policies, tolerance });
	const best = bestSingle(singles);
	yield;
	const rows = new Rows({ facts, policies, audits, single: best?.modelId ?? null });
	const [total] = yield* rows.all('total', () => '');
	const totalRow = total ?? rows.empty();
	const byAutoTune = leftToAutoTune({ decisions, audits: audits.outcomes, policies, tuned: tunedRouters(outcomes, tuned) });
	return {
		verdict: verdictOn({ total: totalRow, singles, best, tolerance, byAutoTune }),
		byAutoTune,
		total: totalRow,
		routers: yield* rows.all('router', ({ routerId }) => routerId),
		strategies: yield* rows.all('strategy', ({ strategy }) => strategy),
		routes: (yield* rows.all('route', routeName)).sort((a, b) => noModel(a) - noModel(b) || b.requests - a.requests),
		days: yield* rows.all('day', ({ day }) => day),
		budgetKeys: budgetKeyRows(facts, policies),
		singles,
		bestSingle: best?.modelId ?? null,
		audits: { judge: audits.judge, count: audits.count },
		ratings: ratingsOf(outcomes),
		waiting: facts.waiting,
	};
}

function tunedRouters(outcomes: readonly OutcomeFacts[], known: readonly string[]): ReadonlySet<string> {
	return new Set([...known, ...outcomes.filter(({ tuned }) => tuned).map(({ routerId }) => routerId)]);
}

export const FALLBACK = 'Fallback';
const CANCELLED_GROUP = 'Cancelled';

function routeName({ result, modelId }: Group): string {
	if (result === 'fallback') return FALLBACK;
	return modelId ?? CANCELLED_GROUP;
}

function noModel({ answered, routedOnly }: ReportRow): number {
	return answered + routedOnly > 0 ? 0 : 1;
}

interface RowsOptions {
	readonly facts: ReportFacts;
	readonly policies: Policies;
	readonly audits: Audits;
	readonly single: ModelId | null;
}

class Rows {
	constructor(private readonly options: RowsOptions) {}

	/** In the order of the names; days in the order of time, which is theirs. */
	*all(by: Dimension, nameOf: (group: Group) => string): Sliced<ReportRow[]> {
		const grouped = groupBy(this.options.facts.decisions, nameOf);
		const audits = groupBy(this.options.audits.outcomes, nameOf);
		const made: ReportRow[] = [];
		for (const name of [...grouped.keys()].sort((a, b) => (a < b ? -1 : 1))) {
			made.push(this.make(by, name, grouped.get(name) ?? [], audits.get(name) ?? []));
			yield;
		}
		return made;
	}

	/** The total of nothing. */
	empty(): ReportRow {
		return this.make('total', '', [], []);
	}

	private make(by: Dimension, name: string, decisions: readonly DecisionFacts[], audits: readonly OutcomeFacts[]): ReportRow {
		const { facts, policies, single } = this.options;
		const requests = sum(decisions, ({ requests }) => requests);
		const of = (kind: Group['result']) =>
			sum(
				decisions.filter(({ result }) => result === kind),
				({ requests: some }) => some,
			);
		const costUsd = costs(decisions);
		const inSingle: Baseline = (hash) => (single === null ? null : policies.find(hash, single));
		return {
			by,
			name,
			requests,
			answered: of('answered'),
			routedOnly: of('routed'),
			costUsd,
			costPerRequestUsd: requests === 0 ? 0 : costUsd.total / requests,
			unknownCosts: sum(decisions, ({ unknownCosts }) => unknownCosts),
			cacheHits: cacheHits(decisions),
			costUnknown: shareOf(
				requests - of('routed') - sum(decisions, ({ priced }) => sum(priced, ({ requests: known }) => known)),
				requests - of('routed'),
			),
			latency: latencyOf(facts.latencies, by, name),
			escalated: shareOf(
				sum(decisions, ({ escalated }) => escalated),
				requests,
			),
			degraded: shareOf(
				sum(decisions, ({ degraded }) => degraded),
				requests,
			),
			fallback: shareOf(of('fallback'), requests),
			fallbackKinds: fallbackKinds(decisions),
			savingToStrongest: savingAgainst(decisions, (hash) => policies.strongest(hash)),
			savingToSingle: single === null ? null : savingAgainst(decisions, inSingle),
			...qualityOf(decisions, audits, policies),
		};
	}
}

function costs(decisions: readonly DecisionFacts[]): ReportRow['costUsd'] {
	const usd = (purpose: Purpose) => sum(decisions, ({ costs: spent }) => spent[purpose]) / NANO_USD_PER_USD;
	const by = byPurpose(usd);
	return { ...by, total: Object.values(by).reduce((a, b) => a + b, 0) };
}

function cacheHits(decisions: readonly DecisionFacts[]): number | null {
	const input = sum(decisions, ({ inputTokens }) => inputTokens);
	return input === 0 ? null : sum(decisions, ({ cachedTokens }) => cachedTokens) / input;
}

function latencyOf(latencies: readonly LatencyFacts[], by: Dimension, name: string): ReportRow['latency'] {
	const found = latencies.find((facts) => facts.by === by && facts.key === name);
	return found === undefined ? null : { p50Ms: found.p50Ms, p95Ms: found.p95Ms };
}

function fallbackKinds(decisions: readonly DecisionFacts[]): ReportRow['fallbackKinds'] {
	const kinds = groupBy(
		decisions.filter(({ failure }) => failure !== null),
		({ failure }) => failure ?? '',
	);
	return [...kinds]
		.map(([failure, groups]) => ({ failure, count: sum(groups, ({ requests }) => requests) }))
		.sort((a, b) => b.count - a.count);
}

function ratingsOf(outcomes: readonly OutcomeFacts[]): RatingRow[] {
	const ratings = groupBy(
		outcomes.filter((outcome) => !outcome.tuned && !isRandomAudit(outcome)),
		({ source, judge, about }) => JSON.stringify([source, judge, about]),
	);
	return [...ratings.values()].flatMap((rows) => {
		const [first] = rows;
		if (first === undefined) return [];
		const count = sum(rows, (row) => row.count);
		return [{ source: first.source, judge: first.judge, about: first.about, count, mean: sum(rows, ({ score }) => score) / count }];
	});
}

function shareOf(count: number, n: number): Share {
	return { count, share: n === 0 ? 0 : count / n, interval: wilson(count, n) };
}

function groupBy<T>(list: readonly T[], nameOf: (item: T) => string): Map<string, T[]> {
	const groups = new Map<string, T[]>();
	for (const item of list) {
		const name = nameOf(item);
		const known = groups.get(name);
		if (known === undefined) groups.set(name, [item]);
		else known.push(item);
	}
	return groups;
}

function sum<T>(list: readonly T[], value: (item: T) => number): number {
	return list.reduce((total, item) => total + value(item), 0);
}
