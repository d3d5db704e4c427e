import { NodeConnectionTypes, type IConnections, type INodeType, type ISupplyDataFunctions } from 'n8n-workflow';
import type { EngineRunOptions } from './engine';
import { askOf, NODE, type Ask } from './routeNode';

export const CHAT_MODEL = 'test.chatModel';

/** A sub-node that supplies, by its own name, whatever object is given; an Error it throws, as one without a credential does. */
export function chatModelNode(supplied: Readonly<Record<string, unknown>>): INodeType {
	return {
		description: {
			name: 'chatModel',
			displayName: 'Chat Model',
			group: ['transform'],
			version: 1,
			description: 'Chat Model',
			defaults: { name: 'Chat Model' },
			inputs: [],
			outputs: [NodeConnectionTypes.AiLanguageModel],
			properties: [],
		},
		supplyData(this: ISupplyDataFunctions) {
			const response = supplied[this.getNode().name];
			return response instanceof Error ? Promise.reject(response) : Promise.resolve({ response });
		},
	};
}

export type Invoke = (messages: readonly object[], options: { readonly signal: AbortSignal }) => unknown;

/** As LangChain's: `invoke` and what it tells of itself. */
export function chatModel(invoke: Invoke, more: object = {}) {
	return { _modelType: () => 'base_chat_model', invoke: async (...args: Parameters<Invoke>) => await invoke(...args), ...more };
}

/** An AIMessage, as far as anybody looks at it. */
export function message(content: unknown, finish = 'stop', more: object = {}): object {
	return {
		content,
		usage_metadata: { input_tokens: 12, output_tokens: 3 },
		response_metadata: { finish_reason: finish, model_name: 'served-by' },
		tool_calls: [],
		...more,
	};
}

export interface ConnectedOptions extends Omit<Ask, 'urls'> {
	/** Sub-node names by port; `null`: left open. */
	readonly ports: readonly (string | null)[];
	readonly supplied: Readonly<Record<string, unknown>>;
	/** Names of disabled sub-nodes. */
	readonly off?: readonly string[];
}

/** The node in a workflow without a credential, with Chat Models on its ports. */
export function connectedAsk({ ports, supplied, off = [], ...ask }: ConnectedOptions): EngineRunOptions {
	const base = askOf({
		urls: ['http://127.0.0.1:1', 'http://127.0.0.1:1'],
		...ask,
		parameters: { modelsFrom: 'connected', ...ask.parameters },
	});
	const names = [...new Set([...ports, ...Object.keys(supplied)].filter((name) => name !== null))];
	const nodes = base.workflow.nodes.map(({ credentials: _none, ...node }) => node);
	const wires: IConnections = Object.fromEntries(
		names.map((name) => [
			name,
			{
				ai_languageModel: [
					ports.flatMap((at, index) => (at === name ? [{ node: NODE, type: NodeConnectionTypes.AiLanguageModel, index }] : [])),
				],
			},
		]),
	);
	return {
		...base,
		credentials: {},
		startNode: 'Start',
		nodeTypes: { [CHAT_MODEL]: chatModelNode(supplied) },
		workflow: {
			...base.workflow,
			nodes: [...nodes, ...names.map((name) => ({ name, type: CHAT_MODEL, typeVersion: 1, parameters: {}, disabled: off.includes(name) }))],
			connections: { ...base.workflow.connections, ...wires },
		},
	};
}
