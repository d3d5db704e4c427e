import type { BootstrapInterval } from './bootstrap';
import type { ChecksReport } from './checks';
import type { CrossFitReport } from './crossFit';
import type { CalibrationReport, GroupReport } from './groups';
import type { Directions } from './ratings';

/** The shipped weights' report as Markdown, for the terminal and the card. */
export function renderChecks(report: ChecksReport): string {
	const { answers, questions, left, resamples, directions, gate } = report;
	return `AUROC for "this answer is right", scorer weights \`${report.weights}\`, ${answers} answers to ${questions} held-out questions; 0.5 is chance. In brackets 95 % intervals from ${resamples} resamples of whole questions. Gate: the least score of ${gate.join(', ')}. ${saysDirections([directions])} Left out: ${left.cut} answers whose stored text was cut, ${left.unmatched} to questions marked as contaminated.

${groupTable(report.groups)}`;
}

/** The same of the cross-fitting. */
export function renderCrossFit({ folds, answers, questions, resamples, directions, gate, groups }: CrossFitReport): string {
	return `AUROC for "this answer is right", ${answers} answers to ${questions} questions, neither the question nor the model of any of them trained on: ${folds} trainings, each on the open models' answers to the other questions, rate the closed models' answers to theirs. 0.5 is chance. In brackets 95 % intervals from ${resamples} resamples of whole questions. Gate: the least score of ${gate.join(', ')}. ${saysDirections(directions)}

${groupTable(groups)}`;
}

function saysDirections(directions: readonly Directions[]): string {
	const said = (name: keyof Directions, more: string, fewer: string): string =>
		[...new Set(directions.map((one) => (one[name] > 0 ? more : fewer)))].join(' or (in other folds) ');
	return `Length: ${said('length', 'longer', 'shorter')} is taken for right; hedging: ${said('hedging', 'more', 'fewer')} hedging words are; both directions read off what was trained on.`;
}

function groupTable(groups: readonly GroupReport[]): string {
	return `| answers | count | right | scorer | gate | length | hedging | scorer − length | scorer − hedging | gate − length | gate − hedging |
| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
${groups.map(groupRow).join('\n')}`;
}

/** How far the scorer's numbers can be read as probabilities. */
export function renderCalibration(reports: readonly CalibrationReport[]): string {
	return reports.map(calibrationTable).join('\n\n');
}

function groupRow({ name, answers, rightShare, figures }: GroupReport): string {
	const cells = [
		name,
		String(answers),
		`${(rightShare * 100).toFixed(0)} %`,
		withInterval(figures.scorer),
		withInterval(figures.gate),
		value(figures.length),
		value(figures.hedging),
		withInterval(figures['scorer − length']),
		withInterval(figures['scorer − hedging']),
		withInterval(figures['gate − length']),
		withInterval(figures['gate − hedging']),
	];
	return `| ${cells.join(' | ')} |`;
}

function value(interval: BootstrapInterval | null): string {
	return interval === null ? '–' : interval.value.toFixed(3);
}

function withInterval(interval: BootstrapInterval | null): string {
	return interval === null ? '–' : `${interval.value.toFixed(3)} [${interval.from.toFixed(3)}, ${interval.to.toFixed(3)}]`;
}

function calibrationTable({ name, answers, brier, baseBrier, bins }: CalibrationReport): string {
	const rows = bins.map(
		(bin) => `| ${bin.from.toFixed(1)}–${bin.to.toFixed(1)} | ${bin.count} | ${bin.predicted.toFixed(3)} | ${bin.measured.toFixed(3)} |`,
	);
	return `${name}: ${answers} answers, Brier ${brier.toFixed(4)} (${baseBrier.toFixed(4)} for always saying their own share of right answers)

| predicted | answers | mean predicted | measured |
| --- | --- | --- | --- |
${rows.join('\n')}`;
}
