import type { RequestEmbedder } from '../../../router/features/requestEmbedder';
import { withVersion } from '../../../router/learning/training/packWeights';
import { createAdaptiveStrategy } from '../../../router/strategies/adaptive';
import { createClassifierStrategy } from '../../../router/strategies/classifier';
import { type ClassifierWeights, decodeWeights, encodedWeightsSchema, encodeWeights } from '../../../router/strategies/classifierWeights';
import { NOTHING_LEARNED } from '../../../router/strategies/corrections';
import { shippedWeights } from '../../../router/strategies/shippedWeights';
import type { Ranking, Strategy } from '../../../router/strategies/strategy';
import { noCall } from '../../support/embeddings';
import { analyzed } from '../../support/requests';
import { modelAt } from '../../support/routing';

const shipped = shippedWeights();
/** The first number says hard, the second easy. */
const trained = withVersion({ ...shipped, embedding: { modelId: 'one/embed', values: Int8Array.of(100, -100), scale: 0.05, bias: 0.1 } });
const models = [modelAt(0), modelAt(1)];

function embedderSaying(values: readonly number[] | string, modelId = 'one/embed'): RequestEmbedder & { readonly asked: () => number } {
	let asked = 0;
	return {
		modelId,
		async embed() {
			asked++;
			return typeof values === 'string' ? { ok: false, why: values } : { ok: true, embedding: { modelId, values: Int8Array.from(values) } };
		},
		notices: () => [],
		asked: () => asked,
	};
}

const rank = (strategy: Strategy): Promise<Ranking> =>
	strategy.rank({
		request: analyzed('Which river runs past the old town?'),
		models,
		threshold: 0.5,
		call: noCall,
		random: () => 0.5,
		nowMs: 0,
	});
const qualityBy = async (strategy: Strategy) => (await rank(strategy)).quality?.get(models[0]?.id ?? '') ?? NaN;

describe.each([
	['classifier', (weights: ClassifierWeights, embedder: RequestEmbedder | null) => createClassifierStrategy({ weights, embedder })],
	[
		'adaptive',
		(weights: ClassifierWeights, embedder: RequestEmbedder | null) =>
			createAdaptiveStrategy({ weights, embedder, state: () => NOTHING_LEARNED, epsilon: 0 }),
	],
])('%s with weights that were trained with embeddings', (_name, strategyOf) => {
	const byText = () => qualityBy(strategyOf(shipped, null));

	it('goes by the words and by the embedding', async () => {
		const [hard, easy, text] = [
			await qualityBy(strategyOf(trained, embedderSaying([127, 0]))),
			await qualityBy(strategyOf(trained, embedderSaying([0, 127]))),
			await byText(),
		];
		expect(hard).toBeLessThan(text - 0.2);
		expect(easy).toBeGreaterThan(text);
		// As long as it is, or half as long: only the direction counts.
		expect(await qualityBy(strategyOf(trained, embedderSaying([60, 0])))).toBeCloseTo(hard, 12);
		expect((await rank(strategyOf(trained, embedderSaying([127, 0])))).reason).toContain('and its embedding');
	});

	it.each([
		['could not be fetched', embedderSaying('timeout'), 'without its embedding (timeout)'],
		['has another length', embedderSaying([1, 2, 3]), 'without its embedding (vectors of another length)'],
		['is another model’s', embedderSaying([127, 0], 'other/embed'), 'without its embedding (its model is not chosen here)'],
		['may be asked of nobody', null, 'without its embedding (its model is not chosen here)'],
	])('goes by the words alone where one %s, and says so', async (_what, embedder, reason) => {
		const strategy = strategyOf(trained, embedder);
		expect(await qualityBy(strategy)).toBe(await byText());
		expect((await rank(strategy)).reason).toContain(reason);
	});

	it('sends no text to a model that is not chosen here, and says which one it takes', async () => {
		const other = embedderSaying([127, 0], 'other/embed');
		const strategy = strategyOf(trained, other);
		await rank(strategy);
		expect(other.asked()).toBe(0);
		expect(strategy.notices?.()).toEqual([expect.stringContaining('trained with embeddings of "one/embed", which this node does not use')]);
		expect(strategyOf(trained, embedderSaying([127, 0])).notices?.()).toEqual([]);
	});

	it('is another policy with them than without', () => {
		const settings = (embedder: RequestEmbedder | null, weights = trained) => JSON.stringify(strategyOf(weights, embedder).settings);
		expect(settings(embedderSaying([1, 0]))).not.toBe(settings(null));
		expect(settings(embedderSaying([1, 0]), shipped)).toBe(settings(null, shipped));
	});

	it('asks nobody with weights that were trained without', async () => {
		const embedder = embedderSaying([127, 0]);
		const strategy = strategyOf(shipped, embedder);
		expect(await qualityBy(strategy)).toBe(await byText());
		expect(embedder.asked()).toBe(0);
		expect((await rank(strategy)).reason).not.toContain('embedding');
		expect(strategy.notices?.()).toEqual([]);
	});
});

describe('weights with an embedding part', () => {
	it('are read back as they were, and their version speaks of it', () => {
		const json: unknown = JSON.parse(JSON.stringify(encodeWeights(trained)));
		expect(decodeWeights(encodedWeightsSchema.parse(json))).toEqual(trained);
		const versionWith = (bias: number) =>
			withVersion({ ...shipped, embedding: { modelId: 'one/embed', values: Int8Array.of(100, -100), scale: 0.05, bias } }).version;
		expect(new Set([shipped.version, versionWith(0.1), versionWith(0.2)]).size).toBe(3);
	});

	it('leave those without as they always were', () => {
		expect(shipped).not.toHaveProperty('embedding');
		expect(encodeWeights(shipped)).not.toHaveProperty('embedding');
		// Hashed as before there were embeddings: the shipped ones name their own hash.
		expect(withVersion(shipped).version).toBe(shipped.version);
	});
});
