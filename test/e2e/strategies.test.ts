import type { Browser } from 'playwright-core';
import { z } from 'zod';
import { openBrowser, openWorkflow, screenshot, SETUP_TIMEOUT_MS, sharedN8n, signedInPage, type SharedN8n } from '../support/e2e';
import { runByHand, type Execution } from '../support/executions';
import { json, serve, type TestServer } from '../support/httpServer';
import { panelOf } from '../support/panel';
import { ROUTER, routerWorkflow } from '../support/routerWorkflow';

const MEMORY = 'Simple Memory';
const registry = { name: 'Registry of the strategies', id: '' };

const bodySchema = z.object({
	model: z.string(),
	messages: z.array(z.object({ role: z.string(), content: z.string() })),
	response_format: z.unknown(),
});
type Body = z.infer<typeof bodySchema>;

/** Judges by a word of the prompt; the small model gets its sums wrong. */
function answerTo({ model, messages, response_format: format }: Body): string {
	const prompt = messages.at(-1)?.content ?? '';
	if (format !== undefined) return JSON.stringify({ tier: prompt.includes('HARD') ? 4 : 0, confidence: 0.9, reason: 'as it says' });
	if (prompt.includes('17')) return model === 'small' ? '17 · 23 = 381' : '17 · 23 = 391';
	return `${model} has heard ${messages.length} messages`;
}

describe('strategies, checks and memory in a real n8n', () => {
	let n8n: SharedN8n;
	let browser: Browser;
	let server: TestServer;

	beforeAll(async () => {
		n8n = sharedN8n();
		browser = await openBrowser();
		server = await serve((response, { body }) => {
			const parsed = bodySchema.parse(JSON.parse(body));
			const message = { role: 'assistant', content: answerTo(parsed) };
			json(response, 200, {
				id: 'x',
				object: 'chat.completion',
				created: 1,
				model: parsed.model,
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

	/** Two models; the prompts are the items, one a line. */
	async function workflow(parameters: Record<string, unknown>, prompts: readonly string[], sessionKey?: string): Promise<string> {
		const row = (model: string, branchName: string, strength: string, price: number) => ({
			model: { __rl: true, mode: 'id', value: `custom1/${model}` },
			branchName,
			settings: { strength, inputPrice: price, outputPrice: price },
		});
		const memory = {
			id: 'memory',
			name: MEMORY,
			type: '@n8n/n8n-nodes-langchain.memoryBufferWindow',
			typeVersion: 1.3,
			position: [250, 250] as [number, number],
			parameters: { sessionIdType: 'customKey', sessionKey: sessionKey ?? '' },
		};
		return await n8n.rest.createWorkflow(
			routerWorkflow({
				name: 'Strategies',
				credential: registry,
				ends: ['On Fallback', 'On Small', 'On Large'],
				parameters: {
					models: { values: [row('small', 'Small', '1', 1), row('large', 'Large', '10', 10)] },
					maxRetries: 0,
					maxWaitTime: 0,
					...parameters,
				},
				...(sessionKey !== undefined && {
					plugged: {
						nodes: [memory],
						connections: { [MEMORY]: { ai_memory: [[{ node: ROUTER, type: 'ai_memory' as const, index: 0 }]] } },
					},
				}),
				pinData: { Start: prompts.map((text) => ({ json: { text } })) },
			}),
		);
	}

	const run = async (...args: Parameters<typeof workflow>): Promise<Execution> =>
		await runByHand(n8n.rest, await workflow(...args), 'Start');
	const prompts = (execution: Execution) => [0, 1, 2].map((output) => execution.items(ROUTER, output).map(({ text }) => text));

	it('LLM Judge sends each item by its tier, and the run says what judging costs', async () => {
		const execution = await run({ strategy: 'llm_judge' }, ['Say hello to our new colleague', 'Say hello, HARD']);
		expect(prompts(execution)).toEqual([[], ['Say hello to our new colleague'], ['Say hello, HARD']]);
		expect(execution.raw).toContain('2 judge calls for 2 items cost 0.000030 USD, that is 0.0150 USD per 1,000 items.');
	});

	it('Cascade escalates what a check rejects, and shows its cost beside the strongest', async () => {
		const execution = await run({ strategy: 'cascade', checks: { values: [{ check: 'arithmetic' }] } }, ['What is 17 times 23?', 'Hello']);
		expect(prompts(execution)).toEqual([[], ['Hello'], ['What is 17 times 23?']]);
		// 15 tokens at 1 and at 10 USD a million.
		expect(execution.items(ROUTER, 2)).toEqual([
			expect.objectContaining({
				output: '17 · 23 = 391',
				llmRoute: expect.objectContaining({ costUsd: 0.000165, strongestCostUsd: 0.00015 }),
			}),
		]);
	});

	it('Semantic goes by the examples', async () => {
		const examples = {
			values: [
				{ model: 'custom1/small', examples: 'Where is my invoice?\nI want a refund for my last invoice' },
				{ model: 'custom1/large', examples: 'My Python script throws an error\nHow do I fix this bug in my function?' },
			],
		};
		const execution = await run({ strategy: 'semantic', examples }, [
			'Please send me the invoice of March again',
			'There is a bug in my Python function',
		]);
		expect(prompts(execution)).toEqual([[], ['Please send me the invoice of March again'], ['There is a bug in my Python function']]);
	});

	it('a conversation goes on in a connected Simple Memory, from item to item and from run to run', async () => {
		const session = `session-${String(Date.now())}`;
		const id = await workflow({ strategy: 'cascade', conversation: 'memory' }, ['My name is Ada', 'What is my name?'], session);
		const heard = (execution: Execution) => execution.items(ROUTER, 1).map(({ output }) => output);
		expect(heard(await runByHand(n8n.rest, id, 'Start'))).toEqual(['small has heard 1 messages', 'small has heard 3 messages']);
		expect(heard(await runByHand(n8n.rest, id, 'Start'))).toEqual(['small has heard 5 messages', 'small has heard 7 messages']);
		expect(bodySchema.parse(JSON.parse(server.journal.at(-1)?.body ?? '')).messages.slice(0, 2)).toEqual([
			{ role: 'user', content: 'My name is Ada' },
			{ role: 'assistant', content: 'small has heard 1 messages' },
		]);
	});

	it('the panel shows each strategy its own fields', async () => {
		const page = await signedInPage(browser, n8n.url);
		await openWorkflow(page, n8n.url, await workflow({}, ['Hello']));
		const panel = panelOf(page, ROUTER);
		await panel.open();
		const shown = async (name: string) => (await panel.byTestId(`parameter-input-${name}`).count()) > 0;
		const fields = async () => ({
			judge: await shown('judgeModel'),
			examples: (await panel.byTestId('fixed-collection-examples').count()) > 0,
			margin: await shown('margin'),
			rules: (await panel.byTestId('fixed-collection-rules').count()) > 0,
		});
		const choose = async (name: string) => {
			await panel.byTestId('parameter-input-strategy').click();
			await page.getByRole('option', { name }).filter({ visible: true }).click();
			await page.getByRole('option', { name }).filter({ visible: true }).waitFor({ state: 'detached' });
		};
		const threshold = () => panel.byTestId('parameter-input-threshold').locator('input').inputValue();
		const none = { judge: false, examples: false, margin: false, rules: false };
		expect([await fields(), Number(await threshold())]).toEqual([none, 0.82]);
		await screenshot(page, 'strategy-classifier');
		await choose('LLM Judge');
		await screenshot(page, 'strategy-judge');
		expect([await fields(), Number(await threshold())]).toEqual([{ ...none, judge: true }, 0.7]);
		await choose('Semantic');
		await screenshot(page, 'strategy-semantic');
		expect([await fields(), Number(await threshold())]).toEqual([{ ...none, examples: true, margin: true }, 0.25]);
		await choose('Cascade');
		await screenshot(page, 'strategy-cascade');
		expect(await fields()).toEqual(none);
		expect(await panel.byTestId('parameter-input-threshold').count()).toBe(0);
		expect(await page.getByText('Quality Checks below decide').count()).toBe(1);
		await choose('Rules');
		await screenshot(page, 'strategy-rules');
		expect(await fields()).toEqual({ ...none, rules: true });
		await choose('Adaptive (Experimental)');
		await screenshot(page, 'strategy-adaptive');
		expect([await fields(), Number(await threshold())]).toEqual([none, 0.82]);
	});
});
