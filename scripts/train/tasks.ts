import { isWorse } from '../../router/learning/training/isWorse';
import { mean } from './metrics';
import type { OrderedQuestion, PairRow, PairRows } from './pairFigures';
import type { ModelPair } from './pairs';

/** One task and one pair at a threshold. */
export interface TaskFigures extends ModelPair {
	readonly source: string;
	readonly task: string;
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

/** Whether the weak model of two gets a question. */
export type IsCheap = (question: OrderedQuestion) => boolean;

/** Whether answers are 90 % or 95 % as good as the strong model's, task by task: a mean hides the task it fails on. */
export function tasksOf(pairs: readonly PairRows[], isCheap: IsCheap): TasksReport {
	const tasks = pairs.flatMap(({ source, strong, weak, rows }) =>
		[...new Set(rows.map(({ question }) => question.row.task))].flatMap((task) => {
			const own = rows.filter(({ question }) => question.row.task === task);
			return own.length < LEAST_ROWS ? [] : [{ source, strong, weak, task, ...figuresOf(own, isCheap) }];
		}),
	);
	const broken = (most: number) => tasks.filter(({ worse }) => worse > most).length / tasks.length;
	return { tasks, cheapShare: mean(tasks.map(({ cheapShare }) => cheapShare)), broken90: broken(0.1), broken95: broken(0.05) };
}

/** Fewer rows would say nothing of a task. */
const LEAST_ROWS = 30;

function figuresOf(rows: readonly PairRow[], isCheap: IsCheap): Pick<TaskFigures, 'rows' | 'cheapShare' | 'worse'> {
	const cheap = rows.filter(({ question }) => isCheap(question));
	const worse = cheap.filter(({ strong, weak }) => isWorse(weak, strong));
	return { rows: rows.length, cheapShare: cheap.length / rows.length, worse: worse.length / rows.length };
}
