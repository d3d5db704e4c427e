import { cpSync, readdirSync } from 'node:fs';
import path from 'node:path';

import type { WorkflowJson } from '../../scripts/lib/engine';
import { projectRoot } from '../../scripts/lib/paths';
import { freshN8n, SETUP_TIMEOUT_MS, type RunningN8n } from '../support/e2e';
import { executionsOf, nextExecution, runByHand, type Execution, type Json } from '../support/executions';
import { inPanel } from '../support/inPanel';
import { json, serve, type TestServer } from '../support/httpServer';
import { tempFolder } from '../support/ledger';
import { worldPrompts } from '../support/promptWorld';
import { ROUTER, routerWorkflow, wireTo } from '../support/routerWorkflow';
import { webhookItems } from '../support/webhookItems';

type Node = WorkflowJson['nodes'][number];

const FEEDBACK = 'LLM Router Feedback';
const AGAIN = 'Route Again';
const ITEMS = 300;
const PROMPTS = worldPrompts(ITEMS, 1).map(({ text }) => ({ text }));
const isHard = (text: string) => /qoxlets|gardens/.test(text);
const HARD = PROMPTS.filter(({ text }) => isHard(text)).length;
const START: Node = {
	id: 'start',
	name: 'Start',
	type: 'n8n-nodes-base.manualTrigger',
	typeVersion: 1,
	position: [-500, 0],
	parameters: {},
};

/** The loop as a user has it: each step stands on what those before it have left in the log. */
describe('the feedback loop in a real n8n', () => {
	const staged = tempFolder();
	let n8n: RunningN8n;
	let provider: TestServer;
	let registry: { id: string; name: string };
	let workflowId: string;
	let before: readonly Json[];
	let threshold: unknown;
	/** Decision ids, by the router that has made them, in the order of the items. */
	let routed: Readonly<Record<'installed' | 'custom', readonly string[]>>;

	beforeAll(async () => {
		for (const part of ['dist', 'package.json']) cpSync(path.join(projectRoot, part), path.join(staged.path, part), { recursive: true });
		// The package twice: installed, and once more as CUSTOM.
		n8n = await freshN8n('feedback', { N8N_CUSTOM_EXTENSIONS: staged.path });
		provider = await serve((response, { body }) => {
			const { model, messages } = JSON.parse(body) as { model: string; messages: { content: string }[] };
			const message = {
				role: 'assistant',
				content: model === 'judge' ? verdictOn(messages.at(-1)?.content ?? '') : `${model} on ${messages.at(-1)?.content ?? ''}`,
			};
			json(response, 200, {
				id: 'x',
				object: 'chat.completion',
				created: 1,
				model,
				choices: [{ index: 0, message, finish_reason: 'stop' }],
				usage: { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 },
			});
		});
		const data = { providers: ['custom1'], custom1Name: 'Mock', custom1BaseUrl: `${provider.url}/v1`, custom1ApiKey: 'sk-mock-feedback' };
		registry = { name: 'Registry of the loop', id: await n8n.rest.createCredential('llmModelRegistryApi', 'Registry of the loop', data) };
	}, SETUP_TIMEOUT_MS);
	afterAll(async () => {
		await n8n.server.stop();
		await provider.close();
		staged.remove();
	});

	/** The small model is as good, but for two topics of four. */
	function verdictOn(prompt: string): string {
		const { answerA } = JSON.parse(prompt.split('\n')[1] ?? '{}') as { answerA: string };
		const better = !isHard(prompt) ? 'tie' : answerA.startsWith('large') ? 'A' : 'B';
		return JSON.stringify({ reason: 'because', better });
	}

	const row = (model: string, strength: string, price: number) => ({
		model: { __rl: true, mode: 'id', value: `custom1/${model}` },
		branchName: model,
		settings: { strength, inputPrice: price, outputPrice: price },
	});
	const both = { models: { values: [row('small', '1', 1), row('large', '10', 10)] }, parallelItems: 50 };
	const routerParameters = { ...both, weights: 'latest', auditShare: 100, featureDays: 30 };
	const againParameters = {
		...both,
		weights: 'latest',
		thresholdFrom: 'named',
		thresholdName: { __rl: true, mode: 'name', value: 'loop' },
	};

	function feedbackNode(
		operation: Record<string, unknown>,
		{ installed = true, credentials = {} }: { installed?: boolean; credentials?: NonNullable<Node['credentials']> } = {},
	): Node {
		const type = `${installed ? 'n8n-nodes-llm-router' : 'CUSTOM'}.llmRouterFeedback`;
		return {
			id: 'feedback',
			name: FEEDBACK,
			type,
			typeVersion: 1,
			position: [0, 0],
			credentials,
			parameters: operation as Node['parameters'],
		};
	}

	/** Runs one operation of LLM Router Feedback by hand. */
	async function feedback(operation: Record<string, unknown>, more?: Parameters<typeof feedbackNode>[1]): Promise<Execution> {
		const id = await n8n.rest.createWorkflow({
			name: FEEDBACK,
			nodes: [START, feedbackNode(operation, more)],
			connections: { Start: { main: [[wireTo(FEEDBACK)]] } },
			settings: {},
		});
		return await runByHand(n8n.rest, id, 'Start');
	}

	/** Sends items to the webhook of an active workflow and waits for what it makes of them. */
	async function post(workflowId: string, hook: string, items: readonly Json[]): Promise<Execution> {
		const known = await executionsOf(n8n.rest, workflowId);
		const response = await fetch(`${n8n.server.url}/webhook/${hook}`, {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify({ items }),
		});
		expect(response.status).toBe(200);
		return await nextExecution(n8n.rest, workflowId, known);
	}

	async function activate(workflow: WorkflowJson): Promise<string> {
		const id = await n8n.rest.createWorkflow(workflow);
		await n8n.rest.activate(id);
		return id;
	}

	it('a webhook’s items are routed, by the package as installed and by the one loaded as CUSTOM', async () => {
		const base = routerWorkflow({
			name: 'Route',
			credential: registry,
			from: webhookItems('feedback-route', ROUTER),
			ends: [AGAIN, AGAIN, AGAIN],
			parameters: routerParameters,
		});
		const again = {
			id: 'again',
			name: AGAIN,
			type: 'CUSTOM.routeLlmRequest',
			typeVersion: 1,
			position: [700, 0] satisfies [number, number],
			credentials: { llmModelRegistryApi: registry },
			parameters: inPanel(againParameters),
		};
		workflowId = await activate({ ...base, nodes: base.nodes.map((node) => (node.name === AGAIN ? again : node)) });
		const { execution } = await route();
		expect(execution.hints(AGAIN).join(' ')).toContain('"loop"');
		const idsOf = (node: string) =>
			[1, 2].flatMap((output) => execution.items(node, output)).map(({ llmRoute }) => (llmRoute as { id: string }).id);
		routed = { installed: idsOf(ROUTER), custom: idsOf(AGAIN) };
		expect(new Set([...routed.installed, ...routed.custom]).size).toBe(2 * ITEMS);
	});

	/** The same items each time. */
	async function route(): Promise<{ readonly execution: Execution; readonly decisions: readonly Json[] }> {
		const sinceMs = Date.now();
		const execution = await post(workflowId, 'feedback-route', PROMPTS);
		expect(execution.status).toBe('success');
		const all = await feedback({
			resource: 'decision',
			operation: 'getAll',
			returnAll: true,
			filters: { from: new Date(sinceMs).toISOString() },
			options: { order: 'oldest' },
		});
		return { execution, decisions: all.items(FEEDBACK).filter(({ routerId }) => routerId === `${workflowId}:router`) };
	}

	it('half of them are rated by another webhook, and the ratings stand in the one log that both have written', async () => {
		const from = webhookItems('feedback-rate', FEEDBACK);
		const node = feedbackNode(
			{ decisionId: '={{ $json.decision }}', rating: '={{ $json.rating }}', options: { ratedBy: '={{ $json.user }}' } },
			{ installed: false },
		);
		const id = await activate({ name: 'Rate', nodes: [...from.nodes, node], connections: from.connections, settings: {} });
		const rated = [...routed.installed.slice(0, ITEMS / 2), ...routed.custom.slice(0, ITEMS / 2)];
		const execution = await post(
			id,
			'feedback-rate',
			rated.map((decision, n) => ({ decision, rating: n % 3 === 0 ? 'down' : 'up', user: 'ann@example.com' })),
		);
		expect(execution.items(FEEDBACK).map(({ outcome }) => (outcome as { recorded: string }).recorded)).toEqual(rated.map(() => 'stored'));

		const found = (await feedback({ resource: 'decision', operation: 'getAll', returnAll: true, filters: { hasOutcome: true } })).items(
			FEEDBACK,
		);
		expect(found.map((decision) => decision['id']).sort()).toEqual([...rated].sort());
		expect(found.filter(({ outcomeMean }) => outcomeMean === 0)).toHaveLength(rated.length / 3);
		expect(found.every(({ outcomes }) => !JSON.stringify(outcomes).includes('ann@'))).toBe(true);
		const ledgers = readdirSync(n8n.folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('ledger.sqlite'));
		expect(ledgers).toEqual([path.join('.n8n', 'storage', 'n8n-nodes-llm-router', 'ledger.sqlite')]);
	});

	it('a rating of a decision that is not there is one clear error', async () => {
		const execution = await feedback({ decisionId: 'nobody', rating: 'up' });
		expect(execution.status).toBe('error');
		expect(execution.raw).toContain('is not in the log');
	});

	it('a shadow audit compares both models for each of them, and forgets what was kept', async () => {
		before = await logged();
		const [told] = (
			await feedback(
				{
					resource: 'audit',
					operation: 'run',
					judgeModel: { __rl: true, mode: 'id', value: 'custom1/judge' },
					options: { mostAudits: 1000, parallel: 50 },
				},
				{ credentials: { llmModelRegistryApi: registry } },
			)
		).items(FEEDBACK);
		expect(told).toMatchObject({ audited: ITEMS, worse: HARD, asGood: ITEMS - HARD, left: 0 });
		expect((await logged()).every(({ prompt, answer }) => prompt === undefined && answer === undefined)).toBe(true);
	});

	it('the report says what it cost and how good it was, and comes with a page', async () => {
		const execution = await feedback({ resource: 'report', operation: 'create' });
		const [report] = execution.items(FEEDBACK);
		expect(report).toMatchObject({ total: { requests: 2 * ITEMS } });
		expect(execution.raw).toContain('report.html');
	});

	it('a threshold is certified and saved by name', async () => {
		const [told] = (
			await feedback({ resource: 'threshold', operation: 'calibrate', routerId: `${workflowId}:router`, options: { saveAs: 'loop' } })
		).items(FEEDBACK);
		expect(told).toMatchObject({ kind: 'certified', savedAs: { name: 'loop', version: 1 } });
		threshold = told?.['threshold'];
	});

	it('the classifier is trained, and routes again what it has learned of', async () => {
		const [told] = (await feedback({ resource: 'classifier', operation: 'train' })).items(FEEDBACK);
		expect(told).toMatchObject({ result: 'better', version: 1 });
		const { execution, decisions } = await route();
		expect(new Set(decisions.map(({ weightsVersion }) => weightsVersion))).toEqual(new Set([told?.['weights']]));
		const atSmall = answered(execution).filter(({ llmRoute }) => (llmRoute as { model: string }).model === 'custom1/small');
		const hard = atSmall.filter(({ text }) => isHard(String(text))).length;
		expect(hard).toBeLessThan(ITEMS / 20);
		expect(atSmall.length - hard).toBeGreaterThan(ITEMS / 10);
		// The certificate speaks of the weights before, and its threshold of their scale.
		expect(execution.hints(AGAIN).join(' ')).toContain('"loop"');
	});

	it('a roll back brings the decisions back bit for bit, and with them the certified threshold', async () => {
		const [told] = (await feedback({ resource: 'classifier', operation: 'rollBack', rollBackTo: 'before' })).items(FEEDBACK);
		expect(told).toMatchObject({ version: 2 });
		const { execution, decisions } = await route();
		const decided = (all: readonly Json[]) =>
			all
				.map(({ policyHash, weightsVersion, reason, result, signals, candidates }) =>
					JSON.stringify({ policyHash, weightsVersion, reason, result, signals, candidates }),
				)
				.sort();
		expect(decided(decisions)).toEqual(decided(before));
		expect(execution.hints(AGAIN)).toEqual([]);
		const again = await feedback({
			resource: 'decision',
			operation: 'getAll',
			returnAll: true,
			filters: { routerId: `${workflowId}:again` },
		});
		expect(
			again
				.items(FEEDBACK)
				.slice(0, ITEMS)
				.every((decision) => decision['threshold'] === threshold),
		).toBe(true);
	});

	function answered(execution: Execution): Json[] {
		return [1, 2].flatMap((output) => execution.items(ROUTER, output));
	}

	async function logged(): Promise<readonly Json[]> {
		return (
			await feedback({
				resource: 'decision',
				operation: 'getAll',
				returnAll: true,
				filters: { routerId: `${workflowId}:router` },
				options: { withTexts: true },
			})
		).items(FEEDBACK);
	}

	it('the log is exported as a file', async () => {
		const execution = await feedback({ resource: 'decision', operation: 'export', filters: { hasOutcome: true } });
		expect(execution.status).toBe('success');
		expect(execution.raw).toContain('decisions.csv');
	});
});
