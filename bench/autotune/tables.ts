import type { BoundaryFigures } from './boundary';
import type { Figures } from './promise';

/** Cost by how often the cheapest model is worse. */
export function renderCosts(figures: readonly Figures[]): string {
	const rows = figures.flatMap(({ name, groups }) =>
		groups
			.filter(({ streams }) => streams > 0)
			.map(({ from, to, streams, cost, percent, audits, saysSo }) => [
				name,
				`${String(from * 100)}–${String(to * 100)} %`,
				String(streams),
				cost.toFixed(3),
				`${percent.toFixed(0)} %`,
				audits.toFixed(0),
				shown(saysSo, 1),
			]),
	);
	return table(['', 'cheapest model worse on', 'streams', 'cost', 'to weaker models', 'audits', 'says it does not pay'], rows);
}

/** How often it is not so. */
export function renderPromises(figures: readonly Figures[]): string {
	const rows = figures.map(({ name, runs, orders, broken, exceeded, worst, above, refused, refusedAfter, alarms, caught, caughtAfter }) => [
		name,
		`${String(runs)} (${String(orders)})`,
		shown(broken, runs),
		shown(exceeded, runs),
		shown(worst.share, 1),
		String(above.length),
		`${shown(refused, runs)}${refusedAfter === null ? '' : `, ≤ ${String(refusedAfter)} audits`}`,
		`${shown(alarms, runs)}${caughtAfter === null ? '' : `; ${shown(caught, runs)} after it, median ${String(caughtAfter)} items`}`,
	]);
	const head = [
		'',
		'runs (orders)',
		'certified what breaks it',
		'answers given break it',
		'worst stream',
		'streams above 5 %',
		'judge refused',
		'alarms',
	];
	return table(head, rows);
}

export function renderBoundaries(figures: readonly BoundaryFigures[]): string {
	return table(
		['synthetic boundary', 'runs', 'certified what breaks it'],
		figures.map(({ name, runs, broken }) => [name, String(runs), shown(broken, runs)]),
	);
}

function shown(count: number, of: number): string {
	return `${((100 * count) / of).toFixed(2)} %`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
	return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
