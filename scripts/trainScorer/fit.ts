import { ANSWER_FEATURE_NAMES, ASKED_WORD_BUCKETS } from '../../router/features/answerFeatures';
import { minimise } from '../train/lbfgs';
import { scaled, type Scaling, type ScorerExample } from './examples';

/** L2 penalties, in examples: 30 is what thirty answers that say nothing would weigh. */
export interface Penalties {
	readonly signals: number;
	readonly answer: number;
	/** Slopes that hold for one kind of request only. */
	readonly kinds: number;
	readonly words: number;
}

export interface FitOptions {
	readonly scaling: Scaling;
	readonly penalties: Penalties;
	/** How much a question without an answer weighs against an answer. */
	readonly questionWeight: number;
}

/** Weights of scaled features, of asked words, and a bias. */
export interface Fitted {
	readonly features: Float64Array;
	readonly words: Float64Array;
	readonly bias: number;
}

const FEATURES = ANSWER_FEATURE_NAMES.length;
/** How much more often the models behind the questions are right than those behind the answers: fitted and thrown away. */
const LEVEL_AT = FEATURES + ASKED_WORD_BUCKETS;
const BIAS_AT = LEVEL_AT + 1;

/** Logistic regression on answers and questions together. */
export function fitScorer(examples: readonly ScorerExample[], options: FitOptions): Fitted {
	const points = examples.map((example) => toPoint(example, options));
	const penalty = penaltiesOf(options.penalties);
	const x = minimise((at, gradient) => loss(points, penalty, at, gradient), new Float64Array(BIAS_AT + 1), 300, 1e-7);
	return { features: x.slice(0, FEATURES), words: x.slice(FEATURES, LEVEL_AT), bias: x[BIAS_AT] ?? 0 };
}

export function fittedLogit(example: ScorerExample, { features, words, bias }: Fitted, scaling: Scaling): number {
	let logit = bias;
	scaled(example, scaling).forEach((value, i) => {
		logit += value * (features[i] ?? 0);
	});
	for (const bucket of example.words.buckets) logit += (words[bucket] ?? 0) * example.words.value;
	return logit;
}

/** An example as the positions and values of its variables: most of them are 0. */
interface Point {
	readonly at: Int32Array;
	readonly values: Float64Array;
	readonly right: number;
	readonly weight: number;
}

function toPoint(example: ScorerExample, { scaling, questionWeight }: FitOptions): Point {
	const at: number[] = [BIAS_AT];
	const values: number[] = [1];
	const add = (position: number, value: number): void => {
		if (value === 0) return;
		at.push(position);
		values.push(value);
	};
	scaled(example, scaling).forEach((value, i) => add(i, value));
	for (const bucket of example.words.buckets) add(FEATURES + bucket, example.words.value);
	if (example.alone) add(LEVEL_AT, 1);
	const weight = example.alone ? questionWeight : 1;
	return { at: Int32Array.from(at), values: Float64Array.from(values), right: example.right, weight };
}

function penaltiesOf(penalties: Penalties): Float64Array {
	return Float64Array.from({ length: BIAS_AT + 1 }, (_, i) => {
		if (i === BIAS_AT) return 0;
		if (i === LEVEL_AT) return LEVEL_PENALTY;
		return i >= FEATURES ? penalties.words : penalties[kindOf(ANSWER_FEATURE_NAMES[i] ?? '')];
	});
}

/** Just enough to keep the minimum in one place. */
const LEVEL_PENALTY = 0.1;

function kindOf(name: string): 'signals' | 'answer' | 'kinds' {
	if (name.startsWith('request: ')) return 'signals';
	return name.includes(': ') ? 'kinds' : 'answer';
}

function loss(points: readonly Point[], penalty: Float64Array, x: Float64Array, gradient: Float64Array): number {
	let sum = 0;
	for (let i = 0; i < x.length; i++) {
		const weight = x[i] ?? 0;
		sum += 0.5 * (penalty[i] ?? 0) * weight * weight;
		gradient[i] = (penalty[i] ?? 0) * weight;
	}
	for (const point of points) sum += addLoss(point, x, gradient);
	return sum;
}

function addLoss({ at, values, right, weight }: Point, x: Float64Array, gradient: Float64Array): number {
	let logit = 0;
	for (let i = 0; i < at.length; i++) logit += (x[at[i] ?? 0] ?? 0) * (values[i] ?? 0);
	const slope = weight * (1 / (1 + Math.exp(-logit)) - right);
	for (let i = 0; i < at.length; i++) {
		const position = at[i] ?? 0;
		gradient[position] = (gradient[position] ?? 0) + slope * (values[i] ?? 0);
	}
	return weight * (Math.max(0, logit) + Math.log1p(Math.exp(-Math.abs(logit))) - right * logit);
}
