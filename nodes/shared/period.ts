import type { Period } from '../../router/execution/budgets/periodSpending';

const HOUR_MS = 3_600_000;

/** How long each is at most, clocks that change included, and how much of a date names it. */
const PERIODS = {
	day: { mostMs: 26 * HOUR_MS, nameChars: '2026-11-25'.length },
	month: { mostMs: (31 * 24 + 2) * HOUR_MS, nameChars: '2026-11'.length },
} as const;

export type PeriodKind = keyof typeof PERIODS;

/** Whether this is the name of a time zone, such as `Europe/Berlin`. */
export function isTimeZone(name: string): boolean {
	try {
		new Intl.DateTimeFormat('en', { timeZone: name });
		return true;
	} catch {
		return false;
	}
}

/**
 * The day or month that `nowMs` belongs to in this time zone. One that begins twice or not at midnight (clocks change)
 * begins the first time.
 */
export function periodIn(kind: PeriodKind, timeZone: string, nowMs: number): Period {
	const { mostMs, nameChars } = PERIODS[kind];
	const nameAt = (atMs: number) => dateIn(timeZone, atMs).slice(0, nameChars);
	const name = nameAt(nowMs);
	const last = lastPeriods.get(`${kind} ${timeZone}`);
	if (last?.name === name) return last;
	let [before, within] = [nowMs - mostMs, nowMs];
	while (within - before > 1) {
		const middle = Math.floor((before + within) / 2);
		if (nameAt(middle) === name) within = middle;
		else before = middle;
	}
	const period = { name, startMs: within, overMs: within + mostMs };
	lastPeriods.set(`${kind} ${timeZone}`, period);
	return period;
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
}): Pick<Period, 'name' | 'startMs'>[] {
	const days: Pick<Period, 'name' | 'startMs'>[] = [];
	for (let day = periodIn('day', timeZone, fromMs); day.startMs < toMs && fromMs < toMs; day = periodIn('day', timeZone, day.overMs)) {
		days.push({ name: day.name, startMs: Math.max(day.startMs, fromMs) });
	}
	return days;
}

const lastPeriods = new Map<string, Period>();

const formats = new Map<string, Intl.DateTimeFormat>();

/** `2026-11-25`; making a format is dear. */
function dateIn(timeZone: string, atMs: number): string {
	const format = formats.get(timeZone) ?? new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
	formats.set(timeZone, format);
	return format.format(atMs);
}
