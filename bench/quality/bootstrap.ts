import { seeded } from '../../scripts/lib/seeded';

export interface BootstrapInterval {
	readonly value: number;
	readonly from: number;
	readonly to: number;
}

/** Statistic of a sample in which item i counts `counts[i]` times; `null` where it cannot be computed. */
export type Statistic = (counts: ArrayLike<number>) => number | null;

/**
 * Gives a statistic its 95 % percentile interval, resampling whole questions: answers to one question are not
 * independent. All statistics see the same resamples. Same seed, same numbers.
 */
export function createBootstrap(
	questions: readonly string[],
	resamples: number,
	seed = 1,
): (statistic: Statistic) => BootstrapInterval | null {
	const distinct = [...new Set(questions)];
	const place = new Map(distinct.map((question, i) => [question, i]));
	const questionOf = questions.map((question) => place.get(question) ?? 0);
	const random = seeded(seed);
	const drawn = Array.from({ length: resamples }, () => {
		const times = drawTimes(distinct.length, random);
		return Uint16Array.from(questionOf, (at) => times[at] ?? 0);
	});
	const once = new Uint16Array(questions.length).fill(1);
	return (statistic) => intervalOf(statistic, once, drawn);
}

/** How often each of `size` things comes up in as many draws. */
function drawTimes(size: number, random: () => number): Uint16Array {
	const times = new Uint16Array(size);
	for (let i = 0; i < size; i++) {
		const at = Math.floor(random() * size);
		times[at] = (times[at] ?? 0) + 1;
	}
	return times;
}

function intervalOf(statistic: Statistic, once: Uint16Array, drawn: readonly Uint16Array[]): BootstrapInterval | null {
	const value = statistic(once);
	if (value === null) return null;
	const values = drawn.flatMap((counts) => statistic(counts) ?? []).sort((a, b) => a - b);
	return { value, from: quantile(values, 0.025) ?? value, to: quantile(values, 0.975) ?? value };
}

/** Of sorted values, by linear interpolation. */
export function quantile(sorted: readonly number[], share: number): number | undefined {
	const at = (sorted.length - 1) * share;
	const below = sorted[Math.floor(at)];
	const above = sorted[Math.ceil(at)];
	return below === undefined || above === undefined ? undefined : below + (above - below) * (at - Math.floor(at));
}
