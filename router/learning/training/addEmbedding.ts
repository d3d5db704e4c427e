import type { Embedding } from '../../features/embedding';
import { featuresFrom } from '../../features/storedFeatures';
import { trainedLogit } from '../../strategies/classifierRisk';
import type { ClassifierWeights, EmbeddingWeights } from '../../strategies/classifierWeights';

import { type EmbeddedExample, fittingEmbedding } from './fitEmbedding';
import { comparing, losses, exampleMean } from './losses';
import type { Sliced } from '../slices';
import type { SplitExamples } from './splitByTime';
import type { OwnExample } from './ownExample';

interface AddEmbeddingOptions extends Pick<SplitExamples, 'fit' | 'calibrate'> {
	/** Trained on the text of the examples to fit alone. */
	readonly onFit: ClassifierWeights;
	/** Trained on the text of all of these. */
	readonly onAll: ClassifierWeights;
	/** What the embedding part starts from and is pulled back to, where it was trained with the same vectors. */
	readonly prior: ClassifierWeights;
}

/**
 * `onAll`, with a part that reads embeddings where those are there and tell more than the text beyond noise: judged on
 * the calibration part, so that what is held out is looked at once only, for one of the two. An embedding costs money
 * with every request: where it might as well tell nothing, it is not asked for.
 */
export function* addingEmbedding({ fit, calibrate, onFit, onAll, prior }: AddEmbeddingOptions): Sliced<ClassifierWeights> {
	const space = spaceOf([...fit, ...calibrate], prior);
	if (space === null) return onAll;
	let best = { loss: Infinity, pull: NaN, weights: onFit };
	for (const pull of PULLS) {
		const weights = { ...onFit, embedding: yield* fitOne({ examples: fit, text: onFit, space, pull }) };
		const loss = exampleMean(yield* losses(calibrate, () => weights), calibrate);
		if (loss < best.loss) best = { loss, pull, weights };
	}
	const { interval } = yield* comparing(
		calibrate,
		() => onFit,
		() => best.weights,
	);
	// No bound above 0 where there was nothing to compare, either.
	if (!(interval.from > 0)) return onAll;
	return { ...onAll, embedding: yield* fitOne({ examples: [...fit, ...calibrate], text: onAll, space, pull: best.pull }) };
}

/** How strongly the fit is pulled back, as so many examples' worth: vectors have length 1, so that their weights are large. */
const PULLS = [0.03, 0.1, 0.3, 1, 3];

/** Examples with vectors of one sort, below which nothing is fitted to them. */
const LEAST_EXAMPLES = 150;

/** Vectors of one model and length; those of others cannot be compared with them. */
interface Space {
	readonly modelId: string;
	readonly dimensions: number;
	readonly prior: EmbeddingWeights | undefined;
}

/** Of which there are most; `null`: too few of any. */
function spaceOf(examples: readonly OwnExample[], { embedding: prior }: ClassifierWeights): Space | null {
	const counts = new Map<string, { readonly embedding: Embedding; count: number }>();
	for (const { embedding } of examples) {
		if (embedding === undefined) continue;
		const key = `${String(embedding.values.length)} ${embedding.modelId}`;
		const known = counts.get(key);
		if (known === undefined) counts.set(key, { embedding, count: 1 });
		else known.count++;
	}
	const [most] = [...counts].sort(([a, one], [b, other]) => other.count - one.count || (a < b ? -1 : 1));
	if (most === undefined || most[1].count < LEAST_EXAMPLES) return null;
	const { modelId, values } = most[1].embedding;
	const same = prior?.modelId === modelId && prior.values.length === values.length;
	return { modelId, dimensions: values.length, prior: same ? prior : undefined };
}

interface FitOneOptions {
	readonly examples: readonly OwnExample[];
	readonly text: ClassifierWeights;
	readonly space: Space;
	readonly pull: number;
}

const PIECE = 200;

function* fitOne({ examples, text, space, pull }: FitOneOptions): Sliced<EmbeddingWeights> {
	const inSpace = examples.flatMap((example) =>
		example.embedding !== undefined && isIn(space, example.embedding) ? [{ ...example, embedding: example.embedding }] : [],
	);
	const total = inSpace.reduce((sum, { weight }) => sum + weight, 0);
	const squares = inSpace.reduce((sum, { weight }) => sum + weight * weight, 0);
	const fitted: EmbeddedExample[] = [];
	for (const example of inSpace) {
		const weight = (example.weight * inSpace.length) / total;
		const textLogit = trainedLogit(featuresFrom(example), text);
		fitted.push({
			embedding: example.embedding,
			textLogit,
			outcomes: [{ r: example.r, failed: weight * (1 - example.asGood), equal: weight * example.asGood }],
		});
		if (fitted.length % PIECE === 0) yield;
	}
	return yield* fittingEmbedding({ ...space, examples: fitted, penalty: (pull * squares) / (total * total), rankPower: text.rankPower });
}

function isIn({ modelId, dimensions }: Space, embedding: Embedding): boolean {
	return embedding.modelId === modelId && embedding.values.length === dimensions;
}
