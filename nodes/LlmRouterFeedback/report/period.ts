import type { IExecuteFunctions } from 'n8n-workflow';

import { ConfigError } from '../../../router/configError';
import { z } from '../../../vendor/zod';
import { momentOf } from '../../shared/moment';
import { DAY_MS } from '../../../router/clock';
import { readChoice } from '../../shared/values';

/** Epoch ms; `toMs` does not belong to it. */
export interface Period {
	readonly fromMs: number;
	readonly toMs: number;
}

/** Each day is read and shown for itself. */
const MOST_DAYS = 400;
/** Expressions often give numbers as text. */
const daysSchema = z.union([z.number(), z.string().trim().min(1).transform(Number)]).pipe(z.number().gt(0).max(MOST_DAYS));

/**
 * Last N Days are N times 24 hours up to now, so that reports made every N days leave out no request and count none twice.
 * @throws ConfigError naming the field.
 */
export function readPeriod({
	ctx,
	index,
	nowMs,
	timeZone,
}: {
	readonly ctx: IExecuteFunctions;
	readonly index: number;
	readonly nowMs: number;
	readonly timeZone: string;
}): Period {
	if (readChoice('Period', ['lastDays', 'between'] as const, ctx.getNodeParameter('period', index, 'lastDays')) === 'lastDays') {
		const days = daysSchema.safeParse(ctx.getNodeParameter('days', index, 7)).data;
		if (days === undefined)
			throw new ConfigError(
				'Days',
				'is not a number of days that a report can have',
				`Use a number above 0 and at most ${String(MOST_DAYS)}.`,
			);
		return { fromMs: nowMs - days * DAY_MS, toMs: nowMs };
	}
	const fromMs = moment('from', 'From');
	const toMs = ctx.getNodeParameter('to', index, '') === '' ? nowMs : moment('to', 'To');
	if (fromMs >= toMs) throw new ConfigError('From', 'is not before To', 'Choose an earlier moment.');
	if (toMs - fromMs > MOST_DAYS * DAY_MS)
		throw new ConfigError('From', `is more than ${String(MOST_DAYS)} days before To`, 'Choose a shorter period.');
	return { fromMs, toMs };

	function moment(name: string, label: string): number {
		const atMs = momentOf({ value: ctx.getNodeParameter(name, index, ''), timeZone });
		if (atMs === null) throw new ConfigError(label, 'is not a date', 'Choose one in the panel, or use an expression that returns a date.');
		return atMs;
	}
}
