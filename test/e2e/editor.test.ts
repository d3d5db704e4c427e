import type { Browser, Page } from 'playwright-core';
import { startDemoProvider, type DemoProvider } from '../../scripts/demo/provider';
import { openBrowser, openWorkflow, screenshot, SETUP_TIMEOUT_MS, sharedN8n, signedInPage, type SharedN8n } from '../support/e2e';
import { nextExecution, runByHand } from '../support/executions';
import { panelOf, storedWith, storedWorkflow } from '../support/panel';
import { ROUTER, routerWorkflow } from '../support/routerWorkflow';

const EASY = 'Translate to French: Where is the train station?';

describe('the editor', () => {
	let n8n: SharedN8n;
	let provider: DemoProvider;
	let browser: Browser;
	let page: Page;
	let credential: { id: string; name: string };

	beforeAll(async () => {
		n8n = sharedN8n();
		provider = await startDemoProvider();
		const name = 'Registry of the editor test';
		const data = { providers: ['custom1'], custom1Name: 'Demo', custom1BaseUrl: provider.baseUrl, custom1ApiKey: 'demo-key' };
		credential = { name, id: await n8n.rest.createCredential('llmModelRegistryApi', name, data) };
		browser = await openBrowser();
		page = await signedInPage(browser, n8n.url);
	}, SETUP_TIMEOUT_MS);
	afterAll(async () => {
		await browser.close();
		await provider.stop();
	});

	it('builds a workflow from nothing and runs it', async () => {
		const panel = panelOf(page, ROUTER);
		await page.goto(`${n8n.url}/workflow/new`);
		await addNode('canvas-plus-button', 'Manual Trigger');
		await page.keyboard.press('Escape');
		await addNode('node-creator-plus-button', ROUTER);
		await page.getByText('Route and answer a prompt').hover();
		await screenshot(page, 'editor-actions');
		await page.getByText('Route and answer a prompt').click();
		await panel.byTestId('ndv').waitFor();
		await screenshot(page, 'editor-panel-fresh');
		await panel.byTestId('node-credentials-select').first().click();
		await panel.byTestId(`node-credentials-select-item-${credential.id}`).click();
		await panel.definePrompt(EASY);
		await panel.fillRow(0, { id: 'custom1/demo-cheap', branchName: 'Cheap', strength: /^1 / });
		await panel.fillRow(1, { id: 'custom1/demo-strong', branchName: 'Strong', strength: /^10 / });
		await screenshot(page, 'editor-panel');
		for (const [index, field] of ['threshold', 'branchName'].entries()) {
			await panel.byTestId(`parameter-input-${field}`).first().scrollIntoViewIfNeeded();
			await screenshot(page, `editor-panel-${index + 2}`);
		}
		await panel.close();
		await screenshot(page, 'editor-canvas');
		await panel.byTestId('execute-workflow-button').click();
		await page.waitForURL((url) => !url.pathname.endsWith('/new'));
		const id = new URL(page.url()).pathname.split('/').at(-1) ?? '';
		const execution = await nextExecution(n8n.rest, id);
		await screenshot(page, 'editor-run');
		expect([0, 1, 2].map((output) => execution.items(ROUTER, output))).toEqual([
			[],
			[
				expect.objectContaining({
					output: 'Où est la gare ?',
					llmRoute: expect.objectContaining({ model: 'custom1/demo-cheap', branch: 'Cheap' }),
				}),
			],
			[],
		]);
		await panel.open();
		await panel.byTestId('output-panel').getByText('Cheap').first().click();
		await screenshot(page, 'editor-run-panel');
		expect(await panel.byTestId('output-panel').getByText('Où est la gare ?').count()).toBeGreaterThan(0);
		await panel.close();
	});

	it('opens a new credential with OpenAI chosen and its key asked for', async () => {
		await page.goto(`${n8n.url}/home/credentials/create`);
		await page.locator('[data-test-id="new-credential-type-select"] input').first().fill('LLM Model Registry');
		// Enter would take whatever is first before the list has been filtered.
		await page.getByText('LLM Model Registry', { exact: true }).filter({ visible: true }).first().click();
		await page.locator('[data-test-id="new-credential-type-button"]').click();
		const fields = page.locator('[data-test-id="credential-connection-parameter"]');
		await fields.filter({ hasText: 'OpenAI API Key' }).waitFor();
		expect((await fields.allInnerTexts())[1]).toMatch(/^Providers[^]*OpenAI/);
		await screenshot(page, 'editor-credential');
	});

	it('keeps every wire where it is, and does what the notice says', async () => {
		const id = await threeWired();
		const panel = panelOf(page, ROUTER);
		const wires = [['On Fallback'], ['On A'], ['On B'], ['On C']];
		const outputOfC = async () => {
			const execution = await runByHand(n8n.rest, id, 'Start');
			return ['On Fallback', 'On A', 'On B', 'On C'].filter((node) => execution.items(node).length > 0);
		};
		await openWorkflow(page, n8n.url, id);

		// Appended: everything as before, and an output more.
		await panel.open();
		await panel.addRow();
		await panel.fillRow(3, { id: 'custom1/demo-cheap', branchName: 'D', strength: /^7/ });
		await panel.close();
		expect((await storedWith(n8n.rest, id, ROUTER, ['A', 'B', 'C', 'D'])).wires).toEqual(wires);
		expect(await outputOfC()).toEqual(['On C']);

		// Switched off in the middle: it keeps its output and its wire.
		await panel.open();
		await panel.switchOff(1);
		await panel.close();
		expect((await storedWith(n8n.rest, id, ROUTER, ['A', 'B off', 'C', 'D'])).wires).toEqual(wires);
		await page.getByText('off B').waitFor();
		await screenshot(page, 'wires-disabled');
		expect(await outputOfC()).toEqual(['On C']);

		// Deleted in the middle: the rows below move up, the wires stay, as the notice warns.
		await panel.open();
		await panel.deleteRow(1);
		await panel.byTestId('node-parameters').getByText('the wires on the canvas stay').scrollIntoViewIfNeeded();
		await screenshot(page, 'wires-notice');
		await panel.close();
		expect((await storedWith(n8n.rest, id, ROUTER, ['A', 'C', 'D'])).wires).toEqual(wires);
		await screenshot(page, 'wires-deleted');
		expect(await outputOfC()).toEqual(['On B']);

		// Undo is for the canvas: it must not move a wire, and n8n does not bring a row back.
		await page.locator('.vue-flow__pane').click({ position: { x: 30, y: 60 } });
		await page.keyboard.press('Control+z');
		await page.keyboard.press('Control+s');
		await page.reload();
		await panel.byTestId('canvas-node').first().waitFor();
		expect(await storedWorkflow(n8n.rest, id, ROUTER)).toEqual({ wires, rows: ['A', 'C', 'D'] });
		expect(await outputOfC()).toEqual(['On B']);
	});

	// n8n's own If, Switch and Filter have "Router" as an alias, and a bonus for being popular. The search adds points for
	// capitals inside a word, so an alias with more of them is found for "router" all the same; nothing does it for "route".
	it.each(['llm router', 'model router', 'router', 'fallback', 'model selector', 'rate limit', 'cascade', 'cheapest model'])(
		'is among the first three the node creator lists for "%s"',
		async (words) => {
			await openWorkflow(page, n8n.url, await threeWired());
			await page.locator('[data-test-id="node-creator-plus-button"]').first().click();
			await page.locator('[data-test-id="node-creator-search-bar"]').fill(words);
			const names = page.locator('[data-test-id="node-creator-item-name"]');
			await names.filter({ hasText: ROUTER }).first().waitFor();
			await screenshot(page, `editor-search-${words.replaceAll(' ', '-')}`);
			expect((await names.allInnerTexts()).slice(0, 3)).toContain(ROUTER);
		},
	);

	async function addNode(opener: string, name: string): Promise<void> {
		await page.locator(`[data-test-id="${opener}"]`).first().click();
		await page.locator('[data-test-id="node-creator-search-bar"]').fill(name);
		await screenshot(page, `editor-search-${name.replaceAll(' ', '-')}`);
		await page
			.locator('[data-test-id="node-creator-item-name"]', { hasText: name === ROUTER ? name : /manual/i })
			.first()
			.click();
	}

	/** Every item goes to C by a rule, so the node that gets it tells where C's output leads. */
	async function threeWired(): Promise<string> {
		const row = (branchName: string, model: string, strength: string) => ({
			model: { __rl: true, mode: 'id', value: `custom1/${model}` },
			branchName,
			settings: { strength },
		});
		const targets = ['On Fallback', 'On A', 'On B', 'On C'];
		return await n8n.rest.createWorkflow(
			routerWorkflow({
				name: 'Wires',
				credential,
				ends: targets,
				parameters: {
					prompt: EASY,
					models: { values: [row('A', 'demo-limited', '1'), row('B', 'demo-empty', '5'), row('C', 'demo-strong', '10')] },
					strategy: 'rules',
					rules: { values: [{ name: 'Everything', model: 'custom1/demo-strong' }] },
				},
			}),
		);
	}
});
