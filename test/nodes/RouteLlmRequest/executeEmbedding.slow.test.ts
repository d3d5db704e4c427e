import { AUDIT_SOURCE } from '../../../router/ledger/feedbackPort';
import type { DecisionRecord } from '../../../router/ledger/record';
import { runFeedback } from '../../support/feedbackNode';
import {
	bytesOf,
	charged,
	embeddingIn,
	embeddingModel,
	isHard,
	openEmbeddingWorld,
	promptOf,
	texts,
	type EmbeddingWorld,
} from './embeddingWorld';

let world: EmbeddingWorld;
beforeAll(async () => {
	world = await openEmbeddingWorld();
});
afterAll(() => world.close());
beforeEach(() => world.reset());

describe('weights that were trained with embeddings', () => {
	const feedback = { featureDays: 90, classifierEmbeddingModel: embeddingModel };
	const latest = { operation: 'routeOnly', weights: 'latest', weightsName: { mode: 'name', value: 'embedded' }, ...feedback };
	const fresh = Array.from({ length: 40 }, (_, i) => promptOf(10_000 + i));
	const predicted = ({ candidates }: DecisionRecord) => candidates.find(({ modelId }) => modelId === 'custom1/small')?.quality ?? NaN;
	/** Records come as they were stored; each is found again by its place in the run. */
	const textOf = ({ dedupeKey }: DecisionRecord, prompts: readonly string[]) => prompts[Number(dedupeKey.split(':').at(-1))] ?? '';
	const inOrder = (records: readonly DecisionRecord[]) =>
		records.map((record) => [record.dedupeKey.split(':').at(-1), predicted(record)]).sort();

	async function live(): Promise<void> {
		const prompts = Array.from({ length: 900 }, (_, i) => promptOf(i));
		const { records } = await world.route(texts(...prompts), { operation: 'routeOnly', ...feedback });
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
		await world.ledger.feedback.recordOutcomes(outcomes);
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

		const { records, calls, hints } = await world.route(texts(...fresh), latest);
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

		world.failWith(503);
		const down = await world.route(texts(...fresh.map((text) => `${text} Now.`)), latest);
		expect(down.records).toHaveLength(fresh.length);
		for (const { reason, result } of down.records) {
			expect(reason).toContain('without its embedding (');
			expect(result.kind).toBe('routed');
		}
		const words = await world.route(texts(...fresh.map((text) => `${text} Now.`)), {
			...latest,
			weightsName: { mode: 'name', value: 'words' },
		});
		expect(inOrder(down.records)).toEqual(inOrder(words.records));
		expect(down.hints).toEqual([expect.stringContaining('could not be asked for 40 (')]);

		world.reset();
		const elsewhere = await world.route(texts(...fresh.slice(0, 5)), { ...latest, classifierEmbeddingModel: { mode: 'list', value: '' } });
		expect(elsewhere.calls).toBe(0);
		expect(elsewhere.records[0]?.reason).toContain('without its embedding (its model is not chosen here)');
		expect(elsewhere.hints).toEqual([expect.stringContaining('trained with embeddings of "custom1/embed", which this node does not use')]);
		expect(elsewhere.records[0]?.policyBasis).not.toBe(records[0]?.policyBasis);
	});
});
