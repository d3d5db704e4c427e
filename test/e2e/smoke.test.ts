import type { Browser } from 'playwright-core';
import { z } from 'zod';
import { startDemoProvider } from '../../scripts/demo/provider';
import {
	withCredentials,
	openBrowser,
	openWorkflow,
	readExample,
	screenshot,
	SETUP_TIMEOUT_MS,
	sharedN8n,
	signedInPage,
	type SharedN8n,
} from '../support/e2e';

const nodeTypes = z.array(z.object({ name: z.string() }));

describe('a real n8n with the package loaded', () => {
	let n8n: SharedN8n;
	let browser: Browser;

	beforeAll(async () => {
		n8n = sharedN8n();
		browser = await openBrowser();
	}, SETUP_TIMEOUT_MS);

	afterAll(async () => {
		await browser.close();
	});

	it('knows the node', async () => {
		const response = await fetch(`${n8n.url}/types/nodes.json`, { headers: { cookie: n8n.rest.cookie } });
		const names = nodeTypes.parse(await response.json()).map(({ name }) => name);
		expect(names).toContain('n8n-nodes-llm-router.routeLlmRequest');
	});

	it('shows the demo in the editor, every node known', async () => {
		const demo = await startDemoProvider();
		const name = 'LLM Model Registry';
		const id = await n8n.rest.createCredential('llmModelRegistryApi', name, {
			providers: ['custom1'],
			custom1Name: 'Demo',
			custom1BaseUrl: demo.baseUrl,
			custom1ApiKey: 'demo',
		});
		const workflow = withCredentials(await readExample('demo.json'), { llmModelRegistryApi: { id, name } });
		const workflowId = await n8n.rest.createWorkflow(workflow);
		const page = await signedInPage(browser, n8n.url);
		await openWorkflow(page, n8n.url, workflowId);
		await screenshot(page, 'smoke-demo');
		expect(await page.getByText('Route LLM Request').count()).toBeGreaterThan(0);
		expect(await page.getByText('Install this node').count()).toBe(0);
		await demo.stop();
	});
});
