import type { Day } from '../../router/execution/budgets/dailySpending';

const MINUTE_MS = 60_000;

/** Whether this is the name of a time zone, such as `Europe/Berlin`. */
export function isTimeZone(name: string): boolean {
	try {
		new Intl.DateTimeFormat('en', { timeZone: name });
		return true;
	} catch {
		return false;
	}
}

/** The day that `nowMs` belongs to in this time zone. A day that begins twice or not at midnight (clocks change) begins the first time. */
export function dayIn(timeZone: string, nowMs: number): Day {
	const name = dateIn(timeZone, nowMs);
	const last = lastDays.get(timeZone);
	if (last?.name === name) return last;
	// Days are 23 to 25 hours long, and clocks change by whole minutes.
	let [before, within] = [nowMs - 26 * 60 * MINUTE_MS, nowMs];
	while (within - before > 1) {
		const middle = Math.floor((before + within) / 2);
		if (dateIn(timeZone, middle) === name) within = middle;
		else before = middle;
	}
	const day = { name, startMs: within };
	lastDays.set(timeZone, day);
	return day;
}

/** The days of this time zone from one moment to another, in order; the first begins at `fromMs`. None where nothing lies between. */
export function daysBetween({
	timeZone,
	fromMs,
	toMs,
}: {
	readonly timeZone: string;
	readonly fromMs: number;
	readonly toMs: number;
}): Day[] {
	const days: Day[] = [];
	for (let day = dayIn(timeZone, fromMs); day.startMs < toMs && fromMs < toMs; day = dayIn(timeZone, day.startMs + 26 * 60 * MINUTE_MS)) {
		days.push({ name: day.name, startMs: Math.max(day.startMs, fromMs) });
	}
	return days;
}

const lastDays = new Map<string, Day>();

const formats = new Map<string, Intl.DateTimeFormat>();

/** `2026-11-25`; making a format is dear. */
function dateIn(timeZone: string, atMs: number): string {
	const format = formats.get(timeZone) ?? new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
	formats.set(timeZone, format);
	return format.format(atMs);
}
