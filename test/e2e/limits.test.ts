import type { Browser } from 'playwright-core';
import { openBrowser, openWorkflow, screenshot, SETUP_TIMEOUT_MS, sharedN8n, signedInPage, type SharedN8n } from '../support/e2e';
import { runByHand, type Execution } from '../support/executions';
import { json, serve, type TestServer } from '../support/httpServer';
import { panelOf } from '../support/panel';
import { ROUTER, routerWorkflow } from '../support/routerWorkflow';

const registry = { name: 'Registry of the limits', id: '' };

describe('limits, time and budgets in a real n8n', () => {
	let n8n: SharedN8n;
	let browser: Browser;
	let server: TestServer;
	let silent: boolean;

	beforeAll(async () => {
		n8n = sharedN8n();
		browser = await openBrowser();
		server = await serve((response) => {
			if (silent) return;
			const message = { role: 'assistant', content: 'fine' };
			json(response, 200, {
				id: 'x',
				object: 'chat.completion',
				created: 1,
				model: 'm',
				choices: [{ index: 0, message, finish_reason: 'stop' }],
				usage: { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 },
			});
		});
		registry.id = await n8n.rest.createCredential('llmModelRegistryApi', registry.name, {
			providers: ['custom1'],
			custom1Name: 'Mock',
			custom1BaseUrl: `${server.url}/v1`,
			custom1ApiKey: 'sk-mock-registry',
		});
	}, SETUP_TIMEOUT_MS);
	afterAll(async () => {
		await browser.close();
		await server.close();
	});
	beforeEach(() => {
		silent = false;
	});

	/** Two models of names of their own, so that no other test has used their limits. */
	async function workflow(
		name: string,
		items: number,
		{ settings = {}, ...parameters }: Record<string, unknown> & { settings?: object },
	): Promise<string> {
		const row = (size: string, strength: string, price: number) => ({
			model: { __rl: true, mode: 'id', value: `custom1/${name}-${size}` },
			branchName: size,
			settings: { strength, inputPrice: price, outputPrice: price, ...(size === 'small' ? settings : {}) },
		});
		return await n8n.rest.createWorkflow(
			routerWorkflow({
				name,
				credential: registry,
				ends: ['On Fallback', 'On Small', 'On Large'],
				parameters: { models: { values: [row('small', '1', 1), row('large', '10', 10)] }, threshold: 0, ...parameters },
				pinData: { Start: Array.from({ length: items }, (_, n) => ({ json: { text: `Hello ${String(n)}` } })) },
			}),
		);
	}

	const counts = (execution: Execution) => [0, 1, 2].map((output) => execution.items(ROUTER, output).length);
	const run = async (...args: Parameters<typeof workflow>) => await runByHand(n8n.rest, await workflow(...args), 'Start');

	it('a full model is skipped, and the run shows what was free of it', async () => {
		const execution = await run('spill', 5, { settings: { requestsPerMinute: 3 }, includeDetails: true, parallelItems: 1 });
		expect(counts(execution)).toEqual([0, 3, 2]);
		expect(execution.items(ROUTER, 2)[0]?.['llmRoute']).toMatchObject({
			reason: expect.stringContaining('is at its rate limit for ') as string,
			details: { candidates: [{ freeRequests: 0, freeAt: expect.any(String) as string }, { freeRequests: null }] },
		});
	});

	it('a budget goes on in the next execution, and what does not fit goes to Fallback', async () => {
		const id = await workflow('budget', 3, { budget: 0.000_12, reservedOutputTokens: 20, parallelItems: 1 });
		const first = counts(await runByHand(n8n.rest, id, 'Start'));
		const second = await runByHand(n8n.rest, id, 'Start');
		expect([first, counts(second)[1]]).toEqual([[0, 3, 0], 3]);
		const later = await runByHand(n8n.rest, id, 'Start');
		expect(later.items(ROUTER)[0]?.['llmRoute']).toMatchObject({ failure: 'budget' });
	});

	it('a deadline ends a call that hangs', async () => {
		silent = true;
		const execution = await run('deadline', 1, { deadline: 1 });
		expect(execution.items(ROUTER)[0]?.['llmRoute']).toMatchObject({ failure: 'deadline' });
	});

	it('the panel shows the limits of a row and the options, in words', async () => {
		const id = await workflow('panel', 1, {
			settings: { requestsPerMinute: 60, tokensPerMinute: 90_000, parallelCalls: 4 },
			budget: 5,
			budgetKey: '={{ $json.customer }}',
			budgetPer: 'month',
			budgetTimeZone: 'Europe/Berlin',
			deadline: 90,
			firstByteTimeout: 20,
			latencyTarget: 8,
			strongestShare: 20,
			whenSpent: 'cheapest',
		});
		const page = await signedInPage(browser, n8n.url);
		await openWorkflow(page, n8n.url, id);
		const panel = panelOf(page, ROUTER);
		await panel.open();
		for (const name of [
			'requestsPerMinute',
			'tokensPerMinute',
			'parallelCalls',
			'budget',
			'budgetKey',
			'budgetPer',
			'budgetTimeZone',
			'deadline',
			'firstByteTimeout',
			'latencyTarget',
			'strongestShare',
			'whenSpent',
		]) {
			await panel.byTestId(`parameter-input-${name}`).first().waitFor();
		}
		await panel.byTestId('parameter-input-requestsPerMinute').first().scrollIntoViewIfNeeded();
		await screenshot(page, 'limits-row');
		await panel.byTestId('parameter-input-whenSpent').first().scrollIntoViewIfNeeded();
		await screenshot(page, 'limits-options');
		await panel.byTestId('parameter-input-budget').first().scrollIntoViewIfNeeded();
		await screenshot(page, 'limits-options-top');
		await page.close();
	});
});
