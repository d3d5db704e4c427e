import { randomUUID } from 'node:crypto';

import { alertFields } from '../../../../nodes/LlmRouterFeedback/description/alert';
import { sqliteLedgerAt } from '../../../../nodes/shared/ledger';
import { DOCUMENTS, type ThresholdDocument } from '../../../../router/ledger/documents';
import type { DecisionRecord } from '../../../../router/ledger/record';
import { MEASURE_NAMES, MEASURES, type MeasureName } from '../../../../router/report/alerts/measures';
import { ledgerFile } from '../../../../scripts/lib/ledgerFile';
import { runFeedback, type FeedbackAsk } from '../../../support/feedbackNode';
import { fullRecord } from '../../../support/records';
import { fromList } from '../../../support/routerField';
import { openLedger, type TestLedger } from '../../../support/routeNode';

const HOUR_MS = 3_600_000;
let ledger: TestLedger;

beforeEach(async () => {
	ledger = await openLedger();
});
afterEach(async () => {
	delete process.env['EXECUTIONS_MODE'];
	await ledger.close();
});

/** Requests of a router, just now or so many hours ago. */
async function log(routerId: string, count: number, changes: Partial<DecisionRecord> & { readonly hoursAgo?: number } = {}): Promise<void> {
	const { hoursAgo = 0.1, ...rest } = changes;
	const atMs = Date.now() - hoursAgo * HOUR_MS;
	const records = Array.from({ length: count }, () => {
		const id = randomUUID();
		return fullRecord(id, {
			routerId,
			atMs,
			dedupeKey: id,
			forcedBy: null,
			degraded: false,
			charges: [],
			stored: null,
			features: null,
			...rest,
		});
	});
	const recorded = await Promise.all(records.map((record) => sqliteLedgerAt(ledgerFile).record(record)));
	expect(recorded.filter(({ kind }) => kind !== 'stored')).toEqual([]);
}

const FALLBACK: Partial<DecisionRecord> = { result: { kind: 'fallback', failure: 'capacity' } };
const RULE = { measure: 'fallback_rate', is: 'above', value: 5 };

interface Alert {
	readonly event: string;
	readonly text: string;
	readonly since: string;
}

interface Check {
	readonly alerts: readonly Alert[];
	readonly checked: readonly {
		readonly open: readonly { readonly name: string; readonly since: string }[];
		readonly rules: readonly { readonly state: string; readonly text: string; readonly event: string | null }[];
		readonly figures: readonly (Readonly<Record<MeasureName, { readonly value: number } | null>> & { readonly windowHours: number })[];
		readonly partial: boolean;
	}[];
	readonly error: string | undefined;
	readonly outputs: Awaited<ReturnType<typeof runFeedback>>['outputs'];
}

/** A check by the node of this id, with one rule unless others are given. */
async function check(routerId: string, parameters: Record<string, unknown> = {}, ask: Partial<FeedbackAsk> = {}): Promise<Check> {
	const { outputs, error } = await runFeedback({
		parameters: { resource: 'alert', operation: 'check', routerId, rules: { values: [RULE] }, ...parameters },
		node: { id: `node-of-${routerId}` },
		...ask,
	});
	const json = (output: number): unknown => (outputs[output] ?? []).map((item) => item.json);
	return { alerts: json(1) as Alert[], checked: json(0) as Check['checked'], error: error?.message, outputs };
}

const events = ({ alerts }: Check) => alerts.map(({ event }) => event);

describe('Alert: Check', () => {
	it('says once that an incident begins and once that it is over, across restarts', async () => {
		await log('w:restart', 30, FALLBACK);
		const first = await check('w:restart');
		expect(events(first)).toEqual(['incident']);
		expect(first.alerts[0]?.text).toMatch(
			/^Fallback rate 100\.0 % in the last 24 h, above 5 % \(30 requests\)\. Since \d+ \w+ \d{4}, \d\d:\d\d\.$/,
		);
		expect(first.checked).toMatchObject([
			{
				open: [{ name: 'Fallback rate above 5 %', since: first.alerts[0]?.since }],
				rules: [{ state: 'breached', event: 'incident' }],
				partial: false,
			},
		]);

		await ledger.close();
		ledger = await openLedger();
		const second = await check('w:restart');
		expect([events(second), second.outputs.map((items) => items.length)]).toEqual([[], [1, 0]]);
		expect(second.checked).toMatchObject([{ open: [{ since: first.alerts[0]?.since }], rules: [{ state: 'breached', event: null }] }]);

		await log('w:restart', 1_000);
		await ledger.close();
		ledger = await openLedger();
		const third = await check('w:restart');
		expect(events(third)).toEqual(['recovery']);
		expect(third.alerts[0]?.text).toMatch(
			/^Recovered: Fallback rate 2\.9 % in the last 24 h, not above 5 % \(1,030 requests\)\. It lasted \d+ min, since /,
		);
		expect(third.checked[0]?.open).toEqual([]);
		expect(events(await check('w:restart'))).toEqual([]);
	});

	it('says it once where two checks look at the same moment', async () => {
		await log('w:twice', 30, FALLBACK);
		const both = await Promise.all([check('w:twice'), check('w:twice'), check('w:twice')]);
		expect(both.flatMap(events)).toEqual(['incident']);
		expect(both.map(({ checked }) => checked[0]?.open.length)).toEqual([1, 1, 1]);
	});

	it('neither begins nor ends anything with too few requests in the window', async () => {
		await log('w:few', 19, FALLBACK);
		expect(await check('w:few')).toMatchObject({
			alerts: [],
			checked: [{ rules: [{ state: 'unclear', text: 'Fallback rate: not enough data in the last 24 h (19 of 20 requests).' }] }],
		});
		await log('w:few', 1, FALLBACK);
		expect(events(await check('w:few'))).toEqual(['incident']);
		expect(events(await check('w:few', { rules: { values: [{ ...RULE, minRequests: 500 }] } }))).toEqual([]);
	});

	it('looks at the window that each rule names, and shows all figures of each', async () => {
		await log('w:windows', 40, { ...FALLBACK, hoursAgo: 30 });
		await log('w:windows', 60);
		const { checked, alerts } = await check('w:windows', { rules: { values: [RULE, { ...RULE, windowHours: 48, name: 'Two days' }] } });
		expect(alerts).toMatchObject([{ event: 'incident', name: 'Two days', windowHours: 48, value: 0.4, limit: 0.05, requests: 100 }]);
		expect(
			checked[0]?.figures.map(({ windowHours, requests, fallback_rate: rate }) => [windowHours, requests?.value, rate?.value]),
		).toEqual([
			[24, 60, 0],
			[48, 100, 0.4],
		]);
		expect(Object.keys(checked[0]?.figures[0] ?? {})).toEqual(['windowHours', ...MEASURE_NAMES]);
	});

	it('has the default rule where nothing was changed', async () => {
		await log('w:default', 30, FALLBACK);
		const { outputs } = await runFeedback({ parameters: { resource: 'alert', routerId: fromList('w:default') }, node: { id: 'default' } });
		expect(outputs[1]?.map(({ json }) => json['text'])).toEqual([
			expect.stringContaining('Fallback rate 100.0 % in the last 24 h, above 5 %'),
		]);
	});

	it('forgets the incident of a rule that was changed, and looks at the new one afresh', async () => {
		await log('w:changed', 30, FALLBACK);
		await check('w:changed');
		const changed = await check('w:changed', { rules: { values: [{ ...RULE, value: 6 }] } });
		expect(events(changed)).toEqual(['incident']);
		expect(changed.checked[0]?.open).toHaveLength(1);
	});

	it('is for each item on its own, paired with it', async () => {
		await log('w:item-a', 30, FALLBACK);
		await log('w:item-b', 30);
		const { outputs } = await check('={{ $json.router }}', {}, { items: ['w:item-b', 'w:item-a'].map((router) => ({ json: { router } })) });
		expect(outputs.map((items) => items.map(({ json, pairedItem }) => [json['router'], pairedItem]))).toEqual([
			[
				['w:item-b', { item: 0 }],
				['w:item-a', { item: 1 }],
			],
			[['w:item-a', { item: 1 }]],
		]);
	});

	it('works on a partial log in queue mode, and says so', async () => {
		process.env['EXECUTIONS_MODE'] = 'queue';
		await log('w:queue', 30, FALLBACK);
		const { alerts, checked } = await check('w:queue');
		expect(checked[0]?.partial).toBe(true);
		expect(alerts[0]?.text).toMatch(/ Partial log: n8n runs in queue mode/);
	});

	it.each([
		[{ rules: {}, autoTune: false }, 'Rules: is empty'],
		[{ autoTune: '={{ "perhaps" }}' }, 'Auto-Tune: is'],
		[{ rules: { values: [{ ...RULE, value: '={{ "many" }}' }] } }, 'Rules, row 1, Value: cannot be used'],
		[{ rules: { values: [RULE, { ...RULE, windowHours: 0 }] } }, 'Rules, row 2, Window (Hours): cannot be used'],
		[{ rules: { values: [{ ...RULE, measure: '={{ "mood" }}' }] } }, 'Rules, row 1, Measure: cannot be used'],
		[{ drift: ['traffic'], driftHours: 0 }, 'Compare the Last (Hours): cannot be used'],
		[{ drift: ['traffic'], compareWith: 'threshold', thresholdName: '={{ "" }}' }, 'Threshold Name: is empty'],
		[
			{ drift: ['traffic'], compareWith: 'threshold', thresholdName: 'nobody' },
			'Threshold Name: is "nobody", and none is saved under that name',
		],
	])('%j is refused by name', async (parameters, message) => {
		const { error, outputs } = await check('w:bad', parameters);
		expect(error).toContain(message);
		expect(outputs.flat()).toEqual([]);
	});
});

describe('what has moved', () => {
	const [MINI, NEXT] = ['openai/gpt-4o-mini', 'openai/gpt-4o'];
	const candidates = (quality: number, names: readonly [string, string] = [MINI, NEXT]): DecisionRecord['candidates'] =>
		names.map((modelId, rank) => ({
			modelId,
			rank,
			price: {
				tiers: [{ fromInputTokens: 0, inputUsdPerMTok: 1 + rank, cachedInputUsdPerMTok: null, outputUsdPerMTok: 4 }],
				source: 'row',
			},
			limitsKey: modelId,
			excludedBy: null,
			quality: rank === 0 ? quality : 1,
			prior: null,
			propensity: 0.5,
		}));
	const answered: Partial<DecisionRecord> = { result: { kind: 'answered', modelId: MINI, slot: 1 }, attempts: [] };
	const drift = { rules: {}, drift: ['models', 'prices', 'traffic'], driftHours: 24 };

	it('is found for each router beside the time before, once, and is over when it is as before again', async () => {
		await log('w:moved', 200, { ...answered, candidates: candidates(0.95), hoursAgo: 30 });
		await log('w:moved', 200, { ...answered, candidates: candidates(0.15), hoursAgo: 5 });
		const first = await check('w:moved', drift);
		expect(first.checked[0]?.rules.map(({ state }) => state)).toEqual(['fine', 'fine', 'breached']);
		expect(first.alerts).toMatchObject([
			{
				event: 'incident',
				kind: 'drift',
				drift: 'traffic',
				router: 'w:moved',
				routerName: 'Support mail / Route LLM Request',
				text: expect.stringMatching(
					/^Traffic of Support mail \/ Route LLM Request \(w:moved\) has moved since the 24 h before: at least \d\d % /,
				),
			},
		]);
		expect(events(await check('w:moved', drift))).toEqual([]);
		await log('w:moved', 1_900, { ...answered, candidates: candidates(0.95) });
		const after = await check('w:moved', drift);
		expect(after.alerts).toMatchObject([{ event: 'recovery', drift: 'traffic' }]);
	});

	it('in prices and models says which, and what its provider no longer knows', async () => {
		await log('w:models', 30, { ...answered, candidates: candidates(0.9), hoursAgo: 30 });
		const dearer = candidates(0.9, [MINI, 'openai/gpt-5']).map((candidate) =>
			candidate.modelId === MINI && candidate.price
				? { ...candidate, price: { ...candidate.price, tiers: candidate.price.tiers.map((tier) => ({ ...tier, inputUsdPerMTok: 9 })) } }
				: candidate,
		);
		await log('w:models', 30, {
			...answered,
			candidates: dearer,
			attempts: [
				{
					modelId: MINI,
					why: 'first',
					startedMs: 0,
					endedMs: 1,
					omitted: [],
					result: {
						kind: 'failed',
						failure: 'model_not_found',
						scope: 'model',
						httpStatus: 404,
						retryAfterMs: null,
						billed: false,
						message: 'gone',
					},
				},
			],
		});
		const { alerts } = await check('w:models', drift);
		expect(alerts.map(({ text }) => text.split(' Since')[0])).toEqual([
			`Models of Support mail / Route LLM Request (w:models) have changed since the 24 h before: openai/gpt-5 was added; ${NEXT} was removed; ${MINI} was not known to its provider in 30 calls.`,
			`Prices of Support mail / Route LLM Request (w:models) have changed since the 24 h before: ${MINI} cost $1 / $4, now $9 / $4 (USD per million tokens, input / output).`,
		]);
	});

	it('is measured by the certificate of a named threshold, for the router it was computed on', async () => {
		const document: ThresholdDocument = {
			threshold: 0.7,
			certificate: {
				policyBasis: 'b'.repeat(64),
				judge: 'openai/judge',
				weightsVersion: 'weights-1',
				models: [MINI, NEXT],
				traffic: { requests: 500, tenths: [0, 0, 0, 0, 0, 0, 0, 0, 0, 500] },
				target: 0.95,
				confidence: 0.95,
				threshold: 0.7,
				risk: { estimate: 0.01, upper: 0.04 },
				auditsUsed: 400,
				period: { fromMs: 0, toMs: 1 },
				routerId: 'w:certified',
			},
		};
		await sqliteLedgerAt(ledgerFile).feedback.putDocument({
			kind: DOCUMENTS.threshold,
			name: 'support',
			json: document,
			expectedVersion: null,
		});
		await log('w:certified', 200, { ...answered, candidates: candidates(0.15) });
		const ask = { ...drift, compareWith: 'threshold', thresholdName: 'support' };
		const first = await check('w:certified', ask);
		expect(first.alerts).toMatchObject([
			{ drift: 'traffic', threshold: 'support', text: expect.stringContaining('since the threshold "support" was certified') },
		]);
		expect(events(await check('w:certified', ask))).toEqual([]);
	});
});

describe('the panel of Alert', () => {
	const rules = alertFields.find(({ name }) => name === 'rules')?.options?.[0];
	const fields = rules && 'values' in rules ? rules.values : [];
	const shownFor = (name: string, byDefault: boolean) =>
		fields
			.filter((field) => field.name === name && field.default === byDefault)
			.flatMap(({ displayOptions }) => displayOptions?.show?.['measure'] ?? []);

	it('offers every measure, and Only When Certain where chance can be counted, with its default', () => {
		const offered = fields.find(({ name }) => name === 'measure')?.options?.flatMap((option) => ('value' in option ? [option.value] : []));
		expect(offered?.sort()).toEqual([...MEASURE_NAMES].sort());
		const certain = (value: boolean) => MEASURE_NAMES.filter((measure) => MEASURES[measure].certain === value).sort();
		expect([shownFor('certain', true).sort(), shownFor('certain', false).sort()]).toEqual([certain(true), certain(false)]);
	});
});
