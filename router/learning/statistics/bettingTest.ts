/**
 * Whether the mean of losses in [0, 1] is below a tolerance, by betting that it is: a test that may be looked at after
 * every loss, for ever, and stopped at any time.
 *
 * Source: Waudby-Smith and Ramdas 2024, "Estimating means of bounded random variables by betting". A player who starts
 * with 1 stakes a fixed part f of his wealth on each loss being small: it is multiplied by
 * 1 + f ÷ (1 − d) · (d − loss), which is never below 1 − f. Where the mean is d or more, no step gains on average, so
 * wealth is a nonnegative supermartingale, and by Ville's inequality it ever reaches 1 ÷ error with probability `error`
 * at most. The best f depends on the true mean, so eight players with fixed shares of the first 1 play side by side;
 * a mixture of supermartingales is one.
 *
 * Wealth is a product, so the order of the losses is of no matter. What matters is that each is chosen without a look
 * at it, counts once, and stays.
 *
 * Shapes and units: `loss` in [0, 1], `tolerance` d in (0, 1), both shares of one answer; fortunes are natural
 * logarithms, so that 100,000 losses neither overflow nor vanish.
 */
const PLAYERS: readonly { readonly stake: number; readonly share: number }[] = [
	{ stake: 0.05, share: 0.08 },
	{ stake: 0.1, share: 0.1 },
	{ stake: 0.2, share: 0.1 },
	{ stake: 0.35, share: 0.1 },
	{ stake: 0.5, share: 0.1 },
	{ stake: 0.7, share: 0.1 },
	{ stake: 0.85, share: 0.12 },
	{ stake: 0.97, share: 0.3 },
];

/** By player: the logarithm of what his 1 has become. Plain numbers, so that it can be kept. */
export type Fortunes = readonly number[];

/** Before the first loss. */
export const NO_LOSS_YET: Fortunes = PLAYERS.map(() => 0);

/** How often a loss was seen. */
export interface SeenLoss {
	readonly loss: number;
	/** 0 or more. */
	readonly times: number;
}

/** What the fortunes are after one more loss, or the same one several times. */
export function withLoss(fortunes: Fortunes, { loss, times }: SeenLoss, tolerance: number): Fortunes {
	return fortunes.map((fortune, i) => fortune + times * Math.log1p(((PLAYERS[i]?.stake ?? 0) / (1 - tolerance)) * (tolerance - loss)));
}

/** Natural logarithm of the wealth of all players together: 0 at first. */
export function logWealth(fortunes: Fortunes): number {
	const most = Math.max(...fortunes);
	return most + Math.log(fortunes.reduce((sum, fortune, i) => sum + (PLAYERS[i]?.share ?? 0) * Math.exp(fortune - most), 0));
}

interface Claim {
	/** In any order. */
	readonly losses: readonly SeenLoss[];
	readonly tolerance: number;
	/** That it is said although it is not so, at whatever number of looks; in (0, 1). */
	readonly error: number;
}

/** Whether it has been shown that the mean is below the tolerance. */
export function shownBelow({ losses, tolerance, error }: Claim): boolean {
	return logWealth(losses.reduce((fortunes, seen) => withLoss(fortunes, seen, tolerance), NO_LOSS_YET)) >= -Math.log(error);
}

/** Whether it has been shown that the mean is above it: the same bet on what is not lost. */
export function shownAbove({ losses, tolerance, error }: Claim): boolean {
	return shownBelow({ losses: losses.map(({ loss, times }) => ({ loss: 1 - loss, times })), tolerance: 1 - tolerance, error });
}

const HALVINGS = 50;

/**
 * The smallest tolerance below which the mean has been shown to be: an upper confidence bound that holds at all looks
 * together. Wealth rises with the tolerance. `1` where nothing is shown.
 */
export function upperBound({ losses, error }: Omit<Claim, 'tolerance'>): number {
	let [low, high] = [0, 1];
	for (let i = 0; i < HALVINGS; i++) {
		const tolerance = (low + high) / 2;
		if (shownBelow({ losses, tolerance, error })) high = tolerance;
		else low = tolerance;
	}
	return high;
}
