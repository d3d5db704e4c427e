import fc from 'fast-check';

import {
	logWealth,
	NO_LOSS_YET,
	shownAbove,
	shownBelow,
	upperBound,
	withLoss,
	type Fortunes,
} from '../../../../router/learning/statistics/bettingTest';

const seen = (lost: number, of: number) => [
	{ loss: 1, times: lost },
	{ loss: 0, times: of - lost },
];
const oneByOne = (losses: readonly number[], tolerance: number) =>
	losses.reduce<Fortunes>((fortunes, loss) => withLoss(fortunes, { loss, times: 1 }, tolerance), NO_LOSS_YET);

describe('a bet that losses are small', () => {
	// Worked out by hand: the sum over the players of share · (1 + stake · 0.05 ÷ 0.95)^(n − k) · (1 − stake)^k.
	it.each([
		[0, 77, 0.05],
		[1, 135, 0.05],
		[0, 92, 0.025],
		[1, 152, 0.025],
	])('%d lost: %d trials show that less than 5 %% are, and one fewer does not', (lost, of, error) => {
		expect(shownBelow({ losses: seen(lost, of), tolerance: 0.05, error })).toBe(true);
		expect(shownBelow({ losses: seen(lost, of - 1), tolerance: 0.05, error })).toBe(false);
	});

	it.each([
		[0.05, 0.05],
		[0.3, 0.3],
	])('is fair where %d is lost on average and %d tolerated: no wealth to be expected from it', (mean, tolerance) => {
		// Over all that can happen in ten trials.
		let expected = 0;
		for (let way = 0; way < 2 ** 10; way++) {
			const losses = Array.from({ length: 10 }, (_, i) => (way >> i) & 1);
			const chance = losses.reduce((product, loss) => product * (loss === 1 ? mean : 1 - mean), 1);
			expected += chance * Math.exp(logWealth(oneByOne(losses, tolerance)));
		}
		expect(expected).toBeCloseTo(1, 12);
	});

	it('comes to the same one loss at a time, in whatever order, and all at once', () => {
		fc.assert(
			fc.property(
				fc.array(fc.constantFrom(0, 0.25, 0.5, 1), { maxLength: 40 }),
				fc.double({ min: 0.01, max: 0.9, noNaN: true }),
				(losses, tolerance) => {
					const together = [0, 0.25, 0.5, 1].map((loss) => ({ loss, times: losses.filter((one) => one === loss).length }));
					const atOnce = logWealth(together.reduce<Fortunes>((fortunes, one) => withLoss(fortunes, one, tolerance), NO_LOSS_YET));
					expect(logWealth(oneByOne(losses, tolerance))).toBeCloseTo(atOnce, 8);
					expect(logWealth(oneByOne([...losses].sort(), tolerance))).toBeCloseTo(atOnce, 8);
				},
			),
		);
	});

	it('begins with 1, and neither overflows nor vanishes', () => {
		expect(logWealth(NO_LOSS_YET)).toBeCloseTo(0, 12);
		for (const lost of [0, 1e6])
			expect(Number.isFinite(logWealth(withLoss(NO_LOSS_YET, { loss: lost / 1e6, times: 1e6 }, 0.05)))).toBe(true);
	});

	it('shows that too much is lost by the same bet on what is not', () => {
		expect(shownAbove({ losses: seen(60, 400), tolerance: 0.05, error: 0.05 })).toBe(true);
		expect(shownAbove({ losses: seen(22, 400), tolerance: 0.05, error: 0.05 })).toBe(false);
		expect(shownAbove({ losses: seen(0, 400), tolerance: 0.05, error: 0.05 })).toBe(false);
	});
});

describe('upperBound', () => {
	it('is where the bet turns: the 0.05 that 77 trials without a loss just show', () => {
		expect(upperBound({ losses: seen(0, 77), error: 0.05 })).toBeLessThanOrEqual(0.05);
		expect(upperBound({ losses: seen(0, 76), error: 0.05 })).toBeGreaterThan(0.05);
		expect(upperBound({ losses: seen(0, 77), error: 0.05 })).toBeGreaterThan(0.049);
	});

	it('is above what was lost, and 1 where nothing was seen', () => {
		fc.assert(
			fc.property(fc.integer({ min: 1, max: 2_000 }), fc.double({ min: 0, max: 1, noNaN: true }), (of, share) => {
				const lost = Math.floor(share * of);
				expect(upperBound({ losses: seen(lost, of), error: 0.05 })).toBeGreaterThanOrEqual(lost / of);
			}),
		);
		expect(upperBound({ losses: [], error: 0.05 })).toBeCloseTo(1, 12);
	});
});
