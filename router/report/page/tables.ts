import { PURPOSES, type Purpose } from '../../calls/client';
import { duration, percent, percentRange, usd, whole } from '../format';
import type { BudgetKeyRow } from '../budgetKeys';
import type { RatingRow } from '../rows';
import type { ReportRow, Share } from '../reportRow';
import type { Saving } from '../savings';
import type { Single } from '../singles';
import type { Measured } from '../weightedSums';

import { html, type Html } from './html';

const NOT_KNOWN = '–';

interface Column<T> {
	readonly head: string;
	readonly cell: (row: T) => string | Html;
	readonly text?: boolean;
}

/** Rows and columns; one that is too wide scrolls by itself, by keyboard too. */
export function table<T>(rows: readonly T[], columns: readonly Column<T>[]): Html {
	const sort = ({ text }: Column<T>) => (text === true ? 'text' : 'number');
	const head = columns[0]?.head ?? '';
	return html`<div class="wide" role="group" tabindex="0" aria-label="${head}"><table><thead><tr>${columns.map((column) => html`<th class="${sort(column)}" scope="col">${column.head}</th>`)}</tr></thead>
<tbody>${rows.map((row) => html`<tr>${columns.map((column) => html`<td class="${sort(column)}">${column.cell(row)}</td>`)}</tr>`)}</tbody></table></div>`;
}

/** The figures of each row. `head`: what the rows are. */
export function figuresTable(head: string, rows: readonly ReportRow[]): Html {
	return table(rows, [
		{ head, cell: ({ name }) => name, text: true },
		{ head: 'Requests', cell: ({ requests }) => whole(requests) },
		{ head: 'Cost', cell: ({ costUsd }) => usd(costUsd.total) },
		{ head: 'Per request', cell: ({ costPerRequestUsd }) => usd(costPerRequestUsd) },
		{ head: 'Cache hits', cell: ({ cacheHits }) => (cacheHits === null ? NOT_KNOWN : percent(cacheHits)) },
		{ head: 'Saved against the strongest', cell: ({ savingToStrongest }) => savingCell(savingToStrongest) },
		{ head: 'Quality', cell: ({ relative }) => measuredCell(relative) },
		{
			head: 'Latency p50 / p95',
			cell: ({ latency }) => (latency === null ? NOT_KNOWN : `${duration(latency.p50Ms)} / ${duration(latency.p95Ms)}`),
		},
		{ head: 'Escalated', cell: ({ escalated }) => shareCell(escalated) },
		{ head: 'Fallback', cell: ({ fallback }) => shareCell(fallback) },
		{ head: 'Degraded', cell: ({ degraded }) => shareCell(degraded) },
	]);
}

export function budgetKeysTable(rows: readonly BudgetKeyRow[]): Html {
	return table(rows, [
		{ head: 'Budget key', cell: ({ name, keys }) => (keys === 1 ? name : `${name} (${whole(keys)} keys)`), text: true },
		{ head: 'Requests', cell: ({ requests }) => whole(requests) },
		{ head: 'Cost', cell: ({ costUsd }) => usd(costUsd) },
		{ head: 'To the strongest model', cell: ({ strongest }) => shareCell(strongest) },
		{ head: 'Calls of unknown cost', cell: ({ unknownCosts }) => whole(unknownCosts) },
	]);
}

export function costsTable(head: string, rows: readonly ReportRow[]): Html {
	const heads: Readonly<Record<Purpose, string>> = {
		answer: 'Answers',
		draft: 'Rejected drafts',
		failed: 'Failed calls',
		judge: 'Judge',
		check: 'Checks',
		embedding: 'Embeddings',
		shadow: 'Audits',
	};
	return table(rows, [
		{ head, cell: ({ name }) => (name === '' ? 'Total' : name), text: true },
		...PURPOSES.map((purpose) => ({
			head: heads[purpose],
			cell: ({ costUsd }: ReportRow) => usd(costUsd[purpose]),
		})),
		{ head: 'Calls of unknown cost', cell: ({ unknownCosts }) => whole(unknownCosts) },
	]);
}

export function qualityTable(head: string, rows: readonly ReportRow[]): Html {
	return table(rows, [
		{ head, cell: ({ name }) => name, text: true },
		{ head: 'Quality', cell: ({ relative }) => measuredCell(relative) },
		{ head: 'Routing accuracy', cell: ({ accuracy }) => measuredCell(accuracy) },
		{ head: 'False-cheap rate', cell: ({ falseCheap }) => measuredCell(falseCheap) },
		{ head: 'Audits', cell: ({ relative }) => whole(relative?.audits ?? 0) },
	]);
}

export function singlesTable(singles: readonly Single[]): Html {
	return table(singles, [
		{ head: 'Model for everything', cell: ({ modelId, isStrongest }) => (isStrongest ? `${modelId} (strongest)` : modelId), text: true },
		{ head: 'Would have cost', cell: ({ saving }) => (saving === null ? NOT_KNOWN : usd(saving.baselineUsd)) },
		{ head: 'Routing saves against it', cell: ({ saving }) => savingCell(saving) },
		{ head: 'Quality', cell: ({ relative }) => measuredCell(relative) },
		{ head: 'Good enough', cell: ({ goodEnough, relative }) => (goodEnough ? 'yes' : relative === null ? 'not known' : 'not proven') },
	]);
}

export function fallbackTable({ fallbackKinds, requests }: ReportRow): Html {
	return table(fallbackKinds, [
		{ head: 'Reason', cell: ({ failure }) => failure, text: true },
		{ head: 'Requests', cell: ({ count }) => whole(count) },
		{ head: 'Share of all', cell: ({ count }) => percent(count / requests, 2) },
	]);
}

export function ratingsTable(ratings: readonly RatingRow[]): Html {
	return table(ratings, [
		{ head: 'Source', cell: ({ source }) => source, text: true },
		{ head: 'Judge', cell: ({ judge }) => judge ?? NOT_KNOWN, text: true },
		{ head: 'Model', cell: ({ about }) => about, text: true },
		{ head: 'Outcomes', cell: ({ count }) => whole(count) },
		{ head: 'Mean score', cell: ({ mean }) => mean.toFixed(2) },
	]);
}

export function measuredCell(measured: Measured | null): string | Html {
	if (measured === null) return NOT_KNOWN;
	if (measured.audits === 0) return percent(measured.value);
	return html`${percent(measured.value)} <small>${percentRange(measured.interval)}</small>`;
}

export function savingCell(saving: Saving | null): string | Html {
	if (saving === null) return NOT_KNOWN;
	// Nobody reads "saved minus a thousand per cent".
	if (saving.share < -1) return `${(1 - saving.share).toFixed(1)} × its cost`;
	return saving.interval === null ? percent(saving.share) : html`${percent(saving.share)} <small>${percentRange(saving.interval)}</small>`;
}

function shareCell({ share }: Share): string {
	return percent(share);
}
