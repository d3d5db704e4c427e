import type { IPinData } from 'n8n-workflow';
import type { WorkflowJson } from '../../scripts/lib/engine';

export const ROUTER = 'Route LLM Request';

export interface RouterWorkflowAsk {
	readonly name: string;
	readonly parameters: Record<string, unknown>;
	/** Registry credential; default none. */
	readonly credential?: { readonly id: string; readonly name: string };
	/** Node at the end of each output, Fallback first; one may stand at several. */
	readonly ends: readonly string[];
	/** Sub-nodes, with the wires that leave them. */
	readonly plugged?: Pick<WorkflowJson, 'nodes' | 'connections'>;
	readonly pinData?: IPinData;
}

/** Start → the router → a No Operation at the end of each output, as the editor would store it. */
export function routerWorkflow({ name, parameters, credential, ends, plugged, pinData }: RouterWorkflowAsk): WorkflowJson {
	const wire = (node: string) => [{ node, type: 'main' as const, index: 0 }];
	const names = [...new Set(ends)];
	return {
		name,
		nodes: [
			{ id: 'start', name: 'Start', type: 'n8n-nodes-base.manualTrigger', typeVersion: 1, position: [0, 0], parameters: {} },
			{
				id: 'router',
				name: ROUTER,
				type: 'n8n-nodes-llm-router.routeLlmRequest',
				typeVersion: 1,
				position: [250, 0],
				...(credential && { credentials: { llmModelRegistryApi: { ...credential } } }),
				parameters: parameters as WorkflowJson['nodes'][number]['parameters'],
			},
			...(plugged?.nodes ?? []),
			...names.map((end, index) => ({ id: end, name: end, type: 'n8n-nodes-base.noOp', typeVersion: 1, position: [700, index * 180 - 300] as [number, number], parameters: {} })),
		],
		connections: { Start: { main: [wire(ROUTER)] }, [ROUTER]: { main: ends.map(wire) }, ...plugged?.connections },
		...(pinData && { pinData }),
		settings: {},
	};
}
