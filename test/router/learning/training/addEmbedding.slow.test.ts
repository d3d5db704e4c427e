import { embeddingOf } from '../../../../router/features/embedding';
import { readFeatures } from '../../../../router/features/features';
import { trainOn } from '../../../../router/learning/training/train';
import { type OwnExample } from '../../../../router/learning/training/ownExample';
import { riskOf } from '../../../../router/strategies/classifierRisk';
import { decodeWeights, encodeWeights } from '../../../../router/strategies/classifierWeights';
import { shippedWeights } from '../../../../router/strategies/shippedWeights';
import { seeded } from '../../../../scripts/lib/seeded';
import { analyzed } from '../../../support/requests';

const prior = shippedWeights();
const DIMENSIONS = 24;
const FILLERS = ['blue', 'kindly', 'red', 'out', 'there', 'they', 'said', 'about', 'our', 'last', 'delivery', 'today'];
/** What all vectors of the model have in common, as those of real models do. */
const COMMON = Array.from({ length: DIMENSIONS }, (_, i) => Math.cos(i));

interface World {
	readonly count?: number;
	/** How probably the cheap answer is as good, by whether the meaning is hard and by what the shipped weights say. */
	readonly asGood?: (hard: boolean, risk: number) => number;
	/** Model of the embedding of the i-th request; `null`: it has none. */
	readonly modelOf?: (i: number) => string | null;
}

/** Requests whose words tell nothing; that they are hard shows in their embedding's third number alone. */
function world({ count = 900, asGood = (hard) => (hard ? 0.1 : 0.95), modelOf = () => 'one/embed' }: World = {}): OwnExample[] {
	const random = seeded(17);
	return Array.from({ length: count }, (_, i) => {
		const request = analyzed(
			`Those gardens: ${Array.from({ length: 12 }, () => FILLERS[Math.floor(random() * FILLERS.length)] ?? '').join(' ')}.`,
		);
		const features = readFeatures(request);
		const hard = random() < 0.4;
		const modelId = modelOf(i);
		// Drawn for those without too, so that they are the same requests.
		const drawn = vectorOf(hard, random, modelId ?? '');
		const embedding = modelId === null ? null : drawn;
		const good = random() < asGood(hard, riskOf(request, prior).risk) ? 1 : 0;
		return {
			decisionId: `d${i}`,
			atMs: i,
			ngrams: features.ngrams.slice(0, features.count),
			signals: request.signals,
			r: 0,
			models: 2,
			asGood: good,
			weight: 1,
			...(embedding && { embedding }),
		};
	});
}

function vectorOf(hard: boolean, random: () => number, modelId = 'one/embed') {
	return embeddingOf(
		modelId,
		Float32Array.from(COMMON, (value, i) => 2 * value + (random() - 0.5) + (i === 2 ? (hard ? 1.5 : -1.5) : 0)),
	);
}

const train = (examples: readonly OwnExample[], more: Partial<Parameters<typeof trainOn>[0]> = {}) =>
	trainOn({ examples, prior, seed: 1, pause: () => new Promise(setImmediate), ...more });
const request = analyzed('Those gardens: blue and red out there they said about our last delivery today.');

describe('training with embeddings', () => {
	it('learns what only they tell, and leaves the words a prediction of their own', async () => {
		const result = await train(world());
		if (result.kind !== 'better') throw new Error(`it was ${result.kind}`);
		expect(result).toMatchObject({ embedded: 900, embeddings: { modelId: 'one/embed' } });
		expect(result.embeddings?.interval.from).toBeGreaterThan(0.1);
		const { weights } = result;
		const risk = (hard: boolean) => riskOf(request, weights, vectorOf(hard, seeded(3))).risk;
		expect(risk(true)).toBeGreaterThan(0.7);
		expect(risk(false)).toBeLessThan(0.25);
		const { embedding: _part, ...text } = weights;
		expect(riskOf(request, weights).risk).toBe(riskOf(request, text).risk);
		// By the words alone 44 % fall short, whoever asks.
		expect(riskOf(request, weights).risk).toBeGreaterThan(0.3);
		expect(riskOf(request, weights).risk).toBeLessThan(0.6);
		expect(decodeWeights(encodeWeights(weights))).toEqual(weights);
	});

	it('finds next to nothing there without them, or where they may not be read', async () => {
		const [examples, bare] = [world(), world({ modelOf: () => null })];
		const [off, without, on] = [await train(examples, { embeddings: false }), await train(bare), await train(examples)];
		if (off.kind === 'not_enough_data' || without.kind === 'not_enough_data' || on.kind === 'not_enough_data')
			throw new Error('not enough');
		expect([off.embeddings, without.embeddings, without.embedded]).toEqual([null, null, 0]);
		expect(off.difference).toBe(without.difference);
		expect(on.difference).toBeGreaterThan(without.difference + 0.1);
	});

	it('asks for none where they tell no more than the words', async () => {
		const result = await train(world({ asGood: (_hard, risk) => 1 - risk }));
		expect(result).toMatchObject({ kind: 'no_better', embedded: 900, embeddings: null });
	});

	it('reads those of one model alone, of which there are most, and is silent of the others', async () => {
		const result = await train(world({ modelOf: (i) => (i % 3 === 0 ? 'other/embed' : 'one/embed') }));
		if (result.kind !== 'better') throw new Error(`it was ${result.kind}`);
		expect(result.embeddings?.modelId).toBe('one/embed');
		expect(riskOf(request, result.weights, vectorOf(true, seeded(3), 'other/embed')).risk).toBe(riskOf(request, result.weights).risk);
	});

	it('leaves out what is too little to go by', async () => {
		const result = await train(world({ modelOf: (i) => (i < 140 ? 'one/embed' : null) }));
		expect(result).toMatchObject({ embedded: 140, embeddings: null });
	});

	it('goes on from the weights in use, so that what they learned is not lost', async () => {
		const first = await train(world());
		if (first.kind !== 'better') throw new Error(`it was ${first.kind}`);
		const again = await train(world({ count: 400 }), { prior: first.weights });
		expect(again.kind).not.toBe('not_enough_data');
		expect(again).toMatchObject({ embeddings: { modelId: 'one/embed' } });
		if (again.kind === 'not_enough_data') return;
		expect(Math.abs(again.difference)).toBeLessThan(0.05);
	});

	it('gives the same in whatever order the examples come, and lets others run in between', async () => {
		const examples = world({ count: 500 });
		const pauses = { with: 0, without: 0 };
		const counting = (which: keyof typeof pauses) => () => {
			pauses[which]++;
			return new Promise<void>(setImmediate);
		};
		const one = await train(examples, { pause: counting('with') });
		expect(await train([...examples].reverse())).toEqual(one);
		await train(examples, { embeddings: false, pause: counting('without') });
		expect(pauses.with).toBeGreaterThan(pauses.without + 20);
	});
});
