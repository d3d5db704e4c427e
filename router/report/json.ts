import type { Interval } from '../learning/statistics/intervals';

import type { AutoTuneView } from './autoTune';
import { percent, percentRange, usd, whole } from './format';
import type { RouterNames } from './routerNames';
import type { Report } from './rows';
import type { ReportRow, Share } from './reportRow';
import type { Saving } from './savings';
import type { Measured } from './weightedSums';

/** What the reader of a report must know beside its figures. Plain JSON. */
interface ReportHead {
	readonly title: string;
	/** `null`: all of them. */
	readonly router: string | null;
	/** What it is called, if that is known. */
	readonly routerName: string | null;
	readonly period: { readonly from: string; readonly to: string; readonly timeZone: string; readonly text: string };
	readonly tolerance: number;
	/** The log holds what one worker of several has decided. */
	readonly partial: boolean;
	readonly notes: readonly string[];
}

interface JsonOptions {
	readonly report: Report;
	readonly head: ReportHead;
	readonly names: RouterNames;
	/** Of the routers that have Auto-Tune. */
	readonly autoTune: readonly AutoTuneView[];
}

/**
 * The report as one plain JSON object. `summary` is a few lines ready for a message; `rows` are all rows, the total first, but
 * for those of budget keys, which are apart; `routerName` stands with rows of routers whose name is known; shares are
 * from 0 to 1, money is USD, latencies are ms, `from` and `to` the ends of 95 % intervals.
 */
export function reportJson({ report, head, names, autoTune }: JsonOptions) {
	const { verdict, total, singles, bestSingle, audits, ratings, waiting } = report;
	return {
		...head,
		summary: [...verdict.sentences, figures(report), ...head.notes].join('\n'),
		verdict: { ...verdict, text: verdict.sentences.join(' ') },
		total: rowJson(total, names),
		rows: rowsOf(report).map((row) => rowJson(row, names)),
		budgetKeys: [...report.budgetKeys],
		singles: [...singles],
		bestSingle,
		audits,
		ratings: [...ratings],
		waiting,
		autoTune: [...autoTune],
	};
}

function figures({ total, byAutoTune }: Report): string {
	const unknown = byAutoTune ? 'for quality see Auto-Tune' : 'quality not audited yet';
	const quality = total.relative === null ? unknown : `quality ${measuredText(total.relative)} of the strongest model's`;
	const saved =
		total.savingToStrongest === null
			? ''
			: `, ${total.savingToStrongest.share < 0 ? 'over' : 'saved against'} always the strongest: ${percent(Math.abs(total.savingToStrongest.share))}`;
	return `${whole(total.requests)} requests, ${usd(total.costUsd.total)} (${usd(total.costPerRequestUsd)} each)${saved}; ${quality}; ${percent(total.fallback.share)} on Fallback.`;
}

function measuredText({ value, interval, audits }: Measured): string {
	return audits === 0 ? percent(value) : `${percent(value)} (${percentRange(interval)})`;
}

function rowsOf({ total, routers, strategies, routes, days }: Report): readonly ReportRow[] {
	return [total, ...routers, ...strategies, ...routes, ...days];
}

function rowJson(row: ReportRow, names: RouterNames) {
	const kinds = row.fallbackKinds.map(({ failure, count }) => ({ failure, count, share: count / Math.max(1, row.requests) }));
	return { ...row, fallbackKinds: kinds, routerName: nameOf(row, names) };
}

function nameOf({ by, name }: ReportRow, names: RouterNames): string | null {
	return by === 'router' ? (names.get(name) ?? null) : null;
}

type Cell = string | number | null;

/**
 * The rows of a report for a sheet: one value a column, every row with the same columns in the same order. Columns
 * are a contract: new ones come at the end.
 */
export function flatReportRows(report: Report, names: RouterNames): Readonly<Record<string, Cell>>[] {
	const rows = rowsOf(report).map((row) => ({
		by: row.by,
		name: row.name,
		requests: row.requests,
		answered: row.answered,
		routed_only: row.routedOnly,
		cost_usd: row.costUsd.total,
		cost_per_request_usd: row.costPerRequestUsd,
		cost_answers_usd: row.costUsd.answer,
		cost_drafts_usd: row.costUsd.draft,
		cost_failed_usd: row.costUsd.failed,
		cost_judges_usd: row.costUsd.judge,
		cost_checks_usd: row.costUsd.check,
		cost_embeddings_usd: row.costUsd.embedding,
		cost_shadow_usd: row.costUsd.shadow,
		unknown_costs: row.unknownCosts,
		latency_p50_ms: row.latency?.p50Ms ?? null,
		latency_p95_ms: row.latency?.p95Ms ?? null,
		...measuredCells('quality', row.relative),
		audits: row.relative?.audits ?? null,
		...measuredCells('routing_accuracy', row.accuracy),
		...measuredCells('false_cheap_rate', row.falseCheap),
		...shareCells('escalation_rate', row.escalated),
		...shareCells('fallback_rate', row.fallback),
		fallback_kinds: row.fallbackKinds.map(({ failure, count }) => `${failure} ${String(count)}`).join(', '),
		...shareCells('degraded_share', row.degraded),
		...savingCells('saving_to_strongest', row.savingToStrongest),
		...savingCells('saving_to_best_single', row.savingToSingle),
		best_single: report.bestSingle,
		verdict: row.by === 'total' ? report.verdict.kind : null,
		router_name: nameOf(row, names),
		...shareCells('strongest_share', null),
		cache_hits: row.cacheHits,
	}));
	return [...rows, ...budgetKeyCells(report, Object.keys(rows[0] ?? {}))];
}

function budgetKeyCells({ budgetKeys }: Report, columns: readonly string[]): Record<string, Cell>[] {
	const empty = Object.fromEntries(columns.map((column) => [column, null]));
	return budgetKeys.map(({ name, requests, costUsd, unknownCosts, strongest }) => ({
		...empty,
		by: 'budget_key',
		name,
		requests,
		cost_usd: costUsd,
		cost_per_request_usd: requests === 0 ? 0 : costUsd / requests,
		unknown_costs: unknownCosts,
		...shareCells('strongest_share', strongest),
	}));
}

function measuredCells(name: string, measured: Measured | null): Record<string, Cell> {
	return cells(name, measured?.value ?? null, measured?.interval ?? null);
}

function shareCells(name: string, share: Share | null): Record<string, Cell> {
	return cells(name, share?.share ?? null, share?.interval ?? null);
}

function savingCells(name: string, saving: Saving | null): Record<string, Cell> {
	return cells(name, saving?.share ?? null, saving?.interval ?? null);
}

function cells(name: string, value: number | null, interval: Interval | null): Record<string, Cell> {
	return { [name]: value, [`${name}_from`]: interval?.from ?? null, [`${name}_to`]: interval?.to ?? null };
}
