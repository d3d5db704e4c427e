import { mean } from '../../scripts/train/metrics';
import { type BootstrapInterval, createBootstrap } from './bootstrap';
import { createOrder, type Gain, type Order, orderOf } from './gainCurve';
import { gapOf, LEAST_GAP, type OrderingPair, type OrderingRow, pairsOf, type PairRow, readOrderingRows } from './orderingRows';
import type { RankedClassifier } from './rankedClassifier';
import { benchTasks, type TasksReport } from './tasks';
import { benchWritten, readWritten, type WrittenReport } from './writtenPrompts';

/** How well each of them orders the same requests. `null`: the strong model is no better there. */
export type Orders = Readonly<Record<By, Order | null>>;

export interface PairReport {
	readonly source: string;
	readonly strong: string;
	readonly weak: string;
	readonly rows: number;
	/** Mean score of the strong model minus that of the weak one. */
	readonly gap: number;
	readonly orders: Orders;
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
	readonly all: readonly SummaryReport[];
	/** Of the rows that a classifier trained on this folder has not learned from. */
	readonly unlearned: readonly SummaryReport[];
	/** `null` without written prompts next to the data. */
	readonly written: WrittenReport | null;
	readonly tasks: TasksReport;
	readonly unlearnedTasks: TasksReport;
}

interface OrderingOptions {
	readonly classifier: RankedClassifier;
	readonly resamples: number;
}

/** How well a classifier orders the requests of the benchmarks, and what it decides at its threshold. */
export async function benchOrdering(folder: string, { classifier, resamples }: OrderingOptions): Promise<OrderingReport> {
	const rows = readOrderingRows(folder, classifier);
	const pairs = pairsOf(folder, rows).filter((pair) => gapOf(pair) >= LEAST_GAP);
	const unlearned = pairs.map(withoutLearned).filter((pair) => pair.rows.length > 0);
	const written = readWritten(folder);
	return {
		threshold: classifier.threshold,
		resamples,
		pairs: pairs.map(pairReport),
		all: summaries(rows, pairs, resamples),
		unlearned: summaries(rows, unlearned, resamples),
		written: written === null ? null : await benchWritten(written, classifier),
		tasks: await benchTasks(pairs, classifier),
		unlearnedTasks: await benchTasks(unlearned, classifier),
	};
}

type By = keyof typeof SCORES;

const SCORES = {
	classifier: ({ row }: PairRow) => row.score,
	length: ({ row }: PairRow) => row.words,
	/** Knows the answers' scores: the best there can be. */
	oracle: ({ strong, weak }: PairRow) => strong - weak,
} as const;

function withoutLearned(pair: OrderingPair): OrderingPair {
	return { ...pair, rows: pair.rows.filter(({ row }) => !row.learned) };
}

function gainsBy(rows: readonly PairRow[], by: By): Gain[] {
	return rows.map((row) => ({ at: row.at, gain: row.strong - row.weak, score: SCORES[by](row) }));
}

function everyBy<T>(read: (by: By) => T): Record<By, T> {
	return { classifier: read('classifier'), length: read('length'), oracle: read('oracle') };
}

function pairReport(pair: OrderingPair): PairReport {
	const { source, strong, weak, rows } = pair;
	return { source, strong, weak, rows: rows.length, gap: gapOf(pair), orders: everyBy((by) => orderOf(gainsBy(rows, by))) };
}

type Counts = ArrayLike<number>;

/** All see the same resamples. */
function summaries(rows: readonly OrderingRow[], pairs: readonly OrderingPair[], resamples: number): SummaryReport[] {
	const interval = createBootstrap(
		rows.map(({ question }) => question),
		resamples,
	);
	const once = new Uint8Array(rows.length).fill(1);
	const families = [...new Set(pairs.map(({ source }) => source))].map((family) => pairs.filter(({ source }) => source === family));
	const pooled = pairs.flatMap((pair) => pair.rows);
	const overPairs = (list: readonly OrderingPair[], by: By) => meanOrder(list.map((pair) => createOrder(gainsBy(pair.rows, by))));
	const ways = [
		{ over: 'pairs' as const, read: (by: By) => overPairs(pairs, by) },
		{ over: 'families' as const, read: (by: By) => meanOrder(families.map((family) => overPairs(family, by))) },
		{ over: 'pooled' as const, read: (by: By) => createOrder(gainsBy(pooled, by)) },
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
