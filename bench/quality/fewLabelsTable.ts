import type { FewLabelsReport } from './fewLabels';

/** The section as Markdown. */
export function renderFewLabels(reports: readonly FewLabelsReport[]): string {
	const rows = reports.map(({ labels, streams, draws, prior, trained, noise, replaced, replacedByChance }) => [
		String(labels),
		`${String(streams)} × ${String(draws)}`,
		prior.toFixed(3),
		trained.toFixed(3),
		`${trained >= prior ? '+' : '−'}${Math.abs(trained - prior).toFixed(4)} ± ${noise.toFixed(4)}`,
		percent(replaced),
		percent(replacedByChance),
	]);
	const heads = [
		'judged',
		'streams × draws',
		'shipped: APGR',
		'after Train: APGR',
		'change',
		'replaced',
		'replaced where there is nothing to learn',
	];
	return `## Few labels

What Train brings from few judged decisions of one stream: a benchmark, or one subject of it, with a strong and a weak model. Drawn rows are judged, the others put in order, by the shipped weights and by what is in use after Train. Means over streams; ± two standard errors over them, which share rows and so are less certain than that. The shipped weights have learned from some of these rows. For nothing to learn, verdicts are drawn as the shipped weights predict them.

${[heads, heads.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')}`;
}

function percent(share: number): string {
	return Number.isNaN(share) ? '–' : `${(share * 100).toFixed(1)} %`;
}
