import type { INode } from 'n8n-workflow';
import type { Browser } from 'playwright-core';
import { z } from 'zod';
import { openBrowser, openWorkflow, screenshot, SETUP_TIMEOUT_MS, sharedN8n, signedInPage, type SharedN8n } from '../support/e2e';
import { runByHand, type Execution } from '../support/executions';
import { startFakeOpenAi, type FakeOpenAi } from '../support/fakeOpenAi';
import { panelOf } from '../support/panel';
import { ROUTER, routerWorkflow } from '../support/routerWorkflow';

const OPENAI = 'OpenAI Chat Model';
const CLAUDE = 'Anthropic Chat Model';
const GPT = 'gpt-mock';
const HAIKU = 'claude-mock';

interface Plan {
	/** Sub-nodes by port; `null`: the port is left open. */
	readonly ports?: readonly (string | null)[];
	readonly disabled?: string;
	/** Branch every item begins at. */
	readonly first?: 'Cheap' | 'Strong';
	readonly parameters?: Record<string, unknown>;
	/** OpenAI's newer API, the sub-node's default, whose answers come in parts. */
	readonly responses?: boolean;
}

describe('Chat Models plugged into the node', () => {
	let n8n: SharedN8n;
	let provider: FakeOpenAi;
	let browser: Browser;
	let openAi: { id: string; name: string };
	let anthropic: { id: string; name: string };

	beforeAll(async () => {
		n8n = sharedN8n();
		browser = await openBrowser();
		provider = await startFakeOpenAi();
		openAi = {
			name: 'Mock OpenAI',
			id: await n8n.rest.createCredential('openAiApi', 'Mock OpenAI', {
				apiKey: 'sk-mock-openai',
				url: provider.baseUrl,
				header: false,
				allowedHttpRequestDomains: 'all',
			}),
		};
		const url = provider.baseUrl.replace(/\/v1$/, '');
		anthropic = {
			name: 'Mock Anthropic',
			id: await n8n.rest.createCredential('anthropicApi', 'Mock Anthropic', {
				apiKey: 'sk-ant-mock',
				url,
				header: false,
				allowedHttpRequestDomains: 'all',
			}),
		};
	}, SETUP_TIMEOUT_MS);
	beforeEach(() => {
		provider.fail(GPT, null);
		provider.fail(HAIKU, null);
	});
	afterAll(async () => {
		await browser.close();
		await provider.stop();
	});

	async function workflow({
		ports = [OPENAI, CLAUDE],
		disabled,
		first = 'Cheap',
		parameters,
		responses = false,
	}: Plan = {}): Promise<string> {
		const plugs = (node: string) =>
			ports.flatMap((at, index) => (at === node ? [{ node: ROUTER, type: 'ai_languageModel' as const, index }] : []));
		const model = (name: string, type: string, more: Pick<INode, 'typeVersion' | 'credentials' | 'parameters'>) => ({
			id: name,
			name,
			type: `@n8n/n8n-nodes-langchain.${type}`,
			position: [name === OPENAI ? 180 : 380, 260] as [number, number],
			...(disabled === name && { disabled: true }),
			...more,
		});
		return await n8n.rest.createWorkflow(
			routerWorkflow({
				name: 'Connected models',
				ends: ['On Fallback', 'On Cheap', 'On Strong'],
				parameters: {
					modelsFrom: 'connected',
					prompt: 'Hello',
					systemMessage: 'Be brief.',
					models: {
						values: [
							{ branchName: 'Cheap', settings: { strength: '1' } },
							{ branchName: 'Strong', settings: { strength: '10' } },
						],
					},
					strategy: 'rules',
					rules: { values: [{ name: 'Everything', model: first }] },
					maxRetries: 0,
					maxWaitTime: 0,
					...parameters,
				},
				plugged: {
					nodes: [
						model(OPENAI, 'lmChatOpenAi', {
							typeVersion: 1.3,
							credentials: { openAiApi: openAi },
							parameters: { model: { __rl: true, mode: 'id', value: GPT }, responsesApiEnabled: responses, options: {} },
						}),
						model(CLAUDE, 'lmChatAnthropic', {
							typeVersion: 1.3,
							credentials: { anthropicApi: anthropic },
							parameters: { model: { __rl: true, mode: 'id', value: HAIKU }, options: {} },
						}),
					],
					connections: { [OPENAI]: { ai_languageModel: [plugs(OPENAI)] }, [CLAUDE]: { ai_languageModel: [plugs(CLAUDE)] } },
				},
			}),
		);
	}

	const run = async (plan: Plan = {}): Promise<Execution> => await runByHand(n8n.rest, await workflow(plan), 'Start');
	const outputs = (execution: Execution) => [0, 1, 2].map((output) => execution.items(ROUTER, output).map(({ output: text }) => text));

	it.each([
		['Cheap', [[], [`${GPT} says hello`], []], { model: `connected/${OPENAI}`, branch: 'Cheap' }],
		['Strong', [[], [], [`${HAIKU} says hello`]], { model: `connected/${CLAUDE}`, branch: 'Strong' }],
	] as const)('both answer: a rule that names %s is answered there', async (first, expected, llmRoute) => {
		const execution = await run({ first });
		expect(outputs(execution)).toEqual(expected);
		expect([1, 2].flatMap((output) => execution.items(ROUTER, output))).toEqual([
			expect.objectContaining({ llmRoute: expect.objectContaining(llmRoute) }),
		]);
	});

	it('OpenAI answers through its Responses API as well', async () => {
		const execution = await run({ responses: true });
		expect(outputs(execution)).toEqual([[], [`${GPT} says hello`], []]);
		provider.fail(GPT, 500);
		expect(outputs(await run({ responses: true }))).toEqual([[], [], [`${HAIKU} says hello`]]);
	});

	it.each([
		['Cheap', [GPT], [[], [], [`${HAIKU} says hello`]], [GPT, HAIKU]],
		['Strong', [HAIKU], [[], [`${GPT} says hello`], []], [HAIKU, GPT]],
		['Cheap', [HAIKU], [[], [`${GPT} says hello`], []], [GPT]],
		['Cheap', [GPT, HAIKU], [[undefined], [], []], [GPT, HAIKU]],
		['Strong', [GPT, HAIKU], [[undefined], [], []], [HAIKU, GPT]],
	] as const)('begun at %s while %j fail', async (first, failing, expected, asked) => {
		for (const model of failing) provider.fail(model, 500);
		const before = provider.calls().length;
		const execution = await run({ first });
		expect(outputs(execution)).toEqual(expected);
		expect(provider.calls().slice(before)).toEqual(asked);
	});

	it('knows a refused key and an unknown model from a server error', async () => {
		provider.fail(GPT, 401);
		provider.fail(HAIKU, 404);
		const [item] = (await run()).items(ROUTER, 0);
		const { reason } = z.object({ llmRoute: z.object({ reason: z.string() }) }).parse(item).llmRoute;
		expect(reason).toContain(`${OPENAI} refused the API key (HTTP 401)`);
		expect(reason).toContain(`${CLAUDE} does not offer this model`);
	});

	it.each([
		['left open', { ports: [OPENAI, null] }, `port \\"Strong\\": is open`],
		['with a disabled sub-node', { disabled: CLAUDE }, `port \\"Strong\\": holds \\"${CLAUDE}\\", which is disabled`],
		[
			'that share a sub-node',
			{ ports: [OPENAI, OPENAI] },
			`port \\"Strong\\": holds \\"${OPENAI}\\", which is on the port \\"Cheap\\" too`,
		],
	] satisfies [string, Plan, string][])('a port %s is one clear error before anybody is asked', async (_, plan, message) => {
		const before = provider.calls().length;
		const execution = await run(plan);
		expect(execution.status).toBe('error');
		expect(execution.raw).toContain(JSON.stringify(message).slice(1, -1));
		expect(provider.calls()).toHaveLength(before);
	});

	it('has a labelled port for each row in the editor, and no credential but the store', async () => {
		const page = await signedInPage(browser, n8n.url);
		await openWorkflow(page, n8n.url, await workflow());
		await screenshot(page, 'connected-canvas');
		const node = page.locator(`[data-test-id="canvas-node"][data-node-name="${ROUTER}"]`);
		expect(await node.locator('[data-test-id="canvas-node-input-handle"]').count()).toBe(3);
		const panel = panelOf(page, ROUTER);
		await panel.open();
		await screenshot(page, 'connected-panel');
		const asksFor = async (credential: RegExp) => (await panel.byTestId('ndv').getByText(credential).count()) > 0;
		expect([await asksFor(/LLM Model Registry/), await asksFor(/Credential for LLM Router Store/)]).toEqual([false, false]);
		await page.getByPlaceholder('Add Option').click();
		await page.getByRole('option', { name: 'Share Limits and Log Between Workers' }).click();
		await panel.byTestId('parameter-input-shareBetweenWorkers').locator('.el-switch, [role=switch]').first().click();
		await panel
			.byTestId('ndv')
			.getByText(/Credential for LLM Router Store/)
			.first()
			.waitFor();
		await screenshot(page, 'connected-store');
		expect(await panel.byTestId('rlc-input').count()).toBe(0);
		expect(await panel.byTestId('parameter-input-branchName').count()).toBe(2);
		// A rule offers the models by their branches.
		await panel.byTestId('parameter-input-model').scrollIntoViewIfNeeded();
		await panel.byTestId('parameter-input-model').click();
		await page.getByRole('option', { name: 'Strong' }).waitFor();
		await screenshot(page, 'connected-rules');
		expect(await page.getByRole('option').filter({ visible: true }).allInnerTexts()).toEqual(['Cheap', 'Strong']);
	});
});
