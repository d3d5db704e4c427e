import type { IExecuteFunctions } from 'n8n-workflow';

import { ConfigError } from '../../../router/configError';
import type { DriftRule } from '../../../router/report/alerts/drift';
import { MEASURE_NAMES, MEASURES } from '../../../router/report/alerts/measures';
import type { AlertRule } from '../../../router/report/alerts/rules';
import { z } from '../../../vendor/zod';
import { readBoolean, readChoice, readKey } from '../../shared/values';
import { readRouterField } from '../loggedRouter';

/** What one item asks to be checked. */
export interface AlertSettings {
	readonly rules: readonly AlertRule[];
	readonly drift: readonly DriftRule[];
	/** Whether news of Auto-Tune are told. */
	readonly autoTune: boolean;
	/** `null`: all of them. */
	readonly routerId: string | null;
}

const text = z
	.union([z.string(), z.number()])
	.nullish()
	.transform((value) => String(value ?? '').trim());
/** An expression may give a number as text; an empty one is none. */
const number = z.union([z.number(), z.string().trim().min(1).transform(Number)]).pipe(z.number().finite());
const MOST_HOURS = 9_600;
const hours = number.pipe(z.number().gt(0).max(MOST_HOURS));

/** The editor may leave out what has its default. */
const ruleSchema = z.object({
	name: text,
	measure: z.enum(MEASURE_NAMES).default('fallback_rate'),
	is: z.enum(['above', 'below']).default('above'),
	value: number.default(5),
	windowHours: hours.default(24),
	minRequests: number.pipe(z.number().nonnegative()).default(20),
	certain: z.union([z.boolean(), z.enum(['true', 'false']).transform((value) => value === 'true')]).optional(),
});
const LABELS: Readonly<Record<string, string>> = {
	measure: 'Measure',
	is: 'Is',
	value: 'Value',
	windowHours: 'Window (Hours)',
	minRequests: 'At Least (Requests)',
	certain: 'Only When Certain',
	name: 'Name',
};
const rowsSchema = z.object({ values: z.array(z.unknown()).nullish() });

/** @throws ConfigError naming the field. */
export function readAlertSettings(ctx: IExecuteFunctions, index: number): AlertSettings {
	const read = (name: string, otherwise: unknown) => ctx.getNodeParameter(name, index, otherwise);
	const routerId = readRouterField(read('routerId', ''));
	const rows = rowsSchema.safeParse(read('rules', {})).data?.values ?? [];
	const rules = rows.map((row, at) => readRule(row, at, routerId));
	const drift = readDrift(read, routerId);
	const autoTune = readBoolean('Auto-Tune', read('autoTune', true));
	if (rules.length + drift.length === 0 && !autoTune)
		throw new ConfigError('Rules', 'is empty', 'Add a rule, choose something under What May Move, or switch on Auto-Tune.');
	return { rules, drift, autoTune, routerId };
}

function readRule(row: unknown, at: number, routerId: string | null): AlertRule {
	const parsed = ruleSchema.safeParse(row);
	if (!parsed.success) {
		const field = LABELS[String(parsed.error.issues[0]?.path[0] ?? '')];
		throw new ConfigError(`Rules, row ${String(at + 1)}${field === undefined ? '' : `, ${field}`}`, 'cannot be used', fixOf(field));
	}
	const { value, certain, ...rule } = parsed.data;
	const measure = MEASURES[rule.measure];
	return {
		...rule,
		routerId,
		limit: measure.unit === 'share' ? value / 100 : value,
		certain: measure.certain !== null && (certain ?? measure.certain),
	};
}

function fixOf(field: string | undefined): string {
	if (field === 'Window (Hours)') return `Use a number above 0 and at most ${String(MOST_HOURS)}.`;
	if (field === 'At Least (Requests)') return 'Use a number of at least 0.';
	if (field === 'Only When Certain') return 'Switch it on or off, or use an expression that returns true or false.';
	if (field === 'Name') return 'Use text, or an expression that returns text.';
	return field === 'Value' ? 'Use a number.' : 'Choose one from the list.';
}

function readDrift(read: (name: string, otherwise: unknown) => unknown, routerId: string | null): DriftRule[] {
	const kinds = z.array(z.enum(['models', 'prices', 'traffic'])).safeParse(read('drift', [])).data;
	if (kinds === undefined) throw new ConfigError('What May Move', 'cannot be read', 'Choose from the list.');
	if (kinds.length === 0) return [];
	const windowHours = hours.safeParse(read('driftHours', 168)).data;
	if (windowHours === undefined) throw new ConfigError('Compare the Last (Hours)', 'cannot be used', fixOf('Window (Hours)'));
	const thresholdName =
		readChoice('Compare With', ['before', 'threshold'] as const, read('compareWith', 'before')) === 'threshold'
			? readKey('Threshold Name', read('thresholdName', ''))
			: null;
	if (thresholdName === '')
		throw new ConfigError(
			'Threshold Name',
			'is empty',
			'Enter the name that Threshold: Calibrate saved it under, or compare with the time before.',
		);
	return [...new Set(kinds)].map((kind) => ({ kind, windowHours, thresholdName, routerId }));
}
