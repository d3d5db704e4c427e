import { type Fortunes, logWealth, NO_LOSS_YET, withLoss } from './bettingTest';

/**
 * Whether the mean of losses in [0, 1] has risen above a tolerance at some time nobody knows: Shiryaev–Roberts,
 * R ← (1 + R) · factor, with the bets of `bettingTest` that the mean is above. A new player with a stake of 1 joins
 * before each loss and none leaves, so as long as the mean is not above, R minus the number of losses does not rise on
 * average, and an alarm at R ≥ A comes after A losses or more on average.
 *
 * Source: Shin, Ramdas and Rinaldo 2024, "E-detectors: a nonparametric framework for sequential change detection".
 *
 * Kept is log(1 + R) of each player, 0 at first.
 */
export const NOTHING_SEEN: Fortunes = NO_LOSS_YET;

export function withWatched(fortunes: Fortunes, loss: number, tolerance: number): Fortunes {
	return withLoss(fortunes, { loss: 1 - loss, times: 1 }, 1 - tolerance).map(withNewPlayer);
}

/** log(1 + e^x), without e^x where it would overflow. */
function withNewPlayer(fortune: number): number {
	return Math.max(0, fortune) + Math.log1p(Math.exp(-Math.abs(fortune)));
}

export function isAlarm(fortunes: Fortunes, alarm: number): boolean {
	return logWealth(fortunes) >= Math.log1p(alarm);
}
