import { readAnswer } from '../../router/features/answerReading';
import type { Check } from '../../router/quality/check';
import { rateAnswer } from '../../router/quality/learnedScorer';
import type { ScorerWeights } from '../../router/quality/scorerWeights';
import type { GradedAnswer } from '../../scripts/trainScorer/answers';
import { auroc } from './auroc';
import { gateAnswer } from './gateChecks';

type RatingBaseline = 'length' | 'hedging';
export type Rating = 'scorer' | 'gate' | RatingBaseline;

/** Whether more (1) or less (-1) of it is taken for right. */
export type Directions = Readonly<Record<RatingBaseline, 1 | -1>>;

export interface JudgedAnswer {
	readonly answer: GradedAnswer;
	readonly ratings: Readonly<Record<Rating, number>>;
}

interface Raters {
	readonly weights: ScorerWeights;
	readonly checks: readonly Check[];
	readonly directions: Directions;
}

/** Rates answers by scorer, gate and the two plain signs; more is better in all of them. */
export async function judgeAnswers(answers: readonly GradedAnswer[], raters: Raters): Promise<JudgedAnswer[]> {
	return await Promise.all(answers.map(async (answer) => ({ answer, ratings: await rate(answer, raters) })));
}

/** Read off answers that are trained on, never off those that are judged. */
export function directionsOf(trained: readonly GradedAnswer[]): Directions {
	const read = trained.map((answer) => ({ right: answer.right, values: plain(answer) }));
	const direction = (name: RatingBaseline): 1 | -1 => {
		const rated = read.map(({ right, values }) => ({ score: values[name], right, stratum: '' }));
		return (auroc(rated) ?? 0.5) >= 0.5 ? 1 : -1;
	};
	return { length: direction('length'), hedging: direction('hedging') };
}

async function rate(answer: GradedAnswer, { weights, checks, directions }: Raters): Promise<JudgedAnswer['ratings']> {
	const { length, hedging } = plain(answer);
	const gate = await gateAnswer(checks, answer, 0);
	return {
		scorer: rateAnswer(answer.request, answer.text, weights),
		gate: gate.score ?? 1,
		length: length * directions.length,
		hedging: hedging * directions.hedging,
	};
}

function plain({ request, text }: GradedAnswer): Record<RatingBaseline, number> {
	return { length: text.length, hedging: readAnswer(request, text).hedges };
}
