import { DatabaseSync } from 'node:sqlite';

import { clearLearning, learningSettled } from '../../../nodes/shared/adaptive';
import { clearHealth } from '../../../nodes/shared/health';
import { closeLedgers, sqliteLedgerAt } from '../../../nodes/shared/ledger';
import { DOCUMENTS } from '../../../router/ledger/documents';
import { AUDIT_SOURCE } from '../../../router/ledger/feedbackPort';
import type { Outcome } from '../../../router/ledger/outcome';
import type { DecisionRecord } from '../../../router/ledger/record';
import { encodeWeights } from '../../../router/strategies/classifierWeights';
import { shippedWeights } from '../../../router/strategies/shippedWeights';
import { ledgerFile } from '../../../scripts/lib/ledgerFile';
import { codeNode, connect, runWorkflow } from '../../support/engine';
import { askOf, NODE, openLedger, provider, run, says, type Ask, type TestLedger } from '../../support/routeNode';

let ledger: TestLedger;
beforeAll(async () => {
	ledger = await openLedger();
});
afterAll(async () => {
	await learningSettled();
	await ledger.close();
});
beforeEach(() => {
	clearHealth();
	// What is known counts as old at once, so that each run learns behind itself.
	clearLearning(0);
});

const feedback = () => sqliteLedgerAt(ledgerFile).feedback;
/** The classifier gives these to the weaker model. */
const easy = (count: number) =>
	Array.from({ length: count }, (_, n) => ({ json: { text: `Translate into French: good morning, ${String(n)}` } }));

let runs = 0;
interface RunOf {
	readonly items: Ask['items'];
	readonly parameters?: Record<string, unknown>;
	/** A router of its own for each test: what one learns the others must not. */
	readonly node?: string;
	readonly urls?: Ask['urls'];
}

async function decide({ items, parameters, node = 'router-id', urls = ['http://127.0.0.1:9', 'http://127.0.0.1:9'] }: RunOf) {
	const executionId = `adaptive-${String(++runs)}`;
	const result = await run({
		items,
		urls,
		node: { id: node },
		parameters: { operation: 'routeOnly', strategy: 'adaptive', ...parameters },
		extra: { executionId },
	});
	if (result.error !== undefined) throw result.error;
	return { records: ledger.stored(executionId), hints: result.hints(NODE).map(({ message }) => message) };
}

/** Everybody finds the weaker model's answers bad and the stronger one's good. */
async function rate(records: readonly DecisionRecord[], over: Partial<Outcome> = {}) {
	// What is learned behind the run that made them must not look at half of the outcomes.
	await learningSettled();
	const outcomes = records.map(({ id, result }): Outcome => {
		const modelId = 'modelId' in result ? result.modelId : '';
		return {
			decisionId: id,
			modelId,
			atMs: 1,
			score: modelId === 'custom2/large' ? 1 : 0,
			source: 'user',
			judge: null,
			inclusionProbability: null,
			dedupeKey: `${id}:user`,
			...over,
		};
	});
	const recorded = await feedback().recordOutcomes(outcomes);
	expect(new Set(recorded.map(({ kind }) => kind))).toEqual(new Set(['stored']));
}

const modelsOf = (records: readonly DecisionRecord[]) => records.map(({ result }) => ('modelId' in result ? result.modelId : result.kind));

describe('Adaptive in the node', () => {
	it.each(['routeOnly', 'routeAndAnswer'])(
		'decides exactly as the classifier with nothing learned and no exploration, with %s',
		async (operation) => {
			const items = [
				...easy(3),
				{ json: { text: 'Which river runs past the old town?' } },
				{ json: { text: 'Prove that the square root of two is irrational.' } },
			];
			const server = await provider(() => says('an answer'));
			const urls = [server.url, server.url] as const;
			const adaptive = await decide({ items, parameters: { operation, exploration: 0 }, node: `same-${operation}`, urls });
			const classifier = await decide({ items, parameters: { operation, strategy: 'classifier' }, urls });
			await server.close();
			const bare = ({ candidates, result, weightsVersion, threshold, forcedBy, signals }: DecisionRecord) => ({
				candidates: candidates.map(({ prior: _prior, ...rest }) => rest),
				result,
				weightsVersion,
				threshold,
				forcedBy,
				chars: signals?.chars,
			});
			const sorted = (records: readonly DecisionRecord[]) => records.map(bare).sort((a, b) => (a.chars ?? 0) - (b.chars ?? 0));
			expect(new Set(modelsOf(classifier.records))).toEqual(new Set(['custom1/small', 'custom2/large']));
			expect(sorted(adaptive.records)).toEqual(sorted(classifier.records));
			expect(adaptive.hints).toEqual(classifier.hints);
		},
	);

	it('lets chance choose as often as the panel says, and logs with which probability', async () => {
		const { records } = await decide({ items: easy(400), parameters: { exploration: 50 }, node: 'explores' });
		for (const { candidates } of records)
			expect(candidates.map(({ modelId, propensity }) => [modelId, propensity])).toEqual([
				['custom1/small', 0.75],
				['custom2/large', 0.25],
			]);
		const explored = records.filter(({ forcedBy }) => forcedBy === 'exploration');
		expect(new Set(modelsOf(explored))).toEqual(new Set(['custom2/large']));
		// 400 × 0.25, and five standard deviations.
		expect(Math.abs(explored.length - 100)).toBeLessThan(44);
	});

	it('never leaves a bypassed item to chance', async () => {
		const { records } = await decide({ items: easy(60), parameters: { exploration: 50, alwaysStrongest: true }, node: 'bypassed' });
		expect(new Set(modelsOf(records))).toEqual(new Set(['custom2/large']));
		for (const { candidates, forcedBy } of records)
			expect([forcedBy, candidates.map(({ propensity }) => propensity)]).toEqual(['bypass', [0, 1]]);
	});

	it('never leaves an item to chance that came back', async () => {
		const { workflow, ...rest } = askOf({
			items: easy(40),
			urls: ['http://127.0.0.1:9', 'http://127.0.0.1:9'],
			node: { id: 'came-back' },
			parameters: { operation: 'routeOnly', strategy: 'adaptive', exploration: 50 },
		});
		const failing = codeNode((all) => [all.map(({ json }) => ({ json: { ...json, error: 'the model was down' } }))]);
		await runWorkflow({
			...rest,
			executionId: 'came-back',
			nodeTypes: { 'test.failing': failing },
			workflow: {
				...workflow,
				nodes: workflow.nodes.map((node) => (node.name === 'Small' ? { ...node, type: 'test.failing' } : node)),
				connections: { ...workflow.connections, ...connect('Small', [NODE]) },
			},
		});
		const back = ledger.stored('came-back').filter(({ reEntryOf }) => reEntryOf !== null);
		expect(back.length).toBeGreaterThan(0);
		expect(new Set(modelsOf(back))).toEqual(new Set(['custom2/large']));
		for (const { forcedBy, candidates } of back)
			expect([forcedBy, ...candidates.map(({ propensity }) => propensity).sort()]).toEqual(['re_entry', 0, 1]);
	});

	it('learns from ratings behind the run, for the next ones, and survives a restart of the ledger', async () => {
		const node = 'learns';
		const { records } = await decide({ items: easy(400), parameters: { exploration: 50 }, node });
		expect(records.filter(({ candidates }) => candidates[0]?.quality !== candidates[0]?.prior)).toEqual([]);
		await rate(records);
		// This run learns behind itself, for the next.
		await decide({ items: easy(1), parameters: { exploration: 0 }, node });
		await learningSettled();
		const learned = await decide({ items: easy(5), parameters: { exploration: 0 }, node });
		expect(new Set(modelsOf(learned.records))).toEqual(new Set(['custom2/large']));
		for (const { candidates, reason } of learned.records) {
			expect(candidates[0]?.quality).toBeLessThan(candidates[0]?.prior ?? NaN);
			expect(reason).toContain('corrected by your outcomes for everyday: Small −');
		}
		await learningSettled();
		expect((await feedback().getDocument(DOCUMENTS.adaptive, `wf:${node}`))?.json).toMatchObject({
			weightsVersion: shippedWeights().version,
		});
		await closeLedgers();
		clearLearning();
		ledger = await openLedger();
		const restarted = await decide({ items: easy(5), parameters: { exploration: 0 }, node });
		expect(restarted.records.map(({ candidates }) => candidates)).toEqual(learned.records.map(({ candidates }) => candidates));
	});

	it('learns from audits without exploring', async () => {
		const node = 'audited';
		const { records } = await decide({ items: easy(400), parameters: { exploration: 0 }, node });
		await rate(records, { source: AUDIT_SOURCE, judge: 'judge', inclusionProbability: 0.5, modelId: 'custom1/small' });
		await decide({ items: easy(1), parameters: { exploration: 0 }, node });
		await learningSettled();
		const { records: after } = await decide({ items: easy(5), parameters: { exploration: 0 }, node });
		expect(new Set(modelsOf(after))).toEqual(new Set(['custom2/large']));
	});

	it('learns of its own decisions alone, and forgets what was predicted with other weights', async () => {
		const node = 'weights';
		const { records } = await decide({ items: easy(400), parameters: { exploration: 50 }, node });
		await rate(records);
		await decide({ items: easy(1), parameters: { exploration: 0 }, node });
		await learningSettled();
		const other = await decide({ items: easy(5), parameters: { exploration: 0 }, node: 'another' });
		expect(new Set(modelsOf(other.records))).toEqual(new Set(['custom1/small']));
		await feedback().putDocument({
			kind: DOCUMENTS.weights,
			name: 'default',
			json: { kind: 'trained', weights: encodeWeights({ ...shippedWeights(), version: 'trained' }), measured: null },
			expectedVersion: null,
		});
		clearLearning();
		const trained = await decide({ items: easy(5), parameters: { exploration: 0, weights: 'latest' }, node });
		expect(new Set(modelsOf(trained.records))).toEqual(new Set(['custom1/small']));
	});

	it('looks again only after a minute', async () => {
		clearLearning();
		const node = 'patient';
		const { records } = await decide({ items: easy(400), parameters: { exploration: 50 }, node });
		await learningSettled();
		await rate(records);
		const version = async () => (await feedback().getDocument(DOCUMENTS.adaptive, `wf:${node}`))?.version;
		const before = await version();
		await decide({ items: easy(1), parameters: { exploration: 0 }, node });
		await learningSettled();
		expect([before, await version()]).toEqual([1, 1]);
		// Nor does another worker, which finds what was just learned.
		clearLearning();
		await decide({ items: easy(1), parameters: { exploration: 0 }, node });
		await learningSettled();
		expect(await version()).toBe(1);
	});
});

test('where nothing can be read it decides as the classifier does, and says so once', async () => {
	const database = new DatabaseSync(ledgerFile);
	database.exec('DROP TABLE documents');
	database.close();
	const first = await decide({ items: easy(3), parameters: { exploration: 0 }, node: 'broken' });
	expect(new Set(modelsOf(first.records))).toEqual(new Set(['custom1/small']));
	expect(first.hints).toEqual([expect.stringContaining('Adaptive could not read its outcomes and uses what it knew before: ')]);
	await learningSettled();
	expect((await decide({ items: easy(3), parameters: { exploration: 0 }, node: 'broken' })).hints).toEqual([]);
	await learningSettled();
});
