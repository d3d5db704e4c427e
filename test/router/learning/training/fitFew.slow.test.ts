import { readFeatures } from '../../../../router/features/features';
import { fittingFew } from '../../../../router/learning/training/fitFew';
import type { OwnExample } from '../../../../router/learning/training/ownExample';
import { trainOn, type TrainingResult } from '../../../../router/learning/training/train';
import { atOnce } from '../../../../router/learning/slices';
import { riskOfStored } from '../../../../router/strategies/classifierRisk';
import type { ClassifierWeights } from '../../../../router/strategies/classifierWeights';
import { seeded } from '../../../../scripts/lib/seeded';
import { analyzed } from '../../../support/requests';
import { byTopic, examples, prior, train } from './topics';

const request = analyzed('Which river runs past the old town?');
const { ngrams, count: ngramCount } = readFeatures(request);

/** Requests that differ in nothing but how demanding they look. `asGood`: how often the cheap model's answer is, by demand. */
function world(count: number, asGood: (demand: number) => number, seed = 5): OwnExample[] {
	const random = seeded(seed);
	return Array.from({ length: count }, (_, i) => {
		const demand = 4 * random() - 2;
		const signals = { ...request.signals, hardness: { version: 'test', demand, difficulty: 0 } };
		const good = random() < asGood(demand) ? 1 : 0;
		return {
			decisionId: `d${i}`,
			atMs: i,
			ngrams: ngrams.slice(0, ngramCount),
			signals,
			r: 0,
			models: 2,
			asGood: good,
			weight: 1,
		};
	});
}

const riskAt = (demand: number, weights: ClassifierWeights) =>
	riskOfStored({ ngrams: new Int32Array(), signals: { ...request.signals, hardness: { version: 'test', demand, difficulty: 0 } } }, weights)
		.risk;
const logitAt = (demand: number) => Math.log(1 / (1 / riskAt(demand, prior) - 1));
const better = (result: TrainingResult) => {
	if (result.kind !== 'better') throw new Error(`it was ${result.kind}`);
	return result;
};
const trainFrom = (list: readonly OwnExample[], from: ClassifierWeights, more: Partial<Parameters<typeof trainOn>[0]> = {}) =>
	trainOn({ examples: list, prior: from, seed: 1, pause: () => Promise.resolve(), ...more });

describe('training on few judged decisions', () => {
	it('works from 50 on, and compares all of them', async () => {
		const rarely = () => 0.1;
		expect(await train(world(49, rarely))).toEqual({ kind: 'not_enough_data', about: 1 });
		expect(await train(world(50, rarely))).toMatchObject({ kind: 'better', examples: 50, heldOut: 50, embedded: 0, embeddings: null });
	});

	it('learns where the strongest is needed where a signal tells', async () => {
		const result = better(await train(world(150, (demand) => (demand > 0 ? 0.1 : 0.95))));
		expect(riskAt(1.5, result.weights)).toBeGreaterThan(0.7);
		expect(riskAt(-1.5, result.weights)).toBeLessThan(0.2);
		expect(result.weights.version).not.toBe(prior.version);
		const { before, after } = result.atDefault;
		expect(after.falseCheap).toBeLessThan(before.falseCheap);
	});

	it('learns how often alone where signals tell no more than they did', async () => {
		const { weights } = better(await train(world(150, (demand) => 1 / (1 + Math.exp(logitAt(demand) + 1.5)))));
		expect(weights.signals).toEqual(prior.signals);
		expect(weights.bias).toBeGreaterThan(prior.bias + 0.5);
	});

	it('replaces nothing where there is nothing to learn', async () => {
		// What it starts from is right: nothing depends on the signals, and as often as it says.
		const right = { ...prior, signals: prior.signals.map(() => 0), bias: Math.log(0.4 / 0.6) };
		let replaced = 0;
		for (let seed = 1; seed <= 100; seed++) {
			const result = await trainFrom(
				world(seed % 2 === 0 ? 60 : 200, () => 0.6, seed),
				right,
			);
			if (result.kind === 'better') replaced++;
		}
		// A 95 % interval promises 2.5, and 7 or more by chance once in a hundred times.
		expect(replaced).toBeLessThanOrEqual(6);
	}, 60_000);

	it('reads no words below 300, and does from there on', async () => {
		const hardTopic = (topic: string) => (topic === 'qoxlets' ? 0.05 : 0.6);
		const wordless = (list: readonly OwnExample[]) => list.map((example) => ({ ...example, ngrams: new Int32Array() }));
		const few = examples(299, hardTopic);
		expect(better(await train(few)).weights).toEqual(better(await train(wordless(few))).weights);
		expect(better(await train(examples(300, byTopic))).weights.words).toBeDefined();
	});

	it('gives the same for the same examples and seed, in whatever order they come', async () => {
		const list = world(120, (demand) => (demand > 0 ? 0.1 : 0.95));
		const twice = [...list, ...list.slice(0, 40).map((example) => ({ ...example, r: 0.5, models: 3 }))];
		const one = better(await train(twice));
		expect(await train([...twice].reverse())).toEqual(one);
		expect(await train(twice, 2)).not.toEqual(one);
	});

	it('predicts each decision by what was fitted to others', () => {
		const list = world(60, (demand) => (demand > 0 ? 0.1 : 0.95));
		const { weightsOf } = atOnce(fittingFew(list, prior, 1));
		const [first] = list;
		if (first === undefined) throw new Error('none');
		const turned = [{ ...first, asGood: 1 - first.asGood }, ...list.slice(1)];
		const other = atOnce(fittingFew(turned, prior, 1));
		expect(other.weightsOf(first)).toEqual(weightsOf(first));
		expect(list.slice(1).filter((example) => other.weightsOf(example) === weightsOf(example))).toEqual([]);
		expect(other.weights).not.toEqual(weightsOf(first));
	});

	it('keeps what else it starts from, and leaves embeddings out where they may not be read', async () => {
		const words = { ngrams: new Int8Array(65_536).fill(3), wordScale: 0.1, pairScale: 0.1 };
		const embedding = { modelId: 'one/embed', values: Int8Array.of(1, 2), scale: 0.1, bias: 0.2 };
		const from = { ...prior, words, embedding };
		const list = world(80, () => 0.1);
		const kept = better(await trainFrom(list, from, { inUse: prior }));
		expect(kept).toMatchObject({ weights: { words, embedding }, embeddings: { modelId: 'one/embed', difference: 0 } });
		const left = better(await trainFrom(list, from, { inUse: prior, embeddings: false }));
		expect(left.weights.embedding).toBeUndefined();
		expect(left.embeddings).toBeNull();
	});
});
