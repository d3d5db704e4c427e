import { shownBelow } from '../../router/learning/statistics/bettingTest';
import { createLadder, rungTolerance } from '../../router/learning/autotune/ladder';
import { ERROR, FRONTIER_PERCENT } from '../../router/learning/autotune/numbers';
import { seeded } from '../../scripts/lib/seeded';
import type { Stream } from './streams';

export interface BoundaryFigures {
	readonly name: string;
	readonly runs: number;
	readonly broken: number;
}

/** How often a rung that loses exactly what it may is certified, looked at after every one of `looks` audits. */
export function lookOften({
	runs,
	looks,
	seed,
}: {
	readonly runs: number;
	readonly looks: number;
	readonly seed: number;
}): BoundaryFigures[] {
	const ladder = createLadder({ modelId: '0', foot: 0, tolerance: 0.05, error: ERROR, frontierPercent: FRONTIER_PERCENT });
	const random = seeded(seed);
	return ladder.rungs
		.filter(({ upTo }) => upTo === 10 || upTo === 40 || upTo === 100)
		.map((rung) => {
			const tolerance = rungTolerance(ladder, rung);
			const leastAudits = Array.from({ length: looks + 1 }, (_, lost) => leastToCertify(lost, looks, tolerance));
			let broken = 0;
			for (let run = 0; run < runs; run++) if (isCertified({ tolerance, looks, leastAudits, random })) broken++;
			return { name: `rung of ${String(rung.upTo)} %, ${String(looks)} looks`, runs, broken };
		});
}

interface Looking {
	readonly tolerance: number;
	readonly looks: number;
	/** By how many are lost. */
	readonly leastAudits: readonly number[];
	readonly random: () => number;
}

function isCertified({ tolerance, looks, leastAudits, random }: Looking): boolean {
	let lost = 0;
	for (let look = 1; look <= looks; look++) {
		if (random() < tolerance) lost++;
		if (look >= (leastAudits[lost] ?? Infinity)) return true;
	}
	return false;
}

/** With as many lost; wealth rises with each audit that is not. */
function leastToCertify(lost: number, most: number, tolerance: number): number {
	const suffice = (audits: number) => {
		const losses = [
			{ loss: 1, times: lost },
			{ loss: 0, times: audits - lost },
		];
		return shownBelow({ losses, tolerance, error: ERROR });
	};
	if (!suffice(most)) return Infinity;
	let [low, high] = [lost, most];
	while (high - low > 1) {
		const middle = (low + high) >> 1;
		if (suffice(middle)) high = middle;
		else low = middle;
	}
	return high;
}

const ROWS = 2_000;

/**
 * A task on which `weaker` models are each worse on as many requests, spread evenly, as make every rung above `percent`
 * break the promise by a hair.
 */
export function boundaryStream({
	percent,
	tolerance,
	weaker,
}: {
	readonly percent: number;
	readonly tolerance: number;
	readonly weaker: 1 | 2;
}): Stream {
	const rate = tolerance / (percent / 100 + 0.001);
	const random = seeded(percent);
	const scores = Float64Array.from({ length: ROWS }, (_, i) => i / ROWS);
	const losses = Array.from({ length: weaker }, () => spreadEvenly(rate, random));
	const flat = (cost: number) => new Float64Array(ROWS).fill(cost);
	return {
		name: `${String(weaker + 1)} models, ${String(percent)} % is the most that holds`,
		scores,
		losses,
		equal: losses.map(() => new Uint8Array(ROWS)),
		weakerCosts: losses.map((_, place) => flat(15 ** ((place - weaker) / weaker))),
		strongCosts: flat(1),
		worse: rate,
	};
}

/** In every stretch of requests the same share is lost, within one. */
function spreadEvenly(rate: number, random: () => number): Uint8Array {
	let owed = random();
	return Uint8Array.from({ length: ROWS }, () => {
		owed += rate;
		if (owed < 1) return 0;
		owed -= 1;
		return 1;
	});
}
