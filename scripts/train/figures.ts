import { qualityAt } from '../../router/strategies/classifierRisk';
import { mean } from './metrics';
import { figuresOfPair, type Orders, ordersOf, type PairFigures, pairsOf } from './pairFigures';
import type { ModelPair } from './pairs';
import { tasksOf, type TasksReport } from './tasks';
import { riskAtScore, type ScoredRequest, type Trained } from './train';

/** What the card says; all by tables that never saw the request's fold or the question's benchmark. */
export interface Figures {
	readonly levels: readonly LevelFigures[];
	/** Share of the middle ones that the middle one of three models gets. */
	readonly middleOfThree: number;
	readonly pairs: readonly PairFigures[];
	/** All rows of all pairs as one list. */
	readonly pooled: Orders;
	readonly tasks: TasksReport;
	readonly points: readonly { readonly threshold: number; readonly cheap: number; readonly strong: number }[];
}

export interface LevelFigures {
	readonly language: string;
	readonly count: number;
	/** Share of those for the weakest model that go there, and of those for the strongest that go to it. */
	readonly cheap: number;
	readonly strong: number;
}

export function figuresOf(trained: Trained, pairs: ReadonlyMap<string, readonly ModelPair[]>): Figures {
	const own = trained.written.filter(({ language }) => language !== 'exam');
	const quality = qualityOf(trained);
	const paired = pairsOf(trained.questions, pairs);
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
		pairs: paired.map(figuresOfPair),
		pooled: ordersOf(paired.flatMap(({ rows }) => rows)),
		tasks: tasksOf(paired, ({ score }) => quality(score, 0) >= defaultThreshold),
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
