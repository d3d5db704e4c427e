import type { MeteredCall } from '../../../router/calls/client';
import type { Embedded, Embedder } from '../../../router/features/embedder';
import { createProviderEmbedder } from '../../../router/features/providerEmbedder';
import { createMemoryVectors, type VectorCache } from '../../../router/features/vectorCache';
import type { ModelSpec } from '../../../router/registry/model';
import { embeddingModel, embeddingServer, meterTo, ownVector, type EmbeddingServer } from '../../support/embeddings';
import { failureOf } from '../../support/routing';

let server: EmbeddingServer;
beforeEach(async () => void (server = await embeddingServer()));
afterEach(() => server.close());

const memory = () => createMemoryVectors({ maxBytes: 1e6 });
const embedderOn = (cache: VectorCache, over: Partial<ModelSpec> = {}, batch?: number): Embedder =>
	createProviderEmbedder({ model: embeddingModel(over), cache, ...(batch === undefined ? {} : { batch }) });
const call = () => meterTo(server.url).call;

function vectorsOf(embedded: Embedded): number[][] {
	if (!embedded.ok) throw new Error(embedded.why);
	return embedded.vectors.map((vector) => [...vector]);
}

const normalized = (text: string) => ownVector(text).map((x): unknown => expect.closeTo(x / Math.hypot(...ownVector(text)), 5));

it('gives each text its vector, of length 1, in order', async () => {
	expect(vectorsOf(await embedderOn(memory()).embed(['b', 'a', 'b'], 'examples', call()))).toEqual([
		normalized('b'),
		normalized('a'),
		normalized('b'),
	]);
	expect(server.batches()).toEqual([['b', 'a']]);
});

it('sends 64 texts a call at most', async () => {
	const texts = Array.from({ length: 150 }, (_, index) => `text ${index}`);
	const vectors = vectorsOf(await embedderOn(memory()).embed(texts, 'examples', call()));
	expect(server.batches().map(({ length }) => length)).toEqual([64, 64, 22]);
	expect(vectors[149]).toEqual(normalized('text 149'));
	await embedderOn(memory(), {}, 10).embed(texts.slice(0, 11), 'examples', call());
	expect(
		server
			.batches()
			.slice(3)
			.map(({ length }) => length),
	).toEqual([10, 1]);
});

it('leaves a charge for what it fetched and none for what it had', async () => {
	const embedder = embedderOn(memory());
	const [first, second] = [meterTo(server.url), meterTo(server.url)];
	await embedder.embed(['a'], 'examples', first.call);
	await embedder.embed(['a'], 'examples', second.call);
	expect([first.charges(), second.charges()]).toMatchObject([
		[{ purpose: 'embedding', modelId: 'one/embed', basis: 'reported', costNanoUsd: 7_000 }],
		[],
	]);
});

describe('no vector is fetched twice', () => {
	const fetched = () => server.batches().flat().sort();

	it('by items at the same time, nor by embedders that share a cache', async () => {
		const cache = memory();
		const [one, two] = [embedderOn(cache), embedderOn(cache)];
		const open = server.hold();
		const all = [
			one.embed(['a', 'b'], 'examples', call()),
			one.embed(['b', 'c'], 'prompt', call()),
			two.embed(['c', 'a', 'd'], 'prompt', call()),
		];
		await new Promise((resolve) => setImmediate(resolve));
		open();
		const [, , third] = (await Promise.all(all)).map(vectorsOf);
		expect(third).toEqual(['c', 'a', 'd'].map(normalized));
		await two.embed(['a', 'b', 'c', 'd'], 'prompt', call());
		expect(fetched()).toEqual(['a', 'b', 'c', 'd']);
	});

	it('also where the cache is slow to answer', async () => {
		const fast = memory();
		const waiting: (() => void)[] = [];
		const slow: VectorCache = {
			...fast,
			get: async (keys) => {
				const kept = await fast.get(keys);
				await new Promise<void>((resolve) => waiting.push(resolve));
				return kept;
			},
		};
		const embedder = embedderOn(slow);
		const first = embedder.embed(['a'], 'prompt', call());
		const second = embedder.embed(['a'], 'prompt', call());
		const turn = setInterval(() => waiting.splice(0).forEach((go) => go()), 1);
		expect(vectorsOf(await second)).toEqual(vectorsOf(await first));
		clearInterval(turn);
		expect(fetched()).toEqual(['a']);
	});

	it.each<[string, Partial<ModelSpec>]>([
		['model', { apiModel: 'other' }],
		['provider', { providerId: 'https://elsewhere' }],
	])('but of another %s it is', async (_, over) => {
		const cache = memory();
		await embedderOn(cache).embed(['a'], 'examples', call());
		await embedderOn(cache, over).embed(['a'], 'examples', call());
		expect(fetched()).toEqual(['a', 'a']);
	});
});

describe('a failure', () => {
	it('is told in our words, and those texts are fetched the next time', async () => {
		const embedder = embedderOn(memory());
		server.fail(503);
		expect(await embedder.embed(['a'], 'examples', call())).toEqual({ ok: false, why: 'overloaded', forAll: true });
		server.fail(null);
		expect(vectorsOf(await embedder.embed(['a'], 'examples', call()))).toEqual([normalized('a')]);
	});

	it('of one batch keeps those before it', async () => {
		const embedder = embedderOn(memory(), {}, 2);
		let calls = 0;
		const flaky: MeteredCall = {
			...call(),
			embed: async (model, texts) => (++calls === 2 ? { ok: false, failure: failureOf('timeout') } : call().embed(model, texts)),
		};
		expect(await embedder.embed(['a', 'b', 'c', 'd', 'e'], 'examples', flaky)).toEqual({ ok: false, why: 'timeout', forAll: true });
		expect(calls).toBe(2);
		await embedder.embed(['a', 'b', 'c', 'd', 'e'], 'examples', call());
		expect(server.batches()).toEqual([['a', 'b'], ['c', 'd'], ['e']]);
	});

	it('of the text alone says so', async () => {
		const refusing: MeteredCall = {
			...call(),
			embed: async () => ({ ok: false, failure: failureOf('context_too_long', { httpStatus: 400 }) }),
		};
		expect(await embedderOn(memory()).embed(['a'], 'prompt', refusing)).toEqual({ ok: false, why: 'text too long', forAll: false });
	});

	it('for lack of money is no bad request', async () => {
		const broke = meterTo(server.url, { capNanoUsd: 0 });
		expect(await embedderOn(memory()).embed(['a'], 'prompt', broke.call)).toEqual({
			ok: false,
			why: 'the cost cap leaves no room',
			forAll: false,
		});
		expect(server.journal).toEqual([]);
	});

	it('of an item that was cancelled does not reach the one that waits for the same text', async () => {
		const embedder = embedderOn(memory());
		const cancel = new AbortController();
		const open = server.hold();
		const cancelled = embedder.embed(['a'], 'prompt', meterTo(server.url, { signal: cancel.signal }).call);
		const waiting = embedder.embed(['a'], 'prompt', call());
		while (server.journal.length === 0) await new Promise((resolve) => setImmediate(resolve));
		cancel.abort();
		expect(await cancelled).toEqual({ ok: false, why: 'cancelled', forAll: false });
		open();
		expect(vectorsOf(await waiting)).toEqual([normalized('a')]);
	});
});

describe('vectors in memory', () => {
	const of = (first: number) => Float32Array.of(first, 0, 0, 0);

	it('are let go from the least recently used once they take too much', async () => {
		const cache = createMemoryVectors({ maxBytes: 48 });
		await cache.set(
			[
				{ key: 'a', vector: of(1) },
				{ key: 'b', vector: of(2) },
				{ key: 'c', vector: of(3) },
			],
			'prompt',
		);
		await cache.get(['a']);
		await cache.set(
			[
				{ key: 'd', vector: of(4) },
				{ key: 'd', vector: of(5) },
			],
			'prompt',
		);
		expect(await cache.get(['a', 'b', 'c', 'd'])).toEqual([of(1), null, of(3), of(5)]);
	});
});
