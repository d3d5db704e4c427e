import { createProviderEmbedder } from '../../../router/features/providerEmbedder';
import { createRequestEmbedder } from '../../../router/features/requestEmbedder';
import { createMemoryVectors } from '../../../router/features/vectorCache';
import { embeddingModel, embeddingServer, meterTo, ownVector, type EmbeddingServer } from '../../support/embeddings';
import { analyzed } from '../../support/requests';

let server: EmbeddingServer;
beforeEach(async () => void (server = await embeddingServer((text) => (text === 'nothing' ? [0, 0] : ownVector(text)))));
afterEach(() => server.close());

const embedder = () =>
	createRequestEmbedder({
		modelId: 'one/embed',
		embedder: createProviderEmbedder({ model: embeddingModel(), cache: createMemoryVectors({ maxBytes: 1e6 }) }),
	});

describe('a request’s embedding', () => {
	it('is what the model says of it, paid once', async () => {
		const own = embedder();
		const [first, second] = [meterTo(server.url), meterTo(server.url)];
		const once = await own.embed({ request: analyzed('hello'), call: first.call, nowMs: 0 });
		expect(once).toEqual({ ok: true, embedding: { modelId: 'one/embed', values: expect.any(Int8Array) } });
		expect(await own.embed({ request: analyzed('hello'), call: second.call, nowMs: 0 })).toEqual(once);
		expect([first.charges(), second.charges()]).toMatchObject([[{ purpose: 'embedding', costNanoUsd: 7_000 }], []]);
		expect(own.notices()).toEqual([]);
	});

	it('is of the head and the tail of a long one', async () => {
		await embedder().embed({ request: analyzed('a'.repeat(9_000)), call: meterTo(server.url).call, nowMs: 0 });
		expect(server.batches()[0]?.[0]).toHaveLength(6_001);
	});

	it('is not there where the model fails, which is then left alone for half a minute, and the run says of how many requests', async () => {
		const own = embedder();
		server.fail(503);
		const ask = (text: string, nowMs: number) => own.embed({ request: analyzed(text), call: meterTo(server.url).call, nowMs });
		expect(await ask('one', 0)).toEqual({ ok: false, why: 'overloaded' });
		expect(await ask('two', 29_000)).toEqual({ ok: false, why: 'overloaded' });
		expect(server.batches()).toHaveLength(1);
		server.fail(null);
		expect(await ask('two', 31_000)).toMatchObject({ ok: true });
		expect(own.notices()).toEqual([
			'Embedding Model for the Classifier: "one/embed" could not be asked for 2 (overloaded) of the requests. They were routed without their embedding, and none is kept for them.',
		]);
	});

	it('is none where the money is spent, or the vector says nothing', async () => {
		const own = embedder();
		expect(await own.embed({ request: analyzed('hello'), call: meterTo(server.url, { capNanoUsd: 0 }).call, nowMs: 0 })).toEqual({
			ok: false,
			why: 'the cost cap leaves no room',
		});
		expect(server.batches()).toEqual([]);
		expect(await own.embed({ request: analyzed('nothing'), call: meterTo(server.url).call, nowMs: 0 })).toEqual({
			ok: false,
			why: 'unreadable vector',
		});
	});
});
