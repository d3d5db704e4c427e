import { auroc, createAuroc, type Rated } from '../../../bench/quality/auroc';

const rated = (...list: [score: number, right: boolean, stratum?: string][]): Rated[] =>
	list.map(([score, right, stratum = '']) => ({ score, right, stratum }));

describe('auroc', () => {
	it('is the share of pairs in the right order', () => {
		// Right ones 0.9 and 0.4 against wrong ones 0.5 and 0.1: three of four pairs.
		expect(auroc(rated([0.9, true], [0.5, false], [0.4, true], [0.1, false]))).toBe(0.75);
	});

	it('counts equal scores half', () => {
		expect(auroc(rated([1, true], [1, false]))).toBe(0.5);
		// (0.7 beats 0.7 half, beats 0.2; 0.2 loses, ties half) = 2 of 4.
		expect(auroc(rated([0.7, true], [0.2, true], [0.7, false], [0.2, false]))).toBe(0.5);
	});

	it('is 1, 0 and nothing at the ends', () => {
		expect(auroc(rated([2, true], [1, false]))).toBe(1);
		expect(auroc(rated([1, true], [2, false]))).toBe(0);
		expect(auroc(rated([1, true], [2, true]))).toBeNull();
		expect(auroc([])).toBeNull();
	});

	it('compares within strata alone, each by its number of pairs', () => {
		// a: 1 of 2 pairs, b: 0 of 1. With pairs across them it would be 3 of 6.
		expect(auroc(rated([1, true, 'a'], [2, false, 'a'], [0, false, 'a'], [9, true, 'b'], [10, false, 'b']))).toBeCloseTo(1 / 3, 12);
	});

	it('counts an answer as often as it is drawn', () => {
		const list = rated([0.9, true], [0.5, false], [0.4, true], [0.1, false]);
		const draw = createAuroc(list);
		expect(draw([2, 1, 0, 1])).toBe(1);
		// Pairs: 1 × 0.9 and 3 × 0.4 against 2 × 0.5 and 1 × 0.1 = 12; lost: 3 × 2.
		expect(draw([1, 2, 3, 1])).toBe(0.5);
	});
});
