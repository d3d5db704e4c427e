import type { MeteredCall } from '../../../router/calls/client';
import { createLexicalEmbedder } from '../../../router/features/lexicalEmbedder';
import type { Embedded, Embedder } from '../../../router/features/embedder';
import { createProviderEmbedder } from '../../../router/features/providerEmbedder';
import { createMemoryVectors } from '../../../router/features/vectorCache';
import type { ModelSpec } from '../../../router/registry/model';
import { createSemanticStrategy, type SemanticConfig, type SemanticStrategy } from '../../../router/strategies/semantic';
import { embeddingModel, embeddingServer, meterTo, noCall } from '../../support/embeddings';
import { analyzed } from '../../support/requests';
import { modelAt, priceOf } from '../../support/routing';
import { EXAMPLES, HELD_OUT, KINDS } from '../../support/utterances';

/** An embedder that looks vectors up: [3, 4] is text "3 4". */
const planar: Embedder & { readonly asked: string[][] } = {
	id: 'planar',
	asked: [],
	async embed(texts) {
		planar.asked.push([...texts]);
		return { ok: true, vectors: texts.map((text) => unit(text.split(' ').map(Number))) };
	},
};
const unit = (numbers: readonly number[]) => Float32Array.from(numbers, (x) => x / Math.hypot(...numbers));

const [weak, middle, strong] = [modelAt(0), modelAt(1), modelAt(2)];
const all = [weak, middle, strong];

function strategyOf(over: Partial<SemanticConfig> = {}): SemanticStrategy {
	const examples = [
		{ modelId: weak.id, text: '1 0' },
		{ modelId: middle.id, text: '0 1' },
	];
	return createSemanticStrategy({ examples, embedder: planar, margin: 0.1, defaultModelId: null, definition: 'as written', ...over });
}

async function rank(
	strategy: SemanticStrategy,
	text: string,
	over: { models?: readonly ModelSpec[]; threshold?: number; call?: MeteredCall; nowMs?: number } = {},
) {
	const ranking = await strategy.rank({
		request: analyzed(text),
		models: all,
		threshold: 0.5,
		call: noCall,
		random: () => 0,
		nowMs: 0,
		...over,
	});
	if (ranking.kind !== 'choice') throw new Error('no choice');
	return ranking;
}

beforeEach(() => void planar.asked.splice(0));

describe('the choice', () => {
	it('is the model whose examples are nearest, with similarity and margin', async () => {
		expect(await rank(strategyOf(), '4 3')).toEqual({
			kind: 'choice',
			modelId: weak.id,
			confidence: expect.closeTo(0.8, 5),
			reason: `Similar to the examples of ${weak.branch} (0.80, 0.20 ahead of the next model), so ${weak.branch}`,
			propensity: new Map([[weak.id, 1]]),
		});
		expect(await rank(strategyOf(), '3 4')).toMatchObject({ modelId: middle.id });
	});

	it('is the default model where nothing is similar enough', async () => {
		const reason = expect.stringMatching(
			/^The closest examples, of branch 0, at 0\.80 are below 0\.81, so the default model, branch [12]$/,
		) as string;
		expect(await rank(strategyOf(), '4 3', { threshold: 0.81 })).toMatchObject({ modelId: strong.id, confidence: null, reason });
		expect(await rank(strategyOf({ defaultModelId: middle.id }), '4 3', { threshold: 0.81 })).toMatchObject({ modelId: middle.id, reason });
		expect(await rank(strategyOf({ defaultModelId: 'gone/model' }), '4 3', { threshold: 0.81 })).toMatchObject({ modelId: strong.id });
		expect(await rank(strategyOf(), '-1 -1', { threshold: 0 })).toMatchObject({
			modelId: strong.id,
			reason: 'The closest examples, of branch 0, at 0.00 are below 0, so the default model, branch 2',
		});
	});

	it('is the default model where two are as near', async () => {
		expect(await rank(strategyOf({ margin: 0.21 }), '4 3')).toMatchObject({
			modelId: strong.id,
			confidence: null,
			reason: 'The examples of two models are about as close (0.80 and 0.60), so the default model, branch 2',
		});
	});

	it('needs no margin where one model alone has examples', async () => {
		const only = strategyOf({ examples: [{ modelId: weak.id, text: '1 0' }], margin: 1 });
		expect(await rank(only, '4 3')).toMatchObject({
			modelId: weak.id,
			reason: `Similar to the examples of ${weak.branch} (0.80), so ${weak.branch}`,
		});
	});

	it('leaves out examples of a model that is not enabled, and says so', async () => {
		const reason = `Similar to the examples of ${middle.branch} (0.60), so ${middle.branch}; examples of models that are not enabled were ignored: ${weak.id}`;
		expect(await rank(strategyOf(), '4 3', { models: [middle, strong] })).toMatchObject({ modelId: middle.id, reason });
		expect(await rank(strategyOf(), '4 3', { models: [strong] })).toMatchObject({
			modelId: strong.id,
			reason: `No enabled model has examples, so the default model, branch 2; examples of models that are not enabled were ignored: ${weak.id}, ${middle.id}`,
		});
	});

	it.each([2, 3, 10])('works among %i models, whatever they cost', async (count) => {
		const corner = (index: number) => Array.from({ length: count }, (_, at) => (at === index ? 1 : 0)).join(' ');
		const priced = (by: (index: number) => number) =>
			Array.from({ length: count }, (_, index) => modelAt(index, { price: priceOf(by(index)) }));
		const models = priced((index) => index + 1);
		const strategy = strategyOf({ examples: models.map(({ id }, index) => ({ modelId: id, text: corner(index) })) });
		for (const [index, { id }] of models.entries()) {
			const chosen = await rank(strategy, corner(index), { models });
			expect(chosen.modelId).toBe(id);
			expect(await rank(strategy, corner(index), { models: priced((at) => 100 - at) })).toEqual(chosen);
		}
	});

	it('quotes no prompt in its reason', async () => {
		const examples = [{ modelId: weak.id, text: 'where is my invoice' }];
		const strategy = strategyOf({ examples, embedder: createLexicalEmbedder({ examples: ['where is my invoice'] }) });
		expect((await rank(strategy, 'where is my zanzibar invoice')).reason).not.toMatch(/zanzibar|invoice/);
	});

	it('says what the policy hash must know', () => {
		const { name, settings, weightsVersion } = strategyOf();
		expect({ name, settings, weightsVersion }).toEqual({
			name: 'semantic',
			weightsVersion: null,
			settings: { examples: 'as written', margin: 0.1, defaultModelId: null, embedder: 'planar' },
		});
	});
});

describe('the examples', () => {
	it('are embedded once for all requests, also those at the same time', async () => {
		const strategy = strategyOf();
		await Promise.all([rank(strategy, '1 2'), rank(strategy, '2 1'), rank(strategy, '1 3')]);
		await rank(strategy, '5 1');
		expect(planar.asked.filter((texts) => texts.length === 2)).toEqual([['1 0', '0 1']]);
	});

	it('of a model that does two things keep two centroids', async () => {
		const thing = (...axes: number[]) => Array.from({ length: 6 }, (_, at) => (axes.includes(at) ? 1 : 0)).join(' ');
		const split = [thing(0), thing(0), thing(0, 1), thing(3), thing(3), thing(3, 4)].map((text) => ({ modelId: weak.id, text }));
		const one = await rank(strategyOf({ examples: split }), thing(0), { threshold: 0 });
		// One centroid for both things would be 0.67 like either.
		expect(one.confidence).toBeGreaterThan(0.9);
	});

	it('that contradict each other are told of, quoted, once they were read', async () => {
		const examples = [
			{ modelId: weak.id, text: '1 0' },
			{ modelId: weak.id, text: '1 0 ' },
			{ modelId: middle.id, text: '(1) 0!' },
			{ modelId: strong.id, text: '100 10' },
			{ modelId: strong.id, text: '1 1' },
		];
		const fixed: Embedder = {
			id: 'x',
			embed: async (texts) => ({
				ok: true,
				vectors: texts.map((text) =>
					unit(
						text
							.split(/[^\d]+/)
							.filter(Boolean)
							.map(Number),
					),
				),
			}),
		};
		const strategy = strategyOf({ examples, embedder: fixed });
		expect(strategy.notices()).toEqual([]);
		await rank(strategy, '1 5');
		expect(strategy.notices()).toHaveLength(5);
		expect(strategy.notices()[0]).toMatch(`The example "1 0" of ${weak.id} is the same as "(1) 0!" of ${middle.id}.`);
		expect(strategy.notices()[1]).toMatch(`"1 0" of ${weak.id} is nearly the same (1.00) as "100 10" of ${strong.id}`);
		expect(strategy.notices().join()).not.toContain('1 1');
	});
});

describe('when embeddings fail', () => {
	const failing = (...results: Extract<Embedded, { ok: false }>[]): Embedder & { calls: number } => {
		const embedder = {
			id: 'failing',
			calls: 0,
			async embed(texts: readonly string[]): Promise<Embedded> {
				return results[embedder.calls++] ?? { ok: true, vectors: texts.map(() => unit([1, 0])) };
			},
		};
		return embedder;
	};

	it('the default model is chosen, and the examples are tried again half a minute later', async () => {
		const embedder = failing({ ok: false, why: 'timeout', forAll: true });
		const strategy = strategyOf({ embedder, examples: [{ modelId: weak.id, text: 'x' }] });
		const down = { modelId: strong.id, confidence: null, reason: 'The embedding failed (timeout), so the default model, branch 2' };
		expect(await rank(strategy, 'y')).toMatchObject(down);
		expect(await rank(strategy, 'y', { nowMs: 29_999 })).toMatchObject(down);
		expect(embedder.calls).toBe(1);
		expect(await rank(strategy, 'y', { nowMs: 30_000 })).toMatchObject({ modelId: weak.id });
	});

	it('what one request met is not held against the next', async () => {
		const embedder = failing({ ok: false, why: 'text too long', forAll: false });
		const strategy = strategyOf({ embedder, examples: [{ modelId: weak.id, text: 'x' }] });
		expect(await rank(strategy, 'y')).toMatchObject({ reason: 'The embedding failed (text too long), so the default model, branch 2' });
		expect(await rank(strategy, 'y')).toMatchObject({ modelId: weak.id });
	});

	it('so too where the vectors do not fit together', async () => {
		expect(await rank(strategyOf(), '1 2 3')).toMatchObject({
			modelId: strong.id,
			reason: 'The embedding failed (vectors of different lengths), so the default model, branch 2',
		});
	});

	it.each([
		[500, 'server error'],
		[401, 'key refused'],
		[404, 'no such embedding model'],
		[429, 'rate limit'],
	])('an endpoint that answers %i costs no item', async (status, why) => {
		const server = await embeddingServer();
		server.fail(status);
		const strategy = strategyOf({
			embedder: createProviderEmbedder({ model: embeddingModel(), cache: createMemoryVectors({ maxBytes: 1e6 }) }),
		});
		const ranking = await rank(strategy, 'a prompt', { call: meterTo(server.url).call });
		await server.close();
		expect(ranking).toMatchObject({ modelId: strong.id, reason: `The embedding failed (${why}), so the default model, branch 2` });
		expect(server.journal).toHaveLength(1);
	});

	it('an endpoint that is gone costs no item', async () => {
		const server = await embeddingServer();
		await server.close();
		const strategy = strategyOf({
			embedder: createProviderEmbedder({ model: embeddingModel(), cache: createMemoryVectors({ maxBytes: 1e6 }) }),
		});
		expect(await rank(strategy, 'a prompt', { call: meterTo(server.url).call })).toMatchObject({
			modelId: strong.id,
			reason: 'The embedding failed (no connection), so the default model, branch 2',
		});
	});
});

describe('the built-in embedder on 200 utterances of five kinds', () => {
	const models = [...KINDS, 'default'].map((id, index) => modelAt(index, { id }));
	const examples = EXAMPLES.map(({ kind, text }) => ({ modelId: kind, text }));
	const strategy = strategyOf({
		examples,
		embedder: createLexicalEmbedder({ examples: examples.map(({ text }) => text) }),
		margin: 0.02,
		defaultModelId: 'default',
	});

	it('sends at least 90 of the 100 it never saw to the right model, at the defaults of the panel', async () => {
		const threshold = 0.25;
		const chosen = await Promise.all(
			HELD_OUT.map(async ({ kind, text }) => (await rank(strategy, text, { models, threshold })).modelId === kind),
		);
		expect(chosen).toHaveLength(100);
		expect(chosen.filter(Boolean).length).toBeGreaterThanOrEqual(90);
	});
});
