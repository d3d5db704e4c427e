import type { IConnection, IPinData } from 'n8n-workflow';
import type { WorkflowJson } from '../../scripts/lib/engine';
import { inPanel } from './inPanel';

export const ROUTER = 'Route LLM Request';

export interface RouterWorkflowOptions {
	readonly name: string;
	/** Fields by name, as `inPanel` takes them. */
	readonly parameters: Record<string, unknown>;
	/** Registry credential; default none. */
	readonly credential?: { readonly id: string; readonly name: string };
	/** Store credential; default none. */
	readonly store?: { readonly id: string; readonly name: string };
	/** What leads to the router in place of Start, a Manual Trigger. */
	readonly from?: Pick<WorkflowJson, 'nodes' | 'connections'>;
	/** Node at the end of each output, Fallback first; one may stand at several. */
	readonly ends: readonly string[];
	/** Sub-nodes, with the wires that leave them. */
	readonly plugged?: Pick<WorkflowJson, 'nodes' | 'connections'>;
	readonly pinData?: IPinData;
}

/** The end of a wire, to a node's first input. */
export function wireTo(node: string): IConnection {
	return { node, type: 'main', index: 0 };
}

const START: Pick<WorkflowJson, 'nodes' | 'connections'> = {
	nodes: [{ id: 'start', name: 'Start', type: 'n8n-nodes-base.manualTrigger', typeVersion: 1, position: [0, 0], parameters: {} }],
	connections: { Start: { main: [[wireTo(ROUTER)]] } },
};

/** Start → the router → a No Operation at the end of each output, as the editor would store it. */
export function routerWorkflow({
	name,
	parameters,
	credential,
	store,
	from = START,
	ends,
	plugged,
	pinData,
}: RouterWorkflowOptions): WorkflowJson {
	const names = [...new Set(ends)];
	return {
		name,
		nodes: [
			...from.nodes,
			{
				id: 'router',
				name: ROUTER,
				type: 'n8n-nodes-llm-router.routeLlmRequest',
				typeVersion: 1,
				position: [250, 0],
				credentials: { ...(credential && { llmModelRegistryApi: { ...credential } }), ...(store && { llmRouterStoreApi: { ...store } }) },
				parameters: inPanel({ ...(store && { shareBetweenWorkers: true }), ...parameters }),
			},
			...(plugged?.nodes ?? []),
			...names.map((end, index) => ({
				id: end,
				name: end,
				type: 'n8n-nodes-base.noOp',
				typeVersion: 1,
				position: [700, index * 180 - 300] as [number, number],
				parameters: {},
			})),
		],
		connections: { ...from.connections, [ROUTER]: { main: ends.map((end) => [wireTo(end)]) }, ...plugged?.connections },
		...(pinData && { pinData }),
		settings: {},
	};
}
