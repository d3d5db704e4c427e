import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { CREDENTIAL_NAME, CREDENTIAL_TYPE, demoCredential } from '../../scripts/demo/credential';
import { startDemoProvider, type DemoProvider } from '../../scripts/demo/provider';
import { renderPage } from '../../router/report/page';
import { makeReport } from '../../router/report/rows';
import { localCache } from '../../scripts/lib/paths';
import {
	openBrowser,
	openWorkflow,
	readExample,
	SETUP_TIMEOUT_MS,
	sharedN8n,
	signedInPage,
	withCredentials,
	type SharedN8n,
} from '../support/e2e';
import { nextExecution } from '../support/executions';
import { answersBy, auditsOf, factsOf, LARGE, SMALL } from '../support/reportFacts';
import { TICKET_ENDS, ticketWorkflow } from '../support/ticketWorkflow';

/** With `--update` pictures are written here, else only taken. */
const PICTURES = 'docs/images';
const MOST_BYTES = 300_000;

const FALLEN = { result: 'fallback', modelId: null, failure: 'rate_limited', priced: [] } as const;

type Example = Awaited<ReturnType<typeof readExample>>;

const HIDDEN =
	'.el-notification, .vue-flow__panel, [data-test-id="canvas-controls"], [data-test-id="execute-workflow-button"], [data-test-id="tabs"], .el-radio-group { visibility: hidden }';

describe('the pictures of the docs', () => {
	let n8n: SharedN8n;
	let provider: DemoProvider;
	let browser: Browser;
	let credential: { id: string; name: string };

	beforeAll(async () => {
		n8n = sharedN8n();
		provider = await startDemoProvider();
		browser = await openBrowser();
		const id = await n8n.rest.createCredential(CREDENTIAL_TYPE, CREDENTIAL_NAME, demoCredential(provider.baseUrl));
		credential = { id, name: CREDENTIAL_NAME };
	}, SETUP_TIMEOUT_MS);
	afterAll(async () => {
		await browser.close();
		await n8n.rest.request('DELETE', `/credentials/${credential.id}`);
		await provider.stop();
	});

	it('show each branch with the number of items that it got', async () => {
		const id = await n8n.rest.createWorkflow(ticketWorkflow(credential));
		const page = await opened(id);
		await page.locator('[data-test-id="execute-workflow-button"]').first().click();
		const execution = await nextExecution(n8n.rest, id);
		const counts = TICKET_ENDS.map((end) => execution.items(end).length);
		expect(counts).toEqual([1, 5, 2]);

		const labels = page.locator('[data-test-id="edge-label"], .vue-flow__edge-label');
		for (const count of new Set(counts))
			await labels
				.filter({ hasText: `${String(count)} item` })
				.first()
				.waitFor();
		await takePicture(page, 'canvas');
	});

	it('show the router under an Agent', async () => {
		await takeExample('agent', await readExample('chat-model-agent.json'), { [CREDENTIAL_TYPE]: credential });
	});

	it.each([
		['step-record', 'slack-thumbs.json', /^(Button Pressed|What Slack Sent|Sign as Slack Does|From Slack, Just Now|Record the Vote)$/],
		['step-report', 'weekly-report.json', /./],
		['step-learn', 'nightly-learning.json', /./],
		['step-alert', 'alert.json', /./],
	])('show a step of the learning loop: %s', async (name, file, shown) => {
		const example = await readExample(file);
		await takeExample(name, { ...example, nodes: example.nodes.filter((node) => shown.test(node.name)) }, {});
	});

	it('show a report, of figures that are made up', async () => {
		const decisions = [answersBy(SMALL, 6_400), answersBy(LARGE, 3_600), answersBy(SMALL, 40, FALLEN)];
		const report = makeReport(factsOf(decisions, [auditsOf(SMALL, SMALL, { count: 500, good: 488 })]));
		const page = await browser.newPage({ colorScheme: 'light', viewport: { width: 1100, height: 760 } });
		await page.setContent(renderPage({ report, title: 'Support', period: 'September 2026', madeAt: '2026-10-01' }));
		const file = fileOf('report');
		await page.screenshot({ path: file });
		expect(readFileSync(file).length).toBeLessThanOrEqual(MOST_BYTES);
	});

	/** Without its notes: the page around the picture says what they say. */
	async function takeExample(name: string, example: Example, credentials: Parameters<typeof withCredentials>[1]): Promise<void> {
		const nodes = example.nodes.filter(({ type }) => type !== 'n8n-nodes-base.stickyNote');
		const names = new Set(nodes.map((node) => node.name));
		const connections = Object.fromEntries(Object.entries(example.connections).filter(([from]) => names.has(from)));
		const page = await opened(await n8n.rest.createWorkflow({ ...withCredentials(example, credentials), nodes, connections }));
		expect(await page.locator('.vue-flow__node').count()).toBe(nodes.length);
		await takePicture(page, name);
	}

	async function opened(workflowId: string): Promise<Page> {
		const page = await signedInPage(browser, n8n.url);
		await page.setViewportSize({ width: 1200, height: 760 });
		await openWorkflow(page, n8n.url, workflowId);
		return page;
	}
});

function fileOf(name: string): string {
	const folder = process.env['UPDATE_PAGES'] === '1' ? PICTURES : path.join(localCache, 'e2e-shots');
	mkdirSync(folder, { recursive: true });
	return path.join(folder, `${name}.png`);
}

async function takePicture(page: Page, name: string): Promise<void> {
	// n8n's shortcut for the whole workflow.
	await page.keyboard.press('1');
	// The buttons and messages of the editor lie over the canvas.
	await page.addStyleTag({ content: HIDDEN });
	const file = fileOf(name);
	await page.screenshot({ path: file, clip: await aroundAll(page), animations: 'disabled' });
	expect(readFileSync(file).length).toBeLessThanOrEqual(MOST_BYTES);
}

const MARGIN = 45;

/** The part of the page that all nodes are on, with their names. */
async function aroundAll(page: Page) {
	const nodes = await page.locator('.vue-flow__node').all();
	const boxes = (await Promise.all(nodes.map((node) => node.boundingBox()))).flatMap((box) => (box === null ? [] : [box]));
	const x = Math.min(...boxes.map((box) => box.x)) - MARGIN;
	const y = Math.min(...boxes.map((box) => box.y)) - MARGIN / 2;
	const right = Math.max(...boxes.map((box) => box.x + box.width)) + 2 * MARGIN;
	const bottom = Math.max(...boxes.map((box) => box.y + box.height)) + 1.7 * MARGIN;
	return { x, y, width: right - x, height: bottom - y };
}
