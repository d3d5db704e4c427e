import type { Browser, Page } from 'playwright-core';
import { CREDENTIAL_NAME, CREDENTIAL_TYPE, demoCredential } from '../../scripts/demo/credential';
import { startDemoProvider, type DemoProvider } from '../../scripts/demo/provider';
import { openBrowser, openWorkflow, screenshot, SETUP_TIMEOUT_MS, sharedN8n, signedInPage, type SharedN8n } from '../support/e2e';
import { nextExecution, type Execution } from '../support/executions';
import { panelOf } from '../support/panel';
import { ROUTER, routerWorkflow } from '../support/routerWorkflow';

const EASY = 'Translate to French: Where is the train station?';
const VIEWPORT = { width: 1440, height: 900 };

describe('somebody who has never seen the node', () => {
	let n8n: SharedN8n;
	let provider: DemoProvider;
	let browser: Browser;
	let page: Page;
	let credential: { id: string; name: string };

	beforeAll(async () => {
		n8n = sharedN8n();
		provider = await startDemoProvider();
		const id = await n8n.rest.createCredential(CREDENTIAL_TYPE, CREDENTIAL_NAME, demoCredential(provider.baseUrl));
		credential = { id, name: CREDENTIAL_NAME };
		browser = await openBrowser();
		page = await signedInPage(browser, n8n.url);
		await page.setViewportSize(VIEWPORT);
	}, SETUP_TIMEOUT_MS);
	afterAll(async () => {
		await browser.close();
		await n8n.rest.request('DELETE', `/credentials/${credential.id}`);
		await provider.stop();
	});

	it('routes a first item in at most seven actions', async () => {
		const done = await firstRun({ action: 'Route and answer a prompt', models: ['demo-cheap', 'demo-strong'], credential });
		expect(done.actions.length).toBeLessThanOrEqual(7);
		expect([1, 2].flatMap((output) => done.execution.items(ROUTER, output))).toMatchObject([{ output: 'Où est la gare ?' }]);
	});

	it('routes without any credential in at most six', async () => {
		const done = await firstRun({
			action: 'Route a prompt without answering it',
			models: ['OpenAI: gpt-5-nano', 'OpenAI: gpt-5-mini'],
			credential: null,
		});
		expect(done.actions.length).toBeLessThanOrEqual(6);
		expect([1, 2].flatMap((output) => done.execution.items(ROUTER, output))).toHaveLength(1);
	});

	/** Each action is one thing a person does: a node added, one value chosen or typed, a button pressed. */
	async function firstRun(way: {
		action: string;
		models: readonly string[];
		credential: { id: string } | null;
	}): Promise<{ actions: readonly string[]; execution: Execution }> {
		const actions: string[] = [];
		const act = async (name: string, work: () => Promise<unknown>) => {
			await work();
			actions.push(name);
		};
		const panel = panelOf(page, ROUTER);
		await page.goto(`${n8n.url}/workflow/new`);
		await act('add a trigger', async () => {
			await addNode('canvas-plus-button', 'chat trigger', /chat/i);
			await page.keyboard.press('Escape');
		});
		await act('add the router', async () => {
			await addNode('node-creator-plus-button', 'llm router', ROUTER);
			await page.getByText(way.action).click();
			await panel.byTestId('ndv').waitFor();
		});
		await screenshot(page, `newcomer-${way.credential ? 'answer' : 'only'}-fresh`);
		expect(await panel.byTestId('node-credentials-select').count()).toBe(way.credential ? 1 : 0);
		const { id } = way.credential ?? { id: null };
		if (id !== null) {
			await act('choose the credential', async () => {
				await panel.byTestId('node-credentials-select').click();
				await panel.byTestId(`node-credentials-select-item-${id}`).click();
			});
		}
		for (const [row, name] of way.models.entries()) await act(`choose model ${String(row + 1)}`, () => panel.chooseModel(row, name));
		await screenshot(page, `newcomer-${way.credential ? 'answer' : 'only'}-filled`);
		await act('open the chat', async () => {
			await panel.close();
			// The editor remembers that it was open, and has no button then; for somebody new it is not.
			const chat = panel.byTestId('canvas-chat').locator('textarea');
			const button = panel.byTestId('workflow-chat-button');
			await chat.or(button).first().waitFor();
			if (!(await chat.isVisible())) await button.click();
		});
		// Prompt is Automatic: what is written in the chat is found.
		await act('write a message', async () => {
			await panel.byTestId('canvas-chat').locator('textarea').fill(EASY);
			await page.keyboard.press('Enter');
			await page.waitForURL((url) => !url.pathname.endsWith('/new'));
		});
		const execution = await nextExecution(n8n.rest, new URL(page.url()).pathname.split('/').at(-1) ?? '');
		await screenshot(page, `newcomer-${way.credential ? 'answer' : 'only'}-run`);
		return { actions, execution };
	}

	it('sees the first model with all that is above it on the first screen', async () => {
		await openWorkflow(page, n8n.url, await workflowOf(2));
		const panel = panelOf(page, ROUTER);
		await panel.open();
		const first = await panel.byTestId('parameter-input-branchName').first().boundingBox();
		await screenshot(page, 'newcomer-first-screen');
		expect((first?.y ?? Infinity) + (first?.height ?? 0)).toBeLessThan(VIEWPORT.height);
		await panel.close();
	});

	it.each([2, 3, 5])('tells the branches of %s models apart on the canvas, light and dark', async (count) => {
		await openWorkflow(page, n8n.url, await workflowOf(count));
		for (const theme of ['light', 'dark']) {
			await page.evaluate(`document.body.setAttribute('data-theme', '${theme}')`);
			await screenshot(page, `newcomer-canvas-${String(count)}-${theme}`);
		}
		const labels = await page.locator('[data-test-id="canvas-node-output-handle"]').allInnerTexts();
		const own = labels.map((label) => label.trim().slice(0, 10)).filter((label) => label !== '');
		expect(own).toHaveLength(count + 1);
		expect(new Set(own).size).toBe(own.length);
	});

	async function workflowOf(count: number): Promise<string> {
		const ids = [
			'openai/gpt-5-nano',
			'openai/gpt-5-mini',
			'openai/gpt-5.1',
			'anthropic/claude-haiku-4-5-20251001',
			'openrouter/meta-llama/llama-4-scout',
		];
		const values = ids.slice(0, count).map((value) => ({ model: { __rl: true, mode: 'id', value } }));
		const ends = ['Fallback', ...ids.slice(0, count).map((_, index) => `On ${String(index + 1)}`)];
		return await n8n.rest.createWorkflow(
			routerWorkflow({ name: `Newcomer ${String(count)}`, parameters: { models: { values } }, credential, ends }),
		);
	}

	async function addNode(opener: string, words: string, name: string | RegExp): Promise<void> {
		await page.locator(`[data-test-id="${opener}"]`).first().click();
		await page.locator('[data-test-id="node-creator-search-bar"]').fill(words);
		await page.locator('[data-test-id="node-creator-item-name"]', { hasText: name }).first().click();
	}
});
