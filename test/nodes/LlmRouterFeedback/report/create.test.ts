import { momentOf } from '../../../../nodes/shared/moment';
import { sqliteLedgerAt } from '../../../../nodes/shared/ledger';
import { makeReport } from '../../../../router/report/rows';
import { DAY_MS } from '../../../../router/clock';
import { ledgerFile } from '../../../../scripts/lib/ledgerFile';
import { writeSyntheticLedger } from '../../../../scripts/lib/syntheticLedger';
import { runFeedback, type FeedbackAsk } from '../../../support/feedbackNode';
import { fromList } from '../../../support/routerField';
import { openLedger, type TestLedger } from '../../../support/routeNode';

/** Of a workflow that sets none, where n8n was not told another. */
const N8N_DEFAULT_ZONE = 'America/New_York';
const REQUESTS = 4_000;
const FROM_MS = Date.now() - 6 * DAY_MS;
let ledger: TestLedger;

beforeAll(async () => {
	writeSyntheticLedger(ledgerFile, {
		seed: 11,
		decisions: REQUESTS,
		truth: 'routing_pays',
		auditProbability: 0.3,
		fromMs: FROM_MS,
		days: 6,
	});
	ledger = await openLedger();
});
afterAll(() => ledger.close());
afterEach(() => void delete process.env['EXECUTIONS_MODE']);

const create = (parameters: Record<string, unknown> = {}, ask: Partial<FeedbackAsk> = {}) =>
	runFeedback({ parameters: { resource: 'report', operation: 'create', ...parameters }, ...ask });

interface Row {
	readonly by: string;
	readonly name: string;
	readonly requests: number;
	readonly routerName: string | null;
}

interface Made {
	readonly summary: string;
	readonly verdict: { readonly kind: string; readonly text: string };
	readonly total: Row;
	readonly rows: readonly Row[];
	readonly partial: boolean;
	readonly notes: readonly string[];
	readonly period: { readonly from: string; readonly to: string; readonly timeZone: string; readonly text: string };
}

const made = (json: unknown): Made => json as Made;

async function pageOf(
	result: Awaited<ReturnType<typeof create>>,
	field = 'data',
): Promise<{ text: string; name: string | undefined; type: string | undefined }> {
	const file = result.outputs[0]?.[0]?.binary?.[field];
	return { text: Buffer.from(file?.data ?? '', 'base64').toString(), name: file?.fileName, type: file?.mimeType };
}

/** From/To around all that was recorded. */
const all = { period: 'between', from: new Date(FROM_MS).toISOString(), to: new Date(FROM_MS + 6 * DAY_MS).toISOString() };

describe('Report: Create', () => {
	it('has every figure of the ledger in one item: the total, routers, strategies, routes and days', async () => {
		const result = await create(all);
		expect(result.status).toBe('success');
		expect(result.json).toHaveLength(1);
		const report = made(result.json[0]);
		const day = { name: 'all', startMs: FROM_MS };
		const facts = await sqliteLedgerAt(ledgerFile).report({ routerId: null, days: [day], toMs: FROM_MS + 6 * DAY_MS, goodFrom: 0.5 });
		const { total, routers, strategies, routes, verdict } = makeReport(facts);
		expect(total.requests).toBe(REQUESTS);
		expect(report.total).toMatchObject({
			requests: REQUESTS,
			costUsd: { shadow: total.costUsd.shadow },
			relative: { audits: total.relative?.audits },
		});
		const named = (by: string) => report.rows.filter((row) => row.by === by).map(({ name, requests }) => [name, requests]);
		expect(named('router')).toEqual(routers.map(({ name, requests }) => [name, requests]));
		expect(named('strategy')).toEqual(strategies.map(({ name, requests }) => [name, requests]));
		expect(named('route')).toEqual(routes.map(({ name, requests }) => [name, requests]));
		expect(report.rows.filter(({ by }) => by === 'day').reduce((sum, { requests }) => sum + requests, 0)).toBe(REQUESTS);
		expect(report.verdict).toMatchObject({ kind: verdict.kind, text: verdict.sentences.join(' ') });
		expect(report.summary).toContain(`${verdict.sentences[0] ?? 'none'}\n`);
		expect(report.summary).toContain('4,000 requests, $');
	});

	it('adds a page that begins with the same verdict', async () => {
		const result = await create({ ...all, title: 'Support <b>bot</b>', binaryField: 'page' });
		const { text, name, type } = await pageOf(result, 'page');
		expect([name, type]).toEqual(['report.html', 'text/html']);
		expect(text).toContain(`<p>${made(result.json[0]).verdict.text.split('. ')[0] ?? 'none'}`);
		expect(text).toContain('<h1>Support &lt;b&gt;bot&lt;/b&gt;</h1>');
		expect((await create({ ...all, htmlPage: false })).outputs[0]?.[0]?.binary).toBeUndefined();
	});

	it('gives an item for each row to a sheet, all with the same columns', async () => {
		const { json, outputs } = await create({ ...all, output: 'rows' });
		const [first] = json;
		expect(first).toMatchObject({ by: 'total', name: '', requests: REQUESTS, partial: false });
		expect(new Set(json.map((row) => Object.keys(row).join())).size).toBe(1);
		expect(json.every((row) => Object.values(row).every((cell) => cell === null || typeof cell !== 'object'))).toBe(true);
		expect(new Set(json.map(({ by }) => by))).toEqual(new Set(['total', 'router', 'strategy', 'route', 'day']));
		expect(outputs[0]?.some(({ binary }) => binary !== undefined)).toBe(false);
	});

	it('is about the last days and one router where it is asked so', async () => {
		const week = made((await create()).json[0]);
		const twoDays = made((await create({ days: 2 })).json[0]);
		const one = made((await create({ routerId: fromList('workflow-b:Support') })).json[0]);
		expect(week.total.requests).toBe(REQUESTS);
		expect(twoDays.total.requests).toBeGreaterThan(REQUESTS * 0.3);
		expect(twoDays.total.requests).toBeLessThan(REQUESTS * 0.36);
		expect(one.rows.filter(({ by }) => by === 'router').map(({ name }) => name)).toEqual(['workflow-b:Support']);
		expect(one.total.requests).toBeLessThan(REQUESTS);
		expect(made((await create({ routerId: 'workflow-b:Support' })).json[0]).rows).toEqual(one.rows);
	});

	it('names routers beside their ids: in the item, in rows for a sheet and on the page', async () => {
		const chosen = await create({ ...all, routerId: fromList('workflow-b:Support') });
		expect(chosen.json[0]).toMatchObject({ router: 'workflow-b:Support', routerName: 'Office / Support' });
		const named = (rows: readonly Row[]) =>
			rows.filter(({ routerName }) => routerName !== null).map(({ by, name, routerName }) => [by, name, routerName]);
		expect(named(made(chosen.json[0]).rows)).toEqual([['router', 'workflow-b:Support', 'Office / Support']]);
		const { text } = await pageOf(chosen);
		expect(text).toContain(') · Office / Support (workflow-b:Support) · made ');
		expect(text).toContain('<td class="text">Office / Support (workflow-b:Support)</td>');
		const { json } = await create({ ...all, output: 'rows' });
		expect(json.flatMap(({ by, name, router_name: called }) => (called === null ? [] : [[by, name, called]]))).toEqual(
			expect.arrayContaining([
				['router', 'workflow-b:Support', 'Office / Support'],
				['router', 'workflow-a:Route LLM Request', 'Office / Route LLM Request'],
			]),
		);
	});

	it('counts days in the time zone of the workflow, and reads From and To there', async () => {
		const day = new Date(FROM_MS + 2 * DAY_MS).toISOString().slice(0, 10);
		const { json } = await create({ period: 'between', from: `${day}T00:00:00`, to: `${day}T23:59:59` });
		const report = made(json[0]);
		const fromMs = momentOf({ value: `${day}T00:00:00`, timeZone: N8N_DEFAULT_ZONE }) ?? NaN;
		expect(report.period).toMatchObject({ from: new Date(fromMs).toISOString(), timeZone: N8N_DEFAULT_ZONE });
		expect(report.rows.filter(({ by }) => by === 'day').map(({ name }) => name)).toEqual([day]);
		expect(report.period.text).toContain(', 00:00 to ');
	});

	it('says that the log is partial in queue mode without a store: in the item, in its summary and on the page', async () => {
		process.env['EXECUTIONS_MODE'] = 'queue';
		const result = await create(all);
		const report = made(result.json[0]);
		const { text } = await pageOf(result);
		expect(report.partial).toBe(true);
		expect(report.summary).toContain('Partial log: ');
		expect(text.slice(text.indexOf('<main>')).startsWith('<main>\n<p class="note" role="note">Partial log: ')).toBe(true);
		delete process.env['EXECUTIONS_MODE'];
		expect(made((await create(all)).json[0])).toMatchObject({ partial: false, notes: [] });
	});

	it('has nothing to say of a period without decisions, and says so', async () => {
		const { json } = await create({ period: 'between', from: '2020-01-01', to: '2020-02-01' });
		expect(made(json[0])).toMatchObject({ verdict: { kind: 'not_enough_data' }, total: { requests: 0 } });
	});

	it.each([
		[{ days: 0 }, 'Days: is not a number of days'],
		[{ days: 401 }, 'Days: is not a number of days'],
		[{ period: 'between', from: '2026-02-01', to: '2026-01-01' }, 'From: is not before To'],
		[{ period: 'between', from: 'yesterday', to: '' }, 'From: is not a date'],
		[{ period: 'between', from: '2020-01-01', to: '2026-01-01' }, 'From: is more than 400 days before To'],
		[{ options: { tolerance: 100 } }, 'Options, Tolerance: is 100. Use a number from 0 to 99.'],
	])('%j is refused by name', async (parameters, message) => {
		const { status, error } = await create(parameters);
		expect(status).toBe('error');
		expect(error?.message).toContain(message);
	});
});
