import type { Logged } from '../../router/learning/calibration/fairSample';
import { chosenAt } from '../../router/learning/log/audited';
import { binomialTail } from '../../router/learning/statistics/binomial';
import { drawFromId } from '../../router/learning/statistics/drawFromId';

interface OneLook {
	readonly log: readonly Logged[];
	/** Highest first. */
	readonly grid: readonly number[];
	readonly risk: number;
	readonly error: number;
}

/**
 * What the bets are measured against: the sharpest test for one look, the exact binomial tail (Clopper and Pearson
 * 1934) in the same fixed sequence, where half a loss is a whole one by a coin of its request. For two models and one
 * constant probability. The lowest threshold that comes through, `null`: none.
 */
export function acceptedAtOneLook({ log, grid, risk, error }: OneLook): number | null {
	const audited = log.filter(({ request }) => request.audit !== null);
	const lost = audited.filter(({ request }) => drawFromId(request.id, 'loss') < 1 - (request.audit?.result ?? 1));
	let accepted: number | null = null;
	for (const threshold of grid) {
		const failures = lost.filter(({ ladder }) => chosenAt(ladder, threshold) !== ladder.strongest).length;
		if (binomialTail(failures, audited.length, risk) > error) break;
		if (audited.some(({ ladder }) => chosenAt(ladder, threshold) !== ladder.strongest)) accepted = threshold;
	}
	return accepted;
}
