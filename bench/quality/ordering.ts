import type { Order } from '../../scripts/train/gainCurve';
import { mean } from '../../scripts/train/metrics';
import {
	type By,
	createOrderBy,
	everyBy,
	figuresOfPair,
	isTelling,
	type Orders,
	type PairFigures,
	type PairRows,
	pairsOf,
} from '../../scripts/train/pairFigures';
import { type IsCheap, tasksOf, type TasksReport } from '../../scripts/train/tasks';
import { type BootstrapInterval, createBootstrap } from './bootstrap';
import { type OrderingRow, readOrderingRows } from './orderingRows';
import type { RankedClassifier } from './rankedClassifier';
import { benchWritten, readWritten, type WrittenReport } from './writtenPrompts';

export interface PairReport extends PairFigures {
	/** By tables that never saw the benchmark; `null` where there is no other to learn from. */
	readonly unseen: Order | null;
}

export interface SummaryReport {
	/** Families are benchmarks, each the mean over its pairs. Pooled: all rows of all pairs as one list. */
	readonly over: 'pairs' | 'families' | 'pooled';
	readonly rows: number;
	readonly orders: Orders;
	/** APGR of the classifier, and how much more that is than by length. 95 % intervals. */
	readonly apgr: BootstrapInterval | null;
	readonly overLength: BootstrapInterval | null;
}

export interface OrderingReport {
	readonly threshold: number;
	readonly resamples: number;
	readonly pairs: readonly PairReport[];
	/** As users get it: learned from these rows. */
	readonly all: readonly SummaryReport[];
	/** Each benchmark by tables whose trees never saw it. */
	readonly unseen: readonly SummaryReport[];
	/** `null` without written prompts next to the data. */
	readonly written: WrittenReport | null;
	readonly tasks: TasksReport;
	readonly unseenTasks: TasksReport;
}

interface OrderingOptions {
	readonly classifier: RankedClassifier;
	readonly resamples: number;
}

/** How well a classifier orders the requests of the benchmarks, and what it decides at its threshold. */
export async function benchOrdering(folder: string, { classifier, resamples }: OrderingOptions): Promise<OrderingReport> {
	const { pairs, ...rows } = readOrderingRows(folder, classifier);
	const telling = (list: readonly OrderingRow[]) => pairsOf(list, pairs).filter((pair) => isTelling(figuresOfPair(pair)));
	const [all, unseen] = [telling(rows.all), telling(rows.unseen)];
	const written = readWritten(folder);
	return {
		threshold: classifier.threshold,
		resamples,
		pairs: all.map((pair) => pairReport(pair, unseen)),
		all: summaries(rows.all, all, resamples),
		unseen: summaries(rows.unseen, unseen, resamples),
		written: written === null ? null : await benchWritten(written, classifier),
		tasks: tasksOf(all, await cheapIn(rows.all, classifier)),
		// The weakest model's quality is 1 − risk.
		unseenTasks: tasksOf(unseen, ({ score }) => 1 - score >= classifier.threshold),
	};
}

function pairReport(pair: PairRows, unseen: readonly PairRows[]): PairReport {
	const same = unseen.find(({ source, strong, weak }) => source === pair.source && strong === pair.strong && weak === pair.weak);
	return { ...figuresOfPair(pair), unseen: same === undefined ? null : figuresOfPair(same).orders.classifier };
}

/** As the engine chooses. Each question once: pairs share theirs, and the names of two models decide nothing. */
async function cheapIn(rows: readonly OrderingRow[], classifier: RankedClassifier): Promise<IsCheap> {
	const cheap = new Set<string>();
	for (const { row } of rows) if ((await classifier.choose(row.prompt, 2)) === 0) cheap.add(row.prompt);
	return ({ row }) => cheap.has(row.prompt);
}

type Counts = ArrayLike<number>;

/** All see the same resamples. */
function summaries(rows: readonly OrderingRow[], pairs: readonly PairRows[], resamples: number): SummaryReport[] {
	const interval = createBootstrap(
		rows.map(({ stem }) => stem),
		resamples,
	);
	const once = new Uint8Array(rows.length).fill(1);
	const families = [...new Set(pairs.map(({ source }) => source))].map((family) => pairs.filter(({ source }) => source === family));
	const pooled = pairs.flatMap((pair) => pair.rows);
	const overPairs = (list: readonly PairRows[], by: By) => meanOrder(list.map((pair) => createOrderBy(pair.rows, by)));
	const ways = [
		{ over: 'pairs' as const, read: (by: By) => overPairs(pairs, by) },
		{ over: 'families' as const, read: (by: By) => meanOrder(families.map((family) => overPairs(family, by))) },
		{ over: 'pooled' as const, read: (by: By) => createOrderBy(pooled, by) },
	];
	return ways.map(({ over, read }) => {
		const order = everyBy(read);
		const apgr = (by: By) => (counts: Counts) => order[by](counts)?.apgr ?? null;
		return {
			over,
			rows: pooled.length,
			orders: everyBy((by) => order[by](once)),
			apgr: interval(apgr('classifier')),
			overLength: interval((counts) => {
				const [own, length] = [apgr('classifier')(counts), apgr('length')(counts)];
				return own === null || length === null ? null : own - length;
			}),
		};
	});
}

type OrderOf = (counts: Counts) => Order | null;

/** `null` where one of them is: a mean of others would be a mean of something else. */
function meanOrder(orders: readonly OrderOf[]): OrderOf {
	return (counts) => {
		const found = orders.flatMap((order) => order(counts) ?? []);
		if (found.length === 0 || found.length < orders.length) return null;
		const of = (read: (order: Order) => number) => mean(found.map(read));
		return { apgr: of(({ apgr }) => apgr), cpt50: of(({ cpt50 }) => cpt50), cpt80: of(({ cpt80 }) => cpt80) };
	};
}
