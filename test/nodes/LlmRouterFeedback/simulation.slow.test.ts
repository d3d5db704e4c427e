import { DAY_MS } from '../../../router/clock';
import { createWorld, drawLog, riskAt, savingAt } from '../../../bench/calibration/worlds';
import { sqliteLedgerAt } from '../../../nodes/shared/ledger';
import { encodeFeatures } from '../../../router/features/encode';
import { readFeatures } from '../../../router/features/features';
import { costQualityCurve } from '../../../router/learning/simulation/simulate';
import { DOCUMENTS } from '../../../router/ledger/documents';
import type { LoggedDecision } from '../../../router/ledger/feedbackPort';
import { encodeWeights } from '../../../router/strategies/classifierWeights';
import { shippedWeights } from '../../../router/strategies/shippedWeights';
import { ledgerFile } from '../../../scripts/lib/ledgerFile';
import { seeded } from '../../../scripts/lib/seeded';
import { decisionOf, JUDGE, writeDecisions } from '../../support/auditedDecisions';
import { runFeedback } from '../../support/feedbackNode';
import { analyzed } from '../../support/requests';
import { openLedger, type TestLedger } from '../../support/routeNode';

const AUDITS = 0.4;
const world = createWorld({ models: 3, levels: 20, informative: 1, risk: 0.04, atLevel: 12, audits: AUDITS, varying: false });
const drawn = drawLog(world, 2_000, seeded(8));
const decided = drawn.map((request, place) => decisionOf(request, place, { audits: AUDITS, fromMs: Date.now() - DAY_MS }));

let ledger: TestLedger;
beforeAll(async () => {
	ledger = await openLedger();
});
afterAll(() => ledger.close());
afterEach(async () => {
	delete process.env['EXECUTIONS_MODE'];
	await store().feedback.erase({ kind: 'older_than', atMs: Date.now() + DAY_MS });
});

const store = () => {
	const ours = sqliteLedgerAt(ledgerFile);
	return { ledger: ours, feedback: ours.feedback };
};
const write = (decisions: readonly LoggedDecision[]) => writeDecisions(store(), decisions);
const run = (parameters: Record<string, unknown> = {}) =>
	runFeedback({ parameters: { resource: 'simulation', operation: 'run', ...parameters } });
const rowsOf = async (parameters: Record<string, unknown> = {}) => {
	const { json, error } = await run(parameters);
	if (error !== undefined) throw error;
	return json;
};
const errorOf = async (parameters: Record<string, unknown>) => (await run(parameters)).error?.message;

describe('Simulation: Run', () => {
	it('gives as now, each threshold and each model alone, as the simulator knows them', async () => {
		await write(decided);
		const rows = await rowsOf({ thresholds: '0.5, 0.9' });
		expect(rows.map(({ policy, is, threshold, supported }) => [policy, is, threshold, supported])).toEqual([
			['As now (threshold 0.8)', 'as_now', 0.8, true],
			['Threshold 0.9', 'threshold', 0.9, true],
			['Threshold 0.5', 'threshold', 0.5, true],
			['Always cheap', 'one_model', null, true],
			['Always middle', 'one_model', null, true],
			['Always strong', 'one_model', null, true],
		]);
		const direct = costQualityCurve({ requests: drawn, thresholds: [0.9, 0.5] });
		rows.slice(1, 3).forEach((row, i) => {
			const simulated = direct[i];
			if (simulated?.kind !== 'simulated') throw new Error('not simulated');
			expect(row).toMatchObject({ requests: 2_000, router: 'wf:router', judge: JUDGE, missing: [], leftOut: [] });
			expect(row['quality']).toBeCloseTo(simulated.quality.estimate, 9);
			expect(row['saving']).toBeCloseTo(simulated.saving?.estimate ?? -1, 9);
			expect(Number(row['costPerRequestUsd']) * 1e9).toBeCloseTo(simulated.costNanoUsd?.mean ?? -1, 6);
			// And what is true of the world lies within what it says.
			const threshold = Number(row['threshold']);
			expect(1 - riskAt(world, threshold)).toBeGreaterThan(Number(row['qualityFrom']));
			expect(1 - riskAt(world, threshold)).toBeLessThan(Number(row['qualityTo']));
			expect(savingAt(world, threshold)).toBeGreaterThan(Number(row['savingFrom']));
			expect(savingAt(world, threshold)).toBeLessThan(Number(row['savingTo']));
		});
		expect(rows.at(-1)).toMatchObject({ quality: 1, saving: 0, models: [{ model: 'strong', share: 1 }] });
	});

	it('gives the whole curve where no thresholds are named', async () => {
		await write(decided);
		const curve = (await rowsOf({ options: { steps: 8 } })).filter(({ is }) => is === 'threshold');
		expect(curve.length).toBeGreaterThan(4);
		expect(curve.length).toBeLessThanOrEqual(8);
		const costs = curve.map(({ costPerRequestUsd }) => Number(costPerRequestUsd));
		expect(costs).toEqual([...costs].sort((a, b) => b - a));
	});

	it('takes other prices, and fewer models', async () => {
		await write(decided);
		const dear = await rowsOf({ thresholds: '0.5', prices: { values: [{ model: 'cheap', input: 0.02, output: 0.02 }] } });
		// Cheap is now the dearest: nobody would choose it.
		expect(dear[1]?.['models']).not.toContainEqual(expect.objectContaining({ model: 'cheap' }));
		expect(dear.find(({ policy }) => policy === 'Always cheap')).toMatchObject({ costPerRequestUsd: 2e-5 });
		const two = await rowsOf({ thresholds: '0.5', options: { models: 'cheap, strong' } });
		expect(two[1]?.['models']).toHaveLength(2);
		expect(two.map(({ policy }) => policy)).toEqual(['As now (threshold 0.8)', 'Threshold 0.5', 'Always cheap', 'Always strong']);
	});

	it('says what the log cannot tell', async () => {
		await write(decided.map((one) => ({ ...one, outcomes: one.outcomes.filter(({ modelId }) => modelId !== 'middle') })));
		const rows = await rowsOf({ thresholds: '0.9', options: { models: 'cheap, middle, strong, maker/new' } });
		const middle = rows.find(({ policy }) => policy === 'Always middle');
		expect(middle).toMatchObject({
			supported: false,
			quality: null,
			missing: [
				{
					model: 'middle',
					share: 1,
					comparisons: 0,
					needed: 30,
					says: 'middle would answer 100.0 % and was compared there about 0 times, where it takes 30',
				},
			],
		});
		expect(middle?.['costPerRequestUsd']).toBe(4e-6);
		expect(rows.find(({ policy }) => policy === 'Always maker/new')).toMatchObject({
			supported: false,
			says: 'Always maker/new: no request of the log could have been answered so; maker/new is not in the log at all.',
		});
	});

	it('tells costs though nothing could be audited, and nothing of the quality', async () => {
		await write(decided.slice(0, 200).map((one) => ({ ...one, audit: null, outcomes: [] })));
		const [now] = await rowsOf({ thresholds: '0.5' });
		expect(now).toMatchObject({ supported: false, requests: 200, quality: null });
		expect(now?.['costPerRequestUsd']).toBeGreaterThan(0);
	});

	it.each([
		['rules', 'Rules choose by conditions'],
		['cascade', 'which answers of models that were not asked the checks would have taken'],
	])('simulates each model alone where %s routed, and says why no threshold', async (strategy, why) => {
		await write(
			decided.map((one) => ({ ...one, strategy, threshold: null, candidates: one.candidates.map((each) => ({ ...each, quality: null })) })),
		);
		const rows = await rowsOf();
		expect(rows.map(({ policy, supported }) => [policy, supported])).toEqual([
			['Always cheap', true],
			['Always middle', true],
			['Always strong', true],
		]);
		expect(rows[0]?.['note']).toContain(`Thresholds cannot be simulated on this log: `);
		expect(rows[0]?.['note']).toContain(why);
	});

	it('predicts anew by other weights where features were kept, of any strategy, and says of how many', async () => {
		const request = analyzed('Translate these five short words into French please: apple, bread, chair, door, egg');
		const features = { bytes: encodeFeatures(readFeatures(request)), expiresAtMs: Date.now() + DAY_MS };
		await write(
			decided.map((one, i) => ({
				...one,
				strategy: 'rules',
				threshold: null,
				signals: request.signals,
				features: i % 2 === 0 ? features : null,
				candidates: one.candidates.map((each) => ({ ...each, quality: null })),
			})),
		);
		const rows = await rowsOf({ predictions: 'shipped', thresholds: '0.5' });
		expect(rows[0]).toMatchObject({
			policy: 'Threshold 0.5',
			requests: 1_000,
			models: [{ model: 'cheap', share: 1 }],
			supported: true,
			note: 'Predictions were made anew for the 1000 requests whose features were kept.',
		});
		expect(rows[0]?.['leftOut']).toEqual([{ why: 'The features that other weights read were not kept', decisions: 1_000 }]);
		expect(await errorOf({ predictions: 'trained' })).toContain('Weights Name: is "default", and nothing was trained by that name.');
	});

	it('says which audits trained weights may have learned of', async () => {
		const request = analyzed('Translate these five short words into French please: apple, bread, chair, door, egg');
		const features = { bytes: encodeFeatures(readFeatures(request)), expiresAtMs: Date.now() + DAY_MS };
		await write(decided.map((one) => ({ ...one, signals: request.signals, features })));
		const trainedAtMs = decided[999]?.atMs ?? 0;
		const before = decided.slice(0, 1_000).filter(({ outcomes }) => outcomes.length > 0).length;
		const json = { kind: 'trained', weights: encodeWeights(shippedWeights()), measured: { trainedAtMs } };
		await store().feedback.putDocument({ kind: DOCUMENTS.weights, name: 'own', json, expectedVersion: null });
		const [row] = (await rowsOf({ predictions: 'trained', weightsName: 'own', thresholds: '0.5' })).filter(({ is }) => is === 'threshold');
		expect(row?.['note']).toContain(`${String(before)} of the audits are of requests decided before these weights were trained`);
	});

	it('refuses what cannot be asked, naming the field', async () => {
		await write(decided.slice(0, 5));
		expect(await errorOf({ thresholds: '0.5, 7' })).toContain('Thresholds: is "7". Use a number from 0 to 1.');
		expect(await errorOf({ prices: { values: [{ model: 'maker/none', input: 1, output: 1 }] } })).toContain(
			'Other Prices, Model: is "maker/none", which is not among the models of the log. Use one of: cheap, middle, strong.',
		);
		expect(await errorOf({ prices: { values: [{ model: 'cheap', input: -1, output: 1 }] } })).toContain(
			'Other Prices, row 1, Input Price: is "-1".',
		);
		expect(await errorOf({ options: { steps: 1 } })).toContain('Options, Points of the Curve: is "1".');
		expect(await errorOf({ predictions: 'shipped' })).toContain(
			'Last Days: holds no request that could be simulated (5: The features that other weights read were not kept).',
		);
		process.env['EXECUTIONS_MODE'] = 'queue';
		expect(await errorOf({})).toContain('LLM Router Store: is missing, and n8n runs in queue mode');
	});
});
