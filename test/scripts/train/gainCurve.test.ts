import { createOrder, orderOf } from '../../../scripts/train/gainCurve';

/** From who goes first to who goes last. */
const inOrder = (...gains: readonly number[]) => gains.map((gain, i) => ({ gain, score: -i }));

describe('an order of requests', () => {
	it('is as good as the gap it recovers early', () => {
		// Points (share, recovered): (0, 0) (1/4, 1/2) (1/2, 1/2) (3/4, 1) (1, 1).
		const order = orderOf(inOrder(1, 0, 1, 0));
		expect(order?.apgr).toBeCloseTo((0.25 + 0.5 + 0.75 + 1) / 4, 12);
		expect(order?.cpt50).toBeCloseTo(0.25, 12);
		expect(order?.cpt80).toBeCloseTo(0.65, 12);
	});

	it('reaches a target where it does so first, though it falls below it again', () => {
		// Recovered: 1, 2, 1, 1 of 1.
		const order = orderOf(inOrder(1, 1, -1, 0));
		expect(order?.cpt50).toBeCloseTo(0.125, 12);
		expect(order?.cpt80).toBeCloseTo(0.2, 12);
		expect(order?.apgr).toBeCloseTo((0.5 + 1.5 + 1.5 + 1) / 4, 12);
	});

	it('reaches a target that it touches exactly, whatever the sums of fractions are', () => {
		// 0.1 + 0.7 is 0.7999999999999999.
		expect(orderOf(inOrder(0.1, 0.7, 0, 0.2))?.cpt80).toBeCloseTo(0.5, 6);
	});

	it('moves requests with equal scores together: with one score for all it is chance', () => {
		const order = orderOf([1, 0, 0, 1].map((gain) => ({ gain, score: 0.3 })));
		expect(order).toEqual({ apgr: 0.5, cpt50: 0.5, cpt80: 0.8 });
	});

	it('is none where the strong model is no better', () => {
		expect(orderOf(inOrder(1, -1))).toBeNull();
		expect(orderOf(inOrder(-1))).toBeNull();
		expect(orderOf([])).toBeNull();
	});

	it('counts rows as often as a resample has them', () => {
		const gains = [1, 0, -1, 0.5].map((gain, at) => ({ at, gain, score: [0.9, 0.4, 0.6, 0.4][at] ?? 0 }));
		const resample = [2, 1, 0, 3];
		const written = gains.flatMap((gain) => Array.from({ length: resample[gain.at] ?? 0 }, () => gain));
		const order = createOrder(gains)(resample);
		expect(order).toEqual(orderOf(written));
		// Six rows, 3.5 to gain: 1 twice, then 1.5 of four that are tied.
		expect(order?.apgr).toBeCloseTo((2 * 1 + 4 * 2.75) / (6 * 3.5), 12);
	});
});
