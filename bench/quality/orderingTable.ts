import type { Order } from '../../scripts/train/gainCurve';
import type { Orders } from '../../scripts/train/pairFigures';
import type { TasksReport } from '../../scripts/train/tasks';
import type { BootstrapInterval } from './bootstrap';
import type { OrderingReport, PairReport, SummaryReport } from './ordering';
import type { WrittenFigures, WrittenReport } from './writtenPrompts';

/** The section as Markdown, for the terminal and bench/README.md. */
export function renderOrdering({ threshold, resamples, pairs, all, unseen, written, tasks, unseenTasks }: OrderingReport): string {
	return [
		'## Ordering',
		`How well the shipped classifier orders requests: who needs the strong model more should come first. APGR is the area under the recovered share of the gap between weak and strong against the share of strong calls, 0.5 for a random order; CPT50 and CPT80 are the shares of strong calls at which 50 % and 80 % of the gap are recovered for the first time. Length: more words first. Oracle: knows the scores. The shipped tables learned from all of these rows, which flatters them. "Source unseen" is nearer to what to expect elsewhere: the difficulty by trees that never saw the benchmark's file nor any of its questions in another file, the demand by the shipped tables, which learned no measured answer. Only pairs with a gap of at least 0.03.`,
		pairTable(pairs),
		`In brackets 95 % intervals from ${String(resamples)} resamples of whole questions. Families: first the mean of each benchmark. Pooled: all rows of all pairs as one list.`,
		summaryTable(all, unseen),
		...(written === null ? [] : ['### Written prompts', writtenTable(written, threshold)]),
		'### Tasks',
		tasksText({ 'all rows': tasks, 'source unseen': unseenTasks }, threshold),
	].join('\n\n');
}

function pairTable(pairs: readonly PairReport[]): string {
	const rows = pairs.map(({ source, strong, weak, rows: count, gap, orders, unseen }) => [
		source,
		strong,
		weak,
		String(count),
		gap.toFixed(3),
		...cellsOf(unseen),
		...orderCells(orders),
	]);
	return table(['benchmark', 'strong', 'weak', 'rows', 'gap', 'source unseen: APGR', 'CPT50', 'CPT80', ...ORDER_HEADS], rows);
}

function summaryTable(all: readonly SummaryReport[], unseen: readonly SummaryReport[]): string {
	const row =
		(of: string) =>
		({ over, rows, orders, apgr, overLength }: SummaryReport): string[] => [
			over === 'pooled' ? 'pooled' : `mean over ${over}`,
			of,
			String(rows),
			...orderCells(orders),
			range(apgr),
			withRange(overLength),
		];
	return table(
		['', 'of', 'rows', ...ORDER_HEADS, 'classifier APGR, 95 %', 'classifier − length'],
		[...all.map(row('all rows')), ...unseen.map(row('source unseen'))],
	);
}

const ORDER_HEADS = ['classifier: APGR', 'CPT50', 'CPT80', 'length: APGR', 'CPT50', 'CPT80', 'oracle: APGR', 'CPT50', 'CPT80'];

function orderCells({ classifier, length, oracle }: Orders): string[] {
	return [classifier, length, oracle].flatMap(cellsOf);
}

function cellsOf(order: Order | null): string[] {
	return order === null ? ['–', '–', '–'] : [order.apgr.toFixed(3), percent(order.cpt50), percent(order.cpt80)];
}

function writtenTable({ all, languages }: WrittenReport, threshold: number): string {
	const row = (name: string, figures: WrittenFigures): string[] => [
		name,
		`${percent(figures.cheapToWeakest)} of ${String(figures.prompts.cheap)}`,
		`${percent(figures.strongToStrongest)} of ${String(figures.prompts.strong)}`,
		percent(figures.unchangedOf2),
		percent(figures.unchangedOf3),
	];
	const heads = [
		'prompts',
		'cheap ones to the weakest',
		'others to the strongest',
		'same output in a wrap, two models',
		'the same, three models',
	];
	return `Prompts that people wrote, at the default threshold of ${String(threshold)}, with two models. A wrap is a greeting or the like around any of them.

${table(heads, [row('all', all), ...Object.entries(languages).map(([language, figures]) => row(language, figures))])}`;
}

function tasksText(reports: Readonly<Record<string, TasksReport>>, threshold: number): string {
	const rows = Object.entries(reports).map(([of, { tasks, cheapShare, broken90, broken95 }]) => [
		of,
		String(tasks.length),
		percent(cheapShare),
		percent(broken90),
		percent(broken95),
	]);
	return `A task is one subject of a benchmark with one pair, at least 30 rows. At the default threshold of ${String(threshold)}, with two models. "90 % as good" is broken where more than 10 % of all requests of a task are answered by the weak model with a score more than 0.1 below the strong one's; "95 % as good" where more than 5 % are.

${table(['of', 'tasks', 'answered by the weak model, mean over tasks', '90 % as good broken on', '95 % as good broken on'], rows)}`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
	return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function range(interval: BootstrapInterval | null): string {
	return interval === null ? '–' : `[${interval.from.toFixed(3)}, ${interval.to.toFixed(3)}]`;
}

function withRange(interval: BootstrapInterval | null): string {
	return interval === null ? '–' : `${interval.value.toFixed(3)} ${range(interval)}`;
}

function percent(share: number): string {
	return Number.isNaN(share) ? '–' : `${(share * 100).toFixed(1)} %`;
}
