import fc from 'fast-check';

import { blindShare, fairShare } from '../../../adapters/redis/share';

const whole = fc.nat(10_000);
const workers = fc.integer({ min: 1, max: 50 });

describe('the parts of a limit', () => {
	it('are the whole, and differ by one at most', () => {
		fc.assert(
			fc.property(whole, workers, (limit, n) => {
				const parts = Array.from({ length: n }, (_, place) => fairShare(limit, place, n));
				expect(parts.reduce((a, b) => a + b, 0)).toBe(limit);
				expect(Math.max(...parts) - Math.min(...parts)).toBeLessThanOrEqual(1);
			}),
		);
	});

	it('are no more than the whole where some workers still count others that are gone', () => {
		const lists = fc.array(fc.subarray(['a', 'c', 'e', 'g', 'i']), { minLength: 4, maxLength: 4 });
		fc.assert(
			fc.property(whole, lists, (limit, gone) => {
				const alive = ['b', 'd', 'f', 'h'];
				const parts = alive.map((id, i) => {
					const seen = [...alive, ...(gone[i] ?? [])].sort();
					return fairShare(limit, seen.indexOf(id), seen.length);
				});
				expect(parts.reduce((a, b) => a + b, 0)).toBeLessThanOrEqual(limit);
			}),
		);
	});

	it('a worker that knows of no other takes a quarter, and of a small limit one', () => {
		expect([0, 1, 3, 4, 7, 8, 100].map(blindShare)).toEqual([0, 1, 1, 1, 1, 2, 25]);
	});
});
