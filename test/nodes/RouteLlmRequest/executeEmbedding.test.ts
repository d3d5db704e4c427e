import { shippedWeights } from '../../../router/strategies/shippedWeights';
import { NODE, run } from '../../support/routeNode';
import { charged, embeddingIn, embeddingModel, openEmbeddingWorld, texts, vectorOf, type EmbeddingWorld } from './embeddingWorld';

let world: EmbeddingWorld;
beforeAll(async () => {
	world = await openEmbeddingWorld();
});
afterAll(() => world.close());
beforeEach(() => world.reset());

describe('embeddings of requests', () => {
	it.each([
		['without a model to ask', { featureDays: 90 }],
		['without features to keep', { classifierEmbeddingModel: embeddingModel }],
		['with an empty choice', { featureDays: 90, classifierEmbeddingModel: { mode: 'list', value: '' } }],
	])('are not asked for and not kept %s', async (what, feedback) => {
		const { records, calls } = await world.route(texts(`A request of its own, ${what}`), feedback);
		expect(calls).toBe(0);
		expect(records.map((record) => [charged(record), embeddingIn(record)])).toEqual([[[], null]]);
	});

	it.each(['routeAndAnswer', 'routeOnly'])('are kept with the features by choice, and paid: %s', async (operation) => {
		const text = `Which river runs past the old town, ${operation}?`;
		const {
			records: [record],
			calls,
			hints,
		} = await world.route(texts(text), { operation, featureDays: 90, classifierEmbeddingModel: embeddingModel });
		if (record === undefined) throw new Error('nothing was recorded');
		expect(calls).toBe(1);
		expect(charged(record)).toMatchObject([{ modelId: 'custom1/embed', attempt: null, usage: { inputTokens: 7 }, basis: 'reported' }]);
		const { modelId, values } = embeddingIn(record) ?? { modelId: '', values: new Int8Array() };
		const largest = Math.max(...vectorOf(text).map(Math.abs));
		expect({ modelId, values: [...values] }).toEqual({
			modelId: 'custom1/embed',
			values: vectorOf(text).map((value): unknown => expect.closeTo((value / largest) * 127, -0.3)),
		});
		expect(record).toMatchObject({ weightsVersion: shippedWeights().version, stored: null });
		expect(hints).toEqual([]);
	});

	it('cost no item where they fail, and the run says of how many', async () => {
		world.failWith(400);
		const { result, records, hints } = await world.route(texts('One that fails', 'Another that fails'), {
			featureDays: 90,
			classifierEmbeddingModel: embeddingModel,
		});
		expect(result.counts(NODE).reduce((sum, count) => sum + count, 0)).toBe(2);
		expect(result.counts(NODE)[0]).toBe(0);
		expect(records.map((record) => [record.result.kind, embeddingIn(record), record.features !== null, charged(record)])).toEqual([
			['answered', null, true, []],
			['answered', null, true, []],
		]);
		expect(hints).toEqual([
			expect.stringMatching(
				/^Embedding Model for the Classifier: "custom1\/embed" could not be asked for 2 \(request refused\) of the requests/,
			),
		]);
	});

	it.each([
		['text-embedding-3-small', 'Embedding Model for the Classifier: does not name its provider.'],
		['openai/text-embedding-3-small', 'Embedding Model for the Classifier'],
	])('with the model %s stop the run before any money is spent', async (value, message) => {
		const before = world.server.journal.length;
		const { error } = await run({
			items: texts('Hi'),
			parameters: { classifierEmbeddingModel: { mode: 'id', value } },
			urls: [world.server.url, world.server.url],
		});
		expect(error?.message).toContain(message);
		expect(world.server.journal.length).toBe(before);
	});
});
