import { NodeHelpers, type INode, type INodeParameters, type INodeProperties, type INodeTypeDescription } from 'n8n-workflow';
import { z } from 'zod';
import { createCatalogue } from '../../adapters/catalogue/catalogue';
import { PROVIDER_KINDS } from '../../adapters/providers';
import { closeLedgers } from '../../nodes/shared/ledger';
import { configuredOutputs } from '../../nodes/RouteLlmRequest/outputs';
import { demoCredential } from '../../scripts/demo/credential';
import { startDemoProvider } from '../../scripts/demo/provider';
import { readExample } from '../../scripts/lib/n8n/workflows';
import { runWorkflow } from '../support/engine';
import { exampleNames, exampleText, loadExample, ROUTER } from '../support/exampleFiles';
import { LlmRouterFeedback } from '../../nodes/LlmRouterFeedback/LlmRouterFeedback.node';
import { LlmRouterChatModel } from '../../nodes/LlmRouterChatModel/LlmRouterChatModel.node';
import { RouteLlmRequest } from '../../nodes/RouteLlmRequest/RouteLlmRequest.node';

const FEEDBACK = 'n8n-nodes-llm-router.llmRouterFeedback';
const CHAT_MODEL = 'n8n-nodes-llm-router.lmChatLlmRouter';
/** Our nodes as they describe themselves. */
const OURS = new Map([
	[ROUTER, new RouteLlmRequest().description],
	[FEEDBACK, new LlmRouterFeedback().description],
	[CHAT_MODEL, new LlmRouterChatModel().description],
]);

/** Node types used, with the versions that n8n 2.40 has. */
const KNOWN: Readonly<Record<string, readonly number[]>> = {
	[ROUTER]: [1],
	[FEEDBACK]: [1],
	[CHAT_MODEL]: [1],
	'@n8n/n8n-nodes-langchain.agent': [3.1],
	'@n8n/n8n-nodes-langchain.chainLlm': [1.7],
	'@n8n/n8n-nodes-langchain.chatTrigger': [1.1, 1.4],
	'@n8n/n8n-nodes-langchain.documentDefaultDataLoader': [1.1],
	'@n8n/n8n-nodes-langchain.embeddingsOpenAi': [1.2],
	'@n8n/n8n-nodes-langchain.informationExtractor': [1.2],
	'@n8n/n8n-nodes-langchain.lmChatAnthropic': [1.3],
	'@n8n/n8n-nodes-langchain.lmChatOpenAi': [1.2, 1.3],
	'@n8n/n8n-nodes-langchain.memoryBufferWindow': [1.3],
	'@n8n/n8n-nodes-langchain.toolCalculator': [1],
	'@n8n/n8n-nodes-langchain.toolCode': [1.3],
	'@n8n/n8n-nodes-langchain.vectorStoreInMemory': [1.3],
	'n8n-nodes-base.crypto': [2],
	'n8n-nodes-base.emailReadImap': [2.1],
	'n8n-nodes-base.emailSend': [2.1],
	'n8n-nodes-base.evaluation': [4.8],
	'n8n-nodes-base.evaluationTrigger': [4.7],
	'n8n-nodes-base.extractFromFile': [1],
	'n8n-nodes-base.filter': [2.2],
	'n8n-nodes-base.form': [2.3],
	'n8n-nodes-base.formTrigger': [2.3],
	'n8n-nodes-base.gmail': [2.1],
	'n8n-nodes-base.gmailTrigger': [1.2],
	'n8n-nodes-base.googleSheets': [4.5],
	'n8n-nodes-base.httpRequest': [4.2],
	'n8n-nodes-base.if': [2.2],
	'n8n-nodes-base.jira': [1],
	'n8n-nodes-base.manualTrigger': [1],
	'n8n-nodes-base.noOp': [1],
	'n8n-nodes-base.respondToWebhook': [1.4],
	'n8n-nodes-base.scheduleTrigger': [1.2],
	'n8n-nodes-base.set': [3.4],
	'n8n-nodes-base.slack': [2.3],
	'n8n-nodes-base.slackTrigger': [1],
	'n8n-nodes-base.stickyNote': [1],
	'n8n-nodes-base.telegram': [1.2],
	'n8n-nodes-base.telegramTrigger': [1.2],
	'n8n-nodes-base.webhook': [2],
};

const rowsOf = (parameters: unknown) => z.object({ models: z.object({ values: z.array(z.unknown()) }) }).parse(parameters).models.values;

/** What is chosen of a node's resources and operations that it does not have. */
function unknownChoices(properties: readonly INodeProperties[], node: INode, description: INodeTypeDescription): string[] {
	return ['resource', 'operation'].flatMap((name) => {
		const chosen = node.parameters[name];
		const shown = properties.filter(
			(property) => property.name === name && NodeHelpers.displayParameterPath(node.parameters, property, '', node, description),
		);
		const choices = shown.flatMap(({ options = [] }): unknown[] => options.map((option) => ('value' in option ? option.value : undefined)));
		return chosen === undefined || choices.includes(chosen) ? [] : [`${name}: ${JSON.stringify(chosen)}`];
	});
}

/** Paths of stored values that no parameter of the node has. */
function unknownParameters(properties: readonly INodeProperties[], values: object, prefix = ''): string[] {
	return Object.entries(values).flatMap(([name, value]) => {
		const property = properties.find((candidate) => candidate.name === name);
		if (!property) return [prefix + name];
		if (typeof value !== 'object' || value === null) return [];
		const options = property.options ?? [];
		if (property.type === 'collection')
			return unknownParameters(
				options.filter((option) => 'type' in option),
				value as object,
				`${prefix + name}.`,
			);
		if (property.type !== 'fixedCollection') return [];
		return Object.entries(value as object).flatMap(([group, rows]) => {
			const found = options.find((option) => option.name === group);
			if (!found || !('values' in found)) return [`${prefix + name}.${group}`];
			return (rows as object[]).flatMap((row) => unknownParameters(found.values, row, `${prefix + name}.${group}.`));
		});
	});
}

const files = exampleNames();

afterAll(closeLedgers);

it('all the promised examples exist', () => {
	expect(files).toEqual([
		'alert.json',
		'cascade.json',
		'chat-model-agent.json',
		'chat-model-connected.json',
		'chat-model-documents.json',
		'chat-model-extractor.json',
		'chat-trigger.json',
		'demo.json',
		'email-gmail.json',
		'email-imap.json',
		'evaluation.json',
		'form-to-ticket.json',
		'nightly-learning.json',
		'private-data.json',
		'route-only-basic-llm-chain.json',
		'sheets-budget.json',
		'slack-thumbs.json',
		'slack.json',
		'telegram.json',
		'webhook-three-models.json',
		'weekly-report.json',
	]);
	expect(new Set(files.map((file) => loadExample(file).id)).size).toBe(files.length);
});

describe.each(files)('%s', (file) => {
	const { nodes, connections, pinData } = loadExample(file);
	const routers = nodes.filter((node) => node.type === ROUTER);

	it('uses only node types and versions that exist, each name and id once', () => {
		for (const { name, type, typeVersion } of nodes)
			expect({ [name]: KNOWN[type] }).toEqual({ [name]: expect.arrayContaining([typeVersion]) });
		expect(new Set(nodes.map((node) => node.name)).size).toBe(nodes.length);
		expect(new Set(nodes.map((node) => node.id)).size).toBe(nodes.length);
	});

	it('sets only parameters that our nodes have, without an issue n8n would complain of', () => {
		const ours = nodes.flatMap((node) =>
			[OURS.get(node.type)].filter((description) => description !== undefined).map((description) => ({ node, description })),
		);
		expect(ours.length).toBeGreaterThanOrEqual(1);
		for (const { node, description } of ours) {
			const given = node.parameters as INodeParameters;
			const { id, name, type, typeVersion, position } = node;
			const inWorkflow = { id, name, type, typeVersion, position, parameters: given };
			const parameters = NodeHelpers.getNodeParameters(description.properties, given, true, false, inWorkflow, description);
			const shown = description.properties.filter((property) =>
				NodeHelpers.displayParameter(parameters ?? {}, property, inWorkflow, description),
			);
			expect(unknownParameters(shown, node.parameters)).toEqual([]);
			expect(Object.keys(parameters ?? {})).toEqual(expect.arrayContaining(Object.keys(given)));
			const issues = NodeHelpers.getNodeParametersIssues(
				description.properties,
				{ ...inWorkflow, parameters: parameters ?? {} },
				description,
			);
			expect(issues).toBeNull();
			expect(unknownChoices(description.properties, inWorkflow, description)).toEqual([]);
		}
	});

	it('connects nodes that exist', () => {
		const names = nodes.map((node) => node.name);
		const links = Object.values(connections).flatMap((kinds) => Object.values(kinds).flat(2));
		expect(names).toEqual(expect.arrayContaining(Object.keys(connections)));
		expect(names).toEqual(expect.arrayContaining(links.map((to) => to.node)));
		expect(names).toEqual(expect.arrayContaining(Object.keys(pinData)));
	});

	it('wires every branch of the router, Fallback included', () => {
		for (const node of routers) {
			const outputs = configuredOutputs(node.parameters);
			const wired = (connections[node.name]?.main ?? []).map((to) => to.length > 0);
			expect(wired).toEqual(outputs.map(() => true));
		}
	});

	it('plugs the Chat Model in, and a model into each of its ports', () => {
		for (const { name, parameters } of nodes.filter((node) => node.type === CHAT_MODEL)) {
			expect(connections[name]?.ai_languageModel?.flat()).toHaveLength(1);
			const plugged = Object.values(connections).flatMap(({ ai_languageModel = [] }) =>
				ai_languageModel.flat().filter(({ node }) => node === name),
			);
			const ports = parameters['modelsFrom'] === 'connected' ? rowsOf(parameters) : [];
			expect(plugged.map(({ index }) => index).toSorted()).toEqual(ports.map((_, index) => index));
		}
	});

	it('remembers, if people chat with it', () => {
		const isChat = nodes.some(({ type }) => /\.(chat|slack|telegram)Trigger$/.test(type));
		const memories = Object.values(connections).flatMap(({ ai_memory = [] }) => ai_memory.flat());
		expect(memories).toHaveLength(isChat ? 1 : 0);
	});

	it('holds no secret', () => {
		expect(exampleText(file)).not.toMatch(/sk-[\w-]{8}|xox[a-z]-|AIza|Bearer |api[-_]?key"|password/i);
	});

	it('every trigger that answers on an address has one', () => {
		const types = ['n8n-nodes-base.webhook', 'n8n-nodes-base.slackTrigger', '@n8n/n8n-nodes-langchain.chatTrigger'];
		for (const node of nodes.filter(({ type }) => types.includes(type))) expect(node.webhookId).toMatch(/^llm-router-example-/);
	});
});

it('no example names a model whose end was announced', () => {
	const ids = files.flatMap((file) => [...exampleText(file).matchAll(/"value": "([a-z]+)\/([^"]+)"/g)].map((found) => found.slice(1)));
	const catalogue = createCatalogue();
	const ended = ids.filter(([kind, model]) =>
		PROVIDER_KINDS.some((one) => one === kind && catalogue.retirement(one, model ?? '') !== null),
	);
	expect(ids.length).toBeGreaterThan(10);
	expect(ended).toEqual([]);
});

describe('what single examples are for', () => {
	const outgoing = (file: string, name: string, output: number) =>
		(loadExample(file).connections[name]?.main?.[output] ?? []).map((to) => to.node);

	it('demo: prices for every model, since no catalogue knows them', () => {
		const router = loadExample('demo.json').nodes.find((node) => node.type === ROUTER);
		const rows = z.object({
			models: z.object({ values: z.array(z.object({ settings: z.object({ inputPrice: z.number(), outputPrice: z.number() }) })) }),
		});
		expect(rows.parse(router?.parameters).models.values).toHaveLength(4);
	});

	it('demo: one prompt is empty, the others are not', () => {
		const prompts = (loadExample('demo.json').pinData['Manual Trigger'] ?? []).map((item) => item.json.chatInput);
		expect(prompts).toHaveLength(10);
		expect(prompts.filter((prompt) => prompt === '')).toHaveLength(1);
	});

	it('cascade: the checks send the wrong sum and the refusal up, the rest stays cheap', async () => {
		const demo = await startDemoProvider();
		try {
			const { pinData, ...rest } = await readExample('cascade.json');
			const result = await runWorkflow({
				workflow: rest,
				items: pinData?.['Manual Trigger'] ?? [],
				credentials: { 'LLM Model Registry': demoCredential(demo.baseUrl) },
			});
			const names = [0, 1, 2].map((output) => result.items('Route LLM Request', output).map(({ json }) => json['name']));
			expect(names).toEqual([[], ['fact', 'translation'], ['sum', 'limerick']]);
			expect(result.items('Route LLM Request', 2)[0]?.json).toMatchObject({
				llmRoute: { reason: expect.stringContaining('Arithmetic: a calculation is wrong'), strongestCostUsd: expect.any(Number) },
			});
		} finally {
			await demo.stop();
		}
	});

	it('slack thumbs: a vote names the decision of the answer under which it stands, and only signed ones are recorded', () => {
		const { nodes } = loadExample('slack-thumbs.json');
		const parameters = (name: string) => JSON.stringify(nodes.find((node) => node.name === name)?.parameters);
		expect(parameters('Reply with Buttons').match(/value: \$json\.llmRoute\.id/g)).toHaveLength(2);
		expect(parameters('Record the Vote')).toMatch(/actions\[0\]\.value.*actions\[0\]\.action_id.*user\.id/);
		expect(outgoing('slack-thumbs.json', 'From Slack, Just Now', 0)).toEqual(['Record the Vote']);
		const recorders = Object.entries(loadExample('slack-thumbs.json').connections).filter(([, kinds]) =>
			(kinds.main ?? []).flat().some((to) => to.node === 'Record the Vote'),
		);
		expect(recorders.map(([from]) => from)).toEqual(['From Slack, Just Now']);
	});

	it('weekly report: the page hangs on the email', () => {
		const email = loadExample('weekly-report.json').nodes.find((node) => node.type === 'n8n-nodes-base.emailSend');
		expect(email?.parameters).toMatchObject({ options: { fileAttachments: 'data' } });
	});

	it('alert: only what is new is told', () => {
		expect([0, 1].map((output) => outgoing('alert.json', 'Check for Alerts', output))).toEqual([[], ['Tell the Team']]);
	});

	it('nightly learning: one step after the other, whatever one of them comes to', () => {
		const file = 'nightly-learning.json';
		expect(['Every Night', 'Audit', 'Calibrate'].map((name) => outgoing(file, name, 0))).toEqual([['Audit'], ['Calibrate'], ['Train']]);
		const steps = loadExample(file).nodes.filter(({ name }) => ['Audit', 'Calibrate', 'Train'].includes(name));
		expect(steps.map(({ onError }) => onError)).toEqual(steps.map(() => 'continueRegularOutput'));
	});

	it('slack: a refused reply stops nothing', () => {
		const posts = loadExample('slack.json').nodes.filter((node) => node.type === 'n8n-nodes-base.slack');
		expect(posts.map((node) => node.onError)).toEqual(posts.map(() => 'continueRegularOutput'));
	});

	it('route only: the error output of each chain leads back into the router', () => {
		const chains = loadExample('route-only-basic-llm-chain.json').nodes.filter((node) => node.type.endsWith('.chainLlm'));
		expect(chains).toHaveLength(2);
		for (const chain of chains) {
			expect(chain.onError).toBe('continueErrorOutput');
			expect(outgoing('route-only-basic-llm-chain.json', chain.name, 1)).toEqual(['Route LLM Request']);
		}
	});
});
