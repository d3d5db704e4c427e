import type { Interval } from '../../learning/statistics/intervals';
import { duration, percent, usd, whole } from '../format';
import type { ReportRow, Share } from '../reportRow';
import type { Saving } from '../savings';

/** A figure of a window as an alert reads it. */
export interface Reading {
	/** In the measure's unit. */
	readonly value: number;
	/** 95 %; `null`: nothing is known of how far chance may have moved it. */
	readonly interval: Interval | null;
}

/** `usd`, `ms`, `share` from 0 to 1, or a `count`. */
type Unit = 'usd' | 'ms' | 'share' | 'count';

interface Measure {
	/** Begins a sentence. */
	readonly label: string;
	readonly unit: Unit;
	/** How alerts count chance unless they are told otherwise; `null`: there is no interval to count it by. */
	readonly certain: boolean | null;
	/** `null`: not known in this window. */
	readonly read: (row: ReportRow) => Reading | null;
}

const share =
	(of: (row: ReportRow) => Share): Measure['read'] =>
	(row) =>
		row.requests === 0 ? null : { value: of(row).share, interval: of(row).interval };
const saved =
	(of: (row: ReportRow) => Saving | null): Measure['read'] =>
	(row) =>
		of(row) && { value: of(row)?.share ?? 0, interval: of(row)?.interval ?? null };
const plain =
	(of: (row: ReportRow) => number | null | undefined): Measure['read'] =>
	(row) => {
		const value = of(row) ?? null;
		return value === null ? null : { value, interval: null };
	};

/** All that an alert can watch: figures of a report's total over a window. */
export const MEASURES = {
	cost_per_request: {
		label: 'Cost per request',
		unit: 'usd',
		certain: null,
		read: plain(({ requests, costPerRequestUsd }) => (requests === 0 ? null : costPerRequestUsd)),
	},
	total_cost: { label: 'Total cost', unit: 'usd', certain: null, read: plain(({ costUsd }) => costUsd.total) },
	unknown_cost_share: {
		label: 'Share of requests of unknown cost',
		unit: 'share',
		certain: null,
		read: share(({ costUnknown }) => costUnknown),
	},
	requests: { label: 'Requests', unit: 'count', certain: null, read: plain(({ requests }) => requests) },
	latency_p50: { label: 'Latency p50', unit: 'ms', certain: null, read: plain(({ latency }) => latency?.p50Ms) },
	latency_p95: { label: 'Latency p95', unit: 'ms', certain: null, read: plain(({ latency }) => latency?.p95Ms) },
	quality: { label: 'Quality compared with the strongest', unit: 'share', certain: true, read: ({ relative }) => relative },
	routing_accuracy: { label: 'Routing accuracy', unit: 'share', certain: true, read: ({ accuracy }) => accuracy },
	false_cheap_rate: { label: 'False-cheap rate', unit: 'share', certain: true, read: ({ falseCheap }) => falseCheap },
	escalation_rate: { label: 'Escalation rate', unit: 'share', certain: false, read: share(({ escalated }) => escalated) },
	fallback_rate: { label: 'Fallback rate', unit: 'share', certain: false, read: share(({ fallback }) => fallback) },
	degraded_share: { label: 'Degraded share', unit: 'share', certain: false, read: share(({ degraded }) => degraded) },
	saving_to_strongest: {
		label: 'Saving against always the strongest',
		unit: 'share',
		certain: true,
		read: saved(({ savingToStrongest }) => savingToStrongest),
	},
	saving_to_best_single: {
		label: 'Saving against the best single model',
		unit: 'share',
		certain: true,
		read: saved(({ savingToSingle }) => savingToSingle),
	},
} as const satisfies Readonly<Record<string, Measure>>;

export type MeasureName = keyof typeof MEASURES;

/** The names of all measures, as the panel and the output have them. */
export const MEASURE_NAMES = [
	'cost_per_request',
	'total_cost',
	'unknown_cost_share',
	'requests',
	'latency_p50',
	'latency_p95',
	'quality',
	'routing_accuracy',
	'false_cheap_rate',
	'escalation_rate',
	'fallback_rate',
	'degraded_share',
	'saving_to_strongest',
	'saving_to_best_single',
] as const satisfies readonly MeasureName[];

export function readingOf(measure: MeasureName, row: ReportRow): Reading | null {
	const found: Reading | null = MEASURES[measure].read(row);
	return found === null ? null : { value: found.value, interval: found.interval };
}

/** A value of this measure, for people. */
export function written(measure: MeasureName, value: number): string {
	switch (MEASURES[measure].unit) {
		case 'usd':
			return usd(value);
		case 'ms':
			return duration(value);
		case 'count':
			return whole(value);
		case 'share':
			return percent(value);
	}
}

/** A limit that somebody has set, with no digit that they did not. */
export function writtenLimit(measure: MeasureName, limit: number): string {
	switch (MEASURES[measure].unit) {
		case 'share':
			return `${String(Number((limit * 100).toFixed(6)))} %`.replace('-', '−');
		case 'usd':
			return `$${String(limit)}`;
		case 'ms':
		case 'count':
			return written(measure, limit);
	}
}
