import type { IExecuteFunctions } from 'n8n-workflow';

import { ConfigError } from '../../router/configError';
import { z } from '../../vendor/zod';

/**
 * A moment of the panel as epoch ms; `null` where none is given. What the panel's calendar gives has no time zone:
 * it is a time of the workflow's.
 * @throws ConfigError naming the field.
 */
export function readMoment(ctx: IExecuteFunctions, label: string, value: unknown): number | null {
	const parsed = momentSchema.safeParse(value);
	if (!parsed.success) throw notAMoment(label);
	if (parsed.data === '') return null;
	const atMs = typeof parsed.data === 'number' ? parsed.data : momentOf(parsed.data, ctx.getTimezone());
	if (Number.isNaN(atMs)) throw notAMoment(label);
	return atMs;
}

/** Of luxon, which expressions such as `$now` give. */
const dateTime = z.custom<{ toMillis(): unknown }>(isDateTime);
const momentSchema = z.union([z.string().trim(), z.number(), z.date().transform(Number), dateTime.transform((moment) => z.number().parse(moment.toMillis()))]);

function isDateTime(value: unknown): boolean {
	return typeof value === 'object' && value !== null && 'toMillis' in value && typeof value.toMillis === 'function';
}

function notAMoment(label: string): ConfigError {
	return new ConfigError(label, 'is no date', 'Choose one in the panel, or use an expression that gives an ISO date.');
}

const ZONED = /(?:Z|[+-]\d\d:?\d\d)$/i;
const DATE_ONLY = /^\d{4}-\d\d-\d\d$/;

function momentOf(text: string, timeZone: string): number {
	if (ZONED.test(text) && !DATE_ONLY.test(text)) return Date.parse(text);
	const asUtcMs = Date.parse(`${DATE_ONLY.test(text) ? `${text}T00:00` : text.replace(' ', 'T')}Z`);
	if (Number.isNaN(asUtcMs)) return Date.parse(text);
	// The offset there may differ from the one here where clocks change in between: so look again.
	const near = asUtcMs - offsetMs(timeZone, asUtcMs);
	return asUtcMs - offsetMs(timeZone, near);
}

/** How far a zone's clocks are ahead of UTC. */
function offsetMs(timeZone: string, atMs: number): number {
	const format = new Intl.DateTimeFormat('en-GB', { timeZone, hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit' });
	const part = Object.fromEntries(format.formatToParts(atMs).map(({ type, value }) => [type, Number(value)]));
	const { year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0 } = part;
	return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(atMs / 1000) * 1000;
}
