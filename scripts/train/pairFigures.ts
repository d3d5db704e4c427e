import { createOrder, type Order, type OrderedGain, orderOf } from './gainCurve';
import { mean } from './metrics';
import type { ModelPair } from './pairs';
import type { TrainingRow } from './rows';

/** A question with what orders it. */
export interface OrderedQuestion {
	readonly row: TrainingRow;
	readonly words: number;
	/** Higher needs the strong model more. */
	readonly score: number;
}

/** A strong and a weak model of a benchmark with the questions that both answered. */
export interface PairRows extends ModelPair {
	readonly source: string;
	readonly rows: readonly PairRow[];
}

export interface PairRow {
	/** Place in the list of all questions. */
	readonly at: number;
	readonly question: OrderedQuestion;
	readonly strong: number;
	readonly weak: number;
}

/** The pairs that questions tell something about, in the order of `pairs`. */
export function pairsOf(questions: readonly OrderedQuestion[], pairs: ReadonlyMap<string, readonly ModelPair[]>): PairRows[] {
	return [...pairs].flatMap(([source, list]) =>
		list.flatMap(({ strong, weak }) => {
			const rows = questions.flatMap((question, at) => {
				const { row } = question;
				const [better, worse] = [row.scores.get(strong), row.scores.get(weak)];
				return row.source !== source || better === undefined || worse === undefined ? [] : [{ at, question, strong: better, weak: worse }];
			});
			return rows.length === 0 ? [] : [{ source, strong, weak, rows }];
		}),
	);
}

export interface PairFigures extends ModelPair {
	readonly source: string;
	readonly rows: number;
	/** Mean score of the strong model minus that of the weak one. */
	readonly gap: number;
	readonly orders: Orders;
}

/** How well each of them orders the same requests. `null`: the strong model is no better there. */
export type Orders = Readonly<Record<By, Order | null>>;

export function figuresOfPair({ source, strong, weak, rows }: PairRows): PairFigures {
	return { source, strong, weak, rows: rows.length, gap: mean(rows.map(gainOf)), orders: ordersOf(rows) };
}

/** Where strong and weak are closer, figures are noise: they are divided by the gap. */
export const LEAST_GAP = 0.03;

export function isTelling({ gap }: Pick<PairFigures, 'gap'>): boolean {
	// The slack is for sums of decimal fractions.
	return gap >= LEAST_GAP - 1e-9;
}

/** Rows of one pair, or of several as one list. */
export function ordersOf(rows: readonly PairRow[]): Orders {
	return everyBy((by) => orderOf(gainsBy(rows, by)));
}

/** The same for any counts of the questions. */
export function createOrderBy(rows: readonly PairRow[], by: By): (counts: ArrayLike<number>) => Order | null {
	return createOrder(gainsBy(rows, by));
}

export type By = keyof typeof SCORES;

export function everyBy<T>(read: (by: By) => T): Record<By, T> {
	return { classifier: read('classifier'), length: read('length'), oracle: read('oracle') };
}

const SCORES = {
	classifier: ({ question }: PairRow) => question.score,
	length: ({ question }: PairRow) => question.words,
	/** Knows the answers' scores: the best there can be. */
	oracle: gainOf,
} as const;

function gainsBy(rows: readonly PairRow[], by: By): OrderedGain[] {
	return rows.map((row) => ({ at: row.at, gain: gainOf(row), score: SCORES[by](row) }));
}

function gainOf({ strong, weak }: PairRow): number {
	return strong - weak;
}
