import { qualityAt } from '../../router/strategies/classifierRisk';
import { apgr, mean } from './metrics';
import type { ModelPair } from './pairs';
import { riskAtScore, type ScoredQuestion, type ScoredRequest, type Trained } from './train';

/** What the card says; all by tables that never saw the request's fold or the question's benchmark. */
export interface Figures {
	readonly levels: readonly LevelFigures[];
	/** Share of the middle ones that the middle one of three models gets. */
	readonly middleOfThree: number;
	readonly pairs: readonly PairFigures[];
	readonly pooled: { readonly apgr: number; readonly lengthApgr: number };
	readonly tasks: { readonly count: number; readonly broken90: number; readonly broken95: number };
	readonly points: readonly { readonly threshold: number; readonly cheap: number; readonly strong: number }[];
}

export interface LevelFigures {
	readonly language: string;
	readonly count: number;
	/** Share of those for the weakest model that go there, and of those for the strongest that go to it. */
	readonly cheap: number;
	readonly strong: number;
}

export interface PairFigures extends ModelPair {
	readonly source: string;
	readonly count: number;
	readonly gap: number;
	readonly apgr: number;
	/** The same with the number of words as the score. */
	readonly lengthApgr: number;
}

export function figuresOf(trained: Trained, pairs: ReadonlyMap<string, readonly ModelPair[]>): Figures {
	const own = trained.written.filter(({ language }) => language !== 'exam');
	const quality = qualityOf(trained);
	const { defaultThreshold } = trained.weights;
	const languages = [...new Set(own.map(({ language }) => language))];
	const level = (language: string, of: readonly ScoredRequest[]): LevelFigures => ({
		language,
		count: of.length,
		...sharesAt(of, quality, defaultThreshold),
	});
	return {
		levels: [
			level('all', own),
			...languages.map((language) =>
				level(
					language,
					own.filter((one) => one.language === language),
				),
			),
		],
		middleOfThree: middleShare(own, quality, defaultThreshold),
		pairs: pairFigures(trained.questions, pairs),
		pooled: pooledFigures(trained.questions, pairs),
		tasks: taskFigures(trained.questions, pairs, (score) => quality(score, 0) >= defaultThreshold),
		points: [-0.06, -0.03, 0, 0.03, 0.06].map((step) => {
			const threshold = Number((defaultThreshold + step).toFixed(2));
			return { threshold, ...sharesAt(own, quality, threshold) };
		}),
	};
}

/** Predicted quality of a model at `r`. */
type Quality = (score: number, r: number) => number;

function qualityOf({ weights }: Trained): Quality {
	return (score, r) => qualityAt(riskAtScore(score, weights), r, weights.rankPower);
}

function sharesAt(own: readonly ScoredRequest[], quality: Quality, threshold: number): { cheap: number; strong: number } {
	const weakest = (one: ScoredRequest): boolean => quality(one.score, 0) >= threshold;
	const share = (level: string, held: (one: ScoredRequest) => boolean): number =>
		mean(own.filter((one) => one.level === level).map((one) => Number(held(one))));
	return { cheap: share('cheap', weakest), strong: share('strong', (one) => !weakest(one)) };
}

/** Of the written requests for the strong model, how many the middle one of three gets. */
function middleShare(own: readonly ScoredRequest[], quality: Quality, threshold: number): number {
	const strong = own.filter(({ level }) => level === 'strong');
	return mean(strong.map(({ score }) => Number(quality(score, 0) < threshold && quality(score, 0.5) >= threshold)));
}

/** Rows of one pair of models, with what orders them. */
interface PairRow {
	readonly task: string;
	readonly strong: number;
	readonly weak: number;
	readonly score: number;
	readonly words: number;
}

function rowsOf(questions: readonly ScoredQuestion[], source: string, pair: ModelPair): PairRow[] {
	return questions.flatMap(({ row, score, words }) => {
		const strong = row.scores.get(pair.strong);
		const weak = row.scores.get(pair.weak);
		return row.source !== source || strong === undefined || weak === undefined ? [] : [{ task: row.task, strong, weak, score, words }];
	});
}

function pairFigures(questions: readonly ScoredQuestion[], pairs: ReadonlyMap<string, readonly ModelPair[]>): PairFigures[] {
	return [...pairs].flatMap(([source, list]) =>
		list.flatMap((pair) => {
			const rows = rowsOf(questions, source, pair);
			if (rows.length === 0) return [];
			const gap = mean(rows.map(({ strong, weak }) => strong - weak));
			return [{ source, ...pair, count: rows.length, gap, apgr: apgr(rows), lengthApgr: byLength(rows) }];
		}),
	);
}

function pooledFigures(questions: readonly ScoredQuestion[], pairs: ReadonlyMap<string, readonly ModelPair[]>): Figures['pooled'] {
	const all = [...pairs].flatMap(([source, list]) => list.flatMap((pair) => rowsOf(questions, source, pair)));
	return { apgr: apgr(all), lengthApgr: byLength(all) };
}

function byLength(rows: readonly PairRow[]): number {
	return apgr(rows.map((row) => ({ ...row, score: row.words })));
}

/** Fewer rows would say nothing of a task. */
const LEAST_ROWS = 30;
/** By how much an answer must be worse to count. */
const MARGIN = 0.1;

function taskFigures(
	questions: readonly ScoredQuestion[],
	pairs: ReadonlyMap<string, readonly ModelPair[]>,
	isCheap: (score: number) => boolean,
): Figures['tasks'] {
	const losses = [...pairs].flatMap(([source, list]) =>
		list.flatMap((pair) => {
			const rows = rowsOf(questions, source, pair);
			const tasks = [...new Set(rows.map(({ task }) => task))].map((task) => rows.filter((row) => row.task === task));
			return tasks
				.filter(({ length }) => length >= LEAST_ROWS)
				.map((own) => mean(own.map(({ score, strong, weak }) => Number(isCheap(score) && strong - weak > MARGIN))));
		}),
	);
	return {
		count: losses.length,
		broken90: mean(losses.map((loss) => Number(loss > 0.1))),
		broken95: mean(losses.map((loss) => Number(loss > 0.05))),
	};
}
