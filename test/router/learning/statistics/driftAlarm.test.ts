import { isAlarm, NOTHING_SEEN, withWatched } from '../../../../router/learning/statistics/driftAlarm';
import { seeded } from '../../../../scripts/lib/seeded';

const watched = (losses: readonly number[], tolerance = 0.05) =>
	losses.reduce((fortunes, loss) => withWatched(fortunes, loss, tolerance), NOTHING_SEEN);
const alarmAfter = (rate: number, seed: number, most: number) => {
	const random = seeded(seed);
	let fortunes = NOTHING_SEEN;
	for (let i = 1; i <= most; i++) {
		fortunes = withWatched(fortunes, random() < rate ? 1 : 0, 0.05);
		if (isAlarm(fortunes, 200)) return i;
	}
	return most;
};
const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;

describe('the drift alarm', () => {
	// By hand: R after the first loss of 1 is the mixture's factor, Σ share · (1 + stake · 0.95 ÷ 0.05).
	it('rises by the bets, begun anew before each loss', () => {
		const factor = 1 + ((0.05 * 0.08 + (0.1 + 0.2 + 0.35 + 0.5 + 0.7) * 0.1 + 0.85 * 0.12 + 0.97 * 0.3) * 0.95) / 0.05;
		expect([isAlarm(watched([1]), factor - 1e-9), isAlarm(watched([1]), factor + 1e-9)]).toEqual([true, false]);
	});

	it('comes after 200 or more on average where exactly as much is lost as may be', () => {
		expect(mean(Array.from({ length: 200 }, (_, i) => alarmAfter(0.05, i + 1, 2_000)))).toBeGreaterThan(200);
	});

	it('comes soon after a jump, however long all was well before', () => {
		const good = watched(Array.from({ length: 5_000 }, () => 0));
		expect(isAlarm(good, 200)).toBe(false);
		expect(
			isAlarm(
				[1, 1, 1].reduce((fortunes, loss) => withWatched(fortunes, loss, 0.05), good),
				200,
			),
		).toBe(true);
	});

	it('stays a number for ever', () => {
		expect(watched(Array.from({ length: 3_000 }, () => 1)).every(Number.isFinite)).toBe(true);
	});
});
