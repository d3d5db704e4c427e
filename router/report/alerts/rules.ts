import { createHash } from 'node:crypto';

import { percentRange, whole } from '../format';
import type { ReportRow } from '../reportRow';

import type { Finding } from './finding';
import { MEASURES, readingOf, written, writtenLimit, type MeasureName, type Reading } from './measures';

/** A limit on a figure over a window. */
export interface AlertRule {
	/** Empty: the rule in words. */
	readonly name: string;
	readonly measure: MeasureName;
	readonly is: 'above' | 'below';
	/** In the measure's unit; a value that equals it is neither above nor below. */
	readonly limit: number;
	readonly windowHours: number;
	/** With fewer requests in the window nothing can be said. */
	readonly minRequests: number;
	/** An incident begins only where the whole 95 % interval lies beyond the limit. */
	readonly certain: boolean;
	/** `null`: all of them together. */
	readonly routerId: string | null;
}

/** @param row what the requests of the rule's window come to. */
export function checkRule(rule: AlertRule, row: ReportRow): Finding {
	const { measure, is, limit, windowHours, routerId } = rule;
	const key = keyOf(rule);
	const reading = readingOf(measure, row);
	const state = stateOf(rule, row, reading);
	return {
		rule: key,
		key,
		state,
		name: rule.name || `${MEASURES[measure].label} ${is} ${writtenLimit(measure, limit)}`,
		sentence: sentenceOf(rule, row, reading, state),
		facts: {
			kind: 'rule',
			measure,
			is,
			limit,
			unit: MEASURES[measure].unit,
			value: reading?.value ?? null,
			from: reading?.interval?.from ?? null,
			to: reading?.interval?.to ?? null,
			windowHours,
			requests: row.requests,
			router: routerId,
		},
	};
}

/** The name is no part of it: it says nothing of what is watched. */
function keyOf({ name: _, ...rule }: AlertRule): string {
	return createHash('sha256')
		.update(JSON.stringify(Object.entries(rule).sort(([a], [b]) => (a < b ? -1 : 1))))
		.digest('hex')
		.slice(0, 24);
}

function stateOf({ measure, is, limit, minRequests, certain }: AlertRule, row: ReportRow, reading: Reading | null): Finding['state'] {
	// How many requests there were is known, however few.
	if (reading === null || (measure !== 'requests' && row.requests < minRequests)) return 'unclear';
	const beyond = (value: number) => (is === 'above' ? value > limit : value < limit);
	if (!beyond(reading.value)) return 'fine';
	if (!certain) return 'breached';
	// The estimate is beyond the limit and chance may have brought it there: what is going on goes on.
	return reading.interval !== null && beyond(is === 'above' ? reading.interval.from : reading.interval.to) ? 'breached' : 'unclear';
}

function sentenceOf(
	{ measure, is, limit, windowHours, minRequests }: AlertRule,
	row: ReportRow,
	reading: Reading | null,
	state: Finding['state'],
): string {
	const { label } = MEASURES[measure];
	const within = `in the last ${hours(windowHours)}`;
	if (measure !== 'requests' && row.requests < minRequests)
		return `${label}: not enough data ${within} (${whole(row.requests)} of ${whole(minRequests)} requests).`;
	if (reading === null) return `${label}: not known ${within} (${whole(row.requests)} requests).`;
	const relation = { breached: is, fine: `not ${is}`, unclear: `by chance perhaps not ${is}` }[state];
	const range = reading.interval === null || MEASURES[measure].certain !== true ? '' : ` (${percentRange(reading.interval)})`;
	const count = measure === 'requests' ? '' : ` (${whole(row.requests)} requests)`;
	return `${label} ${written(measure, reading.value)}${range} ${within}, ${relation} ${writtenLimit(measure, limit)}${count}.`;
}

function hours(count: number): string {
	return `${String(count)} h`;
}
