import { z } from 'zod';

import type { Ratio } from './section';

/** A ratio that is so many times the committed one is a failure. */
export const WORSE = 3;
/** A ratio whose rounds differed by more than this factor says too little to be compared with. */
const NOISY = 3;

const baselineSchema = z.object({
	about: z.string(),
	/** Ours ÷ theirs by key: the median of the run that wrote the file. */
	ratios: z.record(z.number().positive()),
	/** Ratios that are not compared, and why. */
	leftOut: z.record(z.string()),
});
export type Baseline = z.infer<typeof baselineSchema>;

export function readBaseline(text: string): Baseline {
	return baselineSchema.parse(JSON.parse(text));
}

export interface Worse {
	readonly key: string;
	readonly what: string;
	readonly committed: number;
	readonly found: number;
}

/**
 * Ratios that are three times worse than the committed ones. The best round counts: a busy machine spoils some rounds, a
 * slower program all of them. What either side does not have is not compared: the short form measures less.
 */
export function worseThan({ ratios }: Baseline, found: Readonly<Record<string, Ratio>>): Worse[] {
	return Object.entries(found).flatMap(([key, { what, min }]) => {
		const committed = ratios[key];
		return committed !== undefined && min > WORSE * committed ? [{ key, what, committed, found: min }] : [];
	});
}

/** How many of the ratios found the baseline has. */
export function compared({ ratios }: Baseline, found: Readonly<Record<string, Ratio>>): number {
	return Object.keys(found).filter((key) => ratios[key] !== undefined).length;
}

/** @param short ratios that the short form found in the same run: it is what the file is for. */
export function baselineOf(full: Readonly<Record<string, Ratio>>, short: Readonly<Record<string, Ratio>>): Baseline {
	const ratios: Record<string, number> = {};
	const leftOut: Record<string, string> = {};
	for (const [key, { median, min, max, what }] of Object.entries({ ...full, ...short }).toSorted(([a], [b]) => a.localeCompare(b))) {
		if (!(median > 0)) leftOut[key] = `${what}: no ratio`;
		else if (max > NOISY * min) leftOut[key] = `${what}: its rounds differed ${(max / min).toFixed(1)} times, too noisy to compare`;
		else ratios[key] = Math.round(Math.max(median, full[key]?.median ?? 0) * 1_000) / 1_000;
	}
	return { about: ABOUT, ratios, leftOut };
}

const ABOUT =
	`Ours ÷ theirs, written by "npm run bench:speed -- --write". "npm run bench:speed -- --short" fails where even the best round ` +
	`of a ratio is more than ${String(WORSE)} times the one given here. Those in leftOut are too noisy in the short form and not compared.`;
