import { isWorse } from '../../router/learning/training/isWorse';
import { mean } from '../../scripts/train/metrics';
import type { OrderingPair, PairRow } from './orderingRows';
import type { RankedClassifier } from './rankedClassifier';

/** One task and one pair at the classifier's threshold. */
export interface TaskFigures {
	readonly source: string;
	readonly task: string;
	readonly strong: string;
	readonly weak: string;
	readonly rows: number;
	readonly cheapShare: number;
	/** Share of all requests that were answered cheaply and clearly worse than the strong model answers them. */
	readonly worse: number;
}

export interface TasksReport {
	readonly tasks: readonly TaskFigures[];
	/** Mean over tasks. */
	readonly cheapShare: number;
	/** Share of the tasks on which more than one in ten, or one in twenty, is worse. `NaN` of none. */
	readonly broken90: number;
	readonly broken95: number;
}

/** Whether answers are 90 % or 95 % as good as the strong model's, task by task: a mean hides the task it fails on. */
export async function benchTasks(pairs: readonly OrderingPair[], classifier: RankedClassifier): Promise<TasksReport> {
	const tasks: TaskFigures[] = [];
	const isCheap = cheapIn(classifier);
	for (const pair of pairs) {
		for (const task of new Set(pair.rows.map(({ row }) => row.task))) {
			const rows = pair.rows.filter(({ row }) => row.task === task);
			if (rows.length >= LEAST_ROWS) tasks.push({ ...pairNames(pair), task, ...(await figuresOf(rows, isCheap)) });
		}
	}
	const broken = (most: number) => tasks.filter(({ worse }) => worse > most).length / tasks.length;
	return { tasks, cheapShare: mean(tasks.map(({ cheapShare }) => cheapShare)), broken90: broken(0.1), broken95: broken(0.05) };
}

const LEAST_ROWS = 30;

function pairNames({ source, strong, weak }: OrderingPair): Pick<TaskFigures, 'source' | 'strong' | 'weak'> {
	return { source, strong, weak };
}

type IsCheap = (prompt: string) => Promise<boolean>;

/** Each prompt is decided once: pairs share theirs, and the names of two models decide nothing. */
function cheapIn(classifier: RankedClassifier): IsCheap {
	const known = new Map<string, Promise<boolean>>();
	return (prompt) => {
		const cheap = known.get(prompt) ?? classifier.choose(prompt, 2).then((place) => place === 0);
		known.set(prompt, cheap);
		return cheap;
	};
}

async function figuresOf(rows: readonly PairRow[], isCheap: IsCheap): Promise<Pick<TaskFigures, 'rows' | 'cheapShare' | 'worse'>> {
	let [cheap, worse] = [0, 0];
	for (const { row, strong, weak } of rows) {
		if (!(await isCheap(row.prompt))) continue;
		cheap++;
		if (isWorse(weak, strong)) worse++;
	}
	return { rows: rows.length, cheapShare: cheap / rows.length, worse: worse / rows.length };
}
