import { DAY_MS } from '../../router/clock';
const WITHOUT_ZONE = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?$/;

/**
 * A moment as the panel or an expression gives it, in epoch ms; `null`: it is none. A text without a zone (the panel
 * writes such) is a time in this zone, not in that of the machine n8n happens to run on.
 */
export function momentOf({ value, timeZone }: { readonly value: unknown; readonly timeZone: string }): number | null {
	if (typeof value === 'number') return Number.isFinite(value) ? value : null;
	// Dates of JavaScript and of Luxon, as expressions make them, are such texts as JSON.
	const plain: unknown = typeof value === 'object' ? JSON.parse(JSON.stringify(value)) : value;
	if (typeof plain !== 'string') return null;
	const text = plain.trim();
	const atMs = WITHOUT_ZONE.test(text) ? zoned(text.replace(' ', 'T'), timeZone) : Date.parse(text);
	return Number.isNaN(atMs) ? null : atMs;
}

/** An hour that clocks skip is read as if they had not been put forward; one that comes twice is the first. */
function zoned(text: string, timeZone: string): number {
	const asUtc = Date.parse(`${text.includes('T') ? text : `${text}T00:00`}Z`);
	if (Number.isNaN(asUtc)) return asUtc;
	const [before, after] = [asUtc - offsetMs(timeZone, asUtc - DAY_MS), asUtc - offsetMs(timeZone, asUtc + DAY_MS)];
	return before + offsetMs(timeZone, before) === asUtc || after + offsetMs(timeZone, after) !== asUtc ? before : after;
}

/** How far the zone's clocks are ahead of UTC. */
function offsetMs(timeZone: string, atMs: number): number {
	const format = new Intl.DateTimeFormat('en-US', {
		timeZone,
		hourCycle: 'h23',
		year: 'numeric',
		month: 'numeric',
		day: 'numeric',
		hour: 'numeric',
		minute: 'numeric',
		second: 'numeric',
	});
	const parts = new Map(format.formatToParts(atMs).map(({ type, value }) => [type, Number(value)]));
	const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0;
	return (
		Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second')) - Math.floor(atMs / 1000) * 1000
	);
}
