import { ratioOfMeans, type Interval } from './intervals';
import type { Choice } from './risk';

/** Share of what always asking the strongest model would cost. */
export interface Saving {
	readonly estimate: number;
	/** 95 %; `null` for a single request. */
	readonly interval: Interval | null;
}

/** By the costs estimated before the calls, over all requests; `null` where a price is unknown, or all is free. */
export function savingOf(choices: readonly Choice[]): Saving | null {
	const [saved, full]: [number[], number[]] = [[], []];
	for (const { chosen, strongest } of choices) {
		if (chosen.costNanoUsd === null || strongest.costNanoUsd === null) return null;
		saved.push(strongest.costNanoUsd - chosen.costNanoUsd);
		full.push(strongest.costNanoUsd);
	}
	const ratio = ratioOfMeans(saved, full);
	return ratio === null ? null : { estimate: ratio.mean, interval: ratio.interval };
}
