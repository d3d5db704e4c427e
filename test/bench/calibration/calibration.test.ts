import { hoeffdingBentkus, klBernoulli } from '../../../bench/calibration/hoeffdingBentkus';
import { EDGE_WORLDS } from '../../../bench/calibration/violations';
import { createWorld, drawLog, riskAt, savingAt, thresholdOf } from '../../../bench/calibration/worlds';
import { estimateRisk } from '../../../router/learning/calibration/risk';
import { toLogged } from '../../../router/learning/calibration/grid';
import { observe } from '../../../router/learning/calibration/observe';
import { atOnce } from '../../../router/learning/slices';
import { seeded } from '../../../scripts/lib/seeded';

describe('a simulated world', () => {
	it.each(EDGE_WORLDS)('$name: has exactly the risk it was made for, and its logs estimate it', ({ settings }) => {
		const world = createWorld(settings);
		const threshold = thresholdOf(settings, settings.atLevel);
		expect(riskAt(world, threshold)).toBeCloseTo(0.05, 12);
		const log = toLogged(drawLog(world, 10_000, seeded(3)));
		const risk = estimateRisk(
			atOnce(
				observe(
					log.map((one) => ({ ...one, strongest: one.ladder.strongest })),
					threshold,
				),
			),
		);
		expect(Math.abs((risk?.estimate ?? 0) - 0.05)).toBeLessThan(0.012);
		expect(savingAt(world, 2)).toBe(0);
		expect(savingAt(world, 0)).toBeCloseTo(14 / 15, 12);
	});
});

describe('hoeffdingBentkus', () => {
	it('is the smaller of its two bounds', () => {
		// KL(0.1 ‖ 0.2) = 0.1 ln ½ + 0.9 ln(9 ÷ 8) = 0.0366900.
		expect(klBernoulli(0.1, 0.2)).toBeCloseTo(0.03669001, 8);
		// n = 100: e^(−3.669) = 0.02550; e · P(X ≤ 10) = e · 0.0056964 = 0.015485.
		expect(hoeffdingBentkus(0.1, 100, 0.2)).toBeCloseTo(0.015485, 5);
		expect(hoeffdingBentkus(0.2, 100, 0.2)).toBe(1);
		expect(hoeffdingBentkus(0, 10, 0.2)).toBeCloseTo(0.8 ** 10, 12);
	});
});
