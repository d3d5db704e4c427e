import { shownAbove, shownBelow, type SeenLoss } from '../statistics/bettingTest';
import { NOTHING_SEEN } from '../statistics/driftAlarm';
import { LOSS_STEPS, MOST_LOSS, REFUTED_ERROR, RUNGS_AHEAD, RUNGS_PERCENT } from './numbers';
import type { Ladder, Rung } from './state';

interface NewLadder extends Pick<Ladder, 'modelId' | 'foot' | 'tolerance' | 'error'> {
	/** Share of its requests that is audited from the start, in percent. */
	readonly frontierPercent: number;
}

/** A weaker model against the strongest, on the requests above its foot. Nothing is known yet. */
export function createLadder({ frontierPercent, ...ladder }: NewLadder): Ladder {
	const tops = RUNGS_PERCENT.map((percent) => ladder.foot + Math.round((percent * (100 - ladder.foot)) / 100));
	// Above a high foot, neighbours may fall together.
	const rungs = tops.filter((top, i) => top > (tops[i - 1] ?? ladder.foot)).map((upTo): Rung => ({ upTo, losses: [] }));
	const first = rungs.findIndex(({ upTo }) => upTo - ladder.foot >= (frontierPercent * (100 - ladder.foot)) / 100 - 0.5);
	return { ...ladder, rungs, firstFrontier: first, certified: 0, audits: 0, climbing: 'climbing', watch: [...NOTHING_SEEN] };
}

/** The highest rung that is audited. */
export function frontierOf({ rungs, firstFrontier, certified }: Pick<Ladder, 'rungs' | 'firstFrontier' | 'certified'>): number {
	return Math.min(rungs.length - 1, Math.max(firstFrontier, certified - 1 + RUNGS_AHEAD));
}

/** The lowest rung that holds a request, `null`: it belongs to a cheaper model, below the foot. */
export function rungOf({ foot, rungs }: Pick<Ladder, 'foot' | 'rungs'>, percentile: number): number | null {
	if (percentile <= foot) return null;
	return rungs.findIndex(({ upTo }) => percentile <= upTo);
}

/** Up to which percentile its model answers; the foot where nothing is certified. */
export function certifiedUpTo({ foot, rungs, certified }: Ladder): number {
	return rungs[certified - 1]?.upTo ?? foot;
}

/** Of all requests, those that its model may answer, in percent. */
export function certifiedPercent(ladder: Ladder): number {
	return certifiedUpTo(ladder) - ladder.foot;
}

/** Losses that a rung may have, as a share of its own answers. */
export function rungTolerance({ tolerance, foot }: Pick<Ladder, 'tolerance' | 'foot'>, { upTo }: Pick<Rung, 'upTo'>): number {
	return Math.min(MOST_LOSS, (tolerance * 100) / (upTo - foot));
}

/** Losses it is allowed to cause by what is certified, as a share of all answers: the rest is others'. */
export function toleranceUsed(ladder: Ladder): number {
	const rung = ladder.rungs[ladder.certified - 1];
	return rung === undefined ? 0 : (rungTolerance(ladder, rung) * (rung.upTo - ladder.foot)) / 100;
}

/** With one audit more, in all rungs that hold it and were held by the frontier when it was drawn. */
export function withAudit(ladder: Ladder, audit: { readonly rung: number; readonly frontier: number; readonly loss: number }): Ladder {
	const loss = Math.min(1, Math.ceil(Math.max(0, audit.loss * LOSS_STEPS - 1e-9)) / LOSS_STEPS);
	const rungs = ladder.rungs.map((rung, i) =>
		i >= audit.rung && i <= audit.frontier ? { ...rung, losses: withSeen(rung.losses, loss) } : rung,
	);
	return { ...ladder, rungs, audits: ladder.audits + 1 };
}

function withSeen(losses: readonly SeenLoss[], loss: number): Rung['losses'] {
	if (!losses.some((seen) => seen.loss === loss)) return [...losses, { loss, times: 1 }];
	return losses.map((seen) => (seen.loss === loss ? { loss, times: seen.times + 1 } : seen));
}

/** With all rungs certified that the evidence shows, in fixed order: no rung before the one below it. */
export function climbed(ladder: Ladder): Ladder {
	let { certified } = ladder;
	for (let rung = ladder.rungs[certified]; rung !== undefined; rung = ladder.rungs[certified]) {
		const tolerance = rungTolerance(ladder, rung);
		if (!shownBelow({ losses: rung.losses, tolerance, error: ladder.error })) break;
		certified++;
	}
	if (certified === ladder.certified) return ladder;
	return { ...ladder, certified, climbing: certified === ladder.rungs.length ? 'all_rungs' : ladder.climbing };
}

/** Whether the evidence is against the next rung: those above it come after it, so there is nothing more to find. */
export function isRefuted(ladder: Ladder): boolean {
	const rung = ladder.rungs[ladder.certified];
	return rung !== undefined && shownAbove({ losses: rung.losses, tolerance: rungTolerance(ladder, rung), error: REFUTED_ERROR });
}
