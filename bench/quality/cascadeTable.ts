import { NANO_USD_PER_USD } from '../../router/registry/cost';
import type { CascadeFigures, CostAndQuality } from './cascade';

/** A row per ladder: what the cascade cost and got right beside each rung alone. */
export function renderCascade(ladders: readonly { readonly name: string; readonly figures: CascadeFigures }[]): string {
	const head = [
		'questions of',
		'rows',
		'always cheapest',
		'always strongest',
		'best single',
		'cascade',
		'cost saved',
		'answered by (cheapest … strongest)',
		'on Fallback',
	];
	const rows = ladders.map(({ name, figures }) => [
		name,
		String(figures.rows),
		cell(figures.alone[0]),
		cell(figures.alone.at(-1)),
		cell(bestOf(figures.alone)),
		cell(figures.cascade),
		percent(1 - figures.cascade.costNanoUsd / (figures.alone.at(-1)?.costNanoUsd ?? NaN)),
		figures.answeredBy.map(percent).join(', '),
		String(figures.unanswered),
	]);
	return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** The single model one would have wished to know beforehand: the best answers, of equals the cheapest. */
export function bestOf(alone: readonly CostAndQuality[]): CostAndQuality | undefined {
	return alone.toSorted((a, b) => b.quality - a.quality || a.costNanoUsd - b.costNanoUsd)[0];
}

function cell(figure: CostAndQuality | undefined): string {
	if (figure === undefined) return '';
	return `${percent(figure.quality)} right, $${(figure.costNanoUsd / NANO_USD_PER_USD).toFixed(4)}`;
}

function percent(share: number): string {
	return `${(share * 100).toFixed(1)} %`;
}
