import { momentOf } from '../../../nodes/shared/moment';

const read = (value: unknown, timeZone = 'Europe/Berlin') => {
	const atMs = momentOf({ value, timeZone });
	return atMs === null ? null : new Date(atMs).toISOString();
};

describe('a moment from the panel', () => {
	it('without a zone is a time where the workflow is', () => {
		expect(read('2026-11-25T00:00:00')).toBe('2026-11-24T23:00:00.000Z');
		expect(read('2026-07-25 08:30', 'America/New_York')).toBe('2026-07-25T12:30:00.000Z');
		expect(read('2026-07-25', 'Asia/Tokyo')).toBe('2026-07-24T15:00:00.000Z');
	});

	it('with a zone is what it says', () => {
		expect(read('2026-11-25T00:00:00Z')).toBe('2026-11-25T00:00:00.000Z');
		expect(read('2026-11-25T00:00:00.000-05:00')).toBe('2026-11-25T05:00:00.000Z');
	});

	it('may be a date or a number that an expression gives', () => {
		expect(read(new Date('2026-11-25T01:02:03Z'))).toBe('2026-11-25T01:02:03.000Z');
		expect(read(Date.UTC(2026, 10, 25))).toBe('2026-11-25T00:00:00.000Z');
	});

	it('where clocks change: an hour that comes twice is the first, one that never comes goes on from the old time', () => {
		expect(read('2026-10-25T02:30:00')).toBe('2026-10-25T00:30:00.000Z');
		expect(read('2026-03-29T02:30:00')).toBe('2026-03-29T01:30:00.000Z');
		expect(read('2026-10-25T03:30:00')).toBe('2026-10-25T02:30:00.000Z');
		expect(read('2026-03-29T03:30:00')).toBe('2026-03-29T01:30:00.000Z');
	});

	it.each(['', 'yesterday', '2026-13-45', NaN, null, undefined, {}, []])('is none where it is %j', (value) => {
		expect(read(value)).toBeNull();
	});
});
