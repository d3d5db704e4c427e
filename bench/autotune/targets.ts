import type { BoundaryFigures } from './boundary';
import type { Figures, GroupFigures } from './promise';

interface Measured {
	readonly name: string;
	readonly figures: readonly Figures[];
	readonly boundaries: readonly (readonly BoundaryFigures[])[];
}

export interface Target {
	readonly what: string;
	readonly measured: string;
	readonly holds: boolean;
}

const MOST_BROKEN = 0.05;
const MOST_COST = { 0.95: 0.8, 0.9: 0.6 } as const;
const MOST_COST_WHERE_HARD = 1.03;

/** What Auto-Tune must reach, with what it reached; of the sections that were run. */
export function targetsOf(sections: readonly Measured[]): Target[] {
	return sections.flatMap(({ name, figures, boundaries }) => {
		if (name === 'boundary') return boundaries.flat().map(boundaryTarget);
		if (name !== 'two models' && name !== 'three models') return [];
		return figures.flatMap((one) => [...promiseTargets(name, one), ...(name === 'two models' ? costTargets(one) : [])]);
	});
}

function promiseTargets(section: string, { name, broken, runs, above }: Figures): Target[] {
	const what = `${section}, ${name}`;
	return [
		{ what: `${what}: promise broken, pooled, ≤ 5 %`, measured: percent(broken / runs), holds: broken / runs <= MOST_BROKEN },
		{ what: `${what}: streams whose lower bound is above 5 %: none`, measured: above.join('; ') || 'none', holds: above.length === 0 },
	];
}

function costTargets({ name, target, items, groups }: Figures): Target[] {
	if (items !== 2_000 || target === 0.98) return [];
	const easy = costOf(groups.filter(({ to }) => to <= 0.1));
	const hard = costOf(groups.filter(({ from }) => from >= 0.2));
	const most = MOST_COST[target];
	return [
		{ what: `${name}: cost where worse on at most 10 %, ≤ ${most.toFixed(2)}`, measured: easy.toFixed(3), holds: easy <= most },
		{
			what: `${name}: cost where worse on more than 20 %, ≤ ${MOST_COST_WHERE_HARD.toFixed(2)}`,
			measured: hard.toFixed(3),
			holds: hard <= MOST_COST_WHERE_HARD,
		},
	];
}

function costOf(groups: readonly GroupFigures[]): number {
	const some = groups.filter(({ streams }) => streams > 0);
	const streams = some.reduce((sum, group) => sum + group.streams, 0);
	return some.reduce((sum, group) => sum + group.cost * group.streams, 0) / streams;
}

function boundaryTarget({ name, runs, broken }: BoundaryFigures): Target {
	return { what: `${name}: ≤ 5 %`, measured: percent(broken / runs), holds: broken / runs <= MOST_BROKEN };
}

function percent(share: number): string {
	return `${(100 * share).toFixed(2)} %`;
}
