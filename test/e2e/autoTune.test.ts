import type { Browser, Page } from 'playwright-core';
import { z } from 'zod';
import type { WorkflowJson } from '../../scripts/lib/engine';
import { openBrowser, openWorkflow, screenshot, SETUP_TIMEOUT_MS, sharedN8n, signedInPage, type SharedN8n } from '../support/e2e';
import { executionsOf, nextExecution, runByHand, until, type Execution, type Json } from '../support/executions';
import { json, serve, type TestServer } from '../support/httpServer';
import { panelOf } from '../support/panel';
import { ROUTER, routerWorkflow, wireTo, type RouterWorkflowOptions } from '../support/routerWorkflow';
import { postItems, webhookItems } from '../support/webhookItems';

const FEEDBACK = 'LLM Router Feedback';
const PATH = 'auto-tune';
const ITEMS = 20;
/** Of the runs that take it quickly to where a model is certified. */
const MANY = 100;
const OUTPUTS = [0, 1, 2];
const VIEWPORT = { width: 1440, height: 900 };
const JUDGING = '<<<DATA';

const START: WorkflowJson['nodes'][number] = {
	id: 'start',
	name: 'Start',
	type: 'n8n-nodes-base.manualTrigger',
	typeVersion: 1,
	position: [-500, 200],
	parameters: {},
};

const bodySchema = z.object({ model: z.string(), messages: z.array(z.object({ content: z.string() })) });
const comparedSchema = z.object({ answerA: z.string(), answerB: z.string() }).passthrough();
const viewSchema = z.object({
	phase: z.string(),
	paused: z.boolean(),
	says: z.string(),
	requests: z.number(),
	comparisons: z.object({ done: z.number(), waiting: z.number() }),
	controls: z.object({ done: z.number(), passed: z.number() }),
	spentUsd: z.number(),
	serves: z.array(z.object({ model: z.string(), share: z.number() })),
});
type View = z.infer<typeof viewSchema>;

/** Both models are right, each in its own words; the judge finds another request's answer worse. */
function answerTo(model: string, prompt: string): string {
	if (!prompt.startsWith(JUDGING)) return `${model} has translated ${numberIn(prompt)}`;
	const { answerA, answerB, ...asked } = comparedSchema.parse(JSON.parse(prompt.split('\n')[1] ?? '{}'));
	const number = numberIn(JSON.stringify(asked));
	const [a, b] = [answerA, answerB].map((answer) => numberIn(answer) === number);
	return JSON.stringify({ reason: 'so', better: a === b ? 'tie' : a ? 'A' : 'B' });
}

const numberIn = (text: string) => /\d{6}/.exec(text)?.[0] ?? '';

/** The tests follow one another, as a user's days do. */
describe('Auto-Tune in a real n8n', () => {
	let n8n: SharedN8n;
	let browser: Browser;
	let page: Page;
	let provider: TestServer;
	let credential: { id: string; name: string };
	let workflowId: string;
	let routerId: string;
	let asked = 100_000;

	beforeAll(async () => {
		n8n = sharedN8n();
		provider = await serve((response, { body }) => {
			const { model, messages } = bodySchema.parse(JSON.parse(body));
			const message = { role: 'assistant', content: answerTo(model, messages.at(-1)?.content ?? '') };
			json(response, 200, {
				id: 'x',
				object: 'chat.completion',
				created: 1,
				model,
				choices: [{ index: 0, message, finish_reason: 'stop' }],
				usage: { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 },
			});
		});
		const name = 'Registry of Auto-Tune';
		const data = { providers: ['custom1'], custom1Name: 'Mock', custom1BaseUrl: `${provider.url}/v1`, custom1ApiKey: 'sk-mock-tune' };
		credential = { name, id: await n8n.rest.createCredential('llmModelRegistryApi', name, data) };
		browser = await openBrowser();
		page = await signedInPage(browser, n8n.url);
		await page.setViewportSize(VIEWPORT);
	}, SETUP_TIMEOUT_MS);
	afterAll(async () => {
		if (workflowId) await n8n.rest.deactivate(workflowId);
		await browser.close();
		await provider.close();
	});

	const row = (model: string, branchName: string, strength: string, price: number) => ({
		model: { __rl: true, mode: 'id', value: `custom1/${model}` },
		branchName,
		settings: { strength, inputPrice: price, outputPrice: price },
	});
	const working = (parameters: Record<string, unknown>, more: Partial<RouterWorkflowOptions> = {}) =>
		routerWorkflow({
			name: 'Support',
			credential,
			ends: ['On Fallback', 'On Small', 'On Large'],
			parameters: { models: { values: [row('small', 'Small', '1', 1), row('large', 'Large', '10', 15)] }, ...parameters },
			...more,
		});

	describe('the panel', () => {
		const panel = () => panelOf(page, ROUTER);
		const shown = async (name: string) => (await panel().byTestId(`parameter-input-${name}`).count()) > 0;
		const option = (name: RegExp) => page.getByRole('option', { name }).filter({ visible: true });
		const choose = async (field: string, name: RegExp) => {
			await panel().byTestId(`parameter-input-${field}`).click();
			await option(name).click();
			await option(name).waitFor({ state: 'detached' });
		};
		const offersAutoTune = async () => {
			if (!(await shown('thresholdFrom'))) return false;
			await panel().byTestId('parameter-input-thresholdFrom').click();
			await option(/^This Panel/).waitFor();
			const offered = (await option(/^Auto-Tune/).count()) > 0;
			await page.keyboard.press('Escape');
			return offered;
		};

		beforeAll(async () => {
			await openWorkflow(page, n8n.url, await n8n.rest.createWorkflow(working({})));
			await panel().open();
		});
		afterAll(() => panel().close());

		it('turns it on in one choice, and has all of it on the first screen in place of Threshold', async () => {
			expect(await shown('threshold')).toBe(true);
			await choose('thresholdFrom', /^Auto-Tune/);
			const fields = ['autoTuneTarget', 'autoTuneJudge', 'autoTuneMost'];
			for (const field of fields) await panel().byTestId(`parameter-input-${field}`).waitFor();
			await screenshot(page, 'autotune-panel');
			expect(await shown('threshold')).toBe(false);
			const notice = page.getByText('Prompts and answers of compared requests are kept');
			const places = [...fields.map((field) => panel().byTestId(`parameter-input-${field}`)), notice];
			for (const place of places) {
				const box = await place.boundingBox();
				expect((box?.y ?? Infinity) + (box?.height ?? 0)).toBeLessThan(VIEWPORT.height);
			}
		});

		it('offers it with Classifier and Route and Answer alone', async () => {
			const offered: Record<string, boolean> = { Classifier: await offersAutoTune() };
			await choose('thresholdFrom', /^This Panel/);
			for (const strategy of ['LLM Judge', 'Rules']) {
				await choose('strategy', new RegExp(`^${strategy}`));
				offered[strategy] = await offersAutoTune();
			}
			await choose('strategy', /^Classifier/);
			await choose('operation', /^Route Only/);
			offered['Route Only'] = await offersAutoTune();
			expect(offered).toEqual({ Classifier: true, 'LLM Judge': false, Rules: false, 'Route Only': false });
		});
	});

	const itemsOf = (execution: Execution) => OUTPUTS.flatMap((output) => execution.items(ROUTER, output));
	const byBranch = (execution: Execution) => OUTPUTS.map((output) => execution.items(ROUTER, output).length);
	const reasonsOf = (execution: Execution) =>
		itemsOf(execution).map(({ llmRoute }) => z.object({ reason: z.string() }).parse(llmRoute).reason);
	const toldIn = (execution: Execution) => execution.hints(ROUTER).filter((hint) => /Auto-Tune|does not pay/.test(hint));
	const judged = () => provider.journal.filter(({ body }) => body.includes(JUDGING)).length;

	/** A run in production, with requests that were never asked before. */
	async function produce(count: number): Promise<Execution> {
		const known = await executionsOf(n8n.rest, workflowId);
		const texts = Array.from({ length: count }, () => `Translate number ${String(++asked)} into French.`);
		await postItems(n8n.url, PATH, texts);
		const execution = await nextExecution(n8n.rest, workflowId, known);
		expect(execution.status).toBe('success');
		expect(
			itemsOf(execution)
				.map(({ text }) => text)
				.sort(),
		).toEqual(texts);
		expect(toldIn(execution)).toHaveLength(1);
		for (const reason of reasonsOf(execution)) expect(reason).toContain('Auto-Tune: ');
		return execution;
	}

	/** Runs one operation of LLM Router Feedback by hand. */
	async function feedback(parameters: Json): Promise<Execution> {
		const id = await n8n.rest.createWorkflow({
			name: FEEDBACK,
			nodes: [
				START,
				{
					id: 'feedback',
					name: FEEDBACK,
					type: 'n8n-nodes-llm-router.llmRouterFeedback',
					typeVersion: 1,
					position: [250, 0],
					parameters: JSON.parse(JSON.stringify({ routerId: { __rl: true, mode: 'id', value: routerId }, ...parameters })),
				},
			],
			connections: { Start: { main: [[wireTo(FEEDBACK)]] } },
			settings: {},
		});
		const execution = await runByHand(n8n.rest, id, 'Start');
		expect(execution.errors(FEEDBACK)).toEqual([]);
		return execution;
	}

	async function getAutoTune(): Promise<View> {
		return viewSchema.parse((await feedback({ resource: 'threshold', operation: 'getAutoTune' })).items(FEEDBACK)[0]);
	}

	/** Waits until all that was drawn so far is compared. */
	const compared = () =>
		until('the end of the comparisons', async () => {
			const view = await getAutoTune();
			return view.comparisons.waiting === 0 ? view : null;
		});

	it('sends all to the strongest at first, and compares nothing in the run', async () => {
		const hook = webhookItems(PATH, ROUTER);
		const from = { nodes: [...hook.nodes, START], connections: { ...hook.connections, Start: { main: [[wireTo(ROUTER)]] } } };
		const parameters = { thresholdFrom: 'auto_tune', autoTuneTarget: 90, maxRetries: 0, parallelItems: 50 };
		const pinData = { Start: [{ json: { text: 'Translate number 999999 into French.' } }] };
		workflowId = await n8n.rest.createWorkflow(working(parameters, { from, pinData }));
		routerId = `${workflowId}:router`;
		await n8n.rest.activate(workflowId);
		const first = await produce(ITEMS);
		expect(byBranch(first)).toEqual([0, 0, ITEMS]);
		expect(toldIn(first)[0]).toContain('20 of 100 requests seen before comparing; everything goes to Large until then.');
		expect(provider.journal).toHaveLength(ITEMS);
	});

	it('compares behind the runs, and then sends the certified share to the weaker model', async () => {
		await produce(MANY - ITEMS);
		const before = judged();
		const during = await produce(ITEMS);
		expect(byBranch(during)).toEqual([0, 0, ITEMS]);
		const { comparisons } = await compared();
		expect([comparisons.done > 0, judged() > before]).toEqual([true, true]);
		let last = during;
		for (let runs = 0; runs < 8 && (last.items(ROUTER, 1).length === 0 || last === during); runs++) {
			last = await produce(MANY);
			await compared();
		}
		expect(last.items(ROUTER, 1).length).toBeGreaterThan(0);
		expect(toldIn(last)[0]).toMatch(/ % go to Small\. Of all answers at least 90 % are as good as Large's \(95 % confidence/);
	});

	it('says in a run by hand that it does not count, and counts nothing of it', async () => {
		const { requests } = await compared();
		const before = judged();
		const known = await executionsOf(n8n.rest, workflowId);
		await openWorkflow(page, n8n.url, workflowId);
		const panel = panelOf(page, ROUTER);
		await page.locator('[data-test-id="canvas-node"][data-node-name="Start"]').hover();
		await panel.byTestId('execute-workflow-button-Start').click();
		const manual = await nextExecution(n8n.rest, workflowId, known);
		await panel.open();
		await panel.byTestId('output-panel').getByText('Auto-Tune: ').first().waitFor();
		await screenshot(page, 'autotune-hint');
		expect(itemsOf(manual)).toHaveLength(1);
		expect(toldIn(manual)).toEqual([expect.stringMatching(/Manual and test runs do not count\.$/)]);
		expect([(await compared()).requests, judged()]).toEqual([requests, before]);
	});

	it('is told by the report, with its ladder', async () => {
		const view = await getAutoTune();
		expect(view).toMatchObject({ paused: false, controls: { passed: 0 } });
		expect(view.serves.map(({ model }) => model)).toEqual(['custom1/small', 'custom1/large']);
		const execution = await feedback({ resource: 'report', operation: 'create' });
		expect(execution.items(FEEDBACK)[0]).toMatchObject({ autoTune: [{ router: routerId, requests: view.requests }] });
		const report = await browser.newPage({ viewport: { width: 1100, height: 1800 } });
		// High enough to have the ladder on the picture.
		await report.setContent(await reportPage(execution));
		const heading = report.getByRole('heading', { name: /^Auto-Tune: / });
		await screenshot(report, 'autotune-report');
		expect(await heading.innerText()).toContain('Support / Route LLM Request');
		expect(await report.getByText(/ % go to .*small\. Of all answers at least 90 % /).count()).toBeGreaterThan(0);
		await report.close();
	});

	async function reportPage({ raw }: Execution): Promise<string> {
		const id = /(?:filesystem-v2|database):[^"\\]+/.exec(raw)?.[0] ?? '';
		const url = `${n8n.url}/rest/binary-data?id=${encodeURIComponent(id)}&action=download&fileName=report.html&mimeType=text/html`;
		const response = await fetch(url, { headers: { cookie: n8n.rest.cookie } });
		expect(response.status).toBe(200);
		return await response.text();
	}

	it('pauses, which sends everything to the strongest, and resumes', async () => {
		const change = (autoTuneChange: string) => feedback({ resource: 'threshold', operation: 'changeAutoTune', autoTuneChange });
		await change('pause');
		expect((await getAutoTune()).paused).toBe(true);
		const before = judged();
		const paused = await produce(ITEMS);
		expect(byBranch(paused)).toEqual([0, 0, ITEMS]);
		expect(toldIn(paused)).toEqual(['Auto-Tune is paused; everything goes to Large. Resume it to continue.']);
		expect(judged()).toBe(before);
		await change('resume');
		expect((await produce(MANY)).items(ROUTER, 1).length).toBeGreaterThan(0);
	});
});
