import { DOCUMENTS } from '../../../router/ledger/documents';
import { readTuningDocument, type TuningDocument } from '../../../router/learning/autotune/document';
import { wishOf } from '../../../router/learning/autotune/open';
import { changeTuned } from '../../../nodes/LlmRouterFeedback/autoTune/document';
import { sqliteLedgerAt } from '../../../nodes/shared/ledger';
import type { Charge } from '../../../router/ledger/record';
import type { Ticket } from '../../../router/ledger/tuning';
import { DAY_MS } from '../../../router/clock';
import { ledgerFile } from '../../../scripts/lib/ledgerFile';
import { runFeedback, type FeedbackResult } from '../../support/feedbackNode';
import { fullRecord } from '../../support/records';
import { fromList } from '../../support/routerField';
import { openLedger, type TestLedger } from '../../support/routeNode';
import { documentAfter } from '../../support/tuningDocument';

const CERTIFIED = documentAfter({ items: 2_000 });

let ledger: TestLedger;
beforeAll(async () => {
	ledger = await openLedger();
});
afterAll(() => ledger.close());
afterEach(async () => {
	delete process.env['EXECUTIONS_MODE'];
	const { feedback } = sqliteLedgerAt(ledgerFile);
	await feedback.erase({ kind: 'older_than', atMs: Date.now() + DAY_MS });
	for (const kind of [DOCUMENTS.autoTune, DOCUMENTS.alert])
		for (const { name } of await feedback.listDocuments(kind)) await feedback.deleteDocument(kind, name);
});

const feedback = () => sqliteLedgerAt(ledgerFile).feedback;
const put = (name: string, json: TuningDocument) => feedback().putDocument({ kind: DOCUMENTS.autoTune, name, json, expectedVersion: null });
const kept = async (name: string) => readTuningDocument((await feedback().getDocument(DOCUMENTS.autoTune, name))?.json);
const decided = (routerId: string, routerName: string) =>
	sqliteLedgerAt(ledgerFile).record(fullRecord(routerId, { routerId, routerName, dedupeKey: routerId, atMs: Date.now() - 60_000 }));

const run = (operation: string, parameters: Record<string, unknown> = {}, more: Partial<Parameters<typeof runFeedback>[0]> = {}) =>
	runFeedback({ parameters: { resource: 'threshold', operation, ...parameters }, ...more });
const one = ({ json, error }: FeedbackResult) => {
	if (error !== undefined) throw error;
	expect(json).toHaveLength(1);
	return json[0] ?? {};
};
const errorOf = async (...ask: Parameters<typeof run>) => (await run(...ask)).error?.message;
const change = async (to: string) => one(await run('changeAutoTune', { autoTuneChange: to }));

describe('Threshold: Get Auto-Tune', () => {
	it('shows who answers which share, in words and as fields, of the only router that has it', async () => {
		await decided('wf:plain', 'Orders / Router');
		await decided('wf:tuned', 'Support / Router');
		await put('wf:tuned', CERTIFIED);
		const found = one(await run('getAutoTune'));
		expect(found).toMatchObject({
			router: 'wf:tuned',
			routerName: 'Support / Router',
			phase: 'certified',
			paused: false,
			target: 0.9,
			confidence: 0.95,
			judge: 'maker/strong',
			serves: [
				{ model: 'maker/small', share: 1 },
				{ model: 'maker/strong', share: 0 },
			],
			controls: { done: 10, passed: 0, of: 10 },
			spendAtMostUsd: 5,
		});
		expect(found['says']).toContain('100 % go to maker/small. Of all answers at least 90 % are as good as ');
	});

	it('asks which router where several have it, and takes the one that is named', async () => {
		await decided('wf:a', 'Mail / Router');
		for (const name of ['wf:a', 'wf:b']) await put(name, CERTIFIED);
		expect(await errorOf('getAutoTune')).toContain(
			'Router: is empty, and 2 routers have Auto-Tune. Choose one of: Mail / Router (wf:a); wf:b.',
		);
		expect(one(await run('getAutoTune', { routerId: fromList('wf:b') }))).toMatchObject({ router: 'wf:b' });
	});

	it.each(['getAutoTune', 'changeAutoTune'])('%s names field and fix where there is none', async (operation) => {
		const begin = 'Set Threshold From to Auto-Tune in Route LLM Request, activate its workflow and let it run.';
		expect(await errorOf(operation)).toContain(`Router: cannot be chosen, because no router has Auto-Tune yet. ${begin}`);
		await decided('wf:plain', 'Orders / Router');
		await put('wf:tuned', CERTIFIED);
		expect(await errorOf(operation, { routerId: 'wf:plain' })).toContain(
			`Router: is "wf:plain", which has no Auto-Tune. ${begin} Choose one of: wf:tuned.`,
		);
	});

	it('is refused in queue mode without Postgres, as each worker knows its own part', async () => {
		process.env['EXECUTIONS_MODE'] = 'queue';
		for (const operation of ['getAutoTune', 'changeAutoTune'])
			expect(await errorOf(operation)).toContain('LLM Router Store: is missing, and n8n runs in queue mode');
	});
});

describe('Threshold: Change Auto-Tune', () => {
	it('pauses: nothing is compared, everything goes to the strongest, all evidence is kept; and resumes', async () => {
		await put('wf:tuned', CERTIFIED);
		expect(await change('pause')).toMatchObject({ changed: true, paused: true, serves: [{ model: 'maker/strong', share: 1 }] });
		const paused = await kept('wf:tuned');
		expect(paused?.state).toEqual(CERTIFIED.state);
		expect(paused && wishOf(paused, { id: 'x', score: 0 })).toEqual({ serve: { kind: 'strongest' }, audit: null });
		expect(await change('pause')).toMatchObject({ changed: false, result: 'Auto-Tune was paused already.' });
		expect(await change('resume')).toMatchObject({ changed: true, paused: false });
		expect(await kept('wf:tuned')).toEqual(CERTIFIED);
	});

	it('starts over at the next step of the error, and says that this costs confidence', async () => {
		await put('wf:tuned', CERTIFIED);
		const over = await change('reset');
		expect(over).toMatchObject({ changed: true, phase: 'warming', start: 2, serves: [{ model: 'maker/strong', share: 1 }], ladders: [] });
		expect(over['result']).toContain('This costs confidence: start 2 may err half as often');
		expect((await kept('wf:tuned'))?.state.step).toBe(2);
	});

	it('starts nothing over that has not started', async () => {
		const state = { ...CERTIFIED.state, phase: { kind: 'not_started', why: 'too_few_items' } } as const;
		await put('wf:tuned', { ...CERTIFIED, state });
		expect(await change('reset')).toMatchObject({ changed: false, start: 1, notStartedBecause: 'too_few_items' });
	});

	it('loses nothing that the router writes at the same moment', async () => {
		await put('wf:tuned', CERTIFIED);
		let raced = 0;
		const changed = await changeTuned(feedback(), 'wf:tuned', (document) => {
			// The router is quicker, twice.
			if (raced++ < 2) void put('wf:tuned', { ...document, applied: document.applied + 1 });
			return { ...document, paused: true };
		});
		expect(raced).toBe(3);
		expect(changed?.after).toMatchObject({ paused: true, applied: CERTIFIED.applied + 2 });
		expect(await kept('wf:tuned')).toMatchObject({ paused: true, applied: CERTIFIED.applied + 2 });
	});
});

describe('what Auto-Tune compared', () => {
	const charge = (decisionId: string, id: string, costNanoUsd: number): Charge => ({
		id,
		decisionId,
		attempt: null,
		modelId: 'maker/strong',
		purpose: 'shadow',
		usage: null,
		costNanoUsd,
		basis: 'billed',
	});
	const drawn = (kind: Ticket['kind']): Ticket => ({ kind, start: 1, ladder: 0, modelId: 'maker/cheap', rung: 0, frontier: 3 });
	const draw = async (id: string, ticket: Ticket | null) => {
		const tuning = { basis: 'b', score: 0.1, probability: 1, ticket };
		const record = fullRecord(id, { routerId: 'wf:tuned', dedupeKey: id, atMs: Date.now() - 60_000, charges: [], tuning });
		await sqliteLedgerAt(ledgerFile).record(record);
	};

	it('is told apart by Decision: Get Many, and shows no answer of an audit under way', async () => {
		for (const kind of ['rung', 'control', 'watch'] as const) await draw(kind, drawn(kind));
		await draw('none', null);
		await feedback().recordAudit({ decisionId: 'control', end: { kind: 'controlled', passed: false }, charges: [] });
		await feedback().recordAuditStep({
			decisionId: 'rung',
			from: null,
			step: { asking: null, answers: { 'maker/cheap': 'SECRET' }, by: 'who' },
			charges: [],
		});
		const { json } = await runFeedback({ parameters: { resource: 'decision', operation: 'getAll' } });
		const found = new Map(json.map(({ id, autoTune, auditResult }) => [id, [autoTune, auditResult]]));
		expect(Object.fromEntries(found)).toEqual({
			rung: ['rung', null],
			control: ['control', { kind: 'control', passed: false }],
			watch: ['watch', null],
			none: [null, null],
		});
		expect(JSON.stringify(json)).not.toContain('SECRET');
	});

	it('is in the cost of audits once, controls and what was left included', async () => {
		for (const kind of ['rung', 'control', 'watch'] as const) await draw(kind, drawn(kind));
		const step = { asking: null, answers: { 'maker/cheap': 'x' }, by: 'who' };
		await feedback().recordAuditStep({ decisionId: 'rung', from: null, step, charges: [charge('rung', '1', 1e9)] });
		await feedback().recordAudit({
			decisionId: 'rung',
			end: { kind: 'left' },
			charges: [charge('rung', '1', 1e9), charge('rung', '2', 2e9)],
		});
		await feedback().recordAudit({
			decisionId: 'control',
			end: { kind: 'controlled', passed: false },
			charges: [charge('control', '3', 4e9)],
		});
		await feedback().recordAudit({ decisionId: 'watch', end: { kind: 'left' }, charges: [charge('watch', '4', 8e9)] });
		const { json } = await runFeedback({ parameters: { resource: 'report', operation: 'create' } });
		expect(json[0]?.['total']).toMatchObject({ requests: 3, costUsd: { shadow: 15, total: 15 } });
	});
});

describe('Report: Create', () => {
	it('has the ladder of the routers with Auto-Tune, on the page and as JSON', async () => {
		await decided('wf:tuned', 'Support / Router');
		await put('wf:tuned', CERTIFIED);
		await put('wf:other', CERTIFIED);
		const report = (parameters: Record<string, unknown>) =>
			runFeedback({ parameters: { resource: 'report', operation: 'create', ...parameters } });
		const routersOf = ({ json }: FeedbackResult) => (json[0]?.['autoTune'] as { router: string }[]).map(({ router }) => router);
		const all = await report({});
		expect(routersOf(all)).toEqual(['wf:other', 'wf:tuned']);
		const page = Buffer.from(all.outputs[0]?.[0]?.binary?.['data']?.data ?? '', 'base64').toString();
		expect(page).toContain('<h2>Auto-Tune: Support / Router (wf:tuned)</h2>');
		expect(routersOf(await report({ routerId: 'wf:tuned' }))).toEqual(['wf:tuned']);
		expect(routersOf(await report({ routerId: 'wf:nobody' }))).toEqual([]);
	});
});

describe('Alert: Check', () => {
	const HOUR_MS = 3_600_000;
	const news = (kind: TuningDocument['news'][number]['kind'], hoursAgo: number) => ({
		kind,
		atMs: Date.now() - hoursAgo * HOUR_MS,
		percent: 40,
		modelId: kind === 'judge_refused' ? 'maker/judge' : null,
		target: 0.9 as const,
		confidence: 0.95,
		spentNanoUsd: 41e7,
		mostNanoUsd: 5e9,
	});
	const check = async (parameters: Record<string, unknown> = {}) => {
		const { outputs, error } = await runFeedback({ parameters: { resource: 'alert', operation: 'check', ...parameters } });
		if (error !== undefined) throw error;
		return (outputs[1] ?? []).map(({ json }) => json);
	};

	it('tells each thing that Auto-Tune has to say once, with no rule needed', async () => {
		await decided('wf:tuned', 'Support / Router');
		const first = { ...CERTIFIED, news: [news('certified', 3)] };
		await put('wf:tuned', first);
		const [told, ...more] = await check();
		expect(more).toEqual([]);
		expect(told).toMatchObject({
			event: 'news',
			router: 'wf:tuned',
			routerName: 'Support / Router',
			autoTune: 'certified',
			share: 0.4,
			spentUsd: 0.41,
		});
		expect(told?.['text']).toContain('Support / Router (wf:tuned): Auto-Tune has certified');
		expect(told?.['text']).toContain('Of all answers at least 90 %');
		expect(await check()).toEqual([]);
		await put('wf:tuned', {
			...first,
			news: [...first.news, news('fell_back', 1), news('judge_refused', 0.5), news('stopped', 0.2), news('exhausted', 0.1)],
		});
		expect((await check()).map(({ autoTune }) => autoTune)).toEqual(['fell_back', 'judge_refused', 'stopped', 'exhausted']);
		expect(await check()).toEqual([]);
	});

	it('tells of the router that was chosen, and of none where it is switched off', async () => {
		await put('wf:a', { ...CERTIFIED, news: [news('certified', 3)] });
		await put('wf:b', { ...CERTIFIED, news: [news('stopped', 3)] });
		const rules = { values: [{ measure: 'requests', is: 'above', value: 1e9 }] };
		expect(await check({ autoTune: false, rules })).toEqual([]);
		expect(await check({ routerId: 'wf:b', rules })).toMatchObject([{ router: 'wf:b' }]);
		expect(await check({ rules })).toMatchObject([{ router: 'wf:a' }]);
	});
});
