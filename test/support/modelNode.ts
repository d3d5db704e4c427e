import { NodeConnectionTypes, NodeOperationError, type IExecuteFunctions, type INodeExecutionData, type INodeType } from 'n8n-workflow';

import { LlmRouterChatModel } from '../../nodes/LlmRouterChatModel/LlmRouterChatModel.node';

import { connect, startWorkflow, type EngineRunOptions, type RunResult, type StartedRun } from './engine';
import { inPanel } from './inPanel';
import { LADDER, registryOf } from './ladder';
import { CHAT_MODEL, chatModelNode } from './chatModels';
import { sources } from './routeNode';

export const MODEL_NODE = 'Model';
export const ASKER = 'Agent';
const MODEL_TYPE = 'n8n-nodes-llm-router.lmChatLlmRouter';

/** A Chat Model as LangChain's consumers use it. */
export interface ChatModel {
	invoke(messages: unknown, options?: object): Promise<ChatMessage>;
	stream(messages: unknown, options?: object): Promise<AsyncIterable<ChatMessage>>;
	bindTools(tools: readonly object[], more?: object): ChatModel;
	getNumTokens(content: unknown): Promise<number>;
}

export interface ChatMessage {
	readonly content: unknown;
	readonly tool_calls?: readonly { readonly id?: string; readonly name: string; readonly args: unknown }[];
	readonly response_metadata: Record<string, unknown>;
	readonly usage_metadata?: Record<string, unknown>;
}

/** What an Agent or chain would do with the model; what it returns are its items. `model` hands it out anew, as for each step. */
export type Use = (asked: {
	readonly ctx: IExecuteFunctions;
	readonly items: readonly INodeExecutionData[];
	readonly model: (item?: number) => Promise<ChatModel>;
	/** How many times this node has been executed. */
	readonly time: number;
}) => Promise<readonly object[]>;

export interface AskModel {
	readonly items?: readonly INodeExecutionData['json'][];
	readonly parameters?: Record<string, unknown>;
	/** Of the panel's Options. */
	readonly sessionId?: string;
	readonly bufferUntilChecked?: boolean;
	readonly urls: readonly [string, string];
	readonly use: Use;
	/** Parameters of the node that asks. */
	readonly asker?: Record<string, unknown>;
	/** Of the node that asks, such as `retryOnFail`. */
	readonly settings?: object;
	/** Connected Chat Models by port; default: the registry. */
	readonly connected?: Readonly<Record<string, unknown>>;
	readonly extra?: Partial<EngineRunOptions>;
	readonly nodeId?: string;
}

export async function startModel(ask: AskModel): Promise<StartedRun> {
	return await startWorkflow(workflowOf(ask));
}

export async function runModel(ask: AskModel): Promise<RunResult> {
	return await (await startModel(ask)).done;
}

function workflowOf({ items = [{}], urls, use, connected, ...ask }: AskModel): EngineRunOptions {
	const {
		options = {},
		qualityChecks = {},
		...parameters
	} = inPanel({ models: { values: LADDER }, modelsFrom: 'registry', ...ask.parameters });
	const names = Object.keys(connected ?? {});
	const model = {
		name: MODEL_NODE,
		id: ask.nodeId ?? 'model-id',
		type: MODEL_TYPE,
		typeVersion: 1,
		...(connected === undefined && { credentials: { llmModelRegistryApi: { id: 'registry', name: 'registry' } } }),
		parameters: {
			...parameters,
			...(connected !== undefined && { modelsFrom: 'connected' }),
			qualityChecks: { ...Object(qualityChecks), ...(ask.bufferUntilChecked && { bufferUntilChecked: true }) },
			options: { ...Object(options), ...(ask.sessionId !== undefined && { sessionId: ask.sessionId }) },
		},
	};
	const asker = { name: ASKER, type: 'test.asker', typeVersion: 1, parameters: { ...ask.asker }, waitBetweenTries: 1, ...ask.settings };
	return {
		package: { ...sources, nodes: { ...sources.nodes, [MODEL_TYPE]: new LlmRouterChatModel() } },
		items: items.map((json) => ({ json })),
		startNode: 'Start',
		credentials: { registry: registryOf(urls) },
		nodeTypes: { 'test.asker': askerNode(use), ...(connected !== undefined && { [CHAT_MODEL]: chatModelNode(connected) }) },
		workflow: {
			id: 'wf',
			nodes: [
				{ name: 'Start', type: 'n8n-nodes-base.manualTrigger', typeVersion: 1, parameters: {} },
				asker as EngineRunOptions['workflow']['nodes'][number],
				model,
				...names.map((name) => ({ name, type: CHAT_MODEL, typeVersion: 1, parameters: {} })),
			],
			connections: {
				...connect('Start', [ASKER]),
				[MODEL_NODE]: { ai_languageModel: [[{ node: ASKER, type: NodeConnectionTypes.AiLanguageModel, index: 0 }]] },
				...Object.fromEntries(
					names.map((name, index) => [
						name,
						{ ai_languageModel: [[{ node: MODEL_NODE, type: NodeConnectionTypes.AiLanguageModel, index }]] },
					]),
				),
			},
		},
		...ask.extra,
	};
}

/** A node that asks for a Chat Model as n8n's own do. */
function askerNode(use: Use): INodeType {
	let time = 0;
	return {
		description: {
			name: 'asker',
			displayName: 'Asker',
			group: ['transform'],
			version: 1,
			description: 'Asks a Chat Model',
			defaults: { name: ASKER },
			inputs: [NodeConnectionTypes.Main, { type: NodeConnectionTypes.AiLanguageModel, maxConnections: 1 }],
			outputs: [NodeConnectionTypes.Main],
			properties: [{ displayName: 'Text', name: 'text', type: 'string', default: '' }],
		},
		async execute(this: IExecuteFunctions) {
			const model = async (item = 0) => {
				const got = await this.getInputConnectionData(NodeConnectionTypes.AiLanguageModel, item);
				if (!isChatModel(got)) throw new NodeOperationError(this.getNode(), 'No Chat Model came');
				return got;
			};
			time += 1;
			const made = await use({ ctx: this, items: this.getInputData(), model, time });
			return [made.map((json) => ({ json: { ...json } }))];
		},
	};
}

function isChatModel(value: unknown): value is ChatModel {
	return typeof value === 'object' && value !== null && 'invoke' in value && 'bindTools' in value;
}
