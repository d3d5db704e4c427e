import { embeddingOf } from '../../../../router/features/embedding';
import { type EmbeddedExample, type EmbeddingFit, fittingEmbedding } from '../../../../router/learning/training/fitEmbedding';
import { atOnce } from '../../../../router/learning/slices';
import type { EmbeddingWeights } from '../../../../router/strategies/classifierWeights';
import { seeded } from '../../../../scripts/lib/seeded';

const DIMENSIONS = 4;
/** How the logits of these examples really come about, beside the text's. */
const TRUTH = { weights: [3, -2, 0, 1], bias: -1 };

/** Vectors with a large common part; r is 0, so that the risk is the sigmoid itself. */
function examplesOf(count: number): EmbeddedExample[] {
	const random = seeded(7);
	return Array.from({ length: count }, () => {
		const embedding = embeddingOf(
			'a/b',
			Float32Array.from({ length: DIMENSIONS }, (_, i) => (i === 3 ? 2 : 0) + 2 * random() - 1),
		);
		if (embedding === null) throw new Error('no direction');
		const textLogit = 4 * random() - 2;
		const failed = random() < sigmoid(textLogit + TRUTH.bias + dot(TRUTH.weights, unit(embedding.values))) ? 1 : 0;
		return { embedding, textLogit, outcomes: [{ r: 0, failed, equal: 1 - failed }] };
	});
}

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
const dot = (a: readonly number[], b: readonly number[]) => a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0);
const unit = (values: Int8Array) => [...values].map((value) => value / Math.hypot(...values));
const plain = ({ values, scale, bias }: EmbeddingWeights) => ({ weights: [...values].map((value) => value * scale), bias });
const fit = (examples: readonly EmbeddedExample[], over: Partial<EmbeddingFit> = {}) =>
	plain(atOnce(fittingEmbedding({ examples, modelId: 'a/b', dimensions: DIMENSIONS, penalty: 1e-4, rankPower: 0.5, ...over })));

/** What is to be least, worked out plainly. */
function lossOf(examples: readonly EmbeddedExample[], { weights, bias }: typeof TRUTH): number {
	return examples.reduce((sum, { embedding, textLogit, outcomes: [outcome] }) => {
		const risk = sigmoid(textLogit + bias + dot(weights, unit(embedding.values)));
		return sum - Math.log(outcome?.failed === 1 ? risk : 1 - risk) / examples.length;
	}, 0);
}

describe('the fit of an embedding', () => {
	const examples = examplesOf(4_000);

	it('finds what the embedding adds to the text', () => {
		const { weights, bias } = fit(examples);
		weights.forEach((weight, i) => expect(Math.abs(weight - (TRUTH.weights[i] ?? 0))).toBeLessThan(0.5));
		expect(Math.abs(bias - TRUTH.bias)).toBeLessThan(0.4);
	});

	it('is a minimum: no other weights near it, nor another bias, predict better', () => {
		const found = fit(examples, { penalty: 1e-7 });
		const least = lossOf(examples, found);
		for (const step of [-0.15, 0.15]) {
			expect(lossOf(examples, { ...found, bias: found.bias + step })).toBeGreaterThan(least);
			found.weights.forEach((_, i) =>
				expect(
					lossOf(examples, { ...found, weights: found.weights.map((weight, j) => (j === i ? weight + 2 * step : weight)) }),
				).toBeGreaterThan(least),
			);
		}
	});

	it('adds nothing where the text has said it all', () => {
		const settled = examples.map((example): EmbeddedExample => {
			const risk = sigmoid(example.textLogit);
			return { ...example, outcomes: [{ r: 0, failed: risk, equal: 1 - risk }] };
		});
		const { weights, bias } = fit(settled);
		for (const value of [...weights, bias]) expect(Math.abs(value)).toBeLessThan(0.05);
	});

	it('stays with what it starts from, the more strongly it is pulled', () => {
		const prior: EmbeddingWeights = { modelId: 'a/b', values: Int8Array.of(127, 64, -30, 0), scale: 0.01, bias: 0.7 };
		const { weights, bias } = fit(examples, { prior, penalty: 1e6 });
		plain(prior).weights.forEach((weight, i) => expect(weights[i]).toBeCloseTo(weight, 2));
		expect(bias).toBeCloseTo(0.7, 2);
		fit(examples, { penalty: 1e6 }).weights.forEach((weight) => expect(weight).toBeCloseTo(0, 2));
	});
});
