import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { CREDENTIAL_NAME, CREDENTIAL_TYPE, demoCredential } from '../../scripts/demo/credential';
import { startDemoProvider, type DemoProvider } from '../../scripts/demo/provider';
import { localCache } from '../../scripts/lib/paths';
import { openBrowser, openWorkflow, SETUP_TIMEOUT_MS, sharedN8n, signedInPage, type SharedN8n } from '../support/e2e';
import { nextExecution } from '../support/executions';
import { TICKET_ENDS, ticketWorkflow } from '../support/ticketWorkflow';

/** The picture of the README. With `--update` it is written there, else only looked at. */
const PICTURE = 'docs/images/canvas.png';
const MOST_BYTES = 300_000;

const HIDDEN = '.el-notification, [data-test-id="execute-workflow-button"], [data-test-id="tabs"], .el-radio-group { visibility: hidden }';

describe('the picture of the README', () => {
	let n8n: SharedN8n;
	let provider: DemoProvider;
	let browser: Browser;

	beforeAll(async () => {
		n8n = sharedN8n();
		provider = await startDemoProvider();
		browser = await openBrowser();
	}, SETUP_TIMEOUT_MS);
	afterAll(async () => {
		await browser.close();
		await provider.stop();
	});

	it('shows each branch with the number of items that it got', async () => {
		const credential = await n8n.rest.createCredential(CREDENTIAL_TYPE, CREDENTIAL_NAME, demoCredential(provider.baseUrl));
		const id = await n8n.rest.createWorkflow(ticketWorkflow({ id: credential, name: CREDENTIAL_NAME }));
		const page = await signedInPage(browser, n8n.url);
		await page.setViewportSize({ width: 1200, height: 760 });
		await openWorkflow(page, n8n.url, id);
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
		await page.keyboard.press('1');
		// The buttons and messages of the editor lie over the canvas.
		await page.addStyleTag({ content: HIDDEN });
		const file = process.env['UPDATE_PAGES'] === '1' ? PICTURE : path.join(localCache, 'e2e-shots', 'canvas.png');
		mkdirSync(path.dirname(file), { recursive: true });
		await page.screenshot({ path: file, clip: await aroundAll(page), animations: 'disabled' });
		expect(readFileSync(file).length).toBeLessThanOrEqual(MOST_BYTES);
	});
});

const MARGIN = 45;

/** The part of the page that all nodes are on, with their names. */
async function aroundAll(page: Page) {
	const nodes = await page.locator('.vue-flow__node').all();
	const boxes = (await Promise.all(nodes.map((node) => node.boundingBox()))).flatMap((box) => (box === null ? [] : [box]));
	const x = Math.min(...boxes.map((box) => box.x)) - MARGIN;
	const y = Math.min(...boxes.map((box) => box.y)) - MARGIN / 2;
	const right = Math.max(...boxes.map((box) => box.x + box.width)) + 2 * MARGIN;
	const bottom = Math.max(...boxes.map((box) => box.y + box.height)) + MARGIN;
	return { x, y, width: right - x, height: bottom - y };
}
