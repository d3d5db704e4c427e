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
	/** 1: both answers are wholly right, so of a label or a number they are equal. */
	readonly equal: readonly Uint8Array[];
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
/**
 * Each task of a file with each two, or three, of the models that pairs.json names for it.
 * @param weaker models below the strongest: one or two.
 */
export function readStreams(folder: string, weaker: 1 | 2): Stream[] {
	const rows = readTrainingRows(folder);
	const pairs = readPairs(folder);
	const weights = shippedWeights();
	const scores = new Map(rows.map((row) => [row, riskOf(analyzePrompt(row.prompt), weights).risk]));
	const sources = new Map<string, TrainingRow[]>();
	for (const row of rows) sources.set(row.source, [...(sources.get(row.source) ?? []), row]);
	return [...sources].flatMap(([source, own]) => {
		const named = new Set((pairs.get(source) ?? []).flatMap(({ weak, strong }) => [weak, strong]));
		const chains = chainsOf(byMean(own, named), weaker + 1);
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

/** Each two, or each three, in their order. */
function chainsOf(names: readonly string[], length: number): string[][] {
	if (length === 0) return [[]];
	return names.flatMap((name, i) => chainsOf(names.slice(i + 1), length - 1).map((rest) => [name, ...rest]));
}

/** Weakest first, by the mean over the file. */
function byMean(rows: readonly TrainingRow[], named: ReadonlySet<string>): string[] {
	const means = [...named].flatMap((name) => {
		const scores = rows.flatMap(({ scores: all }) => all.get(name) ?? []);
		return scores.length === 0 ? [] : { name, mean: scores.reduce((sum, score) => sum + score, 0) / scores.length };
	});
	return means.sort((a, b) => a.mean - b.mean).map(({ name }) => name);
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
			equal: weaker.map((name) => Uint8Array.from(rows, (row) => (row.scores.get(name) === 1 && row.scores.get(strong) === 1 ? 1 : 0))),
			weakerCosts: weaker.map((name, place) =>
				Float64Array.from(rows, (row) => costOf(row, name, PRICE_RATIO ** ((place - weaker.length) / weaker.length))),
			),
			strongCosts: Float64Array.from(rows, (row) => costOf(row, strong, 1)),
			worse: (losses[0]?.reduce((sum, loss) => sum + loss, 0) ?? 0) / rows.length,
		},
	];
}

function costOf({ prompt, answerChars }: TrainingRow, name: string, price: number): number {
	return ((prompt.length + OUTPUT_PRICE * (answerChars?.get(name) ?? UNKNOWN_ANSWER_CHARS)) / CHARS_PER_TOKEN) * price;
}
