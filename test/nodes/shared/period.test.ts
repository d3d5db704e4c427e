import { periodIn, daysBetween, isTimeZone } from '../../../nodes/shared/period';

const at = (iso: string) => Date.parse(iso);
const dayOf = (timeZone: string, iso: string) => {
	const { name, startMs } = periodIn('day', timeZone, at(iso));
	return [name, new Date(startMs).toISOString()];
};

it('a day begins at midnight where the user is', () => {
	expect(dayOf('UTC', '2026-11-25T00:00:00.000Z')).toEqual(['2026-11-25', '2026-11-25T00:00:00.000Z']);
	expect(dayOf('Europe/Berlin', '2026-11-24T22:59:59.999Z')).toEqual(['2026-11-24', '2026-11-23T23:00:00.000Z']);
	expect(dayOf('Europe/Berlin', '2026-11-24T23:00:00.000Z')).toEqual(['2026-11-25', '2026-11-24T23:00:00.000Z']);
	expect(dayOf('Pacific/Kiritimati', '2026-11-25T10:00:00.000Z')).toEqual(['2026-11-26', '2026-11-25T10:00:00.000Z']);
});

it('the days on which clocks change are 23 and 25 hours long', () => {
	expect(dayOf('Europe/Berlin', '2026-03-29T21:59:59.000Z')).toEqual(['2026-03-29', '2026-03-28T23:00:00.000Z']);
	expect(dayOf('Europe/Berlin', '2026-10-25T22:59:59.000Z')).toEqual(['2026-10-25', '2026-10-24T22:00:00.000Z']);
	// Here the clock goes from 24:00 to 1:00.
	expect(dayOf('Africa/Cairo', '2026-04-24T12:00:00.000Z')).toEqual(['2026-04-24', '2026-04-23T22:00:00.000Z']);
});

it('a month begins at midnight of its first day where the user is, also where clocks change in it', () => {
	const monthOf = (timeZone: string, iso: string) => {
		const { name, startMs, overMs } = periodIn('month', timeZone, at(iso));
		expect(overMs - startMs).toBeGreaterThanOrEqual(31 * 24 * 3_600_000 + 3_600_000);
		return [name, new Date(startMs).toISOString()];
	};
	expect(monthOf('Europe/Berlin', '2026-10-31T22:59:59.999Z')).toEqual(['2026-10', '2026-09-30T22:00:00.000Z']);
	expect(monthOf('Europe/Berlin', '2026-10-31T23:00:00.000Z')).toEqual(['2026-11', '2026-10-31T23:00:00.000Z']);
	expect(monthOf('America/New_York', '2026-03-31T23:00:00.000Z')).toEqual(['2026-03', '2026-03-01T05:00:00.000Z']);
	expect(monthOf('America/New_York', '2026-12-31T23:00:00.000Z')).toEqual(['2026-12', '2026-12-01T05:00:00.000Z']);
	expect(monthOf('UTC', '2028-02-29T12:00:00.000Z')).toEqual(['2028-02', '2028-02-01T00:00:00.000Z']);
	expect(monthOf('UTC', '2028-03-01T00:00:00.000Z')).toEqual(['2028-03', '2028-03-01T00:00:00.000Z']);
});

it('every period is over by the time it says, in every kind of zone', () => {
	for (const timeZone of ['UTC', 'Europe/Berlin', 'Africa/Cairo', 'Australia/Lord_Howe', 'Pacific/Apia', 'America/Santiago'])
		for (const kind of ['day', 'month'] as const)
			for (let nowMs = at('2026-01-01T00:00:00Z'); nowMs < at('2027-03-01T00:00:00Z'); nowMs += 17 * 3_600_000) {
				const { name, startMs, overMs } = periodIn(kind, timeZone, nowMs);
				expect([startMs <= nowMs, nowMs < overMs, periodIn(kind, timeZone, startMs - 1).name < name]).toEqual([true, true, true]);
				expect(periodIn(kind, timeZone, overMs).name > name).toBe(true);
			}
});

it('knows time zones by name', () => {
	expect(['Europe/Berlin', 'UTC', 'America/New_York', 'Berlin', '', 'Mars/Olympus'].map(isTimeZone)).toEqual([
		true,
		true,
		true,
		false,
		false,
		false,
	]);
});

it('the days between two moments follow each other without a gap, the first from the first moment on', () => {
	const days = daysBetween({ timeZone: 'Europe/Berlin', fromMs: at('2026-10-23T10:00:00Z'), toMs: at('2026-10-26T23:00:00Z') });
	expect(days.map(({ name, startMs }) => `${name} ${new Date(startMs).toISOString()}`)).toEqual([
		'2026-10-23 2026-10-23T10:00:00.000Z',
		'2026-10-24 2026-10-23T22:00:00.000Z',
		'2026-10-25 2026-10-24T22:00:00.000Z',
		'2026-10-26 2026-10-25T23:00:00.000Z',
	]);
	expect(daysBetween({ timeZone: 'UTC', fromMs: 5, toMs: 5 })).toEqual([]);
});
