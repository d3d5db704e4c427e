import { certifiedPercent, certifiedUpTo } from '../../router/learning/autotune/ladder';
import { percentileOf } from '../../router/learning/autotune/order';
import type { Ladder, Position } from '../../router/learning/autotune/state';
import type { Stream } from './streams';

/** Equal scores are parted by chance: by as many equal parts here. */
const TIES = [0.1, 0.3, 0.5, 0.7, 0.9];

/** Share of all answers that are worse if what is certified now were to route for ever. */
export function trueLoss(
	{ scores, losses }: Stream,
	{ order, ladders }: { readonly order: readonly Position[]; readonly ladders: readonly Ladder[] },
): number {
	const served = ladders.map(() => ({ rows: 0, lost: 0 }));
	for (let row = 0; row < scores.length; row++) {
		for (const tie of TIES) {
			const percentile = percentileOf({ score: scores[row] ?? 0, tie }, order);
			const place = ladders.findIndex((ladder) => percentile > ladder.foot && percentile <= certifiedUpTo(ladder));
			const sums = served[place];
			if (sums === undefined) continue;
			sums.rows++;
			sums.lost += losses[place]?.[row] ?? 0;
		}
	}
	const all = scores.length * TIES.length;
	// What is above its share goes to the strongest, whichever comes last.
	return served.reduce((sum, { rows, lost }, place) => {
		const ladder = ladders[place];
		if (ladder === undefined || rows === 0) return sum;
		return sum + (lost / all) * Math.min(1, certifiedPercent(ladder) / 100 / (rows / all));
	}, 0);
}
