import type { Growth, Ratio, Table, Target } from './section';

export function renderTable({ head, lines }: Table): string {
	return [head, head.map(() => '---'), ...lines].map((line) => `| ${line.map(cell).join(' | ')} |`).join('\n');
}

export function renderTargets(targets: readonly Target[]): string {
	const lines = targets.map(({ what, found, target, met }) => [
		what,
		found,
		target,
		met === null ? 'not measured' : met ? 'met' : '**not met**',
	]);
	return renderTable({ head: ['what', 'found', 'target', 'met'], lines });
}

export function renderRatios(ratios: readonly Ratio[]): string {
	const lines = ratios.map(({ what, median, min, max, rounds }) => [what, times(median), `${times(min)} to ${times(max)}`, String(rounds)]);
	return renderTable({ head: ['what', 'ratio, median', 'rounds from, to', 'rounds'], lines });
}

export function renderGrowth(growth: readonly Growth[]): string {
	const lines = growth.map(({ what, unit, exponent, r2, points, most }) => [
		what,
		points.map(({ size, cost }) => `${count(size)}: ${round(cost)}`).join(', '),
		unit,
		exponent.toFixed(2),
		r2.toFixed(3),
		most === null ? '' : exponent <= most ? 'met' : '**not met**',
	]);
	return renderTable({ head: ['what', 'size: cost', 'unit', 'exponent', 'R²', '≤ 1.05'], lines });
}

/** A cell has no line ends and no bars. */
function cell(text: string): string {
	return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}

function round(value: number): string {
	return value >= 100 ? count(Math.round(value)) : value.toPrecision(3);
}

export const count = (value: number) => value.toLocaleString('en');
export const times = (ratio: number) => `${ratio.toFixed(2)} ×`;
export const seconds = (ms: number) => `${(ms / 1_000).toFixed(2)} s`;
export const millis = (ms: number) => `${ms.toFixed(ms < 1 ? 2 : ms < 10 ? 1 : 0)} ms`;
export const micros = (us: number) => (us < 10_000 ? `${us.toFixed(us < 10 ? 1 : 0)} µs` : millis(us / 1_000));
export const megabytes = (mb: number) => `${mb.toFixed(1)} MB`;

/** One measured figure and what it is compared with. */
export interface SpeedRow {
	readonly what: string;
	readonly measured: string;
	/** Empty where there is nothing to compare with. */
	readonly beside: string;
	/** Measured ÷ beside, `null` where there is nothing to divide by. */
	readonly ratio: number | null;
	/** As a person reads it; empty where none is set. */
	readonly target: string;
	/** `null`: no target. */
	readonly met: boolean | null;
}

export function renderRows(rows: readonly SpeedRow[]): string {
	const lines = rows.map(({ what, measured, beside, ratio, target, met }) => [
		what,
		measured,
		beside,
		ratio === null ? '' : times(ratio),
		target,
		met === null ? '' : met ? 'yes' : 'no',
	]);
	return renderTable({ head: ['what', 'measured', 'beside', 'ratio', 'target', 'met'], lines });
}
