import { DAY_MS } from '../../../router/clock';
import { createWorld, drawLog, riskAt } from '../../../bench/calibration/worlds';
import { closeLedgers, sqliteLedgerAt } from '../../../nodes/shared/ledger';
import { calibrate } from '../../../router/learning/calibration/calibrate';
import { thresholdDocumentSchema } from '../../../router/ledger/documents';
import type { LoggedDecision } from '../../../router/ledger/feedbackPort';
import { appliesTo } from '../../../router/selection/namedThreshold';
import { ledgerFile } from '../../../scripts/lib/ledgerFile';
import { seeded } from '../../../scripts/lib/seeded';
import { decisionOf, JUDGE, writeDecisions } from '../../support/auditedDecisions';
import { runFeedback, type FeedbackResult } from '../../support/feedbackNode';
import { byId, fromList } from '../../support/routerField';
import { openLedger, type TestLedger } from '../../support/routeNode';

const AUDITS = 0.3;
const world = createWorld({ models: 2, levels: 50, informative: 1, risk: 0.02, atLevel: 40, audits: AUDITS, varying: false });
const drawn = drawLog(world, 2_500, seeded(5));
const fromMs = Date.now() - DAY_MS;
const decided = drawn.map((request, place) => decisionOf(request, place, { audits: AUDITS, fromMs }));

let ledger: TestLedger;
beforeAll(async () => {
	ledger = await openLedger();
});
afterAll(() => ledger.close());
afterEach(async () => {
	delete process.env['EXECUTIONS_MODE'];
	const { feedback } = store();
	await feedback.erase({ kind: 'older_than', atMs: Date.now() + DAY_MS });
	for (const { name } of await feedback.listDocuments('threshold')) await feedback.deleteDocument('threshold', name);
});

const store = () => {
	const ours = sqliteLedgerAt(ledgerFile);
	return { ledger: ours, feedback: ours.feedback };
};
const write = (decisions: readonly LoggedDecision[]) => writeDecisions(store(), decisions);
const run = (operation: string, parameters: Record<string, unknown> = {}, more: Partial<Parameters<typeof runFeedback>[0]> = {}) =>
	runFeedback({ parameters: { resource: 'threshold', operation, ...parameters }, ...more });
const one = ({ json, error }: FeedbackResult) => {
	if (error !== undefined) throw error;
	expect(json).toHaveLength(1);
	return json[0] ?? {};
};
const errorOf = async (...ask: Parameters<typeof run>) => (await run(...ask)).error?.message;

describe('Threshold: Calibrate', () => {
	it('certifies what calibration of the same requests does, saves it, and a router of the same policy may use it', async () => {
		await write(decided);
		const direct = calibrate({ requests: drawn, target: 0.95, confidence: 0.95, smallestProbability: AUDITS });
		if (direct.kind !== 'certified') throw new Error(direct.because);
		const found = one(await run('calibrate', { options: { saveAs: ' support ' } }));
		expect(found).toMatchObject({
			kind: 'certified',
			threshold: direct.threshold,
			auditsUsed: direct.auditsUsed,
			worseAnswers: { upper: direct.risk.upper },
			router: 'wf:router',
			judge: JUDGE,
			thresholdNow: 0.8,
			requests: 2_500,
			audits: { ofOthers: 0, missing: 0 },
			leftOut: [],
			savedAs: { name: 'support', version: 1 },
			target: 0.95,
			confidence: 0.95,
		});
		expect(riskAt(world, direct.threshold)).toBeLessThanOrEqual(0.05);
		expect(found['verdict']).toMatch(
			/^Threshold [\d.]+: at least 95 % of the answers are as good as the strongest model's, with 95 % confidence\. It saves [\d.]+ % \([\d.]+ to [\d.]+ %\) of what always asking the strongest would cost, by the answers alone: checks, drafts and failed calls are in reports\. It is based on \d+ audits by /,
		);
		const stored = thresholdDocumentSchema.parse((await store().feedback.getDocument('threshold', 'support'))?.json);
		const ties = { policyBasis: 'b'.repeat(64), weightsVersion: 'weights-1', models: ['strong', 'cheap'] };
		expect(appliesTo(stored, ties)).toEqual({ kind: 'applies', threshold: direct.threshold });
		expect(appliesTo(stored, { ...ties, policyBasis: 'c' })).toEqual({ kind: 'expired', because: ['policy'] });
	});

	it('says how many audits are missing, and saves nothing', async () => {
		await write(decided.slice(0, 60));
		const found = one(await run('calibrate', { options: { saveAs: 'support' } }));
		expect(found).toMatchObject({
			kind: 'not_enough_data',
			threshold: null,
			certificate: null,
			savedAs: null,
			notSaved: 'Nothing was saved as "support": only a certified threshold is.',
		});
		expect(found['verdict']).toMatch(
			/^Not enough data: about [\d,]+ more audits \(of about [\d,]+ requests at the present share\) could show that at least 95 %/,
		);
		expect(Number(found['moreAudits'])).toBeGreaterThan(0);
		expect(await store().feedback.listDocuments('threshold')).toEqual([]);
	});

	it('leaves out other policies, other judges and what was not answered, and says so', async () => {
		await write([
			...decided,
			...decided.slice(0, 3).map((each, i) => ({
				...each,
				id: `f${String(i)}`,
				dedupeKey: `f${String(i)}`,
				result: { kind: 'fallback', failure: 'capacity' } as const,
				outcomes: [],
			})),
			...decided
				.slice(0, 2)
				.map((each, i) => ({ ...each, id: `p${String(i)}`, dedupeKey: `p${String(i)}`, policyBasis: 'other', outcomes: [] })),
		]);
		const found = one(await run('calibrate'));
		expect(found).toMatchObject({ requests: 2_500, kind: 'certified' });
		expect(found['leftOut']).toEqual(
			expect.arrayContaining([
				{ why: 'Not answered: what is found holds for requests that get an answer', decisions: 3 },
				{ why: 'Decided by another policy: models, prices, checks or settings were others', decisions: 2 },
			]),
		);
		expect(await errorOf('calibrate', { options: { judge: 'somebody' } })).toContain(
			`Options, Judge: is "somebody", which judged none of these audits. Use one of: ${JUDGE}.`,
		);
		expect(await errorOf('calibrate', { options: { policyBasis: 'nobody' } })).toContain('Options, Policy: is none of those in the log.');
	});

	it('asks which router where there are several, and takes the one that is named', async () => {
		await write([
			...decided.slice(0, 40),
			...decided.slice(40, 45).map((each) => ({ ...each, routerId: 'wf:other', routerName: 'Orders / Router' })),
		]);
		expect(await errorOf('calibrate')).toMatch(
			/Router: is empty, and 2 nodes route\. Choose one from the list, or enter the ID of one of: Orders \/ Router \(wf:other\), last used [\d-]{10}; .*\(wf:router\), last used [\d-]{10}\.$/,
		);
		expect(await errorOf('calibrate', { routerId: 'wf:none' })).toContain(
			'Router: is "wf:none", which has made no decisions. Choose one from the list, or enter the ID of one of: Orders / Router (wf:other)',
		);
		for (const routerId of ['wf:other', fromList('wf:other'), byId(' wf:other ')])
			expect(one(await run('calibrate', { routerId }))).toMatchObject({ router: 'wf:other', requests: 5 });
	});

	it.each([
		['adaptive', 'Adaptive corrects its predictions with every outcome'],
		['rules', 'Rules choose by conditions and predict no quality'],
		['semantic', 'predicts no quality'],
		['cascade', 'Cascade lets checks decide after each answer'],
		['llm_judge', 'its Threshold is how sure the judge must be'],
	])('refuses where %s routes, and says why', async (strategy, why) => {
		await write(decided.slice(0, 5).map((each) => ({ ...each, strategy })));
		const message = await errorOf('calibrate');
		expect(message).toContain('Router: has no threshold that could be calibrated: ');
		expect(message).toContain(why);
	});

	it('refuses what cannot be asked, naming the field', async () => {
		expect(await errorOf('calibrate')).toContain('Router: cannot be chosen, because the log holds no decision yet.');
		await write(decided.slice(0, 5));
		expect(await errorOf('calibrate', { target: 100 })).toContain('Target: is "100". Use a number from 50 to 99.9.');
		expect(await errorOf('calibrate', { confidence: 'sure' })).toContain('Confidence: is "sure". Use a number from 50 to 99.9.');
		expect(await errorOf('calibrate', { days: 0 })).toContain('Last Days: is "0". Use a number from 1 to 3650.');
		expect(await errorOf('calibrate', { options: { saveAs: 'x'.repeat(201) } })).toContain('Options, Save As: is too long.');
		await store().feedback.erase({ kind: 'older_than', atMs: Date.now() + DAY_MS });
		await write(decided.slice(0, 5).map((each) => ({ ...each, atMs: each.atMs - 200 * DAY_MS })));
		expect(await errorOf('calibrate', { days: 90 })).toContain('Last Days: is so short that the router made no decisions in it.');
	});

	it('looks at the whole log unless told otherwise, so that it begins where it began', async () => {
		await write(decided.slice(0, 100).map((each) => ({ ...each, atMs: each.atMs - 800 * DAY_MS })));
		await write(decided.slice(100, 110));
		expect(one(await run('calibrate'))).toMatchObject({ requests: 110 });
		expect(one(await run('calibrate', { days: 90 }))).toMatchObject({ requests: 10 });
	});

	it('is done once for items that ask for the same, each item apart', async () => {
		await write(decided.slice(0, 200));
		const { json } = await run(
			'calibrate',
			{ target: '={{ $json.target }}', options: { saveAs: 's' } },
			{ items: [{ json: { target: 60 } }, { json: { target: 60 } }, { json: { target: 99 } }] },
		);
		expect(json.map(({ target, savedAs }) => [target, savedAs])).toEqual([
			[0.6, { name: 's', version: 1 }],
			[0.6, { name: 's', version: 1 }],
			[0.99, null],
		]);
	});

	it.each(['calibrate', 'set', 'get', 'getAll', 'delete'])(
		'does not %s in queue mode without Postgres, where each worker has its own log',
		async (operation) => {
			process.env['EXECUTIONS_MODE'] = 'queue';
			expect(await errorOf(operation, { name: 'x' })).toContain('LLM Router Store: is missing, and n8n runs in queue mode');
		},
	);
});

describe('named thresholds', () => {
	it('are set by hand, listed, shown with their versions, and deleted', async () => {
		expect(one(await run('set', { name: 'a', threshold: 0.6 }))).toEqual({ name: 'a', version: 1, threshold: 0.6, certified: false });
		await run('set', { name: 'a', threshold: 0.65 });
		await run('set', { name: 'b', threshold: '0.7' });
		expect((await run('getAll')).json).toEqual([
			{ name: 'a', version: 2, at: expect.any(String), threshold: 0.65, certified: false },
			{ name: 'b', version: 1, at: expect.any(String), threshold: 0.7, certified: false },
		]);
		const got = one(await run('get', { name: 'a' }));
		expect(got).toMatchObject({ name: 'a', version: 2, threshold: 0.65, state: 'by_hand', certificate: null });
		expect(got['versions']).toMatchObject([
			{ version: 2, threshold: 0.65 },
			{ version: 1, threshold: 0.6 },
		]);
		expect(one(await run('delete', { name: 'a' }))).toEqual({ name: 'a', deleted: true });
		expect(await errorOf('get', { name: 'a' })).toContain('Name: is "a", and there is no such threshold.');
		expect(await errorOf('delete', { name: 'a' })).toContain('Name: is "a", and there is no such threshold.');
	});

	it('are refused without a name or beyond 0 to 1, with nothing written', async () => {
		expect(await errorOf('set', { name: ' ', threshold: 0.5 })).toContain('Name: is empty.');
		expect(
			await errorOf(
				'set',
				{ name: '={{ $json.name }}', threshold: '={{ $json.t }}' },
				{ items: [{ json: { name: 'fine', t: 0.5 } }, { json: { name: 'x', t: 1.01 } }] },
			),
		).toContain('Threshold: is "1.01". Use a number from 0 to 1.');
		expect(await store().feedback.listDocuments('threshold')).toEqual([]);
	});

	it('that are certified say whether they still hold, and what has changed', async () => {
		await write(decided);
		await run('calibrate', { options: { saveAs: 'support' } });
		expect(one(await run('get', { name: 'support' }))).toMatchObject({
			state: 'valid',
			certified: true,
			target: 0.95,
			router: 'wf:router',
			judge: JUDGE,
			expiredBecause: [],
		});
		await write(
			drawn.slice(0, 300).map((request, place) =>
				decisionOf({ ...request, id: `later${String(place)}` }, place, {
					audits: AUDITS,
					fromMs: Date.now() - 3_600_000,
					changes: { policyBasis: 'c', weightsVersion: 'weights-2' },
				}),
			),
		);
		const later = one(await run('get', { name: 'support' }));
		expect(later).toMatchObject({
			state: 'expired',
			expiredBecause: ['policy', 'weights'],
			says: 'It has expired: Models, prices, checks or settings of the router have changed; Other classifier weights predict the quality now. Calibrate again.',
		});
		await store().feedback.erase({ kind: 'older_than', atMs: Date.now() + DAY_MS });
		expect(one(await run('get', { name: 'support' }))).toMatchObject({ state: 'unknown' });
	});

	it('outlive the ledger they were written with', async () => {
		await run('set', { name: 'a', threshold: 0.6 });
		await closeLedgers();
		await ledger.close();
		ledger = await openLedger();
		expect(one(await run('get', { name: 'a' }))).toMatchObject({ threshold: 0.6 });
	});
});
