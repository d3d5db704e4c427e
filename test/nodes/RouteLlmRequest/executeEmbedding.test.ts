import { createHash } from 'node:crypto';

import { clearHealth } from '../../../nodes/shared/health';
import { decodeFeatures } from '../../../router/features/encode';
import { AUDIT_SOURCE } from '../../../router/ledger/feedbackPort';
import type { DecisionRecord } from '../../../router/ledger/record';
import { shippedWeights } from '../../../router/strategies/shippedWeights';
import { runFeedback } from '../../support/feedbackNode';
import { json, serve, type TestServer } from '../../support/httpServer';
import { NODE, openLedger, run, type Ask, type TestLedger } from '../../support/routeNode';

const FILLERS = ['blue', 'kindly', 'red', 'out', 'there', 'they', 'said', 'about', 'our', 'last', 'delivery', 'today'];
const bytesOf = (text: string) => [...createHash('sha256').update(text).digest()];
/** No word tells. */
const isHard = (text: string) => (bytesOf(text)[0] ?? 0) < 160;
const promptOf = (i: number) =>
	`Those gardens: ${bytesOf(String(i))
		.slice(0, 12)
		.map((byte) => FILLERS[byte % FILLERS.length] ?? '')
		.join(' ')}.`;
/** Whether a prompt is hard is the third number's; the others are common to all, and noise. */
const vectorOf = (text: string) =>
	bytesOf(text).map((byte, i) => 2 * Math.cos(i) + byte / 255 + (i === 2 ? (isHard(text) ? 1.5 : -1.5) : 0));

let ledger: TestLedger;
let server: TestServer;
let failing: number | null;
beforeAll(async () => {
	ledger = await openLedger();
	server = await serve((response, { body, path }) => {
		if (!path.endsWith('/embeddings'))
			return json(response, 200, {
				id: 'c',
				object: 'chat.completion',
				model: 'm',
				choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content: 'an answer' } }],
				usage: { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 },
			});
		if (failing !== null) return json(response, failing, { error: { message: 'refused' } });
		const { input } = JSON.parse(body) as { input: string[] };
		json(response, 200, {
			object: 'list',
			model: 'e',
			data: input.map((text, index) => ({ object: 'embedding', index, embedding: vectorOf(text) })),
			usage: { prompt_tokens: 7, total_tokens: 7 },
		});
	});
});
afterAll(async () => {
	await server.close();
	await ledger.close();
});
beforeEach(() => {
	failing = null;
	clearHealth();
});

const embeddingModel = { mode: 'id', value: 'custom1/embed' };
const texts = (...all: string[]) => all.map((text) => ({ json: { text } }));
const fetched = () => server.journal.filter(({ path }) => path.endsWith('/embeddings')).length;
const charged = ({ charges }: DecisionRecord) => charges.filter(({ purpose }) => purpose === 'embedding');
const embeddingIn = ({ features }: DecisionRecord) => decodeFeatures(features?.bytes ?? new Uint8Array())?.embedding ?? null;

let runs = 0;
async function route(items: Ask['items'], parameters: Record<string, unknown>) {
	const executionId = `embedding-${String(++runs)}`;
	const before = fetched();
	const result = await run({ items, parameters, urls: [server.url, server.url], extra: { executionId } });
	if (result.error !== undefined) throw result.error;
	return {
		result,
		records: ledger.stored(executionId),
		calls: fetched() - before,
		hints: result.hints(NODE).map(({ message }) => message),
	};
}

describe('embeddings of requests', () => {
	it.each([
		['without a model to ask', { featureDays: 90 }],
		['without features to keep', { embeddingModel }],
		['with an empty choice', { featureDays: 90, embeddingModel: { mode: 'list', value: '' } }],
	])('are not asked for and not kept %s', async (_what, feedback) => {
		const { records, calls } = await route(texts(`A request of its own ${String(runs)}`), { feedback });
		expect(calls).toBe(0);
		expect(records.map((record) => [charged(record), embeddingIn(record)])).toEqual([[[], null]]);
	});

	it.each(['routeAndAnswer', 'routeOnly'])('are kept with the features by choice, and paid: %s', async (operation) => {
		const text = `Which river runs past the old town, ${operation}?`;
		const {
			records: [record],
			calls,
			hints,
		} = await route(texts(text), { operation, feedback: { featureDays: 90, embeddingModel } });
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
		failing = 400;
		const { result, records, hints } = await route(texts('One that fails', 'Another that fails'), {
			feedback: { featureDays: 90, embeddingModel },
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
		const before = server.journal.length;
		const { error } = await run({
			items: texts('Hi'),
			parameters: { feedback: { embeddingModel: { mode: 'id', value } } },
			urls: [server.url, server.url],
		});
		expect(error?.message).toContain(message);
		expect(server.journal.length).toBe(before);
	});
});

describe('weights that were trained with embeddings', () => {
	const feedback = { featureDays: 90, embeddingModel };
	const latest = { operation: 'routeOnly', weights: 'latest', weightsName: { mode: 'name', value: 'embedded' }, feedback };
	const fresh = Array.from({ length: 40 }, (_, i) => promptOf(10_000 + i));
	const predicted = ({ candidates }: DecisionRecord) => candidates.find(({ modelId }) => modelId === 'custom1/small')?.quality ?? NaN;
	/** Records come as they were stored; each is found again by its place in the run. */
	const textOf = ({ dedupeKey }: DecisionRecord, prompts: readonly string[]) => prompts[Number(dedupeKey.split(':').at(-1))] ?? '';
	const inOrder = (records: readonly DecisionRecord[]) =>
		records.map((record) => [record.dedupeKey.split(':').at(-1), predicted(record)]).sort();

	async function live(): Promise<void> {
		const prompts = Array.from({ length: 900 }, (_, i) => promptOf(i));
		const { records } = await route(texts(...prompts), { operation: 'routeOnly', feedback });
		const outcomes = records.map((record) => {
			const { id, atMs } = record;
			const text = textOf(record, prompts);
			const good = (bytesOf(text)[1] ?? 0) / 256 < (isHard(text) ? 0.1 : 0.97);
			return {
				decisionId: id,
				modelId: 'custom1/small',
				atMs,
				score: good ? 1 : 0,
				source: AUDIT_SOURCE,
				judge: 'judge',
				inclusionProbability: 0.5,
				dedupeKey: `${id}:audit`,
			};
		});
		await ledger.ledger.feedback.recordOutcomes(outcomes);
	}

	it('choose by what only the embedding tells, decide by the words without it, and never fail an item', async () => {
		await live();
		const [byWords] = (
			await runFeedback({
				parameters: { resource: 'classifier', operation: 'train', weightsName: 'words', options: { embeddings: false } },
			})
		).json;
		// By the words alone it is learned that more are hard than the shipped weights take for granted.
		expect(byWords).toMatchObject({ result: 'better', embeddings: null });
		const [told] = (await runFeedback({ parameters: { resource: 'classifier', operation: 'train', weightsName: 'embedded' } })).json;
		expect(told).toMatchObject({ result: 'better', embeddings: { model: 'custom1/embed' } });
		expect(told?.['message']).toContain('They read embeddings of "custom1/embed"');
		expect(Number(told?.['difference'])).toBeGreaterThan(Number(byWords?.['difference']) + 0.1);

		const { records, calls, hints } = await route(texts(...fresh), latest);
		const rightly = records.filter((record) => predicted(record) < 0.5 === isHard(textOf(record, fresh)));
		expect(rightly.length).toBeGreaterThanOrEqual(0.9 * fresh.length);
		// Of those that are hard hardly one is answered cheaply, of the others most are.
		const cheap = records
			.filter(({ result }) => result.kind === 'routed' && result.modelId === 'custom1/small')
			.map((record) => textOf(record, fresh));
		expect(cheap.filter(isHard).length).toBeLessThanOrEqual(0.05 * fresh.length);
		expect(cheap.length).toBeGreaterThan(fresh.filter((text) => !isHard(text)).length / 2);
		for (const record of records) {
			expect(record).toMatchObject({ weightsVersion: told?.['weights'], reason: expect.stringContaining('and its embedding') });
			// Paid once, though it is read and kept.
			expect(charged(record)).toHaveLength(1);
			expect(embeddingIn(record)).not.toBeNull();
		}
		expect(calls).toBe(fresh.length);
		expect(hints).toEqual([]);

		failing = 503;
		const down = await route(texts(...fresh.map((text) => `${text} Now.`)), latest);
		expect(down.records).toHaveLength(fresh.length);
		for (const { reason, result } of down.records) {
			expect(reason).toContain('without its embedding (');
			expect(result.kind).toBe('routed');
		}
		const words = await route(texts(...fresh.map((text) => `${text} Now.`)), { ...latest, weightsName: { mode: 'name', value: 'words' } });
		expect(inOrder(down.records)).toEqual(inOrder(words.records));
		expect(down.hints).toEqual([expect.stringContaining('could not be asked for 40 (')]);

		failing = null;
		clearHealth();
		const elsewhere = await route(texts(...fresh.slice(0, 5)), { ...latest, feedback: { featureDays: 90 } });
		expect(elsewhere.calls).toBe(0);
		expect(elsewhere.records[0]?.reason).toContain('without its embedding (its model is not chosen here)');
		expect(elsewhere.hints).toEqual([expect.stringContaining('trained with embeddings of "custom1/embed", which this node does not ask')]);
		expect(elsewhere.records[0]?.policyBasis).not.toBe(records[0]?.policyBasis);
	}, 180_000);
});
