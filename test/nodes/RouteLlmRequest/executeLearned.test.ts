import { clearHealth } from '../../../nodes/shared/health';
import { sqliteLedgerAt } from '../../../nodes/shared/ledger';
import { DOCUMENTS, type ThresholdDocument } from '../../../router/ledger/documents';
import { encodeWeights } from '../../../router/strategies/classifierWeights';
import { shippedWeights } from '../../../router/strategies/shippedWeights';
import { ledgerFile } from '../../../scripts/lib/ledgerFile';
import { json, serve, type TestServer } from '../../support/httpServer';
import { NODE, openLedger, run, row, says, type Ask, type TestLedger } from '../../support/routeNode';

let ledger: TestLedger;
beforeAll(async () => {
	ledger = await openLedger();
});
afterAll(() => ledger.close());
beforeEach(() => clearHealth());

const feedback = () => sqliteLedgerAt(ledgerFile).feedback;
const put = (kind: string, name: string, document: unknown) =>
	feedback().putDocument({ kind, name, json: document, expectedVersion: null });
const named = (value: string) => ({ mode: 'name', value });

let runs = 0;
async function routed(parameters: Record<string, unknown>, more: Partial<Ask> = {}) {
	const executionId = `learned-${String(++runs)}`;
	const items = [{ json: { text: 'Which river runs past the old town?' } }];
	const result = await run({
		items,
		urls: ['http://127.0.0.1:9', 'http://127.0.0.1:9'],
		...more,
		parameters: { operation: 'routeOnly', ...parameters },
		extra: { executionId },
	});
	if (result.error !== undefined) throw result.error;
	const [record] = ledger.stored(executionId);
	if (record === undefined) throw new Error('nothing was recorded');
	return { record, hints: result.hints(NODE).map(({ message }) => message) };
}

describe('a named threshold', () => {
	const use = (name: string, more: Record<string, unknown> = {}) =>
		routed({ threshold: 0.5, thresholdFrom: 'named', thresholdName: named(name), ...more });
	const certified = (over: Partial<NonNullable<ThresholdDocument['certificate']>>): ThresholdDocument => ({
		threshold: 0.91,
		certificate: {
			policyBasis: '',
			judge: 'judge',
			weightsVersion: shippedWeights().version,
			models: ['custom2/large', 'custom1/small'],
			traffic: { requests: 1, tenths: [] },
			target: 0.95,
			confidence: 0.95,
			threshold: 0.91,
			risk: { estimate: 0.01, upper: 0.04 },
			auditsUsed: 500,
			period: { fromMs: 0, toMs: 1 },
			routerId: 'wf:router-id',
			...over,
		},
	});

	it('that the user has set is used, and recorded, whatever the policy is', async () => {
		await put(DOCUMENTS.threshold, 'set', { threshold: 0.99, certificate: null });
		const { record, hints } = await use('set');
		expect(record.threshold).toBe(0.99);
		expect(record.result).toMatchObject({ modelId: 'custom2/large' });
		expect(hints).toEqual([]);
	});

	it('that is certified is used where policy, weights and models are those it speaks of', async () => {
		const { record: before } = await routed({ threshold: 0.5 });
		await put(DOCUMENTS.threshold, 'certified', certified({ policyBasis: before.policyBasis }));
		const { record, hints } = await use('certified');
		expect(record).toMatchObject({ threshold: 0.91, policyBasis: before.policyBasis });
		expect(record.policyHash).not.toBe(before.policyHash);
		expect(hints).toEqual([]);
		// Another policy: more is floored.
		const other = await use('certified', { neverBelow: 'custom2/large' });
		expect(other.record.threshold).toBe(0.5);
		expect(other.hints).toEqual([
			'Threshold From: the threshold named "certified" was calibrated with other settings (strategy, prices, strengths, checks or bypass), so the Threshold of this panel is used. Calibrate again with LLM Router Feedback under this name, or restore the settings.',
		]);
	});

	it('that is certified holds with the Allowed Models it was certified with', async () => {
		const allowedModels = "={{ ['Small', 'Large'] }}";
		const { record: before } = await routed({ threshold: 0.5, allowedModels });
		await put(DOCUMENTS.threshold, 'among', certified({ policyBasis: before.policyBasis }));
		expect((await use('among', { allowedModels })).record.threshold).toBe(0.91);
		expect((await use('among')).record.threshold).toBe(0.5);
	});

	it.each([
		['other models', { models: ['custom1/small', 'custom2/other'] }],
		['other classifier weights', { weightsVersion: 'others' }],
	])('that was certified with %s is not used, and the run says so', async (part, over) => {
		const { record: before } = await routed({ threshold: 0.5 });
		await put(DOCUMENTS.threshold, 'expired', certified({ policyBasis: before.policyBasis, ...over }));
		const { record, hints } = await use('expired');
		expect(record.threshold).toBe(0.5);
		expect(hints).toEqual([expect.stringContaining(`"expired" was calibrated with ${part}, so the Threshold of this panel is used`)]);
	});

	it('that is not there, or cannot be read, leaves the panel’s, and the run says so', async () => {
		const missing = await use('nowhere');
		expect(missing.record.threshold).toBe(0.5);
		expect(missing.hints).toEqual([
			'Threshold From: there is no threshold named "nowhere", so the Threshold of this panel is used. Calibrate or set one under this name with LLM Router Feedback, or choose another.',
		]);
		await put(DOCUMENTS.threshold, 'junk', { threshold: 7 });
		const junk = await use('junk');
		expect(junk.record.threshold).toBe(0.5);
		expect(junk.hints).toEqual([expect.stringContaining('the threshold named "junk" could not be read')]);
	});

	it('is read anew by each run', async () => {
		await put(DOCUMENTS.threshold, 'moving', { threshold: 0.2, certificate: null });
		expect((await use('moving')).record.threshold).toBe(0.2);
		await put(DOCUMENTS.threshold, 'moving', { threshold: 0.3, certificate: null });
		expect((await use('moving')).record.threshold).toBe(0.3);
	});

	it('is each item’s own policy’s: a floor on one leaves the other', async () => {
		const parameters = { operation: 'routeOnly', threshold: 0.5, neverBelow: '={{ $json.floor }}' };
		const items = ['', 'custom2/large'].map((floor) => ({ json: { text: 'Translate good morning', floor } }));
		const ask = { items, urls: ['http://127.0.0.1:9', 'http://127.0.0.1:9'] as const };
		await run({ ...ask, parameters, extra: { executionId: 'floors-before' } });
		const free = ledger
			.stored('floors-before')
			.find(({ threshold, candidates }) => threshold === 0.5 && candidates[0]?.excludedBy === null);
		await put(DOCUMENTS.threshold, 'free', certified({ policyBasis: free?.policyBasis ?? '' }));
		await run({
			...ask,
			parameters: { ...parameters, thresholdFrom: 'named', thresholdName: named('free') },
			extra: { executionId: 'floors' },
		});
		expect(
			ledger
				.stored('floors')
				.map(({ threshold }) => threshold)
				.sort(),
		).toEqual([0.5, 0.91]);
	});
});

describe('classifier weights', () => {
	/** Certain that the weaker model will do, or that it will not. */
	const bias = (version: string, value: number) => ({
		kind: 'trained',
		weights: encodeWeights({ ...shippedWeights(), version, bias: value }),
		measured: null,
	});

	it('that are the latest are the shipped ones until something is trained, without a word', async () => {
		const { record, hints } = await routed({ weights: 'latest', weightsName: named('untrained') });
		expect(record.weightsVersion).toBe(shippedWeights().version);
		expect(hints).toEqual([]);
	});

	it('decide as they were trained: the latest, or a certain version', async () => {
		const plain = await routed({});
		expect(plain.record.weightsVersion).toBe(shippedWeights().version);
		await put(DOCUMENTS.weights, 'own', bias('sure-it-falls-short', 40));
		await put(DOCUMENTS.weights, 'own', bias('sure-it-will-do', -40));
		const latest = await routed({ weights: 'latest', weightsName: named('own') });
		expect(latest.record).toMatchObject({ weightsVersion: 'sure-it-will-do', result: { modelId: 'custom1/small' } });
		const first = await routed({ weights: 'version', weightsName: named('own'), weightsVersion: 1 });
		expect(first.record).toMatchObject({ weightsVersion: 'sure-it-falls-short', result: { modelId: 'custom2/large' } });
		await put(DOCUMENTS.weights, 'own', { kind: 'shipped' });
		const back = await routed({ weights: 'latest', weightsName: named('own') });
		expect(back.record).toMatchObject({
			policyHash: plain.record.policyHash,
			candidates: plain.record.candidates,
			result: plain.record.result,
		});
	});

	it('of a version that is not there are the shipped ones, and the run says so', async () => {
		const { record, hints } = await routed({ weights: 'version', weightsName: named('own'), weightsVersion: 99 });
		expect(record.weightsVersion).toBe(shippedWeights().version);
		expect(hints).toEqual([expect.stringContaining('version 99 does not exist; the newest of "own" is version 3')]);
	});

	it('serve Adaptive, and stand behind the judge', async () => {
		await put(DOCUMENTS.weights, 'default', bias('sure-it-falls-short', 40));
		const adaptive = await routed({ strategy: 'adaptive', exploration: 0, weights: 'latest' });
		expect(adaptive.record).toMatchObject({
			strategy: 'adaptive',
			weightsVersion: 'sure-it-falls-short',
			result: { modelId: 'custom2/large' },
		});
		const judge: TestServer = await serve((response) => json(response, 200, JUDGED));
		const judged = async (parameters: object) =>
			(await routed({ strategy: 'llm_judge', ...parameters }, { urls: [judge.url, judge.url] })).record;
		expect(await judged({})).toMatchObject({ result: { modelId: 'custom1/small' } });
		const backed = await judged({ weights: 'latest' });
		await judge.close();
		expect(backed).toMatchObject({ weightsVersion: 'sure-it-falls-short', result: { modelId: 'custom2/large' } });
		expect(backed.reason).toContain('raised to hard by the classifier');
	});
});

/** A judge that calls everything trivial. */
const JUDGED = (() => {
	const reply = says(JSON.stringify({ tier: 0, confidence: 0.99, reason: 'plain' }));
	return reply.kind === 'json' ? reply.body : null;
})();

test('in queue mode without a store the run says that each worker is alone with what it reads', async () => {
	process.env['EXECUTIONS_MODE'] = 'queue';
	const { hints } = await routed({
		weights: 'latest',
		models: { values: [row('custom1/small', 'Small', 1), row('custom2/large', 'Large', 2)] },
	});
	delete process.env['EXECUTIONS_MODE'];
	expect(hints).toEqual([expect.stringContaining('each worker reads and learns from its own log alone')]);
});
