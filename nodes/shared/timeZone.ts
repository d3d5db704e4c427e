import { isTimeZone } from './period';

/** The workflow's time zone; UTC where n8n was set to one that this machine does not know. */
export function timeZoneOf(ctx: { getTimezone(): string }): string {
	const name = ctx.getTimezone();
	return isTimeZone(name) ? name : 'UTC';
}

/** `26 Nov 2026, 09:00`, as clocks in the zone show it. */
export function shownIn(timeZone: string, atMs: number): string {
	return new Intl.DateTimeFormat('en-GB', { timeZone, dateStyle: 'medium', timeStyle: 'short' }).format(atMs);
}
