import { count, renderGrowth, renderRatios, renderTable, renderTargets } from './table';
import { merged, type Growth, type Ratio, type Section, type Target } from './section';

/** What a run found, all sections together. */
export interface Found {
	readonly ratios: Readonly<Record<string, Ratio>>;
	readonly growth: readonly Growth[];
	readonly targets: readonly Target[];
	readonly notMeasured: readonly string[];
}

/** @param short its growth has too few sizes to be held against anything. */
export function foundIn(sections: readonly Section[], short = false): Found {
	const growth = sections.flatMap((section) => section.growth);
	return {
		ratios: merged(sections.map(({ ratios }) => ratios)),
		growth,
		targets: [...sections.flatMap(({ targets }) => targets), ...(short ? [] : growthTarget(growth))],
		notMeasured: sections.flatMap(({ notMeasured }) => notMeasured),
	};
}

function growthTarget(growth: readonly Growth[]): Target[] {
	const held = growth.filter(({ most }) => most !== null);
	if (held.length === 0) return [];
	const steep = held.filter(({ exponent, most }) => exponent > (most ?? Infinity));
	const worst = held.reduce((a, b) => (b.exponent > a.exponent ? b : a));
	return [
		{
			what: `growth exponents, ${count(held.length)} measured`,
			found: `largest ${worst.exponent.toFixed(2)} (${worst.what})`,
			target: '≤ 1.05',
			met: steep.length === 0,
		},
	];
}

/** For people, from the section's own title down. @param level of its title. */
export function renderSection({ title, about, tables, growth }: Section, level = '###'): string {
	const parts = [
		`${level} ${title}`,
		about.replaceAll('\n', ' '),
		...tables.map(renderTable),
		...(growth.length > 0 ? [renderGrowth(growth)] : []),
	];
	return parts.filter((part) => part !== '').join('\n\n');
}

/** More than this above 1 and we are slower, not the noise. */
const LOSES = 1.05;

/** The worst first. One pass of an expression is a yardstick and not what people would use instead. */
export function lossesIn({ ratios }: Pick<Found, 'ratios'>): Ratio[] {
	const lost = Object.entries(ratios).filter(([key, { median }]) => median > LOSES && !key.startsWith('decision.'));
	return lost.map(([, ratio]) => ratio).toSorted((a, b) => b.median - a.median);
}

export function renderFound(found: Found): string {
	const lost = lossesIn(found);
	return [
		'### Targets',
		renderTargets(found.targets),
		'### Where we lose',
		lost.length === 0 ? 'Nowhere in this run.' : `Ours ÷ theirs, above ${String(LOSES)}.\n\n${renderRatios(lost)}`,
		...(found.notMeasured.length > 0 ? [`Not measured: ${found.notMeasured.join('; ')}.`] : []),
	].join('\n\n');
}
