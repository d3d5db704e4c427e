import type { Change, LearningReport } from './adaptive';

/** Mean of the seeds with its 95 % interval. */
interface Spread {
	readonly mean: number;
	/** Standard deviation between seeds. */
	readonly deviation: number;
	readonly from: number;
	readonly to: number;
}

/** A row per stream and size, and the verdict. */
export function renderLearning(reports: readonly LearningReport[]): string {
	const seeds = reports[0]?.adaptive.length ?? 0;
	const head = [
		'stream',
		'learned from',
		'measured on',
		'adaptive: quality at equal cost',
		'cost at equal quality',
		'trained: better',
		'quality at equal cost',
		'cost at equal quality',
	];
	const rows = reports.map(({ stream, learned, tested, adaptive, trained }) => [
		stream,
		String(learned),
		String(tested),
		points(adaptive),
		percent(adaptive),
		`${String(trained.filter(({ kind }) => kind === 'better').length)} of ${String(seeds)}`,
		points(trained),
		percent(trained),
	]);
	const table = [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
	return `Learning from own outcomes, beside the shipped classifier at its default threshold, on rows that what is learned here has not seen; the shipped trees have, which flatters the shipped classifier. Adaptive: only the chosen model's score is shown, ε = 5 %. Trained: as many requests audited. Mean and, after ±, standard deviation of ${String(seeds)} seeds; quality in points of 100.

${table}

${verdict(reports)}`;
}

/** Streams on which what was learned is worse than the shipped weights beyond the noise of the seeds. */
export function worseThanShipped(reports: readonly LearningReport[]): string[] {
	return reports.flatMap(({ stream, learned, tested, adaptive, trained }) =>
		(
			[
				['adaptive', adaptive],
				['trained', trained],
			] as const
		).flatMap(([name, changes]) =>
			spreadOf(
				changes.map(({ qualityAtEqualCost }) => qualityAtEqualCost),
				tested / learned,
			).to < 0
				? [`${name} on ${stream} after ${String(learned)}`]
				: [],
		),
	);
}

function verdict(reports: readonly LearningReport[]): string {
	const worse = worseThanShipped(reports);
	if (worse.length === 0)
		return 'Never worse than the shipped weights beyond noise (quality at equal cost; 95 % interval of the mean over seeds, which share their rows: corrected resampled t-test).';
	return `WORSE than the shipped weights beyond noise: ${worse.join('; ')}.`;
}

/**
 * Student's t with the variance of Nadeau and Bengio 2003, "Inference for the generalization error": seeds are splits
 * of the same rows, so that more of them do not make the rows more. @param ratio rows measured on ÷ rows learned from.
 */
export function spreadOf(values: readonly number[], ratio: number): Spread {
	const n = values.length;
	const mean = values.reduce((sum, value) => sum + value, 0) / n;
	const deviation = n < 2 ? 0 : Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1));
	const half = n < 2 ? Infinity : (T_975[n - 2] ?? LARGE_T) * deviation * Math.sqrt(1 / n + ratio);
	return { mean, deviation, from: mean - half, to: mean + half };
}

/** 0.975 quantiles of Student's t with 1, 2, 3 … degrees of freedom. */
const T_975 = [12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228];
const LARGE_T = 2.2;

function points(changes: readonly Change[]): string {
	return shown(
		spreadOf(
			changes.map(({ qualityAtEqualCost }) => qualityAtEqualCost * 100),
			0,
		),
		2,
		'',
	);
}

function percent(changes: readonly Change[]): string {
	return shown(
		spreadOf(
			changes.map(({ costAtEqualQuality }) => costAtEqualQuality * 100),
			0,
		),
		1,
		' %',
	);
}

function shown({ mean, deviation }: Spread, digits: number, unit: string): string {
	return `${mean < 0 ? '−' : '+'}${Math.abs(mean).toFixed(digits)} ± ${deviation.toFixed(digits)}${unit}`;
}
