import type { Fit } from './fit';
import type { Spread } from './stats';

/** Ours ÷ theirs of one figure, below 1 where we are better. */
export interface Ratio extends Spread {
	/** For people: what is divided by what. */
	readonly what: string;
}

export interface Table {
	readonly head: readonly string[];
	readonly lines: readonly (readonly string[])[];
}

export interface Target {
	readonly what: string;
	readonly found: string;
	readonly target: string;
	/** `null`: not measured in this run. */
	readonly met: boolean | null;
}

/** How the cost of something grows with its size. */
export interface Growth extends Fit {
	readonly what: string;
	/** Of the cost. */
	readonly unit: string;
	/** Above it the target is missed; `null`: there is none. */
	readonly most: number | null;
}

/** What one part of the run found, as plain JSON: each part runs in a process of its own. */
export interface Section {
	readonly title: string;
	/** What is measured and how, as Markdown. */
	readonly about: string;
	readonly tables: readonly Table[];
	/** By a key that stays the same from run to run. */
	readonly ratios: Readonly<Record<string, Ratio>>;
	readonly growth: readonly Growth[];
	readonly targets: readonly Target[];
	/** For people: what was not measured, and why. */
	readonly notMeasured: readonly string[];
}

/** The parts that are not named are empty. */
export function sectionOf(found: Pick<Section, 'title' | 'about'> & Partial<Section>): Section {
	return { tables: [], ratios: {}, growth: [], targets: [], notMeasured: [], ...found };
}

/** All of them as one. */
export function merged<T>(records: readonly Readonly<Record<string, T>>[]): Record<string, T> {
	return Object.fromEntries(records.flatMap((record) => Object.entries(record)));
}

/** How much is measured. */
export interface Effort {
	/** The short form, at most a minute for everything. */
	readonly short: boolean;
}
