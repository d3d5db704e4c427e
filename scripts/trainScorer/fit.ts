import { ANSWER_FEATURE_BLOCKS, ASKED_WORD_BUCKETS, type AnswerFeatureBlock } from '../../router/features/answerFeatures';
import { minimise } from '../../router/learning/training/lbfgs';
import { scaled, type Scaling, type ScorerExample } from './examples';

/** L2 penalties, in examples: 30 is what thirty answers that say nothing would weigh. */
export type Penalties = Readonly<Record<AnswerFeatureBlock | 'words', number>>;

interface ScorerFitOptions {
	readonly scaling: Scaling;
	readonly penalties: Penalties;
	/** How much a question without a text weighs against an answer, all its models together. */
	readonly questionWeight: number;
}

/** Weights of scaled features, of asked words, and a bias. */
export interface FittedScorer {
	readonly features: Float64Array;
	readonly words: Float64Array;
	readonly bias: number;
}

const FEATURES = ANSWER_FEATURE_BLOCKS.length;
const BIAS_AT = FEATURES + ASKED_WORD_BUCKETS;
/** From here on, how much more often each model is right than others: fitted and thrown away. */
const LEVELS_AT = BIAS_AT + 1;

/** Logistic regression on answers and questions together. */
export function fitScorer(examples: readonly ScorerExample[], options: ScorerFitOptions): FittedScorer {
	const models = [...new Set(examples.flatMap(({ cases }) => cases.map(({ model }) => model)))];
	const levels = new Map(models.map((model, i) => [model, LEVELS_AT + i]));
	const asked = examples.map((example) => toAsked(example, options, levels));
	const penalty = penaltiesOf(options.penalties, LEVELS_AT + models.length);
	const x = minimise((at, gradient) => loss(asked, penalty, at, gradient), new Float64Array(LEVELS_AT + models.length), 300, 1e-7);
	return { features: x.slice(0, FEATURES), words: x.slice(FEATURES, BIAS_AT), bias: x[BIAS_AT] ?? 0 };
}

export function fittedLogit(
	{ words: asked, cases: [only] }: ScorerExample,
	{ features, words, bias }: FittedScorer,
	scaling: Scaling,
): number {
	let logit = bias;
	if (only) {
		scaled(only, scaling).forEach((value, i) => {
			logit += value * (features[i] ?? 0);
		});
	}
	for (const bucket of asked.buckets) logit += (words[bucket] ?? 0) * asked.value;
	return logit;
}

/** Positions and values of variables: most are 0. */
interface Terms {
	readonly at: Int32Array;
	readonly values: Float64Array;
}

/** A question's terms, which its answers share, and each answer's own. */
interface Asked {
	readonly shared: Terms;
	readonly cases: readonly (Terms & { readonly right: number })[];
	/** Of each answer. */
	readonly weight: number;
}

function toAsked(
	{ words, cases, textless }: ScorerExample,
	{ scaling, questionWeight }: ScorerFitOptions,
	levels: ReadonlyMap<string, number>,
): Asked {
	const own = cases.map((one) => [...scaled(one, scaling)].flatMap((value, i): Term[] => (value === 0 ? [] : [[i, value]])));
	const shared: Term[] = [...words.buckets].map((bucket) => [FEATURES + bucket, words.value]);
	const isShared = ([at]: Term): boolean => ANSWER_FEATURE_BLOCKS[at] === 'signals';
	return {
		shared: toTerms([[BIAS_AT, 1], ...shared, ...(own[0] ?? []).filter(isShared)]),
		cases: cases.map(({ model, right }, i) => {
			const level = levels.get(model);
			const terms = (own[i] ?? []).filter((term) => !isShared(term));
			return { ...toTerms(level === undefined ? terms : [...terms, [level, 1]]), right };
		}),
		weight: textless ? questionWeight / cases.length : 1,
	};
}

type Term = readonly [at: number, value: number];

function toTerms(terms: readonly Term[]): Terms {
	return { at: Int32Array.from(terms, ([at]) => at), values: Float64Array.from(terms, ([, value]) => value) };
}

function penaltiesOf(penalties: Penalties, count: number): Float64Array {
	return Float64Array.from({ length: count }, (_, i) => {
		if (i === BIAS_AT) return 0;
		if (i >= LEVELS_AT) return LEVEL_PENALTY;
		return penalties[ANSWER_FEATURE_BLOCKS[i] ?? 'words'];
	});
}

/** Just enough to keep the minimum in one place. */
const LEVEL_PENALTY = 0.1;

function loss(asked: readonly Asked[], penalty: Float64Array, x: Float64Array, gradient: Float64Array): number {
	let sum = 0;
	for (let i = 0; i < x.length; i++) {
		const weight = x[i] ?? 0;
		sum += 0.5 * (penalty[i] ?? 0) * weight * weight;
		gradient[i] = (penalty[i] ?? 0) * weight;
	}
	for (const one of asked) sum += addLoss(one, x, gradient);
	return sum;
}

function addLoss({ shared, cases, weight }: Asked, x: Float64Array, gradient: Float64Array): number {
	const sharedLogit = dot(shared, x);
	let sum = 0;
	let slopes = 0;
	for (const one of cases) {
		const logit = sharedLogit + dot(one, x);
		const slope = weight * (1 / (1 + Math.exp(-logit)) - one.right);
		addScaled(gradient, one, slope);
		slopes += slope;
		sum += weight * (Math.max(0, logit) + Math.log1p(Math.exp(-Math.abs(logit))) - one.right * logit);
	}
	addScaled(gradient, shared, slopes);
	return sum;
}

function dot({ at, values }: Terms, x: Float64Array): number {
	let sum = 0;
	for (let i = 0; i < at.length; i++) sum += (x[at[i] ?? 0] ?? 0) * (values[i] ?? 0);
	return sum;
}

function addScaled(gradient: Float64Array, { at, values }: Terms, factor: number): void {
	for (let i = 0; i < at.length; i++) {
		const position = at[i] ?? 0;
		gradient[position] = (gradient[position] ?? 0) + factor * (values[i] ?? 0);
	}
}
