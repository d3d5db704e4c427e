import { acceptedAtOneLook } from '../../../bench/calibration/oneLook';
import { EDGE_WORLDS } from '../../../bench/calibration/violations';
import { createWorld, drawLog, riskAt, savingAt, thresholdOf } from '../../../bench/calibration/worlds';
import { estimateRisk } from '../../../router/learning/calibration/risk';
import { toLogged } from '../../../router/learning/calibration/grid';
import { observe } from '../../../router/learning/calibration/observe';
import { atOnce } from '../../../router/learning/slices';
import { seeded } from '../../../scripts/lib/seeded';
import { alike, audits } from '../../router/learning/logs';

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

describe('the test for one look that the bets are measured against', () => {
	// P(X ≤ 29) = 0.039 and P(X ≤ 30) = 0.057 for X ~ Binomial(800, 0.05): scipy.stats.binom.cdf.
	it.each([
		[29, 0.4],
		[30, 0.9],
	])('%d failures of 800: turns exactly where the binomial tail passes 5 %%', (worse, threshold) => {
		const requests = [
			...alike({ name: 'easy', count: 500, qualities: { cheap: 0.9, strong: 1 }, audits: audits({ made: 400, worse: 0 }) }),
			...alike({ name: 'hard', count: 500, qualities: { cheap: 0.4, strong: 1 }, audits: audits({ made: 400, worse }) }),
		];
		expect(acceptedAtOneLook({ log: toLogged(requests), grid: [0.95, 0.9, 0.4], risk: 0.05, error: 0.05 })).toBe(threshold);
	});
});
