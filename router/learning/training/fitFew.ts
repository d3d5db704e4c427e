import { SIGNAL_FEATURES } from '../../features/signalFeatures';
import { signalValues } from '../../features/features';
import { riskOfStored } from '../../strategies/classifierRisk';
import type { ClassifierWeights } from '../../strategies/classifierWeights';

import { mapInSlices, type Sliced } from '../slices';
import { differenceOf } from '../statistics/difference';
import { hashToUnit } from '../statistics/hashToUnit';
import { type FitCounts, lossAt } from './fit';
import { minimise } from './lbfgs';
import { exampleMean, losses, type WeightsOf } from './losses';
import type { OwnExample } from './ownExample';
import { roundWeight } from './packWeights';

export interface FewFit {
	/** Fitted to all examples. */
	readonly weights: ClassifierWeights;
	/** For each example weights that were fitted without its decision. */
	readonly weightsOf: WeightsOf;
}

/**
 * Moves the bias of the prior, and its signals only where that tells clearly more: a few dozen answers know how often
 * the weakest model falls short before they know where. Words are too many for them. What the prior has beside that,
 * it keeps. Too few to set some aside: each fifth of the decisions is predicted by what was fitted to the others. By
 * these predictions the pull is chosen too, of five, which flatters the best of them by less than fits to fewer
 * decisions do it wrong: `npm run bench:quality -- --only fewLabels` shows how seldom chance wins.
 */
export function* fittingFew(examples: readonly OwnExample[], prior: ClassifierWeights, seed: number): Sliced<FewFit> {
	const rows = yield* mapInSlices(examples, (example) => rowOf(example, prior, seed));
	const biasOnly = yield* crossFit(rows, prior, null);
	let best = { ...biasOnly, mean: Infinity };
	for (const pull of PULLS) {
		const found = yield* crossFit(rows, prior, pull);
		if (found.mean < best.mean) best = found;
	}
	const { difference, interval } = differenceOf(
		examples.map(({ decisionId, weight }, i) => ({ group: decisionId, weight, gain: (biasOnly.losses[i] ?? 0) - (best.losses[i] ?? 0) })),
	);
	// By a standard error: the interval is four of them wide.
	const { pull, weightsOf } = difference > (interval.to - interval.from) / 4 ? best : biasOnly;
	return { weights: fitOne(rows, prior, pull), weightsOf };
}

const FOLDS = 5;

interface Row {
	readonly example: OwnExample;
	readonly fold: number;
	/** By the prior. */
	readonly logit: number;
	/** In the order of `SIGNAL_FEATURES`. */
	readonly signals: Float64Array;
}

function rowOf(example: OwnExample, prior: ClassifierWeights, seed: number): Row {
	const fold = Math.floor(hashToUnit(example.decisionId, `${String(seed)}:`) * FOLDS);
	const risk = Math.min(1 - NEARLY, Math.max(NEARLY, riskOfStored(example, prior).risk));
	return { example, fold, logit: Math.log(risk / (1 - risk)), signals: signalValues(example.signals) };
}

const NEARLY = 1e-9;

/** How strongly signals are pulled back to the prior, as so many examples' worth. */
const PULLS = [3, 10, 30, 100];
const BIAS_PULL = 0.1;

/**
 * What is known to tell is pulled by its own variance (of the benchmark questions that this was tried on), so that one
 * whose values lie close together may move as far as the others. All other signals are pulled as if theirs was 1, which
 * is several times as strongly.
 */
const VARIANCES: Readonly<Record<string, number>> = { hardness: 1.3, demand: 0.27, difficulty: 0.42, length: 0.016 };
const SIGNAL_PULLS = SIGNAL_FEATURES.map(({ name }) => VARIANCES[name] ?? 1);

interface CrossFit extends Pick<FewFit, 'weightsOf'> {
	readonly pull: number | null;
	/** Of each row by the fit that has not seen it, and their mean. */
	readonly losses: readonly number[];
	readonly mean: number;
}

function* crossFit(rows: readonly Row[], prior: ClassifierWeights, pull: number | null): Sliced<CrossFit> {
	const byDecision = new Map<string, ClassifierWeights>();
	for (let fold = 0; fold < FOLDS; fold++) {
		const weights = fitOne(
			rows.filter((row) => row.fold !== fold),
			prior,
			pull,
		);
		for (const row of rows) if (row.fold === fold) byDecision.set(row.example.decisionId, weights);
		yield;
	}
	const weightsOf: WeightsOf = ({ decisionId }) => byDecision.get(decisionId) ?? prior;
	const examples = rows.map(({ example }) => example);
	const found = yield* losses(examples, weightsOf);
	return { pull, weightsOf, losses: found, mean: exampleMean(found, examples) };
}

/** @param pull `null`: the bias alone moves. */
function fitOne(rows: readonly Row[], prior: ClassifierWeights, pull: number | null): ClassifierWeights {
	const total = rows.reduce((sum, { example }) => sum + example.weight, 0);
	const squares = rows.reduce((sum, { example }) => sum + example.weight ** 2, 0);
	const perExample = squares / (total * total);
	const penalties = [BIAS_PULL, ...(pull === null ? [] : SIGNAL_PULLS.map((share) => pull * share))].map((each) => each * perExample);
	const outcomes = rows.map(({ example }) => outcomesOf(example, total));
	const moved = minimise((x, gradient) => {
		gradient.forEach((_, i) => (gradient[i] = (penalties[i] ?? 0) * (x[i] ?? 0)));
		let loss = x.reduce((sum, value, i) => sum + 0.5 * (penalties[i] ?? 0) * value * value, 0);
		rows.forEach(({ logit, signals }, row) => {
			const at = lossAt(logit + moveOf(x, signals), outcomes[row] ?? [], prior.rankPower);
			loss += at.loss;
			gradient[0] = (gradient[0] ?? 0) + at.slope;
			for (let i = 1; i < x.length; i++) gradient[i] = (gradient[i] ?? 0) + at.slope * (signals[i - 1] ?? 0);
		});
		return loss;
	}, new Float64Array(penalties.length));
	const signals = prior.signals.map((weight, i) => roundWeight(weight + (moved[i + 1] ?? 0)));
	return { ...prior, bias: roundWeight(prior.bias + (moved[0] ?? 0)), signals };
}

function outcomesOf({ r, asGood, weight }: OwnExample, total: number): FitCounts[] {
	return [{ r, failed: (weight * (1 - asGood)) / total, equal: (weight * asGood) / total }];
}

/** @param x The bias first, then as many signals as move. */
function moveOf(x: Float64Array, signals: Float64Array): number {
	let move = x[0] ?? 0;
	for (let i = 1; i < x.length; i++) move += (x[i] ?? 0) * (signals[i - 1] ?? 0);
	return move;
}
