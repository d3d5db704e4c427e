import { createOutage } from '../../../adapters/redis/outage';
import { fakeClock } from '../../support/routing';

describe('an outage of the store', () => {
	const clock = fakeClock(new Date(2026, 0, 1, 14, 2).getTime());
	const minute = () => clock.advance(60_000);

	it('is told once when it begins and once when it is over', () => {
		const outage = createOutage(clock);
		outage.began('nothing listens', 3);
		outage.began('nothing listens', 3);
		expect(outage.notices()).toEqual([
			expect.stringMatching(
				/^The store's Redis has not been reachable since \d\d:\d\d \(nothing listens\); this worker keeps to 1\/3 of each limit until it is back$/,
			),
		]);
		expect(outage.notices()).toEqual([]);
		outage.ended();
		outage.ended();
		expect(outage.notices()).toEqual([
			expect.stringMatching(/^The store's Redis has been available again since \d\d:\d\d: limits are counted together again$/),
		]);
		expect(outage.notices()).toEqual([]);
	});

	it('that began and ended within one run is told at its end', () => {
		const outage = createOutage(clock);
		outage.began('nothing listens', 2);
		const from = new Date(clock.now()).toTimeString().slice(0, 5);
		minute();
		outage.ended();
		const to = new Date(clock.now()).toTimeString().slice(0, 5);
		expect(outage.notices()).toEqual([
			`The store's Redis could not be reached from ${from} to ${to} (nothing listens); this worker kept to 1/2 of each limit, and now limits are counted together again`,
		]);
		expect(outage.notices()).toEqual([]);
	});

	it('that begins anew is told as it is now', () => {
		const outage = createOutage(clock);
		outage.began('nothing listens', 2);
		outage.ended();
		minute();
		outage.began('no answer', null);
		expect(outage.notices()).toEqual([
			expect.stringMatching(
				/\(no answer\); this worker keeps, since it does not know how many workers there are, to 1\/4 of each limit until it is back$/,
			),
		]);
	});
});
