import { isWorse } from '../../router/learning/training/isWorse';
import { riskOf } from '../../router/strategies/classifierRisk';
import { shippedWeights } from '../../router/strategies/shippedWeights';
import { analyzePrompt } from '../../scripts/train/examples';
import { readPairs } from '../../scripts/train/pairs';
import { readTrainingRows, type TrainingRow } from '../../scripts/train/rows';

/** One task with a strong model and one or two weaker ones. By row, and by row and weaker model, cheapest first. */
export interface Stream {
	readonly name: string;
	/** By the shipped classifier: higher needs the strong model more. */
	readonly scores: Float64Array;
	/** 1: the weaker model's answer is worse. */
	readonly losses: readonly Uint8Array[];
	readonly weakerCosts: readonly Float64Array[];
	readonly strongCosts: Float64Array;
	/** Share of rows on which the cheapest model is worse. */
	readonly worse: number;
}

/** Fewer rows are not a task. */
const LEAST_ROWS = 100;
/** The strongest costs as many times the cheapest, per token; the one between them the geometric mean. */
const PRICE_RATIO = 15;
/** Of an output token, in input tokens: as most providers price. */
const OUTPUT_PRICE = 4;
const CHARS_PER_TOKEN = 4;
/** Where a file does not hold the length of answers: they are taken for equally long. */
const UNKNOWN_ANSWER_CHARS = 800;
/** Files with models of known strength in every task: there each weaker model is paired with the strongest. */
const MANY_MODELS = ['llmrouter', 'mmlu_pro'];

/** @param weaker models below the strongest: one or two. */
export function readStreams(folder: string, weaker: 1 | 2): Stream[] {
	const rows = readTrainingRows(folder);
	const pairs = readPairs(folder);
	const weights = shippedWeights();
	const scores = new Map(rows.map((row) => [row, riskOf(analyzePrompt(row.prompt), weights).risk]));
	const sources = new Map<string, TrainingRow[]>();
	for (const row of rows) sources.set(row.source, [...(sources.get(row.source) ?? []), row]);
	return [...sources].flatMap(([source, own]) => {
		const named = (pairs.get(source) ?? []).map(({ weak, strong }) => [weak, strong]);
		const chains = weaker === 1 ? [...named, ...pairsWithStrongest(source, own, named)] : chainsOf(own, named);
		return tasksOf(own).flatMap(([task, some]) => chains.flatMap((chain) => streamOf(task, chain, some, scores)));
	});
}

function tasksOf(rows: readonly TrainingRow[]): [string, TrainingRow[]][] {
	const tasks = new Map<string, TrainingRow[]>();
	for (const row of rows) {
		const own = tasks.get(row.task) ?? [];
		own.push(row);
		tasks.set(row.task, own);
	}
	return [...tasks].filter(([, own]) => own.length >= LEAST_ROWS);
}

function pairsWithStrongest(source: string, rows: readonly TrainingRow[], named: readonly (readonly string[])[]): string[][] {
	const strongest = named[0]?.at(-1);
	if (strongest === undefined || !MANY_MODELS.includes(source)) return [];
	const known = new Set(named.map((pair) => pair.join(' ')));
	return [...meansOf(rows)]
		.filter(([name, mean]) => mean < (meansOf(rows).get(strongest) ?? 0) && !known.has(`${name} ${strongest}`))
		.map(([name]) => [name, strongest]);
}

/** Of the models named with each strongest one, each two in the order of their means. */
function chainsOf(rows: readonly TrainingRow[], named: readonly (readonly string[])[]): string[][] {
	const means = meansOf(rows);
	const names = [...new Set(named.flat())].filter((name) => means.has(name)).sort((a, b) => (means.get(a) ?? 0) - (means.get(b) ?? 0));
	return names.flatMap((weak, i) =>
		names.slice(i + 1).flatMap((middle, j) => names.slice(i + j + 2).map((strong) => [weak, middle, strong])),
	);
}

function meansOf(rows: readonly TrainingRow[]): Map<string, number> {
	const sums = new Map<string, { sum: number; count: number }>();
	for (const { scores } of rows) {
		for (const [name, score] of scores) {
			const { sum, count } = sums.get(name) ?? { sum: 0, count: 0 };
			sums.set(name, { sum: sum + score, count: count + 1 });
		}
	}
	return new Map([...sums].map(([name, { sum, count }]) => [name, sum / count]));
}

function streamOf(task: string, chain: readonly string[], all: readonly TrainingRow[], scores: ReadonlyMap<TrainingRow, number>): Stream[] {
	const rows = all.filter((row) => chain.every((name) => row.scores.has(name)));
	const strong = chain.at(-1);
	if (rows.length < LEAST_ROWS || strong === undefined) return [];
	const weaker = chain.slice(0, -1);
	const losses = weaker.map((name) =>
		Uint8Array.from(rows, (row) => (isWorse(row.scores.get(name) ?? 0, row.scores.get(strong) ?? 0) ? 1 : 0)),
	);
	return [
		{
			name: `${task}: ${chain.join(' < ')}`,
			scores: Float64Array.from(rows, (row) => scores.get(row) ?? 0),
			losses,
			weakerCosts: weaker.map((name, place) =>
				Float64Array.from(rows, (row) => costOf(row, name, PRICE_RATIO ** ((place - weaker.length) / weaker.length))),
			),
			strongCosts: Float64Array.from(rows, (row) => costOf(row, strong, 1)),
			worse: (losses[0] ?? []).reduce((sum, loss) => sum + loss, 0) / rows.length,
		},
	];
}

function costOf({ prompt, answerChars }: TrainingRow, name: string, price: number): number {
	return ((prompt.length + OUTPUT_PRICE * (answerChars?.get(name) ?? UNKNOWN_ANSWER_CHARS)) / CHARS_PER_TOKEN) * price;
}
