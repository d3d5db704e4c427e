import type { Browser, Page } from 'playwright-core';
import { openBrowser, openWorkflow, screenshot, SETUP_TIMEOUT_MS, sharedN8n, signedInPage, type SharedN8n } from '../support/e2e';
import { panelOf } from '../support/panel';

const NAME = 'LLM Router Chat Model';

describe('somebody who wants the router under an AI Agent', () => {
	let n8n: SharedN8n;
	let browser: Browser;
	let page: Page;

	beforeAll(async () => {
		n8n = sharedN8n();
		browser = await openBrowser();
		page = await signedInPage(browser, n8n.url);
		await page.setViewportSize({ width: 1440, height: 900 });
	}, SETUP_TIMEOUT_MS);
	afterAll(async () => {
		await browser.close();
	});

	it('finds it among the Chat Models behind the plus of the Agent, and sees strategy and models at first sight', async () => {
		const id = await n8n.rest.createWorkflow({
			name: 'Agent without a model',
			nodes: [
				{
					id: 'agent',
					name: 'AI Agent',
					type: '@n8n/n8n-nodes-langchain.agent',
					typeVersion: 3.1,
					position: [400, 200],
					parameters: { promptType: 'define', text: 'Hello', options: {} },
				},
			],
			connections: {},
		});
		await openWorkflow(page, n8n.url, id);
		const plus = page.locator('[data-handleid="inputs/ai_languageModel/0"] [data-test-id="canvas-handle-plus"]');
		await plus.first().click({ force: true });
		await page.locator('[data-test-id="node-creator-item-name"]').first().waitFor();
		await screenshot(page, 'chat-model-picker');
		await page.locator('[data-test-id="node-creator-search-bar"]').fill('router');
		const names = page.locator('[data-test-id="node-creator-item-name"]');
		await names.filter({ hasText: NAME }).first().waitFor();
		await screenshot(page, 'chat-model-search');
		await names.filter({ hasText: NAME }).first().click();
		// n8n shows the details of a community node before it adds it.
		await page.getByText('Add to workflow').click();
		const panel = panelOf(page, NAME);
		await panel.byTestId('parameter-input-strategy').waitFor({ timeout: 4000 });
		await screenshot(page, 'chat-model-panel');
		await page.keyboard.press('Escape');
		await screenshot(page, 'chat-model-canvas');
	});
});
