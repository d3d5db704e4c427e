import { brier, calibrationError, lowestThreshold, operatingPoint, reliability } from '../../../scripts/train/metrics';

const judged = [
	{ risk: 0.05, failed: 0 },
	{ risk: 0.15, failed: 0 },
	{ risk: 0.25, failed: 1 },
	{ risk: 0.45, failed: 0 },
	{ risk: 0.85, failed: 1 },
];

describe('metrics', () => {
	it('counts false-cheap over all requests and wrong among the cheap ones', () => {
		const point = operatingPoint(judged, 0.75);
		expect(point.cheapShare).toBeCloseTo(0.6);
		expect(point.falseCheap).toBeCloseTo(0.2);
		expect(point.wrongAmongCheap).toBeCloseTo(1 / 3);
	});

	it('takes the lowest threshold that keeps the rate', () => {
		expect(lowestThreshold(judged, 0.05).threshold).toBe(0.76);
		expect(lowestThreshold(judged, 0.2).threshold).toBe(0.16);
		expect(lowestThreshold([], 0.05).threshold).toBe(1);
	});

	it('measures Brier score and calibration error', () => {
		expect(brier(judged)).toBeCloseTo((0.05 ** 2 + 0.15 ** 2 + 0.75 ** 2 + 0.45 ** 2 + 0.15 ** 2) / 5);
		expect(calibrationError(reliability(judged))).toBeCloseTo((0.05 + 0.15 + 0.75 + 0.45 + 0.15) / 5);
	});
});
